"""One record type per class of the ontology, by family; importing a family registers its types."""

from . import action, knowledge, members, network
from .base import Record
from .provenance import Document, Passage

__all__ = ["Document", "Passage", "Record", "action", "knowledge", "members", "network"]

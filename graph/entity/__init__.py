"""One thing of the graph, as readers and as machines are told of it."""

from .mentions import Group, Mention
from .reading import Entity, entity
from .rows import Row, Term, Value

__all__ = ["Entity", "Group", "Mention", "Row", "Term", "Value", "entity"]

"""One record type per class of the ontology, by family."""

from . import action, knowledge, members, network, provenance
from .action import (
    Adaptation,
    CollaborativeProject,
    Deliverable,
    Event,
    InformationExchange,
    Participation,
    PeriodActivity,
    Programme,
    ProjectActivity,
)
from .base import Record
from .knowledge import (
    Challenge,
    Methodology,
    Practice,
    Result,
    SectorOfExcellence,
    Study,
    StudyEdition,
    Transfer,
)
from .network import City, Country
from .provenance import Document, Passage

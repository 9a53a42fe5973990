"""The drawing of how the main classes hang together, laid out by hand."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from peercity.graph.iris import ONTOLOGY

WIDTH, HEIGHT = 142, 52
"""Pixels of a box."""
_STEP_X, _STEP_Y = 256, 118
_PLACES = {
    "Country": (0, 0), "City": (0, 1), "LocalGovernment": (0, 2), "Membership": (0, 3),
    "Result": (1, 0), "Practice": (1, 1), "Participation": (1, 2), "ConsultationMechanism": (1, 3),
    "Barrier": (2, 0), "Theme": (2, 1), "CollaborativeProject": (2, 2), "Event": (2, 3),
    "Enabler": (3, 0), "Axis": (3, 1), "Passage": (3, 2), "Document": (3, 3),
}  # fmt: skip
"""Column and row of each class."""
EDGES = (
    ("City", "schema:containedInPlace", "Country"),
    ("LocalGovernment", "pc:governs", "City"),
    ("Membership", "org:member", "LocalGovernment"),
    ("Membership", "org:organization", "ConsultationMechanism"),
    ("Practice", "pc:implementedBy", "City"),
    ("Result", "pc:resultOf", "Practice"),
    ("Practice", "pc:hinderedBy", "Barrier"),
    ("Practice", "pc:facilitatedBy", "Enabler"),
    ("Practice", "pc:subjectRead", "Theme"),
    ("Practice", "pc:statedIn", "Passage"),
    ("Theme", "skos:broader", "Axis"),
    ("Participation", "pc:participant", "City"),
    ("Participation", "pc:participatesIn", "CollaborativeProject"),
    ("Participation", "pc:participatesIn", "Event"),
    ("CollaborativeProject", "pc:proposedAt", "Event"),
    ("Event", "schema:organizer", "ConsultationMechanism"),
    ("Passage", "pc:document", "Document"),
)
"""What leads from where to where; each of them is in the starter data."""


@dataclass(frozen=True)
class Box:
    name: str
    """Of the class, which is the anchor on the page too."""
    label: str
    x: int
    y: int

    @property
    def lines(self) -> list[str]:
        """The label in one line, or in two where it is long."""
        return textwrap.wrap(self.label, 17, max_lines=2)


@dataclass(frozen=True)
class Line:
    one: str
    """Label of the class that it leads from."""
    name: str
    other: str
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def middle(self) -> tuple[float, float]:
        """Where the name stands: on the line, or above a level one."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2 - (10 if self.y1 == self.y2 else 0)


@dataclass(frozen=True)
class Diagram:
    """Boxes and lines, in pixels, and the size of all of it."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def diagram(labels: Mapping[str, str]) -> Diagram:
    """Return the drawing with labels of classes by IRI; classes without one are left out, with their lines."""
    boxes = {
        name: Box(name, labels[ONTOLOGY + name], column * _STEP_X + 8, row * _STEP_Y + 8)
        for name, (column, row) in _PLACES.items()
        if ONTOLOGY + name in labels
    }
    lines = tuple(_line(name, boxes[one], boxes[other]) for one, name, other in EDGES if {one, other} <= set(boxes))
    size = 3 * _STEP_X + WIDTH + 16, 3 * _STEP_Y + HEIGHT + 16
    return Diagram(tuple(boxes.values()), lines, *size)


def _line(name: str, one: Box, other: Box) -> Line:
    """Return a line between the edges of two boxes, on the way from centre to centre."""
    x1, y1 = one.x + WIDTH / 2, one.y + HEIGHT / 2
    x2, y2 = other.x + WIDTH / 2, other.y + HEIGHT / 2
    dx, dy = x2 - x1, y2 - y1
    part = min(WIDTH / 2 / abs(dx) if dx else 1.0, HEIGHT / 2 / abs(dy) if dy else 1.0)
    return Line(one.label, name, other.label, x1 + dx * part, y1 + dy * part, x2 - dx * part, y2 - dy * part)

"""What comes back from a challenge: items and cities, each with its reasons."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

BANDS = ("strong", "partial", "thematic")
"""Bands of an item, best first. What they mean is in `phrases`, in three languages."""
REFUSALS = ("undocumented", "off_topic")
"""A city matter that nobody here has documented; not a city matter."""


@dataclass(frozen=True)
class Source:
    """A document that a reason rests on."""

    iri: str
    title: str
    page: str | None = None
    as_of: str | None = None
    locator: str | None = None
    """Where in the document, in the reader's language: heading and paragraphs, as far as the graph has them."""


@dataclass(frozen=True)
class Reason:
    """One typed reason, in the reader's language, with the IRIs and the documents that it rests on."""

    type: str
    text: str
    iris: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Also:
    """An item that tells of the same thing as the one that it is folded under."""

    iri: str
    label: str


@dataclass(frozen=True)
class Recommendation:
    """A ranked item or city."""

    iri: str
    type: str
    label: str
    score: float
    """Between 0 and 1; comparable inside one answer only. The band is what carries a meaning."""
    band: str
    reasons: tuple[Reason, ...]
    status: str | None = None
    status_text: str | None = None
    cities: tuple[str, ...] = ()
    summary: str | None = None
    page: str | None = None
    """Address of a page about it, outside PeerCity."""
    terms: dict[str, float] = field(default_factory=dict)
    """Of an item: the summands of its score by name, in logits. Their sum is the logit of the score."""
    also: tuple[Also, ...] = ()
    """Items that tell of the same thing and stand lower."""


@dataclass(frozen=True)
class Answer:
    """The answer to one challenge."""

    release: int
    encoder: str
    weights: str
    """The name of all that was fitted; see `weights_name`."""
    language: str
    band: str
    practices: tuple[Recommendation, ...] = ()
    cities: tuple[Recommendation, ...] = ()
    teaches: tuple[Recommendation, ...] = ()
    """Cities with a stated need that the asking city could answer, over all axes."""
    teaches_message: str = ""
    """Why there is none, where a city asks."""
    nearest_axis: str | None = None
    message: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def offers_phrase(self) -> str:
        """The phrase that says whether any of the cities to ask has offered to mentor, or that there is none."""
        if not self.cities:
            return "mentor.none"
        return "mentor.some_offered" if any(city.type == "mentor" for city in self.cities) else "cities.none_offered"

    def json(self) -> dict[str, Any]:
        """Return the answer as it goes over the wire."""
        return asdict(self)

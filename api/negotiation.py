"""Which of several representations an Accept header asks for: RFC 9110, section 12.5.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar


class Offer(Protocol):
    """A representation that can be given."""

    @property
    def media_type(self) -> str: ...

    @property
    def also(self) -> tuple[str, ...]:
        """Other media types that ask for it."""


T = TypeVar("T", bound=Offer)


def choose(accept: str | None, offered: Iterable[T]) -> T | None:
    """Return what an Accept header asks for, or None; without a header the first offer.

    The highest quality wins; then the more exact range, then the earlier range, then the earlier offer. Of the ranges
    that an offer fits the most exact one says its quality.
    """
    ranges = list(_ranges(accept or "")) or [("*/*", 1.0)]
    best, chosen = (0.0, 0, 0), None
    for offer in offered:
        exact, place, quality = max(
            (_fit(offer, name), -place, quality) for place, (name, quality) in enumerate(ranges)
        )
        if exact and quality > 0 and (chosen is None or (quality, exact, place) > best):
            best, chosen = (quality, exact, place), offer
    return chosen


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media ranges of an Accept header with their quality; one that is not between 0 and 1 counts as 1."""
    for part in accept.split(","):
        name, *parameters = (piece.strip().casefold() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 1.0
        if name:
            yield name, quality if 0 <= quality <= 1 else 1.0


def _fit(offer: Offer, name: str) -> int:
    """Return how exactly a range names an offer: 4 by its type, 3 by another one, 2 by its kind, 1 by */*, else 0."""
    if name == offer.media_type:
        return 4
    if name in offer.also:
        return 3
    if name == f"{offer.media_type.partition('/')[0]}/*":
        return 2
    return 1 if name == "*/*" else 0

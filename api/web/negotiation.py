"""Which of the forms of a page a client would rather have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """Return the media type of `offered` that an Accept header prefers, the first where it does not mind; or None.

    As RFC 9110, section 12.5.1, has it: the most exact range that names a type gives its quality.

    >>> preferred("text/turtle, text/html;q=0.9, */*;q=0.1", ["text/html", "text/turtle"])
    'text/turtle'
    """
    ranges = list(_ranges(accept)) or [("*/*", 1.0)]
    best = max(offered, key=lambda name: _quality(name, ranges))
    return best if _quality(best, ranges) > 0 else None


def _quality(name: str, ranges: Sequence[tuple[str, float]]) -> float:
    wanted = dict(reversed(ranges))
    return next((wanted[one] for one in (name, f"{name.partition('/')[0]}/*", "*/*") if one in wanted), 0.0)


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        name, *parameters = (piece.strip().casefold() for piece in part.split(";"))
        weights = [value.strip() for key, _, value in (one.partition("=") for one in parameters) if key.strip() == "q"]
        try:
            quality = float(weights[0]) if weights else 1.0
        except ValueError:
            quality = 1.0
        if name:
            yield name, quality

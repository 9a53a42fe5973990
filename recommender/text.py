"""What a person typed, made safe to encode."""

from __future__ import annotations

import re

from peercity.graph.errors import PeerCityError, TooLong

MAX_CHALLENGE = 2_000
"""Characters of a challenge. The engine itself has no limit and takes 39 s for 100,000."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LETTER = re.compile(r"[^\W\d_]")


class Unaskable(PeerCityError):
    """A text that is no challenge."""

    status = 422


def challenge_text(raw: str) -> str:
    """Return a challenge without control characters and with single blanks.

    Raises Unaskable for a text without words and TooLong for one over MAX_CHALLENGE characters.

    >>> challenge_text("  How do we  reuse\\x00 empty buildings? ")
    'How do we reuse empty buildings?'
    """
    if found := _SURROGATE.search(raw):
        raise Unaskable(
            f"The challenge holds half a character (U+{ord(found.group()):04X}); please paste it again as text."
        )
    if len(raw) > MAX_CHALLENGE:
        raise TooLong("challenge", len(raw), MAX_CHALLENGE)
    text = " ".join(_CONTROL.sub(" ", raw).split())
    if not text:
        raise Unaskable("The challenge is empty; please state it in a sentence, in any language.")
    if len(_LETTER.findall(text)) < 2:
        raise Unaskable(f"{text[:40]!r} holds no word; please state the challenge in a sentence, in any language.")
    return text

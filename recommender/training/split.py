"""What is learned from and what judges, apart by challenge: one that judges is never learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peercity.graph.errors import Refused

from .examples import Example, same_challenge

_SHARE = 0.2
"""Part of the challenges that is held out."""
LEAST_HELD, LEAST_LEARNED, LEAST_TEXTS = 4, 8, 12


class TooFew(Refused):
    """Too few examples to learn from and to judge by."""


@dataclass(frozen=True)
class Split:
    """Examples of challenges that are learned from, and of others that judge."""

    learned: tuple[Example, ...]
    held: tuple[Example, ...]

    @property
    def texts(self) -> list[str]:
        """Every text of either side: what a challenge that judges is looked for in."""
        return sorted({example.text for example in (*self.learned, *self.held)})


def split(examples: Sequence[Example], *, seed: int) -> Split:
    """Return the split that `seed` draws. Raises TooFew with how many there are and how many are needed.

    A challenge is known again by its words: the same one in another language, or put otherwise, counts as another, and
    may stand on either side.
    """
    accepted = sorted({same_challenge(example.challenge) for example in examples if example.accepted})
    texts = {example.text for example in examples}
    least = LEAST_HELD + LEAST_LEARNED
    if len(accepted) < least or len(texts) < LEAST_TEXTS:
        raise TooFew(
            f"The examples have {len(accepted)} challenges with an accepted text and {len(texts)} different texts; "
            f"at least {least} and {LEAST_TEXTS} are needed: {LEAST_LEARNED} challenges to learn from and {LEAST_HELD} "
            "to judge by. Nothing was trained."
        )
    count = max(LEAST_HELD, round(_SHARE * len(accepted)))
    order = np.random.default_rng(seed).permutation(len(accepted))
    held = {accepted[place] for place in order[:count]}
    sides: tuple[list[Example], list[Example]] = ([], [])
    for example in examples:
        sides[same_challenge(example.challenge) in held].append(example)
    return Split(tuple(sides[0]), tuple(sides[1]))


def triplets(examples: Sequence[Example], *, seed: int) -> list[tuple[str, str, str]]:
    """Return (challenge, accepted text, other text) for each accepted example.

    The other text is one that was declined for the challenge, each in its turn; where there is none, one drawn from the
    texts that were not accepted for it.
    """
    generator = np.random.default_rng(seed)
    texts = sorted({example.text for example in examples})
    good: dict[str, set[str]] = {}
    bad: dict[str, list[str]] = {}
    for example in examples:
        key = same_challenge(example.challenge)
        if example.accepted:
            good.setdefault(key, set()).add(example.text)
        else:
            bad.setdefault(key, []).append(example.text)
    found: list[tuple[str, str, str]] = []
    for example in examples:
        if example.accepted:
            key = same_challenge(example.challenge)
            others = bad.get(key) or [text for text in texts if text not in good[key]]
            if others:
                turn = len(found) % len(others) if key in bad else int(generator.integers(len(others)))
                found.append((example.challenge, example.text, others[turn]))
    return found

"""What helped there, and which of it nothing states of the asking city."""

from __future__ import annotations

from collections.abc import Iterator

from ..answer import Reason
from ..gaps import against
from .asked import Asked, Row, sources_of, unless_shown
from .wording import Wording


def helped(item: Row, number: int, asked: Asked, wording: Wording, *, shown: str) -> Iterator[Reason]:
    """Yield what helped and, for an asking city, what of it is stated of its own practices and what is not.

    The text is left out where it is `shown` already. A practice of the asking city itself has no gaps.
    """
    sources = sources_of(item, "helped", wording)
    if not sources:
        return
    told = item["conditions"]["helped"]
    concepts = [one["concept"] for one in told["concepts"] if one["stated_in"]]
    details = unless_shown(shown, wording.label(told["text"]))
    text = [wording.say("reason.enabler", text=details)] if details else []
    alone = "" if details else ".alone"
    iris = (item["iri"], *(f"concept:{one}" for one in concepts))
    missing: tuple[str, ...] = ()
    if asked.city and not asked.does(item):
        found = against(item, "helped", asked.place, asked.conditions, number=number)
        missing = found.missing
        for concept, practice in found.shared:
            row = asked.practice(practice)
            names, label = asked.names([concept], wording), wording.label(row["label"])
            text.append(wording.say(f"gap.stated{alone}", names=names, place=asked.city.name, label=label))
            iris += (row["iri"],)
            sources += sources_of(row, "helped", wording)
        if missing:
            names = asked.names(missing, wording)
            text.append(wording.say(f"gap.not_stated{alone}", names=names, place=asked.city.name))
    if text:
        unique = tuple(dict.fromkeys(sources))
        yield Reason("gap" if missing else "enabler", " ".join(text), tuple(dict.fromkeys(iris)), unique)

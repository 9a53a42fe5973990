"""What was hard there, and whether the asking side meets the same."""

from __future__ import annotations

from collections.abc import Iterator

from ..answer import Reason
from ..gaps import against
from .asked import Asked, Row, sources_of, unless_shown
from .wording import Wording


def hindered(item: Row, number: int, asked: Asked, wording: Wording, *, shown: str) -> Iterator[Reason]:
    """Yield what was hard there, first of all a barrier that the asking side meets too.

    It meets one where the challenge names it word for word, or a source names it for a practice of the asking city.
    That something was put in place "despite" it is said only where a source says that it was done. The text is left out
    where it is `shown` already.
    """
    sources = sources_of(item, "hindered", wording)
    if not sources:
        return
    told = item["conditions"]["hindered"]
    concepts = [one["concept"] for one in told["concepts"] if one["stated_in"]]
    details = unless_shown(shown, wording.label(told["text"]))
    iris = (item["iri"], *(f"concept:{one}" for one in concepts))
    named = [concept for concept in concepts if concept in asked.barriers]
    own = () if asked.does(item) else against(item, "hindered", asked.place, asked.conditions, number=number).shared
    if not named and not own:
        if details:
            yield Reason("hindrance", wording.say("reason.hindrance", text=details), iris, sources)
        return
    shared = list(dict.fromkeys([*named, *(concept for concept, _ in own)]))
    done = item["states"][0]["status"] in ("done", "ongoing") and item["evidence"] != "not-yet"
    text = [wording.say("reason.barrier.despite" if done else "reason.barrier", names=asked.names(shared, wording))]
    if details:
        text.append(wording.say("reason.barrier.there", text=details))
    if named:
        words = wording.listed([wording.say("quoted", text=asked.barriers[concept]) for concept in named])
        text.append(wording.say("reason.barrier.challenge", words=words))
    for concept, practice in own:
        row = asked.practice(practice)
        names, label = asked.names([concept], wording), wording.label(row["label"])
        place = asked.city.name if asked.city else ""
        text.append(wording.say("reason.barrier.own", names=names, place=place, label=label))
        iris += (row["iri"],)
        sources += sources_of(row, "hindered", wording)
    yield Reason("barrier", " ".join(text), tuple(dict.fromkeys(iris)), tuple(dict.fromkeys(sources)))

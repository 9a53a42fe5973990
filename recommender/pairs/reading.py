"""From a round file to a round, or to all its problems at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from peercity.graph.errors import NotFound

from ..language import known_language
from ..offers import is_full, languages_offered
from .computed import ComputedAffinity
from .form import MenteeForm, MentorForm, RoundForm, fill_form
from .problems import Problems, entry, printable, shown, unknown
from .round import Mentor, Party, Round
from .triples import read_triples

if TYPE_CHECKING:
    from ..ask import Recommender

Progress = Callable[[int, int], None]


def needs_release(raw: Mapping[str, Any]) -> bool:
    """Say whether a round gives no affinity, so that it is computed from a release."""
    return raw.get("affinity") is None


def read_round(
    raw: Mapping[str, Any],
    *,
    file: str,
    recommender: Recommender | None = None,
    reader: str = "en",
    progress: Progress | None = None,
) -> Round:
    """Return the round that the JSON object of a file describes.

    Without affinity, ids are cities, and affinity is how well the release of `recommender` answers the challenge of a
    mentee with that mentor; `reader` is the language of its reasons. Raises BrokenRound with all problems, each with
    its place in `file`, and ValueError where a recommender is needed and not given.
    """
    if needs_release(raw) and recommender is None:
        raise ValueError("a round without affinity needs a recommender")
    problems = Problems(file)
    form = fill_form(raw, problems)
    options = form.options
    computed = ComputedAffinity(recommender, reader, problems) if recommender and needs_release(raw) else None
    mentees = _mentees(form, computed, problems)
    mentors = _mentors(form, computed, problems)
    numbers = _numbers("mentees", options.mentees, problems), _numbers("mentors", options.mentors, problems)
    forbidden = _pairs("forbidden", options.forbidden, numbers, problems)
    forced = _pairs("forced", options.forced, numbers, problems)
    _pairs("previous", options.previous, None, problems)
    _check_forced(forced, forbidden, numbers, mentors, problems)
    if computed:
        problems.refuse()
        affinity = computed.ask(mentees, mentors, progress)
    else:
        affinity = read_triples(options.affinity or [], *numbers, problems)
    made = Round(
        mentees,
        mentors,
        affinity,
        common_language=options.require_common_language,
        forbidden=frozenset(forbidden),
        forced=tuple(sorted(set(forced))),
        alternates=options.alternates,
        evidence=computed.evidence if computed else {},
        refusals=computed.refusals if computed else {},
        named=computed.named if computed else {},
        computed=computed is not None,
    )
    if (len(mentees), len(mentors)) == tuple(map(len, numbers)):
        _check_forced_can_be(made, problems)
    problems.refuse()
    return made


def _mentees(form: RoundForm, computed: ComputedAffinity | None, problems: Problems) -> tuple[Party, ...]:
    found = []
    for number, one in enumerate(form.mentees):
        if one:
            place = _place("mentees", number, one)
            label, iri, languages = _looked_up(one, place, computed, problems)
            if computed:
                computed.note_challenge(one.id, one.challenge, place)
            found.append(Party(one.id, label, languages, iri))
    return tuple(sorted(found, key=lambda party: party.id))


def _mentors(form: RoundForm, computed: ComputedAffinity | None, problems: Problems) -> tuple[Mentor, ...]:
    found = []
    for number, one in enumerate(form.mentors):
        if one:
            place = _place("mentors", number, one)
            label, iri, languages = _looked_up(one, place, computed, problems)
            offers = computed.offers(iri) if computed else ()
            if one.languages is None:
                languages = languages_offered(offers) or languages
            most, given = one.max, ""
            if "max" not in one.model_fields_set:
                given = ", which is what is meant where it is left out"
                if is_full(offers):
                    most, given = 0, ": by the release, no place that it offered is left"
            if one.min > most:
                problems.add(place, f"{one.min} is more than max, {most}{given}", field="min")
            found.append(Mentor(one.id, label, languages, iri, one.min, most, offers=len(offers)))
    return tuple(sorted(found, key=lambda party: party.id))


def _looked_up(
    one: MenteeForm | MentorForm, place: str, computed: ComputedAffinity | None, problems: Problems
) -> tuple[str, str | None, tuple[str, ...]]:
    """Return the label of a city, its IRI and its languages."""
    languages = _languages(one.languages or (), place, problems)
    if computed is None:
        return one.id, None, languages
    city = computed.find(one.id, place, mentor=isinstance(one, MentorForm))
    if city is None:
        return one.id, None, languages
    return city.name, city.iri, languages if one.languages is not None else city.languages


def _languages(tags: Sequence[str], place: str, problems: Problems) -> tuple[str, ...]:
    """Return languages as primary subtags: who speaks fr-CA speaks fr."""
    found = set()
    for tag in tags:
        try:
            found.add(known_language(tag))
        except NotFound:
            problems.add(place, f"{shown(tag)} is no language; right is a code such as fr", field="languages")
    return tuple(sorted(found))


def _place(name: str, number: int, one: MenteeForm | MentorForm) -> str:
    return f"{entry(name, number)} ({printable(one.id)})"


def _numbers(name: str, rows: Sequence[Any], problems: Problems) -> dict[str, int]:
    """Return the number of each id in the order of ids, those of entries with other problems too."""
    places: dict[str, int] = {}
    for number, row in enumerate(rows):
        given = row.get("id") if isinstance(row, dict) else None
        if isinstance(given, str):
            if given in places:
                first = places[given] + 1
                problems.add(
                    entry(name, number), f"{shown(given)} is the id of entry {first} too; keep one", field="id"
                )
            places.setdefault(given, number)
    return {given: number for number, given in enumerate(sorted(places))}


def _pairs(
    name: str,
    rows: Sequence[Any],
    numbers: tuple[Mapping[str, int], Mapping[str, int]] | None,
    problems: Problems,
) -> list[tuple[int, int]]:
    """Return pairs of ids as numbers; where `numbers` is None only their form is checked."""
    found = []
    for number, row in enumerate(rows):
        place = entry(name, number)
        if not isinstance(row, list) or len(row) != 2 or not all(isinstance(one, str) for one in row):
            problems.add(place, f"{shown(row)} is not a pair; write [mentee, mentor]")
        elif numbers:
            for one, known, role in zip(row, numbers, ("mentee", "mentor"), strict=True):
                if one not in known:
                    problems.add(place, unknown(one, role, known))
            if row[0] in numbers[0] and row[1] in numbers[1]:
                found.append((numbers[0][row[0]], numbers[1][row[1]]))
    return found


def _check_forced(
    forced: Sequence[tuple[int, int]],
    forbidden: Sequence[tuple[int, int]],
    numbers: tuple[Mapping[str, int], Mapping[str, int]],
    known: Sequence[Mentor],
    problems: Problems,
) -> None:
    """Note forced pairs that stand against each other, against what is forbidden or against a maximum load."""
    pairs = sorted(set(forced))
    mentees, mentors = ([printable(name) for name in known] for known in numbers)
    for mentee, mentor in sorted(set(pairs) & set(forbidden)):
        problems.add(f"forced ({mentees[mentee]}, {mentors[mentor]})", "the pair is forbidden too; keep one of the two")
    for mentee, times in Counter(mentee for mentee, _ in pairs).items():
        if times > 1:
            problems.add("forced", f"{mentees[mentee]} is forced with {times} mentors; a mentee has one")
    most = {numbers[1][one.id]: one.maximum for one in known}
    for mentor, times in Counter(mentor for _, mentor in pairs).items():
        if times > most.get(mentor, times):
            told = f"{mentors[mentor]} is forced with {times} mentees and takes {most[mentor]}; raise its max"
            problems.add("forced", told)


def _check_forced_can_be(made: Round, problems: Problems) -> None:
    """Note each forced pair that cannot be made."""
    for mentee, mentor in made.forced:
        learner, sharer = made.mentees[mentee], made.mentors[mentor]
        place = f"forced ({learner.id}, {sharer.id})"
        at = made.affinity.find(mentee, mentor)
        if made.itself[mentee] == mentor:
            problems.add(place, "a city is never paired with itself; take the pair out")
        elif at is None and made.computed:
            problems.add(place, f"the answer to the challenge does not name {sharer.label}; give affinity in the file")
        elif at is None:
            problems.add(place, "a pair without affinity cannot be made; add it to affinity")
        elif made.is_foreign[at]:
            spoken = [", ".join(party.languages) or "not stated" for party in (learner, sharer)]
            problems.add(place, f"no language in common ({spoken[0]} / {spoken[1]}), and the round requires one")

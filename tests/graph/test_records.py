"""Every type of record survives the way to triples and back."""

from __future__ import annotations

import string
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from peercity.graph.build import build
from peercity.graph.read import read
from peercity.graph.records import Record, values
from peercity.graph.records.values import When

ODD_TEXTS = [
    "São Tomé – « ville »",
    "a\tb\nc\r\nd",
    'say "yes" \\ no',
    "e\u0301",
    "\u202eright to left",
    "ǅ \u2028 \u0085 \ufeff \uffff",
    "👩\u200d🌾 城市 مدينة",
    "12",
    "2013-05-31",
    "true",
    "@id",
    "concept:axis/economy",
    "https://example.org/",
]
TEXTS = st.sampled_from(ODD_TEXTS) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x7f", min_codepoint=0x20), min_size=1, max_size=8
).filter(lambda text: bool(text.strip()))
LANGUAGES = st.sampled_from(["fr", "es", "en", "eu", "ast", "pt-BR", "zh-Hant", "zh-Hant-TW"])
SEGMENTS = st.text(string.ascii_lowercase + string.digits + "-_é日", min_size=1, max_size=6)
OWN = st.builds("{}/{}".format, SEGMENTS, SEGMENTS)
REFERENCES = OWN | st.sampled_from(
    [
        "concept:axis/economy",
        "https://sws.geonames.org/3128026/",
        "schema:OnlineEventAttendanceMode",
        "https://example.org/a?b=c&d=é#e",
        "http://example.org:8080/%20(x)",
        "mailto:office@example.org",
        "urn:isbn:0451450523",
        "passage/2013-report/5-1",
        "Practice",
        "label",
    ]
)
DATES = (
    st.dates().map(lambda day: day.isoformat())
    | st.dates().map(lambda day: day.isoformat()[:7])
    | st.dates().map(lambda day: day.isoformat()[:4])
)


def by_language(texts: st.SearchStrategy[Any], *, required: tuple[str, ...] = ()) -> st.SearchStrategy[dict[str, Any]]:
    others = st.dictionaries(LANGUAGES, texts, min_size=0 if required else 1, max_size=2)
    return st.builds(lambda some, full: {**some, **full}, others, st.fixed_dictionaries(dict.fromkeys(required, texts)))


KINDS_OF_VALUE: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (values.FullText, by_language(TEXTS, required=values.INTERFACE_LANGUAGES)),
    (values.Text, by_language(TEXTS)),
    (values.Words, st.dictionaries(LANGUAGES, st.lists(TEXTS, max_size=3), max_size=2)),
    (values.Line, TEXTS),
    (values.Lines, st.lists(TEXTS, max_size=3)),
    (values.Language, LANGUAGES),
    (values.Languages, st.lists(LANGUAGES, max_size=3)),
    (values.Ref, REFERENCES),
    (values.Refs, st.lists(REFERENCES, max_size=3)),
    (values.SomeRefs, st.lists(REFERENCES, min_size=1, max_size=3)),
    (When, DATES),
]


def value_of(hint: Any, metadata: list[Any]) -> st.SearchStrategy[Any]:
    """Return valid raw values of a field. A kind of value that this table does not know fails the test."""
    for known, strategy in KINDS_OF_VALUE:
        if hint == known:
            return strategy
    if get_origin(hint) is Literal:
        return st.just(get_args(hint)[0])
    if type(None) in get_args(hint):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        return st.none() | value_of(inner, metadata)
    low = next((rule.ge for rule in metadata if hasattr(rule, "ge")), None)
    high = next((rule.le for rule in metadata if hasattr(rule, "le")), None)
    if hint is int:
        return st.integers(low, 40_000_000 if high is None else high)
    if hint == values.Degrees:
        return st.floats(low, high, allow_nan=False)
    pattern = next(rule.pattern for rule in metadata if getattr(rule, "pattern", None))
    return st.from_regex(pattern.strip("^$"), fullmatch=True)


def raw_records(kind: type[Record]) -> st.SearchStrategy[dict[str, Any]]:
    hints = get_type_hints(kind, include_extras=True)
    fields = {
        field.alias or name: OWN if name == "id" else value_of(hints[name], field.metadata)
        for name, field in kind.model_fields.items()
    }
    return st.fixed_dictionaries(fields).map(
        lambda raw: {key: value for key, value in raw.items() if value is not None}
    )


@pytest.mark.parametrize("kind", Record.types.values(), ids=Record.types)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_built_reads_back_the_same(kind: type[Record], data: st.DataObject) -> None:
    records = [kind.parse(raw) for raw in data.draw(st.lists(raw_records(kind), min_size=1, max_size=2))]
    records = list({record.id: record for record in records}.values())
    assert read(build(records)) == sorted(records, key=lambda record: record.id)


SMALLEST = {"id": "methodology/x", "type": "Methodology"}
TEXT = {"fr": "a", "es": "b", "en": "c"}


@settings(max_examples=30, deadline=None)
@given(raws=st.lists(raw_records(Record.types["Participation"]), max_size=5))
def test_the_order_of_records_changes_no_triple(raws: list[dict[str, Any]]) -> None:
    records = [Record.types["Participation"].parse(raw) for raw in raws]
    assert set(build(records)) == set(build(reversed(records)))


def test_an_address_in_full_means_the_same_as_with_its_prefix() -> None:
    kind = Record.types["Event"]
    raw = {
        "id": "event/x",
        "type": "Event",
        "label": TEXT,
        "kind": "concept:kind/congress",
        "status": "concept:status/done",
    }
    full = {**raw, "status": "https://w3id.org/peercity/concept/status/done"}
    assert set(build([kind.parse(raw)])) == set(build([kind.parse(full)]))


def test_a_record_keeps_no_empty_field_in_its_json() -> None:
    record = Record.types["Methodology"].parse({**SMALLEST, "label": TEXT, "summary": TEXT, "page": []})
    assert record.json_ld() == {**SMALLEST, "label": TEXT, "summary": TEXT}


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="labels"):
        Record.types["Methodology"].parse({**SMALLEST, "label": TEXT, "summary": TEXT, "labels": TEXT})


def test_a_record_cannot_be_changed() -> None:
    record = Record.types["Methodology"].parse({**SMALLEST, "label": TEXT, "summary": TEXT})
    with pytest.raises(ValidationError, match="frozen"):
        record.id = "methodology/y"  # type: ignore[misc]

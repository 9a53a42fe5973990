"""The values of records: what is accepted, what is refused, and in which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from peercity.graph.iris import ENDINGS
from peercity.graph.records import Document, values
from peercity.graph.records.values import When

NO_DATES = [
    "13",
    "2013-5",
    "2013-13",
    "2013-00",
    "2013-02-30",
    "2013-05-31T10:00",
    "31/05/2013",
    "May 2013",
    "autumn 2014",
    "٢٠١٣",
    "-2013",
    "2013 ",
    "",
]


def refusal(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return str(caught.value.errors()[0]["ctx"]["error"])


@pytest.mark.parametrize(
    ("given", "kind"),
    [("2013", "xsd:gYear"), (2013, "xsd:gYear"), ("2013-05", "xsd:gYearMonth"), ("2013-05-31", "xsd:date")],
)
def test_a_date_is_as_precise_as_it_is_given(given: str | int, kind: str) -> None:
    when = When.model_validate(given)
    assert (when.type, when.value) == (kind, str(given))


def test_a_day_may_come_as_a_date() -> None:
    assert When.model_validate(date(2013, 5, 31)).value == "2013-05-31"


@pytest.mark.parametrize("given", NO_DATES)
def test_what_is_no_date_is_refused_with_what_would_be(given: str) -> None:
    message = refusal(When, given)
    assert repr(given) in message
    assert "2013-05-31" in message or "calendar" in message


@pytest.mark.parametrize("raw", [{"type": "xsd:gYear", "@value": "2013-05"}, {"type": "xsd:int", "@value": "2013"}])
def test_a_date_is_of_the_type_that_it_claims(raw: dict[str, str]) -> None:
    assert "2013" in refusal(When, raw)


@given(st.dates())
def test_every_day_of_the_calendar_is_a_date(day: date) -> None:
    assert When.model_validate(day.isoformat()).type == "xsd:date"


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\u00a0"])
def test_a_text_is_not_blank(text: str) -> None:
    assert "empty" in refusal(values.Line, text)


@pytest.mark.parametrize("code", [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xD800, 0xDFFF])
def test_a_text_holds_no_control_character(code: int) -> None:
    assert f"U+{code:04X}" in refusal(values.Line, f"a{chr(code)}b")


@pytest.mark.parametrize("missing", values.INTERFACE_LANGUAGES)
def test_a_full_text_names_the_language_that_it_lacks(missing: str) -> None:
    text = {tag: "x" for tag in values.INTERFACE_LANGUAGES if tag != missing}
    assert f"missing in {missing}" in refusal(values.FullText, text)


@pytest.mark.parametrize("tag", ["f", "french", "fr_FR", "", "fr-", "pt-BR-x", "123"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    assert repr(tag.lower()) in refusal(values.Language, tag).lower() or "pt-BR" in refusal(values.Language, tag)


@pytest.mark.parametrize("tag", ["pt-BR", "zh-Hant", "zh-Hant-TW", "fr", "ast"])
def test_a_language_tag_is_the_same_in_any_case(tag: str) -> None:
    adapter = TypeAdapter(values.Language)
    assert adapter.validate_python(tag.lower()) == adapter.validate_python(tag.upper()) == tag


NO_REFERENCES = [
    "a b",
    "city/x ",
    "/city/x",
    "//host/x",
    "city/x/",
    "city//x",
    "../x",
    "city/./x",
    "city/x?y",
    "city/x#y",
    "city/x:y",
    "@type",
    "_:b0",
    "1:2",
    "<x>",
    "a%zz",
    "city/[1]",
    "city/\u200b",
]


@pytest.mark.parametrize("reference", NO_REFERENCES)
def test_a_reference_that_would_be_lost_on_the_way_is_refused(reference: str) -> None:
    assert repr(reference) in refusal(values.Ref, reference)


def test_a_set_of_references_has_no_order_and_no_doubles() -> None:
    adapter = TypeAdapter(values.Refs)
    assert adapter.validate_python(["b/2", "a/1", "b/2"]) == ("a/1", "b/2")


def test_a_coordinate_is_kept_to_seven_decimals() -> None:
    assert TypeAdapter(values.Degrees).validate_python(1 / 3) == 0.3333333


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_thing_is_called_as_the_document_about_it(ending: str) -> None:
    raw = {
        "id": f"document/report{ending}",
        "type": "Document",
        "title": {"fr": "Titre"},
        "kind": "concept:kind/report",
    }
    with pytest.raises(ValidationError, match="only the address of a document about it"):
        Document.parse(raw)
    assert Document.parse({**raw, "id": f"document/report{ending}s"}).id.endswith("s")

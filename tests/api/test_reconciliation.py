"""The Reconciliation Service API as OpenRefine calls it; shapes are the essentials of the schemas of version 0.2."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest

TEXT = {"type": "string", "minLength": 1}
TERM = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
TERMS = {"type": "array", "items": TERM}
PATH = {
    "type": "object",
    "properties": {"service_url": {"pattern": "^https?://"}, "service_path": {"pattern": "^/"}},
    "required": ["service_url", "service_path"],
}
TEMPLATE = {"type": "object", "properties": {"url": {"pattern": r"\{\{id\}\}"}}, "required": ["url"]}
SCHEMAS: dict[str, dict[str, Any]] = {
    "manifest": {
        "type": "object",
        "properties": {
            "versions": {"type": "array", "items": TEXT, "contains": {"const": "0.2"}},
            "name": TEXT,
            "identifierSpace": TEXT,
            "schemaSpace": TEXT,
            "serviceVersion": TEXT,
            "logo": TEXT,
            "defaultTypes": TERMS | {"uniqueItems": True},
            "view": TEMPLATE,
            "preview": TEMPLATE | {"required": ["url", "width", "height"]},
            "suggest": {"type": "object", "additionalProperties": PATH},
            "extend": {"type": "object", "properties": {"propose_properties": PATH}},
            "batchSize": {"type": "integer"},
        },
        "required": ["versions", "name", "identifierSpace", "schemaSpace"],
        "additionalProperties": False,
    },
    "results": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {
                "result": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "id": TEXT,
                            "name": TEXT,
                            "description": TEXT,
                            "score": {"type": "number", "minimum": 0, "maximum": 100},
                            "match": {"type": "boolean"},
                            "type": TERMS,
                            "features": {
                                "type": "array",
                                "items": {"type": "object", "properties": {"id": TEXT, "value": {"type": "number"}}},
                            },
                        },
                        "required": ["id", "name", "score", "match", "type"],
                        "additionalProperties": False,
                    },
                }
            },
            "required": ["result"],
        },
    },
    "suggested": {"type": "object", "properties": {"result": TERMS}, "required": ["result"]},
    "extension": {
        "type": "object",
        "properties": {
            "meta": TERMS,
            "rows": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "array",
                        "items": {
                            "oneOf": [
                                {**TERM, "additionalProperties": False},
                                *(
                                    {"properties": {name: {"type": kind}}, "required": [name], "maxProperties": 1}
                                    for name, kind in (("str", "string"), ("int", "integer"), ("float", "number"))
                                ),
                            ]
                        },
                    },
                },
            },
        },
        "required": ["meta", "rows"],
    },
}
COUNTRY = "https://schema.org/containedInPlace"
CITY = "https://w3id.org/peercity/ontology#City"


def read(answer: Any, schema: str) -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    body = answer.json()
    jsonschema.validate(body, SCHEMAS[schema])
    return body


def match(site: Any, queries: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = site.client.post("/reconcile", data={"queries": json.dumps(queries)}, headers=headers)
    return {name: found["result"] for name, found in read(answer, "results").items()}


def test_the_manifest_says_what_there_is(site: Any) -> None:
    manifest = read(site.client.get("/reconcile"), "manifest")
    assert manifest["identifierSpace"] == "https://w3id.org/peercity/"
    assert manifest["view"]["url"] == f"{site.url}/{{{{id}}}}"
    assert {"id": CITY, "name": "City"} in manifest["defaultTypes"]
    french = read(site.client.get("/reconcile?lang=fr"), "manifest")
    assert french["defaultTypes"][0]["name"] == "Ville"


def test_a_batch_is_matched_in_the_language_of_the_reader(site: Any) -> None:
    found = match(
        site,
        {
            "q0": {"query": "毕尔巴鄂", "type": CITY, "limit": 3, "type_strict": "should"},
            "q1": {"query": "Guadalajara", "type": ["pc:City"]},
            "q2": {"query": "Guadalajara", "properties": [{"pid": COUNTRY, "v": {"id": "id/country/mx"}}]},
            "q3": {"query": "Ceci n’est pas une ville qui existe"},
            "q4": {"query": " "},
            "q5": {"properties": [{"pid": "country", "v": ["Finland"]}], "type": "city"},
        },
        **{"Accept-Language": "fr"},
    )
    assert [(one["id"], one["match"]) for one in found["q0"]] == [("id/city/bilbao-es", True)]
    assert (found["q0"][0]["description"], found["q0"][0]["type"]) == ("Espagne", [{"id": CITY, "name": "Ville"}])
    assert [one["match"] for one in found["q1"][:2]] == [False, False]
    assert (found["q2"][0]["id"], found["q2"][0]["match"]) == ("id/city/guadalajara-mx", True)
    assert {"id": COUNTRY, "value": 100} in found["q2"][0]["features"]
    assert found["q3"] == found["q4"] == []
    assert {one["description"] for one in found["q5"]} >= {"Finlande"}


def test_a_batch_may_be_asked_for_in_the_address(site: Any) -> None:
    queries = json.dumps({"a": {"query": "Дакар"}})
    found = read(site.client.get("/reconcile", params={"queries": queries}), "results")
    assert found["a"]["result"][0]["id"] == "id/city/dakar-sn"


def test_entities_types_and_properties_are_suggested(site: Any) -> None:
    entities = read(site.client.get("/reconcile/suggest/entity?prefix=bilb"), "suggested")["result"]
    assert (entities[0]["id"], entities[0]["description"]) == ("id/city/bilbao-es", "Spain")
    assert read(site.client.get("/reconcile/suggest/type?prefix=ci"), "suggested")["result"][0]["id"] == CITY
    properties = read(site.client.get("/reconcile/suggest/property?prefix=pa&lang=es"), "suggested")["result"]
    assert {"id": COUNTRY, "name": "país"} in properties


def test_properties_are_proposed_and_fetched(site: Any) -> None:
    proposed = site.client.get("/reconcile/properties", params={"type": CITY, "limit": 30}).json()
    assert COUNTRY in [one["id"] for one in proposed["properties"]]
    wanted = {"ids": ["id/city/bilbao-es", "id/city/none"], "properties": [{"id": COUNTRY}, {"id": "population"}]}
    answer = read(site.client.post("/reconcile", data={"extend": json.dumps(wanted)}), "extension")
    assert [one["name"] for one in answer["meta"]] == ["country", "population"]
    assert answer["rows"]["id/city/bilbao-es"] == {
        COUNTRY: [{"id": "id/country/es", "name": "Spain"}],
        "population": [{"int": 347342}],
    }
    assert answer["rows"]["id/city/none"] == {COUNTRY: [], "population": []}


@pytest.mark.parametrize("class_", ["City", "Country", "Practice", "CollaborativeProject"])
def test_every_property_of_a_type_can_be_fetched(site: Any, class_: str) -> None:
    iri = f"https://w3id.org/peercity/ontology#{class_}"
    found = match(site, {"q": {"type": iri, "properties": [{"pid": "skos:prefLabel", "v": "x"}], "limit": 30}})["q"]
    proposed = site.client.get("/reconcile/properties", params={"type": iri}).json()["properties"]
    wanted = {"ids": [one["id"] for one in found], "properties": [{"id": one["id"]} for one in proposed[:50]]}
    rows = read(site.client.post("/reconcile", data={"extend": json.dumps(wanted)}), "extension")["rows"]
    assert all(any(rows[one["id"]].values()) for one in found)


def test_an_entity_is_shown_in_a_frame_of_another_site(site: Any) -> None:
    for thing, said in (("id/city/bilbao-es", "Espagne"), ("concept/axis/mobility", "Mobilit")):
        answer = site.client.get(f"/reconcile/preview?lang=fr&id={quote(thing, safe='')}")
        assert answer.status_code == 200
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert said in answer.text
        assert f'href="/{thing}.html?lang=fr"' in answer.text


def test_any_site_may_ask_first(site: Any) -> None:
    answer = site.client.options("/reconcile", headers={"Origin": "https://example.org"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"queries": "{"}, 400, "The parameter 'queries' is not as it should be: queries: Invalid JSON"),
        ({"queries": "[]"}, 400, "'queries' is not as it should be"),
        ({"queries": '{"q": {}}'}, 400, "The query 'q' has neither a 'query' nor 'properties'."),
        ({"queries": '{"q": {"query": "x", "limit": 0}}'}, 400, "queries.q.limit"),
        ({"queries": '{"q": {"query": "x", "tipe": "y"}}'}, 400, "queries.q.tipe"),
        ({"queries": '{"q": {"query": "x", "type": "pc:Citty"}}'}, 400, "There is no type 'pc:Citty'. Nearest: City"),
        ({"queries": '{"q": {"query": "x", "properties": [{"pid": "contry", "v": 1}]}}'}, 400, "Nearest: country"),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(51)})}, 413, "The batch has 51 queries"),
        ({"queries": json.dumps({"q": {"query": "x" * 1_001}})}, 400, "at most 300 characters"),
        ({"extend": '{"ids": []}'}, 400, "extend.properties"),
        ({"queries": "{}", "callback": "f"}, 400, "JSONP is not offered"),
        ({}, 400, "The form has neither 'queries' nor 'extend'."),
        ({"queries": '{"q": {"query": "\\ud800"}}'}, 400, "queries"),
    ],
)
def test_what_is_wrong_is_said(site: Any, fields: dict[str, str], status: int, sentence: str) -> None:
    answer = site.client.post("/reconcile", data={"x": "", **fields})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*")
    assert sentence in answer.json()["error"]


def test_other_bodies_are_refused(site: Any) -> None:
    answer = site.client.post("/reconcile", json={"queries": {}})
    assert (answer.status_code, "application/x-www-form-urlencoded" in answer.json()["error"]) == (400, True)
    untyped = site.client.post("/reconcile", content=b"queries={}")
    assert untyped.json()["error"].endswith("and this one has no Content-Type.")
    assert site.client.get("/reconcile/preview?id=nothing").status_code == 404

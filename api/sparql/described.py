"""The SPARQL endpoint in the words of OpenAPI, for /openapi.json."""

from __future__ import annotations

from typing import Any

from .formats import FORMATS
from .limits import LONGEST_QUERY
from .request import FORM, QUERY

_ERROR = {
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {"error": {"type": "string"}},
                "required": ["error"],
                "additionalProperties": False,
            }
        }
    }
}
_REFUSALS = {
    "400": "Not SPARQL, with line and column; a wrong parameter; a graph that is not there",
    "403": "SERVICE or an update",
    "404": "There is no such release",
    "406": "No format that the request accepts",
    "413": "Too long a query",
    "422": "The query needs too much memory or is built too deep",
    "503": "Too many queries; Retry-After says when to come back",
    "504": "The query reached the time limit",
}
_ANSWER = {
    "description": "The answer, of the release X-PeerCity-Release; X-PeerCity-Truncated says that it was cut.",
    "content": {known.media_type: {"schema": {}} for known in FORMATS},
}
_OPTIONS = {
    "default-graph-uri": ("array", "Named graphs that together are the default graph"),
    "named-graph-uri": ("array", "Named graphs that GRAPH reaches"),
    "format": ("string", "A short name of a format, in place of the Accept header: json, xml, csv, tsv, turtle…"),
    "release": ("string", "The number of a release; without it the current one answers"),
    "explain": ("string", "true: an empty answer says which step of the query removed the last row"),
}


def paths() -> dict[str, Any]:
    """Return the path of the endpoint as it stands in an OpenAPI document."""
    responses = {"200": _ANSWER, **{code: {"description": text, **_ERROR} for code, text in _REFUSALS.items()}}
    options = [_parameter(name, *told) for name, told in _OPTIONS.items()]
    query = {"name": "query", "in": "query", "required": True, "schema": {"type": "string", "maxLength": LONGEST_QUERY}}
    fields = {"query": query["schema"], **{one["name"]: one["schema"] for one in options}}
    form = {"schema": {"type": "object", "properties": fields, "required": ["query"]}}
    body = {"required": True, "content": {FORM: form, QUERY: {"schema": {"type": "string"}}}}
    wrong_body = {"415": {"description": "A body that is neither a form nor a query", **_ERROR}}
    get = {"summary": "Query a release", "parameters": [query, *options], "responses": responses}
    post = {"summary": "Query a release by a form, or by a query as the body", "requestBody": body}
    return {"/sparql": {"get": get, "post": {**post, "responses": responses | wrong_body}}}


def _parameter(name: str, kind: str, description: str) -> dict[str, Any]:
    schema = {"type": "array", "items": {"type": "string"}} if kind == "array" else {"type": "string"}
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}

"""What a request of the SPARQL 1.1 Protocol asks: https://www.w3.org/TR/sparql11-protocol/#query-operation"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Receive, Scope

from peercity.graph.errors import TooLong

from .errors import BadQuery, NoQuery, NotAllowed, WrongBody
from .limits import LONGEST_QUERY

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_LONGEST_BODY = 10 * LONGEST_QUERY
"""Bytes of a POST that are read: a character of a query takes up to twelve in a form, and mostly one."""
_MOST_PARAMETERS = 100


@dataclass(frozen=True)
class SparqlRequest:
    """A query with what it is asked of and how it is to be answered."""

    query: str
    accept: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    release: str | None = None
    explain: bool = False


async def read_request(scope: Scope, receive: Receive) -> SparqlRequest | None:
    """Return what a GET or POST asks, or None where a GET states no query.

    Raises BadQuery, NoQuery, NotAllowed, WrongBody or TooLong.
    """
    headers = Headers(scope=scope)
    parameters = _parameters(scope["query_string"])
    query = _only("query", parameters)
    if scope["method"] == "POST":
        media_type = headers.get("content-type", "").partition(";")[0].strip().casefold()
        body = await _body(receive)
        if media_type == FORM:
            if query is not None:
                raise BadQuery("The query stands in the address of a form; it belongs into its body.")
            parameters = parameters + _parameters(body)
            query = _only("query", parameters)
        elif media_type == QUERY:
            if query is not None:
                raise BadQuery("The query stands in the address and in the body; the body is right.")
            query = _text(body)
        elif media_type == UPDATE:
            raise NotAllowed("This endpoint only reads: updates are refused.")
        else:
            raise WrongBody(f"A POST to /sparql is {FORM} or {QUERY}, and {typed(media_type)}.")
        if query is None:
            raise NoQuery("There is no query. Send one as the field 'query' of the form.")
    if query is None:
        return None
    return SparqlRequest(
        query,
        _only("format", parameters) or ",".join(headers.getlist("accept")),
        _all("default-graph-uri", parameters),
        _all("named-graph-uri", parameters),
        _only("release", parameters) or scope.get("path_params", {}).get("release"),
        (_only("explain", parameters) or "").casefold() in ("true", "1"),
    )


def typed(media_type: str) -> str:
    """Return what a body is, for a sentence that refuses it.

    >>> typed("text/html"), typed("")
    ("this one is 'text/html'", 'this one has no Content-Type')
    """
    return f"this one is {media_type!r}" if media_type else "this one has no Content-Type"


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > _LONGEST_BODY:
            raise TooLong("body of the request", len(body), _LONGEST_BODY)
    return bytes(body)


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode()
    except UnicodeDecodeError as error:
        raise BadQuery(f"The query is not UTF-8 at byte {error.start + 1:,}.") from None


def _parameters(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(encoded), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise BadQuery(f"The parameters are not UTF-8: {error.reason} in {error.object[:40]!r}.") from None
    except ValueError:
        raise BadQuery(f"There are more than {_MOST_PARAMETERS} parameters.") from None


def _all(name: str, parameters: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(value for key, value in parameters if key == name)


def _only(name: str, parameters: list[tuple[str, str]]) -> str | None:
    values = _all(name, parameters)
    if len(values) > 1:
        raise BadQuery(f"The parameter {name!r} is given {len(values)} times; once is right.")
    if name == "query" and _all("update", parameters):
        raise NotAllowed("This endpoint only reads: the parameter 'update' is refused.")
    return values[0] if values else None

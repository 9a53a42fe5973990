"""The SPARQL 1.1 Protocol over HTTP: https://www.w3.org/TR/sparql11-protocol/

A plain ASGI application: what the web framework does for every request takes longer than most queries.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from peercity.graph.errors import Busy, PeerCityError

from .answer import CHUNK, SparqlAnswer
from .cache import LARGEST, AnswerCache, Kept, always_the_same
from .errors import NoQuery
from .pool import SparqlPool
from .request import SparqlRequest, read_request
from .sharing import Shared

T = TypeVar("T")
_READABLE = " !\"#$&'()*+,/:;<=>?@[]^`{|}"
"""What a header holds as it is; the rest is percent-encoded UTF-8."""
METHODS = "GET, HEAD, POST, OPTIONS"
_SHORTLY = 0.1
"""Seconds after which it is worth looking whether the client is still there."""
_LONG_ANSWERS = 4
"""Long answers on their way to one client."""
_LONG_ANSWERS_IN_ALL = 40
"""Long answers on their way to anybody: each may hold as much memory as a kept answer may be long."""
_SLOWEST = 20_000
"""Bytes a second that a client has to take of a long answer, after half a minute."""
_CORS = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Link, Retry-After, X-PeerCity-Release, X-PeerCity-Truncated, X-PeerCity-Explanation",
    ),
)
_PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True)
class Endpoint:
    """The workers of a release, and headers that each of its answers bears.

    `edition` is the same for the same data under the same software, and for no other.
    """

    pool: SparqlPool
    release: int
    edition: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class SparqlProtocol:
    """The application of /sparql.

    `endpoint_of` gives the workers of a release by its number as text, or of the current one; it raises NotFound.
    `without_query` answers a GET that has no query; where it is left out that is NoQuery, status 400. `client_of` tells
    by the address of a client whose queries are counted together.
    """

    def __init__(
        self,
        endpoint_of: Callable[[str | None], Awaitable[Endpoint]],
        *,
        without_query: Callable[[Request], Response] | None = None,
        client_of: Callable[[str], str] = str,
    ) -> None:
        self._endpoint_of, self._without_query, self._client_of = endpoint_of, without_query, client_of
        self._cache = AnswerCache()
        self._shared: Shared[Kept | SparqlAnswer] = Shared()
        self._long_answers: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        except PeerCityError as error:
            request = Request(scope)
            if "text/html" in request.headers.get("accept", "") and "app" in scope:
                raise  # A browser: the application shows it as a page.
            headers = {"Retry-After": "5"} if isinstance(error, Busy) else {}
            headers["Access-Control-Allow-Origin"] = "*"
            await JSONResponse({"error": str(error)}, status_code=error.status, headers=headers)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
            return
        if scope["method"] not in ("GET", "POST"):
            sentence = f"{scope['path']!r} does not take {scope['method']}; it takes {METHODS}."
            await JSONResponse({"error": sentence}, 405, {"Allow": METHODS})(scope, receive, send)
            return
        asked = await read_request(scope, receive)
        if asked is None:
            if not self._without_query:
                raise NoQuery("There is no query. Send one as the parameter 'query', or POST it.")
            response = await run_in_threadpool(self._without_query, Request(scope, receive))
            await response(scope, receive, send)
            return
        await self._query(asked, scope, receive, send)

    async def _query(self, asked: SparqlRequest, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = await self._endpoint_of(asked.release)
        client = self._client_of(scope["client"][0]) if scope.get("client") else ""
        key = _key(asked, endpoint) if always_the_same(asked.query) else ""
        if key and _has(scope, key):
            await _send(send, 304, ((b"etag", key.encode()), (b"vary", b"Accept"), _keeping(asked, key), *_CORS), b"")
            return
        found: Kept | SparqlAnswer | None = self._cache.get(key)
        if not found:
            asking = self._ask(asked, endpoint, client, key)
            found = await _while_connected(self._shared.get(key, asking) if key else asking, receive)
        keeping = _keeping(asked, found.key if isinstance(found, Kept) else key)
        if isinstance(found, Kept) and len(found.body) <= CHUNK:
            await _send(send, 200, (*found.headers, keeping), found.body)
        elif found:
            headers = found.headers if isinstance(found, Kept) else _headers(found, endpoint, key)
            await self._stream(found, (*headers, keeping), client, send)

    async def _ask(self, asked: SparqlRequest, endpoint: Endpoint, client: str, key: str) -> Kept | SparqlAnswer:
        """Return an answer in memory, or a long one in its file, which goes when it is forgotten."""
        answer = await endpoint.pool.query(
            asked.query,
            accept=asked.accept,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            explain=asked.explain,
            client=client,
        )
        if answer.size > LARGEST:
            return answer
        if asked.explain and answer.is_empty and answer.explanation is None:
            key = ""  # There may be time for an explanation when it is asked again.
        with answer:
            kept = Kept(_headers(answer, endpoint, key), answer.read(), key)
        if key:
            self._cache.put(key, kept)
        return kept

    async def _stream(self, answer: Kept | SparqlAnswer, headers: Any, client: str, send: Send) -> None:
        """Send a long answer. A client that takes it too slowly is left."""
        if self._long_answers[client] >= _LONG_ANSWERS:
            raise Busy(f"{_LONG_ANSWERS} long answers are on their way to you; please take them first.")
        if self._long_answers.total() >= _LONG_ANSWERS_IN_ALL:
            raise Busy(f"{_LONG_ANSWERS_IN_ALL} long answers are on their way to others. Please try again in a moment.")
        self._long_answers[client] += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(30 + answer.size / _SLOWEST):
                    await send({"type": "http.response.start", "status": 200, "headers": headers})
                    for chunk in answer.chunks():
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})
                    await send({"type": "http.response.body", "body": b""})
        finally:
            self._long_answers[client] -= 1
            if not self._long_answers[client]:
                del self._long_answers[client]


async def _while_connected(asking: Coroutine[Any, Any, T], receive: Receive) -> T | None:
    """Return the answer, or end the query and return None where its client has left."""
    task = asyncio.ensure_future(asking)
    done, _ = await asyncio.wait({task}, timeout=_SHORTLY)
    if not done:
        leaving = asyncio.ensure_future(_disconnected(receive))
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            return None
    return task.result()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _key(asked: SparqlRequest, endpoint: Endpoint) -> str:
    """Return what an answer depends on, as an entity tag."""
    parts = (
        str(endpoint.release),
        endpoint.edition,
        asked.query,
        asked.accept,
        str(asked.explain),
        *asked.default_graphs,
        "",
        *asked.named_graphs,
    )
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _has(scope: Scope, key: str) -> bool:
    return any(name == b"if-none-match" and key.encode() in value for name, value in scope["headers"])


def _headers(answer: SparqlAnswer, endpoint: Endpoint, key: str) -> Any:
    headers = {
        "content-type": answer.format.content_type,
        "content-length": str(answer.size),
        "vary": "Accept",
        "x-peercity-release": str(endpoint.release),
        **({"etag": key} if key else {}),
        **({"x-peercity-truncated": "true"} if answer.truncated else {}),
        **({"x-peercity-explanation": quote(answer.explanation["en"], safe=_READABLE)} if answer.explanation else {}),
        **endpoint.headers,
    }
    return (*((name.lower().encode(), value.encode()) for name, value in headers.items()), *_CORS)


def _keeping(asked: SparqlRequest, key: str) -> tuple[bytes, bytes]:
    """Return how long others may keep an answer; the same one is for good only to whoever named its release."""
    kept = b"public, max-age=604800, immutable" if asked.release else b"public, no-cache"
    return b"cache-control", kept if key else b"no-store"


async def _send(send: Send, status: int, headers: Any, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

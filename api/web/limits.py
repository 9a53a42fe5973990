"""What every request and response is held to."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peercity.graph.errors import Refused

MAX_BODY = 1_100_000
"""Bytes of a request body."""
_CLIENTS = 10_000
"""Clients whose requests are counted at a time."""
TOO_LARGE = f"The request is larger than {MAX_BODY:,} bytes; please send less."

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SafeHeaders:
    """Adds the security headers to every response; a page that needs another policy brings its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class HeadAsGet:
    """Answers HEAD on whatever answers GET, with the same headers; the server sends no body to it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if is_head else scope, receive, send)


class BodyLimit:
    """Refuses a request body over MAX_BODY bytes, whatever length it claims.

    FastAPI's own limit answers in plain text, outside of every middleware and so without the security headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        messages: list[Message] = []
        size = 0
        while not messages or messages[-1].get("more_body", False):
            messages.append(await receive())
            size += len(messages[-1].get("body", b""))
            if size > MAX_BODY:
                await JSONResponse({"error": TOO_LARGE}, status_code=413)(scope, receive, send)
                return
        kept = iter(messages)

        async def replay() -> Message:
            return next(kept, None) or await receive()

        await self._app(scope, replay, send)


class TooMany(Refused):
    status = 429

    def __init__(self, most: int, seconds: float) -> None:
        self.headers = {"Retry-After": str(int(seconds))}
        super().__init__(f"At most {most} of these are taken in {seconds / 60:.0f} minutes; please try again later.")


class Rate:
    """Lets each client do something at most `most` times in `seconds`. Addresses are held in memory alone."""

    def __init__(self, *, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._turn = Lock()

    def take(self, address: str) -> None:
        """Count one more time of a client. Raises TooMany."""
        client, now = client_of(address), self._clock()
        with self._turn:
            times = self._times.setdefault(client, deque())
            self._times.move_to_end(client)
            while times and times[0] <= now - self._seconds:
                times.popleft()
            if len(times) >= self._most:
                raise TooMany(self._most, self._seconds)
            times.append(now)
            if len(self._times) > _CLIENTS:
                self._times.popitem(last=False)


def client_of(address: str) -> str:
    """Return who an address counts as: for IPv6 its network of 64 bits, which one client has as a whole."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address

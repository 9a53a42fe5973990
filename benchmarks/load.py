"""Clients that ask an endpoint, each one question after the other over one connection."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

_ACCEPT = "application/sparql-results+json, text/turtle"


@dataclass
class Load:
    """What clients met: the seconds of each answer and of each refusal, and how long all of it took."""

    times: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def count(self) -> int:
        return len(self.times)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.seconds if self.count else 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(0.95 * self.count)]


async def measure(
    url: str, question: Callable[[], str], *, clients: int, seconds: float, patience: float = 30.0
) -> Load:
    """Return what so many clients meet in some seconds; an answer begun in time is waited for. Raises OSError."""
    load, started = Load(), time.perf_counter()
    await asyncio.gather(*(_client(url, question, started + seconds, load, patience) for _ in range(clients)))
    load.seconds = time.perf_counter() - started
    return load


async def _client(url: str, question: Callable[[], str], until: float, load: Load, patience: float) -> None:
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=1 << 26)
    try:
        while time.perf_counter() < until:
            started = time.perf_counter()
            target = f"{address.path}?query={quote(question())}"
            writer.write(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: {_ACCEPT}\r\n\r\n".encode())
            async with asyncio.timeout(patience):
                status = await _read(reader)
            (load.times if status == 200 else load.refused).append(time.perf_counter() - started)
    except (TimeoutError, asyncio.IncompleteReadError):
        load.refused.append(time.perf_counter() - started)
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> int:
    """Read an answer and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().casefold()
    if "content-length:" in head:
        await reader.readexactly(int(head.partition("content-length:")[2].split("\r\n")[0]))
    else:
        while size := int((await reader.readline()).partition(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return int(head.split(" ", 2)[1])

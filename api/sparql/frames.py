"""What a server and its workers say to each other through a pipe: a small JSON object and, after it, plain bytes.

JSON and not pickle, since a worker reads what strangers write: what it sends must not be able to run here.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from asyncio import StreamReader

_LENGTHS = struct.Struct(">II")

Frame = tuple[dict[str, Any], bytes]


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a frame as bytes.

    >>> unpack(pack({"ask": 1}, b"x")[8:], 9)
    ({'ask': 1}, b'x')
    """
    encoded = json.dumps(head, separators=(",", ":")).encode()
    return _LENGTHS.pack(len(encoded), len(body)) + encoded + body


def unpack(data: bytes, length: int) -> Frame:
    """Return the frame whose head has `length` bytes."""
    return json.loads(data[:length]), data[length:]


def read(source: BinaryIO) -> Frame | None:
    """Return the next frame of a pipe, waiting for it; None where the other side is gone."""
    lengths = source.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack(lengths)
    data = source.read(head + body)
    return unpack(data, head) if len(data) == head + body else None


async def receive(source: StreamReader) -> Frame:
    """Return the next frame of a pipe. Raises asyncio.IncompleteReadError where the other side is gone."""
    head, body = _LENGTHS.unpack(await source.readexactly(_LENGTHS.size))
    return unpack(await source.readexactly(head + body), head)

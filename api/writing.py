"""Commands that change a data folder: done here where nobody serves it, through the server where somebody does.

The server, being the one writer, listens on a local connection; its address and key are in `writer.json`, which only
the owner of the folder can read.
"""

from __future__ import annotations

import getpass
import json
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from peercity.graph.errors import Busy, PeerCityError
from peercity.graph.folder import DataFolder

from .progress import Progress, shown_progress

if TYPE_CHECKING:
    from peercity.graph.live import Live

Arguments = dict[str, Any]
_LOG = logging.getLogger(__name__)


def import_files(live: Live, arguments: Arguments, _: Progress | None) -> dict[str, Any]:
    """Load source files into the live store; return the counts."""
    from peercity.graph.sources import read_source

    files = [read_source(Path(name)) for name in arguments["files"]]
    done = live.load(files, audience=arguments["audience"], who=arguments["who"], why=arguments["why"])
    return {"graphs": list(done.graphs), "records": done.records, "added": done.added, "removed": done.removed}


def publish(live: Live, arguments: Arguments, progress: Progress | None) -> dict[str, Any]:
    """Publish a release; return its number, encoder and counts."""
    from peercity.graph.releases import current
    from peercity.recommender.encoders import EncoderChoice

    from .starting import publish_release

    before = current(live.folder)
    release = publish_release(live, choice=EncoderChoice(**arguments), progress=progress)
    is_new = before is None or before.number != release.number
    return {
        "release": release.number,
        "new": is_new,
        "encoder": release.facts["encoder"],
        "counts": release.facts["counts"],
        "changes": release.facts["changes"],
    }


Command = Callable[["Live", Arguments, Progress | None], dict[str, Any]]
COMMANDS: dict[str, Command] = {"import": import_files, "publish": publish}
_SHOWN = {"import": "Checking and loading", "publish": "Publishing"}
"""What stands beside the bar of a command."""


def write(folder: DataFolder, command: str, arguments: Arguments) -> dict[str, Any]:
    """Run a command of COMMANDS on a folder, through its server where there is one."""
    from peercity.graph.live import Live

    from .starting import first_release

    folder.verify()
    with shown_progress(_SHOWN[command]) as progress:
        if (answer := _through_server(folder, command, arguments, progress)) is not None:
            return answer
    with Live(folder) as live:
        first_release(live)
        with shown_progress(_SHOWN[command]) as progress:
            return COMMANDS[command](live, arguments, progress)


def person() -> str:
    """Return who is at the keyboard, for the record of changes."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


class Door:
    """Where a server takes commands from its own machine. Close it before the live store."""

    def __init__(self, live: Live, *, changed: Callable[[], None]) -> None:
        self._live = live
        self._changed = changed
        self._key = secrets.token_bytes(32)
        self._listener = Listener(authkey=self._key)
        self._file = live.folder.writer
        self._file.touch(mode=0o600)
        self._file.write_text(json.dumps({"address": self._listener.address, "key": self._key.hex()}), encoding="utf-8")
        self._thread = Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._file.unlink(missing_ok=True)
        try:
            with Client(self._listener.address, authkey=self._key) as connection:
                connection.send_bytes(b"null")
        except OSError:
            pass
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        try:
            while self._serve_one():
                pass
        finally:
            # Where this thread dies of a fault of ours, commands are refused and do not wait for ever.
            self._listener.close()

    def _serve_one(self) -> bool:
        """Serve one caller; return whether there are to be more."""
        try:
            with self._listener.accept() as connection:
                request = json.loads(connection.recv_bytes())
                if request is not None:
                    self._answer(connection, request)
                return request is not None
        except (AuthenticationError, OSError, EOFError, ValueError):
            # A caller that broke off, without the key or without manners: the next one is served.
            return True

    def _answer(self, connection: Connection, request: Any) -> None:
        try:
            command, arguments = COMMANDS[request["command"]], dict(request["arguments"])
        except (LookupError, TypeError):
            raise ValueError("not a request of ours") from None

        def tell(done: int, total: int) -> None:
            # Who asked may have gone; what was asked is done all the same.
            with suppress(OSError):
                connection.send_bytes(json.dumps({"progress": [done, total]}).encode())

        try:
            reply: dict[str, Any] = {"done": command(self._live, arguments, tell)}
            self._changed()
        except PeerCityError as error:
            reply = {"error": str(error), "status": error.status}
        except OSError as error:
            sentence = f"The system refused: {error.strerror} ({error.filename or 'no file named'})."
            reply = {"error": sentence, "status": 500}
        except Exception:  # noqa: BLE001 - at the border of a thread that must go on: told as a fault of ours, and logged
            _LOG.exception("The command %r failed", request["command"])
            reply = {"error": "The server met a fault of its own; its log says more.", "status": 500}
        connection.send_bytes(json.dumps(reply).encode())


def _through_server(
    folder: DataFolder, command: str, arguments: Arguments, progress: Progress | None
) -> dict[str, Any] | None:
    if not folder.writer.exists():
        return None
    try:
        found = json.loads(folder.writer.read_text(encoding="utf-8"))
        with Client(found["address"], authkey=bytes.fromhex(found["key"])) as connection:
            connection.send_bytes(json.dumps({"command": command, "arguments": arguments}).encode())
            while "progress" in (reply := json.loads(connection.recv_bytes())):
                if progress:
                    progress(*reply["progress"])
    except (FileNotFoundError, ConnectionRefusedError):
        # Left behind by a server that was killed: there is nobody to go through.
        folder.writer.unlink(missing_ok=True)
        return None
    except (AuthenticationError, OSError, EOFError, ValueError, LookupError):
        raise Busy(
            f"The server of {folder.path} did not answer; look at its window, or stop it and try again."
        ) from None
    if "error" in reply:
        error = PeerCityError(reply["error"])
        error.status = reply["status"]
        raise error
    done: dict[str, Any] = reply["done"]
    return done

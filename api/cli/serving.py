"""`peercity serve`."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Annotated

import typer

from peercity.graph.errors import PeerCityError

from .app import DEFAULT_DATA, Data, app


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    data: Data = DEFAULT_DATA,
) -> None:
    """Serve the pages, the API and the SPARQL endpoint.

    Some things are limited for each reader. Behind a proxy on another machine, name that machine's address in the
    environment variable FORWARDED_ALLOW_IPS: else all who come through it count as one.
    """
    with _listen(host, port) as listening:
        import uvicorn

        from ..web.app import create_app
        from ..web.settings import Settings

        application = create_app(Settings(data=data))
        release = application.state.site.serving.release.number
        typer.echo(f"PeerCity serves release {release} on http://{host}:{port}/ (stop with Ctrl+C).")
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address, so that a taken port is known before anything is opened."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        why = f"Port {port} of {host} cannot be used ({error.strerror or error}); choose another with --port or --host."
        raise PeerCityError(why) from None
    return listening

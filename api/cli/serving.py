"""`peercity serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from .app import DEFAULT_DATA, Data, app


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    data: Data = DEFAULT_DATA,
) -> None:
    """Serve the pages, the API and the SPARQL endpoint."""
    import uvicorn

    from peercity.graph.folder import DataFolder

    from ..starting import ensure_release
    from ..web.app import create_app
    from ..web.settings import Settings

    release = ensure_release(DataFolder(data))
    typer.echo(f"PeerCity serves release {release.number} on http://{host}:{port}/ (stop with Ctrl+C).")
    uvicorn.run(create_app(Settings(data=data)), host=host, port=port, log_level="warning", access_log=False)

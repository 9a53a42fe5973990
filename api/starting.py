"""From an empty folder to an open release: starter data, checked when it was packaged, loaded and published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from peercity.graph.folder import DataFolder

from .progress import Progress, shown_progress

if TYPE_CHECKING:
    from peercity.graph.live import Live
    from peercity.graph.releases import Release
    from peercity.recommender.ask import Recommender

DEFAULT_DATA = Path("peercity-data")


def ensure_release(folder: DataFolder) -> Release:
    """Return the current release; on an empty folder load the starter data and publish release 1 first."""
    from peercity.graph.releases import current

    folder.verify()
    if found := current(folder):
        return found
    from peercity.graph.live import Live

    with Live(folder) as live:
        return first_release(live)


def first_release(live: Live) -> Release:
    """Return the current release of an open store, made from the starter data where there is none."""
    from peercity.graph.releases import current
    from peercity.graph.starter import starter_files

    if found := current(live.folder):
        return found
    with shown_progress("Making release 1 from the starter data") as progress:
        if not len(live.store):
            # The shipped files pass every shape in the tests, which saves the person at the keyboard five seconds.
            live.load(starter_files(), who="peercity", why="starter data", shapes=False)
        return publish_release(live, progress=progress)


def publish_release(live: Live, *, progress: Progress | None = None) -> Release:
    """Publish the public graphs and the installed vocabulary, with the recommender's index."""
    from peercity.graph.releases import current, publish
    from peercity.recommender.encoders import default_encoder
    from peercity.recommender.indexing import build_index, made_with

    live.load_vocabulary()
    encoder = default_encoder(threads=None)
    before = current(live.folder)
    finish = build_index(
        encoder, live.folder.cache, base=live.base, previous=before.path if before else None, progress=progress
    )
    return publish(live, finish=finish, unless=made_with(encoder))


def open_recommender(folder: DataFolder) -> Recommender:
    """Return the recommender of the current release, with the bundled encoder on one thread."""
    from peercity.recommender.ask import Recommender
    from peercity.recommender.encoders import default_encoder

    release = ensure_release(folder)
    return Recommender(release, default_encoder(threads=1))


def known_types(release: Release) -> dict[str, str]:
    """Return the type of each record of a release by relative IRI."""
    from peercity.graph.live import types_in

    return types_in(release.store, base=release.facts["base"])

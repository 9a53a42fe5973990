"""From an empty folder to an open release: starter data, checked when it was packaged, loaded and published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from peercity.graph.folder import DataFolder

from .encoding import encoder_of, encoder_to_publish
from .progress import Progress, shown_progress

if TYPE_CHECKING:
    from peercity.graph.live import Live
    from peercity.graph.releases import Release
    from peercity.recommender.ask import Recommender
    from peercity.recommender.encoders import EncoderChoice

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


def publish_release(live: Live, *, choice: EncoderChoice | None = None, progress: Progress | None = None) -> Release:
    """Publish the public graphs and the installed vocabulary, with the recommender's index.

    `choice` names the encoder; where it names none, that of the current release goes on. Raises NoEncoder.
    """
    from peercity.graph.releases import current, publish
    from peercity.recommender.indexing import build_index, made_with

    encoder = encoder_to_publish(live.folder, choice)
    live.load_vocabulary()
    before = current(live.folder)
    finish = build_index(
        encoder, live.folder.cache, base=live.base, previous=before.path if before else None, progress=progress
    )
    return publish(live, finish=finish, unless=made_with(encoder))


def open_recommender(folder: DataFolder) -> Recommender:
    """Return the recommender of the current release, with the encoder that the release names."""
    return recommender_of(ensure_release(folder))


def recommender_of(release: Release, *, before: Recommender | None = None) -> Recommender:
    """Return the recommender of a release, with the encoder that it names, or none where that cannot be had.

    `before` is the recommender of another release, whose encoder goes on where it is the same.
    """
    from peercity.recommender.ask import Recommender

    same = before and before.encoder and before.index.encoder_name == release.facts["encoder"]
    return Recommender(release, before.encoder if before and same else encoder_of(release))


def known_types(release: Release) -> dict[str, str]:
    """Return the type of each record of a release by relative IRI."""
    from peercity.graph.live import types_in

    return types_in(release.store, base=release.facts["base"])

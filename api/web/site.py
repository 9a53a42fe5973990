"""What a server holds open: the one writer's store, and for the current release its recommender and SPARQL workers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from threading import Lock, Timer

from peercity.graph.errors import Busy
from peercity.graph.folder import DataFolder
from peercity.graph.live import Live
from peercity.graph.releases import Release, release
from peercity.recommender.ask import Recommender

from ..sparql.limits import Limits
from ..sparql.pool import SparqlPool
from ..sparql.suppliers import suppliers
from ..starting import first_release, recommender_of
from ..writing import Door
from .settings import Settings

_GRACE = 60.0
"""Seconds that the workers of the release before go on, for the queries that they have begun."""
_OLDER = 2
"""Older releases that are kept open for queries; as many more while queries on them end."""
_WORKERS_OF_OLDER = 2


@dataclass(frozen=True)
class Serving:
    """What answers from one release. It is replaced as a whole."""

    release: Release
    recommender: Recommender
    sparql: SparqlPool


class Site:
    """The open parts of a server. `reopen` takes over a new release while requests run on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn, self._turn_of_older = Lock(), Lock()
        self._older: OrderedDict[int, tuple[Release, SparqlPool]] = OrderedDict()
        self._retiring: dict[SparqlPool, Timer] = {}
        with ExitStack() as opened:
            self._live = opened.enter_context(Live(DataFolder(settings.data)))
            self.serving = self._open(first_release(self._live))
            opened.callback(lambda: self.serving.sparql.close())
            opened.callback(self._close_others)
            opened.enter_context(closing(Door(self._live, changed=self.reopen)))
            self._opened = opened.pop_all()

    def reopen(self) -> None:
        """Serve the current release from now on."""
        with self._turn:
            current = first_release(self._live)
            if current.number != self.serving.release.number:
                before = self.serving
                self.serving = self._open(current, before=before.recommender)
                self._retire(before.sparql)

    def sparql_of(self, number: str | None) -> tuple[Release, SparqlPool]:
        """Return a release by number, or the current one, with its SPARQL workers. Raises NotFound or Busy."""
        if self.is_current(number):
            return self.serving.release, self.serving.sparql
        with self._turn_of_older:
            wanted = release(self._live.folder, str(number))
            if wanted.number not in self._older:
                self._make_room()
                limits = replace(self._settings.sparql, workers=_WORKERS_OF_OLDER)
                pool = _workers(wanted, limits, lambda: recommender_of(wanted))
                self._older[wanted.number] = wanted, pool
            self._older.move_to_end(wanted.number)
            return self._older[wanted.number]

    def is_current(self, number: str | None) -> bool:
        """Return whether a number, or none, means the current release: its workers are at hand."""
        return number is None or number == str(self.serving.release.number)

    def _make_room(self) -> None:
        """Close the workers of the older release that was asked least lately, where as many as may be are open."""
        if len(self._older) < _OLDER:
            return
        if len(self._retiring) >= _OLDER:
            raise Busy("Too many older releases are asked at once. Please try again in a minute.")
        pool = self._older.popitem(last=False)[1][1]
        if pool.is_idle:
            pool.close()
        else:
            self._retire(pool)

    def close(self) -> None:
        """Close everything in the order opposite to opening, the writer's door first."""
        self._opened.close()

    async def ended(self) -> None:
        """Wait until the SPARQL workers of a closed site are over."""
        for pool in (self.serving.sparql, *(pool for _, pool in self._older.values()), *self._retiring):
            await pool.ended()

    def _retire(self, pool: SparqlPool) -> None:
        """Close workers in a while."""

        def over() -> None:
            pool.close()
            self._retiring.pop(pool, None)

        self._retiring[pool] = retiring = Timer(_GRACE, over)
        retiring.daemon = True
        retiring.start()

    def _close_others(self) -> None:
        for pool, retiring in tuple(self._retiring.items()):
            retiring.cancel()
            pool.close()
        for _, pool in self._older.values():
            pool.close()

    def _open(self, release: Release, *, before: Recommender | None = None) -> Serving:
        recommender = recommender_of(release, before=before)
        return Serving(release, recommender, _workers(release, self._settings.sparql, lambda: recommender))


def _workers(release: Release, limits: Limits, open_recommender: Callable[[], Recommender]) -> SparqlPool:
    base = release.facts["base"]
    return SparqlPool(release.path / "graph", base=base, limits=limits, suppliers=suppliers(open_recommender))

"""The SPARQL endpoint beside Oxigraph's server and rdflib-endpoint, on the same quads, in one run.

    pip install oxigraph rdflib-endpoint        # in an environment whose bin folder is PEERS
    python benchmarks/sparql.py --peers PEERS --quads 1000000

The store is a release of the starter data and copies of it under other names. Eight clients ask one server at a time,
each the next question once it has an answer. Where it is not said otherwise no question is asked twice: a comment makes
each text another one, so that no cache helps. Printed are requests a second, and ours as a share of each other's.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pyoxigraph as ox
from load import Load, measure

from peercity.api.starting import ensure_release
from peercity.graph.folder import DataFolder
from peercity.graph.queries import named_queries

CLIENTS = 8
PATIENCE = 11.0
"""Seconds that an answer is waited for: our server ends a query at ten."""
HOSTILE = "ASK {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?f && ?f = ?h && ?d = ?b) }} # {}"


def grown(folder: Path, quads: int) -> Path:
    """Return the store of release 1 of the starter data, grown by copies to some number of quads."""
    release = ensure_release(DataFolder(folder))
    lines = (release.path / "data.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    path = release.path / "graph"
    store = ox.Store(path)
    base = release.facts["base"]
    for copy in itertools.count(1):
        if (missing := quads - len(store)) <= 0:
            break
        # Both the graph of the source and the default graph hold a statement.
        renamed = [_renamed(line, base, copy) for line in lines[: missing // 2 + 1] if base in line.split(" ", 1)[0]]
        store.bulk_load(input="".join(renamed).encode(), format=ox.RdfFormat.N_QUADS)
        store.bulk_load(input="".join(map(_without_graph, renamed)).encode(), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return path


def _renamed(line: str, base: str, copy: int) -> str:
    return line.replace(f"<{base}", f"<{base}copy{copy}-")


def _without_graph(line: str) -> str:
    return f"{line.rsplit(' ', 2)[0]} .\n"


class Server:
    """A server, from `with` to the end of its block."""

    def __init__(self, command: list[str], url: str) -> None:
        self._command, self.url = command, url

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 600
        while True:
            try:
                asyncio.run(measure(self.url, lambda: "ASK {}", clients=1, seconds=0.1))
                return self
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{self._command[0]} does not answer at {self.url}")
                time.sleep(0.5)

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Begin anew: a server that ends no query would go on with those that nobody waits for."""
        self.__exit__()
        self.__enter__()


def load(url: str, question: Callable[[], str], *, seconds: float, clients: int = CLIENTS) -> Load:
    return asyncio.run(measure(url, question, clients=clients, seconds=seconds, patience=PATIENCE))


def anew(text: str) -> Callable[[], str]:
    """Return a function that gives a query with another comment each time."""
    numbers = itertools.count(random.randrange(1 << 40))
    return lambda: f"{text}\n# {next(numbers)}"


def examples() -> dict[str, str]:
    """The named queries that any SPARQL engine can answer."""
    ours = ("pc:relevance(", "pc:contextSimilarity(")
    return {query.name: query.text for query in named_queries() if not any(name in query.text for name in ours)}


def lookups(store: Path) -> list[str]:
    rows = ox.Store.read_only(str(store)).query("SELECT DISTINCT ?s { ?s a ?type } LIMIT 20000")
    return [f"SELECT ?p ?o {{ {row['s']} ?p ?o }}" for row in rows if isinstance(row["s"], ox.NamedNode)]  # type: ignore[union-attr]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, required=True, help="folder of the commands oxigraph and rdflib-endpoint")
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=2.0, help="of load on one question and server")
    parser.add_argument(
        "--longest", type=float, default=20.0, help="seconds waited for rdflib-endpoint's first answers"
    )
    parser.add_argument("--without-rdflib", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        store = grown(data, options.quads)
        print(f"{len(ox.Store.read_only(str(store))):,} quads, {CLIENTS} clients, {options.seconds:g} s each")
        peercity = [str(Path(sys.executable).parent / "peercity"), "serve", "--data", str(data), "--port", "8201"]
        oxigraph = [str(options.peers / "oxigraph"), "serve-read-only", "--location", str(store)]
        with (
            Server([*oxigraph, "--bind", "127.0.0.1:8202"], "http://127.0.0.1:8202/query") as theirs,
            Server(peercity, "http://127.0.0.1:8201/sparql") as ours,
        ):
            found = compare_examples(ours.url, theirs, options.seconds)
            compare_lookups(ours.url, theirs.url, lookups(store), options.seconds)
            compare_hostile(ours.url, lookups(store), options.seconds)
        if not options.without_rdflib:
            dump = Path(folder) / "dump.nq"
            ox.Store.read_only(str(store)).dump(str(dump), format=ox.RdfFormat.N_QUADS)
            command = [str(options.peers / "rdflib-endpoint"), "serve", "--port", "8203", str(dump)]
            with Server(command, "http://127.0.0.1:8203/") as other:
                compare_rdflib(other.url, found, options.longest)


def compare_examples(ours: str, theirs: Server, seconds: float) -> dict[str, float]:
    """Print the example queries on both servers, asked anew and repeated; return our requests a second, asked anew."""
    found, ratios = {}, []
    print(f"\n{'example':<36}{'ours/s':>9}{'oxigraph/s':>12}{'ratio':>8}{'repeated':>10}")
    for name, text in examples().items():
        our = load(ours, anew(text), seconds=seconds)
        their = load(theirs.url, anew(text), seconds=seconds)
        if their.refused:
            theirs.restart()
        load(ours, lambda text=text: text, seconds=0.01)
        again = load(ours, lambda text=text: text, seconds=min(seconds, 1.0))
        if not our.count or not their.count:
            print(f"{name:<36}{our.count or 'none':>9}{their.count or 'none':>12}  answered in time, {CLIENTS} at once")
            continue
        found[name] = our.rate
        ratios.append(our.rate / their.rate)
        slow = their.median > 0.005
        repeated = f"{again.rate / their.rate:.1f}" if slow else "–"
        refused = f"  {len(our.refused)} refused" if our.refused else ""
        print(f"{name:<36}{our.rate:9.1f}{their.rate:12.1f}{ratios[-1]:8.2f}{repeated:>10}{refused}", flush=True)
    print(f"geometric mean of ours / oxigraph: {math.exp(statistics.mean(map(math.log, ratios))):.2f}")
    return found


def compare_lookups(ours: str, theirs: str, queries: list[str], seconds: float) -> None:
    """Print point look-ups, each subject in turn, so that a cache does not help either."""
    rates = []
    for _ in range(3):
        their, our = (load(url, itertools.cycle(queries).__next__, seconds=seconds) for url in (theirs, ours))
        rates.append((our.rate, their.rate))
        random.shuffle(queries)
    queries[:] = [f"{query} # {random.random()}" for query in queries]
    our, their = (statistics.median(column) for column in zip(*rates, strict=True))
    print(f"\npoint look-ups: ours {our:.0f}/s, oxigraph {their:.0f}/s: {our / their:.2f} ×")


def compare_hostile(ours: str, queries: list[str], seconds: float) -> None:
    """Print the latency of light queries alone and beside four that would never end, and when those are ended."""

    async def beside() -> tuple[Load, Load]:
        numbers = itertools.count()
        hostile = measure(ours, lambda: HOSTILE.format(next(numbers)), clients=4, seconds=0.1)
        light = measure(ours, anew_of(queries), clients=CLIENTS - 4, seconds=9.0)
        return tuple(await asyncio.gather(hostile, light))  # type: ignore[return-value]

    alone = load(ours, anew_of(queries), seconds=max(seconds, 4.0), clients=CLIENTS - 4)
    hostile, light = asyncio.run(beside())
    print(
        f"light queries: p95 {alone.p95 * 1000:.1f} ms alone, {light.p95 * 1000:.1f} ms beside 4 hostile ones "
        f"({light.p95 / alone.p95:.1f} ×); longest {max(light.times) * 1000:.0f} ms\n"
        f"hostile queries refused after {max(hostile.refused):.2f} s at most (limit 10 s)"
    )


def anew_of(queries: list[str]) -> Callable[[], str]:
    numbers = itertools.count(random.randrange(1 << 40))
    return lambda: f"{random.choice(queries)} # {next(numbers)}"


def compare_rdflib(url: str, found: dict[str, float], longest: float) -> None:
    """Print the geometric mean against rdflib-endpoint; questions it did not answer in time are named."""
    ratios, late = [], []
    for name, text in examples().items():
        other = asyncio.run(measure(url, anew(text), clients=CLIENTS, seconds=4.0, patience=longest))
        if name not in found:
            continue
        if not other.count:
            late.append(name)
            continue
        ratios.append(found[name] / other.rate)
    print(f"\nrdflib-endpoint: ours {math.exp(statistics.mean(map(math.log, ratios))):.1f} × (geometric mean)")
    if late:
        print(f"  not counted, since it failed or took over {longest:g} s: {', '.join(late)}")


if __name__ == "__main__":
    main()

"""The answers of the service, from the current release and in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Literal

import pyoxigraph as ox
from fastapi import Request

from peercity.graph.iris import BASE, ONTOLOGY, PREFIXES, last_part
from peercity.graph.named import Named, Value
from peercity.recommender.reconcile import Asked, Candidate, Wanted, reconciler

from ..languages import language_of
from .queries import MAX_BATCH, Entity, ReconciliationQuery, Scalar, read_batch, read_extension

_WHOLE = ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")
_FRACTION = ("decimal", "double", "float")
_SUGGESTED = 20


class Service:
    """What is answered to one request: from the current release, in the reader's language."""

    def __init__(self, request: Request) -> None:
        self.release = request.app.state.site.serving.release
        self._reconciler = reconciler(self.release)
        self.register = self._reconciler.register
        self.language = language_of(request)

    def manifest(self, origin: str) -> dict[str, Any]:
        """Return what the service offers. Ids follow the name of the site, whatever server that is."""
        base: str = self.release.facts["base"]
        suggest = {
            kind: {"service_url": origin, "service_path": f"/reconcile/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        }
        return {
            "versions": ["0.2"],
            "name": f"PeerCity, release {self.release.number}",
            "identifierSpace": BASE.removesuffix("id/") if base == BASE else f"{origin}/",
            "schemaSpace": ONTOLOGY,
            "serviceVersion": version("peercity"),
            "logo": f"{origin}/static/icon.svg",
            "defaultTypes": [self.term(iri, self.register.types) for iri in self.register.types],
            "view": {"url": f"{origin}/{{{{id}}}}"},
            "preview": {"url": f"{origin}/reconcile/preview?id={{{{id}}}}", "width": 420, "height": 170},
            "suggest": suggest,
            "extend": {
                "propose_properties": {"service_url": origin, "service_path": "/reconcile/properties"},
                "property_settings": [],
            },
            "batchSize": MAX_BATCH,
        }

    def matched(self, text: str) -> dict[str, Any]:
        """Return the candidates of each query of a batch."""
        asked = {name: self._asked(query) for name, query in read_batch(text).items()}
        return {
            name: {"result": [self._candidate(one) for one in self._reconciler.find(question)]}
            for name, question in asked.items()
        }

    def extended(self, text: str) -> dict[str, Any]:
        """Return the values of properties of entities; of an unknown entity none."""
        wanted = read_extension(text)
        iris = {one.id: self.register.property(one.id) for one in wanted.properties}
        rows = {id_: {name: self._values(id_, iri) for name, iri in iris.items()} for id_ in wanted.ids}
        meta = [{**self.term(iri, self.register.properties), "id": name} for name, iri in iris.items()]
        return {"meta": meta, "rows": rows}

    def suggested(self, start: str, *, skip: int) -> list[dict[str, Any]]:
        """Return entities whose name begins so."""
        return [self._suggestion(thing) for thing in self._reconciler.suggest(start, limit=_SUGGESTED, skip=skip)]

    def suggested_terms(self, kind: Literal["type", "property"], start: str, *, skip: int) -> list[dict[str, str]]:
        """Return types or properties whose name begins so, in any language."""
        known = self.register.types if kind == "type" else self.register.properties
        found = [
            iri
            for iri, labels in known.items()
            if any(name.casefold().startswith(start.casefold()) for name in (iri, last_part(iri), *labels.values()))
        ]
        return [self.term(iri, known) for iri in found[skip : skip + _SUGGESTED]]

    def _suggestion(self, thing: Named) -> dict[str, Any]:
        found = {"id": self.register.id(thing.iri), "name": thing.name(self.language), "notable": self.types_of(thing)}
        described = self.register.describe(thing, self.language)
        return found | ({"description": described} if described else {})

    def types_of(self, thing: Named) -> list[dict[str, str]]:
        return [self.term(iri, self.register.types) for iri in self.register.types if iri in thing.types]

    def term(self, iri: str, known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """Return a type or a property with its label."""
        labels = known[iri]
        return {"id": iri, "name": labels.get(self.language) or labels["en"]}

    def _asked(self, query: ReconciliationQuery) -> Asked:
        types = [query.type] if isinstance(query.type, str) else query.type
        wanted = (
            Wanted(self.register.property(one.pid), tuple(map(_wish, one.v if isinstance(one.v, list) else [one.v])))
            for one in query.properties
        )
        return Asked((query.query or "").strip(), tuple(map(self.register.type, types)), tuple(wanted), query.limit)

    def _candidate(self, found: Candidate) -> dict[str, Any]:
        shown = self._suggestion(found.thing)
        return {
            **{name: shown[name] for name in ("id", "name", "description") if name in shown},
            "type": shown["notable"],
            "score": found.score,
            "match": found.match,
            "features": [{"id": name, "value": value} for name, value in found.features.items()],
        }

    def _values(self, id_: str, property_: str) -> list[dict[str, Any]]:
        if self.register.number(id_) is None:
            return []
        return [self._value(one) for one in self.register.values(self.register.thing(id_), property_, self.language)]

    def _value(self, value: Value) -> dict[str, Any]:
        shown = self.register.shown(value, self.language)
        if isinstance(value, ox.NamedNode) and self.register.number(value.value) is not None:
            return {"id": self.register.id(value.value), "name": shown}
        kind = value.datatype.value.removeprefix(PREFIXES["xsd"]) if isinstance(value, ox.Literal) else ""
        if kind in _WHOLE:
            return {"int": int(shown)}
        return {"float": float(shown)} if kind in _FRACTION else {"str": shown}


def _wish(value: Scalar | Entity) -> Scalar:
    return value.id if isinstance(value, Entity) else value

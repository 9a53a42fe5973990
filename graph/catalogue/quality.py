"""How far fields are filled in, as measurements of quality: https://www.w3.org/TR/vocab-dqv/"""

from __future__ import annotations

import rdflib
from rdflib import RDF, SKOS, XSD, Literal, URIRef

from ..coverage import coverage
from ..releases import Release
from .names import DQV, VOID, Addresses, in_languages, new_graph
from .void import digest

METRICS = {
    "filled": {
        "fr": "Part des fiches de la classe où la propriété est renseignée.",
        "es": "Parte de los registros de la clase en los que consta la propiedad.",
        "en": "Share of the records of the class that have a value.",
    },
    "not-stated": {
        "fr": "Part des fiches de la classe où elle ne l’est pas, que la source le dise ou non.",
        "es": "Parte de los registros de la clase en los que no consta, lo diga la fuente o no.",
        "en": "Share of the records of the class that have none, whether a source is said to be silent or not.",
    },
}


def quality(release: Release, *, root: str) -> rdflib.Graph:
    """Return the measurements of a release on its VoID partitions by class and property, each between 0 and 1.

    A property does not apply to the classes that have no such partition.
    """
    graph, here = new_graph(), Addresses(root)
    metrics = {name: URIRef(f"{here.void}#metric-{name}") for name in METRICS}
    for name, texts in METRICS.items():
        graph.add((metrics[name], RDF.type, DQV.Metric))
        graph.add((metrics[name], DQV.expectedDataType, XSD.decimal))
        in_languages(graph, metrics[name], SKOS.definition, texts)
    for one in coverage(release.store):
        part = here.part(release.number, f"class-{digest(one.cls)}-{digest(one.path)}")
        graph.add((part, VOID.property, URIRef(one.path)))
        for name, count in (("filled", one.filled), ("not-stated", one.not_stated)):
            measured = URIRef(f"{part}-{name}")
            graph.add((part, DQV.hasQualityMeasurement, measured))
            graph.add((measured, RDF.type, DQV.QualityMeasurement))
            graph.add((measured, DQV.isMeasurementOf, metrics[name]))
            graph.add((measured, DQV.computedOn, part))
            graph.add((measured, DQV.value, Literal(f"{count / one.records:.4f}", datatype=XSD.decimal)))
    return graph

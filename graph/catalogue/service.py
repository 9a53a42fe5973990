"""The endpoint in the words of https://www.w3.org/TR/sparql11-service-description/"""

from __future__ import annotations

import rdflib
from rdflib import RDF, RDFS, SKOS, Literal, URIRef

from ..examples import examples
from ..iris import ONTOLOGY
from ..releases import Release
from .names import DCTERMS, FORMATS, LICENCE, SD, VOID, Addresses, in_languages, new_graph
from .quality import quality
from .statistics import statistics
from .void import void

RESULT_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "TriG", "N-Quads", "RDF_XML", "JSON-LD",
)  # fmt: skip
"""Names in https://www.w3.org/ns/formats/"""
FUNCTIONS = {
    'relevance(?item, "text"@en)': {
        "fr": "Le score, de 0 à 1, que « peercity ask » donne à un élément pour ce texte.",
        "es": "La puntuación, de 0 a 1, que «peercity ask» da a un elemento para ese texto.",
        "en": "The score, 0 to 1, that `peercity ask` gives an item for this text.",
    },
    "contextSimilarity(?cityA, ?cityB)": {
        "fr": "Ce que le contexte de deux villes a de commun, de 0 à 1.",
        "es": "Lo que el contexto de dos ciudades tiene en común, de 0 a 1.",
        "en": "What the settings of two cities have in common, 0 to 1.",
    },
}
"""The functions that the endpoint adds to SPARQL: how each is called in the ontology's namespace, and what it gives."""
NOTES = {
    "fr": "Le graphe par défaut dit ce que disent toutes les sources, chaque énoncé une fois ; chaque graphe nommé dit "
    "ce que dit une source. Si FROM ou default-graph-uri réunit plusieurs graphes, un énoncé que plusieurs font compte "
    "autant de fois.",
    "es": "El grafo por defecto dice lo que dicen todas las fuentes, cada enunciado una vez; cada grafo con nombre "
    "dice lo que dice una fuente. Si FROM o default-graph-uri reúne varios grafos, un enunciado que hacen varios "
    "cuenta otras tantas veces.",
    "en": "The default graph says what all sources say, each statement once; each named graph says what one source "
    "says. Where FROM or default-graph-uri merges several graphs, a statement that several make counts as many times.",
}


def service(release: Release, *, root: str) -> rdflib.Graph:
    """Return the service description of the endpoint of a server at `root`.

    It holds the VoID description and the example queries too, since editors read all of these from this one document.
    """
    graph, here = new_graph(), Addresses(root)
    endpoint = here.endpoint
    graph.add((endpoint, RDF.type, SD.Service))
    graph.add((endpoint, SD.endpoint, endpoint))
    graph.add((endpoint, SD.supportedLanguage, SD.SPARQL11Query))
    for name in RESULT_FORMATS:
        graph.add((endpoint, SD.resultFormat, FORMATS[name]))
    for call, texts in FUNCTIONS.items():
        function = URIRef(ONTOLOGY + call.partition("(")[0])
        graph.add((endpoint, SD.extensionFunction, function))
        graph.add((function, RDF.type, SD.Function))
        graph.add((function, RDFS.label, Literal(f"pc:{call}")))
        in_languages(graph, function, RDFS.comment, texts)
    graph.add((endpoint, DCTERMS.license, LICENCE))
    graph.add((endpoint, RDFS.seeAlso, here.catalogue))
    graph.add((endpoint, RDFS.seeAlso, URIRef(f"{here.endpoint}/about")))
    _dataset(graph, here, release)
    graph += void(release, root=root)
    graph += quality(release, root=root)
    graph += examples(str(endpoint))
    return graph


def _dataset(graph: rdflib.Graph, here: Addresses, release: Release) -> None:
    count = statistics(release)
    dataset, default = here.release(release.number), here.part(release.number, "default-graph")
    graph.add((here.endpoint, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    graph.add((default, VOID.triples, Literal(count.triples)))
    in_languages(graph, default, SKOS.note, NOTES)
    for iri, triples in sorted(count.graphs.items()):
        named = here.part(release.number, f"graph-{iri.rpartition('/')[2]}")
        inside = URIRef(f"{named}-statements")
        graph.add((dataset, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, URIRef(iri)))
        graph.add((named, SD.graph, inside))
        graph.add((inside, RDF.type, SD.Graph))
        graph.add((inside, VOID.triples, Literal(triples)))

"""The named queries as RDF, in the form that SIB's sparql-editor and its kin read from an endpoint."""

from __future__ import annotations

import re

import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SDO, SH, SKOS, VOID, XSD, Literal, Namespace, URIRef

from .iris import PREFIXES
from .queries import TOPICS, Query, named_queries

LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
SPEX = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_SH = Namespace(str(SH))
"""With `describe` and SPARQLDescribeExecutable, which SHACL 1.2 adds and rdflib does not yet know."""

_TEXT = {
    "SELECT": (_SH.SPARQLSelectExecutable, (_SH.select,)),
    "ASK": (_SH.SPARQLAskExecutable, (_SH.ask,)),
    "CONSTRUCT": (_SH.SPARQLConstructExecutable, (_SH.construct,)),
    "DESCRIBE": (_SH.SPARQLDescribeExecutable, (_SH.describe, SPEX.describe)),
}
"""By form: the class, and the properties of the text. To describe, sparql-editor reads sh:, sparql-examples spex:."""
_DECLARED = re.compile(r"^PREFIX (\S+): <(\S+)>$", re.MULTILINE)


def examples(endpoint: str) -> rdflib.Graph:
    """Return the named queries that ship, as examples of the endpoint at an IRI.

    Names and shape follow https://github.com/sib-swiss/sparql-examples: `ENDPOINT/.well-known/sparql-examples/NAME`.
    The question is rdfs:comment, which editors show as the title, in each language; what to beware of is skos:note.
    What the query gives on the starter release is told in the vocabularies of W3C's own SPARQL tests: mf:result leads
    to rs:size (rows) or rs:boolean, and for a graph to void:triples.

    >>> len(set(examples("https://example.org/sparql").subjects(RDF.type, SH.SPARQLExecutable))) >= 25
    True
    """
    names = Namespace(f"{endpoint.rstrip('/')}/.well-known/sparql-examples/")
    graph = rdflib.Graph()
    for prefix, iri in (*PREFIXES.items(), ("sh", SH), ("mf", MF), ("rs", RS), ("void", VOID), ("spex", SPEX)):
        graph.bind(prefix, iri)
    for query in named_queries():
        _add(graph, names, query, URIRef(endpoint))
    _declare(graph, names.prefixes)
    return graph


def _add(graph: rdflib.Graph, names: Namespace, query: Query, endpoint: URIRef) -> None:
    example = names[query.name]
    kind, properties = _TEXT[query.form]
    graph.add((example, RDF.type, SH.SPARQLExecutable))
    graph.add((example, RDF.type, kind))
    graph.add((example, DCTERMS.identifier, Literal(query.name)))
    graph.add((example, DCTERMS.license, LICENCE))
    graph.add((example, SDO.target, endpoint))
    graph.add((example, SH.prefixes, names.prefixes))
    for text in properties:
        graph.add((example, text, Literal(query.text)))
    said = {RDFS.comment: query.questions, SKOS.note: query.notes, SDO.keywords: TOPICS[query.topic]}
    for says, by_language in said.items():
        for language, words in by_language.items():
            graph.add((example, says, Literal(words, lang=language)))
    result = names[f"{query.name}#result"]
    graph.add((example, MF.result, result))
    if query.form in ("SELECT", "ASK"):
        graph.add((result, RDF.type, RS.ResultSet))
        graph.add((result, RS.size if query.form == "SELECT" else RS.boolean, Literal(query.rows)))
    else:
        graph.add((result, RDF.type, VOID.Dataset))
        graph.add((result, VOID.triples, Literal(query.rows)))


def _declare(graph: rdflib.Graph, prefixes: URIRef) -> None:
    """Add the prefixes that the endpoint knows and those that queries declare."""
    graph.add((prefixes, RDF.type, OWL.Ontology))
    declared = [found for query in named_queries() for found in _DECLARED.findall(query.text)]
    for prefix, iri in {**PREFIXES, **dict(declared)}.items():
        declaration = prefixes + f"#{prefix}"
        graph.add((prefixes, SH.declare, declaration))
        graph.add((declaration, RDF.type, SH.PrefixDeclaration))
        graph.add((declaration, SH.prefix, Literal(prefix)))
        graph.add((declaration, SH.namespace, Literal(iri, datatype=XSD.anyURI)))

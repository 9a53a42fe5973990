"""Where on this server the page about an IRI is, whatever host the server has."""

from __future__ import annotations

from urllib.parse import quote

from peercity.graph.iris import CONCEPT, ONTOLOGY

_SAFE = "/~()!$&'*+,;=-"
"""What an address may hold as it is: all that an IRI of ours may, but letters beyond ASCII."""


def path_of(iri: str, *, base: str) -> str | None:
    """Return the path of an IRI of data or of a concept; None for any other.

    >>> path_of("https://w3id.org/peercity/concept/axis/economy", base="https://w3id.org/peercity/id/")
    '/concept/axis/economy'
    """
    for kind, start in (("concept", CONCEPT), ("id", base)):
        if iri.startswith(start):
            return f"/{kind}/{quote(iri.removeprefix(start), safe=_SAFE)}"
    return None


def page_of(iri: str, *, base: str, language: str = "") -> str:
    """Return the address of the page about an IRI, in the language asked for; of others' IRIs, the IRI itself.

    >>> page_of("https://w3id.org/peercity/ontology#City", base="https://w3id.org/peercity/id/", language="fr")
    '/ontology?lang=fr#City'
    """
    query = f"?lang={language}" if language else ""
    if iri.startswith(ONTOLOGY):
        return f"/ontology{query}#{iri.removeprefix(ONTOLOGY)}"
    path = path_of(iri, base=base)
    return f"{path}.html{query}" if path else iri

"""Each class has a shape, and a shape asks only for what records can give."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import RDF

from peercity import ontology
from peercity.graph.iris import ONTOLOGY
from peercity.graph.records import Record
from peercity.graph.shapes import fields_by_property

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology.SHAPES)


def shapes_of(kind: str, shapes: rdflib.Graph) -> set[rdflib.term.Node]:
    """Return the shapes of a class: one of its own, and those that it shares with its family."""
    found = set(shapes.subjects(SH.targetClass, rdflib.URIRef(ONTOLOGY + kind)))
    assert all((shape, RDF.type, SH.NodeShape) in shapes for shape in found)
    return found


@pytest.mark.parametrize("kind", Record.types)
def test_the_shapes_of_a_class_speak_of_the_fields_of_its_record_and_no_other(kind: str, shapes: rdflib.Graph) -> None:
    properties = {one for shape in shapes_of(kind, shapes) for one in shapes.objects(shape, SH.property)}
    paths = {str(shapes.value(one, SH.path)) for one in properties} - {str(RDF.type)}
    fields = {field.alias or name for name, field in Record.types[kind].model_fields.items()} - {"id", "type"}
    if kind in ("Document", "Passage"):
        fields.remove("statedIn")  # they are the places where things are stated
    assert {fields_by_property()[path] for path in paths} == fields


def test_every_property_shape_says_what_is_wrong_in_words(shapes: rdflib.Graph) -> None:
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        assert str(shapes.value(shape, SH.message, any=False)).endswith("."), shape

"""Files of every kind say the same, and a bad file is told in one sentence what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import yaml

from peercity import ontology
from peercity.graph.build import build
from peercity.graph.errors import Unreadable
from peercity.graph.records import Record
from peercity.graph.sources import READERS, SourceFile, read_source

Reader = Callable[[str, str], SourceFile]

CITY = {
    "id": "city/bilbao-es",
    "type": "City",
    "statedIn": ["document/list"],
    "label": {"fr": "Bilbao", "es": "Bilbao", "en": "Bilbao", "zh-Hant": "畢爾包"},
    "note": {"en": "A text, with “quotes”; a second part"},
    "page": ["https://example.org/a", "https://example.org/b"],
    "country": "country/es",
    "latitude": 43.26271,
    "longitude": -2.0,
    "population": 345122,
    "languages": ["es", "eu"],
    "timeZone": "Europe/Madrid",
    "sameAs": ["https://sws.geonames.org/3128026/"],
}
EVENT = {
    "id": "event/meeting",
    "type": "Event",
    "label": {"fr": "Réunion", "es": "Reunión", "en": "Meeting"},
    "kind": "concept:kind/working-meeting",
    "status": "concept:status/planned",
    "start": "2014",
    "end": "2014-11",
    "asOf": "2013-12-31",
}
RECORDS = [Record.types[str(raw["type"])].parse(raw) for raw in (CITY, EVENT)]
CSV = """\
id,type,statedIn,label.fr,label.es,label.en,label.zh-Hant,note.en,page,country,latitude,longitude,population,languages,\
timeZone,sameAs,kind,status,start,end,asOf
city/bilbao-es,City,document/list,Bilbao,Bilbao,Bilbao,畢爾包,"A text, with “quotes”; a second part",\
https://example.org/b;https://example.org/a,country/es,43.26271,-2,345122,es; eu,Europe/Madrid,\
https://sws.geonames.org/3128026/,,,,,

event/meeting,Event,,Réunion,Reunión,Meeting,,,,,,,,,,,concept:kind/working-meeting,concept:status/planned,\
2014,2014-11,2013-12-31
"""


def rdf(syntax: str) -> str:
    triples = ox.serialize(build(RECORDS), format=ox.RdfFormat.N_TRIPLES)
    assert triples is not None
    return rdflib.Graph().parse(data=triples, format="nt").serialize(format=syntax)


def texts() -> dict[str, str]:
    document = {"source": "document/list", "records": [CITY, EVENT]}
    return {
        ".yaml": yaml.safe_dump(document, allow_unicode=True),
        ".yml": yaml.safe_dump([CITY, EVENT], allow_unicode=True),
        ".json": json.dumps(document),
        ".jsonld": json.dumps({"@context": ontology.context(), "@graph": [CITY, EVENT]}),
        ".csv": "\ufeff" + CSV.replace("\n", "\r\n"),
        ".ttl": rdf("turtle"),
        ".nt": rdf("nt"),
        ".rdf": rdf("xml"),
    }


@pytest.mark.parametrize("ending", READERS)
def test_files_of_every_kind_say_the_same(ending: str, source: Reader) -> None:
    found = source(f"List of_Cities{ending}", texts()[ending])
    records = [Record.types[str(raw["type"])].parse(raw) for raw in found.records]
    assert records == RECORDS
    assert found.slug == "list-of-cities"


def test_numbers_of_turtle_need_not_be_doubles(source: Reader) -> None:
    text = "@prefix s: <https://schema.org/> . <city/x> s:latitude 43.2 ; s:longitude 2 ."
    (raw,) = source("x.ttl", text).records
    assert (float(raw["latitude"]), float(raw["longitude"])) == (43.2, 2.0)


def test_yaml_keeps_dates_and_the_code_of_norway_as_they_are_written(source: Reader) -> None:
    (raw,) = source("x.yaml", "records: [{code: NO, start: 2013-05-31, note: {en: yes, no: on}}]").records
    assert raw == {"code": "NO", "start": "2013-05-31", "note": {"en": "yes", "no": "on"}}


def test_the_only_document_of_a_file_is_its_source(source: Reader) -> None:
    assert source("x.yaml", "records: [{id: document/a, type: Document}]").document == "document/a"
    assert source("x.yaml", "records: [{id: document/a, type: Document}, {id: b, type: Document}]").document is None


HEAD = '<?xml version="1.0"?><!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
TAIL = '<rdf:Description rdf:about="x"><rdf:value>&{name};</rdf:value></rdf:Description></rdf:RDF>'
GROWING = (
    '<!ENTITY a "'
    + "x" * 1000
    + '">'
    + "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True))
)
PC = "@prefix pc: <https://w3id.org/peercity/ontology#> . "
BAD: list[tuple[str, str | bytes, str]] = [
    ("a.yaml", "records:\n  - id: a\n   type: b\n", "it is not YAML: line 3, column 4: "),
    ("a.yaml", "records: []\n---\nrecords: []", "it is not YAML: line 2, column 1: but found another document"),
    ("a.yaml", "!!python/object:os.system x", "could not determine a constructor for the tag"),
    ("a.yaml", "records:\n- {id: a, id: b}", "line 2, column 3: 'id' stands twice; keep one"),
    ("a.yaml", "hello", "it holds no list of records; write 'source: …' and 'records:'"),
    ("a.yaml", "sauce: a\nrecords: []", "it has unknown keys beside source and records: sauce"),
    ("a.yaml", "records: [a]", "record 1 is 'a'; a record is a set of fields such as id, type, label"),
    ("a.yaml", "records: &all [*all]", "it uses an alias ('*')"),
    ("a.yaml", "records: [{id: &a [x, x], type: &b [*a, *a], note: [*b, *b]}]", "it uses an alias ('*')"),
    ("a.yaml", "[" * 5000, "it is not YAML: line "),
    ("a.json", '{"records": [}', "it is not JSON: line 1, column 14: Expecting value"),
    ("a.json", '[{"id": "a", "id": "b"}]', "'id' stands twice in one set of fields, with 'b'; keep one"),
    ("a.json", "[" * 100_000 + "]" * 100_000, "it is nested too deeply"),
    ("a.json", r'[{"id": "\ud800"}]', r"'\ud800' holds half a character"),
    ("a.json", "12", "it holds no list of records"),
    ("a.csv", "id,type,labell.fr,altLabel.fr,altLabel.fr\n", "the column 'altLabel.fr' stands 2 times; the column "
     "'labell.fr' is unknown (nearest: label"),
    ("a.csv", "type,label,population.fr,City\nx,y,z,a", "the column 'id' is missing; the column 'label' needs a "
     "language, such as label.fr; the column 'population.fr' takes no language; write population; the column 'City' "),
    ("a.csv", "id,type\na,City,x\n\nb\n", "line 2 has 3 cells, not 2; line 4 has 1 cells, not 2"),
    ("a.csv", "id;type;label.fr\na;City;b", "its columns are separated by semicolons; save it with commas"),
    ("a.csv", "id\ttype\na\tCity", "its columns are separated by tabs; save it with commas"),
    ("a.csv", 'id,type\n"a,City\n', "it is not CSV: line 2: unexpected end of data"),
    ("a.csv", "id,type\n", "it names columns and has no rows under them"),
    ("a.csv", "id,type\nOrléans,City".encode("latin-1"), "it is not text in UTF-8 (byte 12); save it with the encodin"),
    ("a.csv", "id,type\n".encode("utf-16"), "it is not text in UTF-8 (byte 1)"),
    ("a.yaml", bytes(range(128)), "it is no text file: it holds zero bytes"),
    ("a.ttl", "<a> <b> .\n", "it is not Turtle: line 1: . is not a valid RDF object"),
    ("a.ttl", "x:y a x:z .", "it is not Turtle: line 1: The prefix x: has not been declared"),
    ("a.ttl", "<http://a b> a <c> .", "it is not Turtle: line 1: Invalid IRI code point ' '"),
    ("a.ttl", PC + "[] a pc:City .", "it has nodes without an IRI (blank nodes); give every record an IRI"),
    ("a.ttl", PC + "<city/x> a pc:City ; pc:section [] .", "it has nodes without an IRI (blank nodes)"),
    ("a.ttl", "# nothing\n", "it states nothing"),
    ("a.nt", "hello\n", "it is not N-Triples: line 1: "),
    ("a.nt", "<a> <b> <c> .\n", "it is not N-Triples: line 1: No scheme found in an absolute IRI"),
    ("a.jsonld", '{"@context": "https://example.org/context"}', "it is not JSON-LD: "),
    ("a.rdf", "<rdf", "it is not RDF/XML: line 1: unclosed token"),
    ("a.rdf", HEAD.format(entities=GROWING) + TAIL.format(name="i"), "it is not RDF/XML: line 1: limit on input ampli"),
    ("a.xlsx", "a", "files ending in '.xlsx' are not known; use .yaml, .yml, .json"),
    ("a", "a", "a file without an ending is not known; use .yaml"),
    ("Été.yaml", "records: []", "'Été' cannot name a graph; rename the file to lower-case letters a-z"),
    *[(f"a{ending}", content, "it is empty") for ending in READERS for content in ("", " \n")],
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "why"), BAD)
def test_a_bad_file_is_told_in_one_sentence_what_is_wrong(
    name: str, content: str | bytes, why: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(Unreadable) as caught:
        read_source(path)
    message = str(caught.value)
    assert message.startswith(f"{path} cannot be read: ")
    assert why in message
    assert len(message) - len(str(path)) < 400
    assert message.isprintable()


def test_what_is_no_file_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "file.yaml").write_text("records: []")
    for path, why in {
        tmp_path / "missing.yaml": "there is no such file",
        tmp_path / "folder.yaml": "it is a folder; name the files in it",
        tmp_path / "file.yaml" / "a.yaml": "Not a directory",
        tmp_path / ("a" * 300 + ".yaml"): "File name too long",
    }.items():
        with pytest.raises(Unreadable, match=why):
            read_source(path)


def test_an_xml_file_reads_no_other_file(tmp_path: Path, source: Reader) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    entity = f'<!ENTITY s SYSTEM "{(tmp_path / "secret.txt").as_uri()}">'
    found = source("a.rdf", HEAD.format(entities=entity) + TAIL.format(name="s"))
    assert "secret" not in str(found.records)

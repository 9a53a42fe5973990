"""How to cite a release: in words, in BibTeX and as CSL JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from .errors import NotFound
from .records.values import INTERFACE_LANGUAGES
from .releases import Release

TITLES = {
    "fr": "PeerCity : un graphe de connaissances sur ce que les villes apprennent les unes des autres",
    "es": "PeerCity: un grafo de conocimiento sobre lo que las ciudades aprenden unas de otras",
    "en": "PeerCity: a knowledge graph of what cities learn from each other",
}
AUTHORS = {"fr": "Contributeurs de PeerCity", "es": "Colaboradores de PeerCity", "en": "PeerCity contributors"}
_TEXTS = {
    "fr": "{author} ({year}). {title} (version {number}, {day}) [Jeu de données]. {url}Licence : {licence}. "
    "SHA-256 de data.nq : {digest}",
    "es": "{author} ({year}). {title} (versión {number}, {day}) [Conjunto de datos]. {url}Licencia: {licence}. "
    "SHA-256 de data.nq: {digest}",
    "en": "{author} ({year}). {title} (release {number}, {day}) [Data set]. {url}Licence: {licence}. "
    "SHA-256 of data.nq: {digest}",
}
_NOTES = {
    "fr": "Version {number}. Licence : {licence}. SHA-256 de data.nq : {digest}",
    "es": "Versión {number}. Licencia: {licence}. SHA-256 de data.nq: {digest}",
    "en": "Release {number}. Licence: {licence}. SHA-256 of data.nq: {digest}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPED = {
    **{mark: rf"\{mark}" for mark in "#$%&_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


@dataclass(frozen=True)
class Citation:
    """What names one release for good. Its digest is that of the statements, whatever file they come in."""

    number: int
    day: date
    licence: str
    digest: str
    """SHA-256 of data.nq, in hexadecimal."""
    language: str
    url: str | None = None

    @property
    def title(self) -> str:
        return TITLES[self.language]

    @property
    def author(self) -> str:
        return AUTHORS[self.language]

    @property
    def text(self) -> str:
        """One line, as it stands in a list of references."""
        return _TEXTS[self.language].format(
            author=self.author,
            year=self.day.year,
            title=self.title,
            number=self.number,
            day=self.day.isoformat(),
            url=f"{self.url}. " if self.url else "",
            licence=self.licence,
            digest=self.digest,
        )

    @property
    def bibtex(self) -> str:
        """An entry @misc, which BibTeX and BibLaTeX both know. Texts are UTF-8 with LaTeX's own marks escaped."""
        fields = {
            "author": f"{{{{{_latex(self.author)}}}}}",
            "title": f"{{{{{_latex(self.title)}}}}}",
            "year": f"{{{self.day.year}}}",
            "month": _MONTHS[self.day.month - 1],
            "note": f"{{{_latex(self._note)}}}",
            "url": f"{{{self.url}}}" if self.url else "",
        }
        lines = [f"  {name:<6} = {value}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{peercity-{self.number},", *lines, "}\n"])

    @property
    def csl(self) -> list[dict[str, Any]]:
        """A list of one item: https://github.com/citation-style-language/schema (csl-data.json)."""
        item = {
            "id": f"peercity-{self.number}",
            "type": "dataset",
            "title": self.title,
            "title-short": "PeerCity",
            "author": [{"literal": self.author}],
            "issued": {"date-parts": [[self.day.year, self.day.month, self.day.day]]},
            "version": str(self.number),
            "language": self.language,
            "note": self._note,
            "URL": self.url,
        }
        return [{name: value for name, value in item.items() if value}]

    def written(self, format: str) -> str:  # noqa: A002
        """Return it as `text`, `bibtex` or `csl`. Raises NotFound."""
        if format == "csl":
            return json.dumps(self.csl, ensure_ascii=False, indent=2) + "\n"
        found = {"text": f"{self.text}\n", "bibtex": self.bibtex}
        if format not in found:
            raise NotFound("format of citations", format, valid=[*found, "csl"])
        return found[format]

    @property
    def _note(self) -> str:
        return _NOTES[self.language].format(number=self.number, licence=self.licence, digest=self.digest)


def cite(release: Release, *, language: str = "en", url: str | None = None) -> Citation:
    """Return the citation of a release; `url` is where it was read. Raises NotFound for another language."""
    if language not in INTERFACE_LANGUAGES:
        raise NotFound("language", language, valid=INTERFACE_LANGUAGES)
    facts = release.facts
    day = date.fromisoformat(facts["created"][:10])
    return Citation(release.number, day, facts["licence"], facts["files"]["data.nq"], language, url)


def _latex(text: str) -> str:
    r"""Return a text for LaTeX.

    >>> _latex("100 % d’eau & d_air")
    '100 \\% d’eau \\& d\\_air'
    """
    return "".join(_ESCAPED.get(mark, mark) for mark in text)

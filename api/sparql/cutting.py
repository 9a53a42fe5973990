"""A query cut into its parts.

There is no parser here: a text is cut at its tokens, in time linear in its length and without recursion. The engine has
read the text before; where a construct is not known here, it is left uncut and nothing is said of it.
"""

from __future__ import annotations

from .parts import Query, Step
from .tokens import Token, Tokens, Uncut, pairs, tokens, written

_TAIL = ("group", "having", "order", "limit", "offset", "values")


def cut(text: str) -> Query | None:
    """Return the parts of a SELECT or ASK query; None of any other, or where it cannot be cut.

    >>> query = cut("SELECT * { ?city a pc:City ; skos:prefLabel 'Pau'@fr FILTER(?n > 1) ?city pc:population ?n }")
    >>> [query.pieces[place].text for place in query.steps]
    ['?city a pc:City', "?city skos:prefLabel 'Pau'@fr", '?city pc:population ?n', 'FILTER(?n > 1)']
    """
    try:
        return _Cutter(text).query()
    except (Uncut, IndexError):
        return None


class _Cutter:
    """Walks over the tokens of a text once."""

    def __init__(self, text: str) -> None:
        if "\\u" in text.casefold():  # An escape may stand for any character, a brace too.
            raise Uncut
        self.tokens = list(tokens(text))
        if any(token.text in ("\\", "<<") for token in self.tokens):  # Either may stand for several readings.
            raise Uncut
        self.pairs = pairs(self.tokens)
        self.at = 0
        self.pieces: list[Step] = []

    def query(self) -> Query:
        prologue = self._until("select", "ask")
        start = self.at
        self._until("from", "where", "{")
        projection = written(self.tokens[start : self.at])
        if self.tokens[start].word == "ask":
            projection = "SELECT *"
        dataset = self._until("where", "{")
        if self.now.word == "where":
            self.at += 1
        self._where()
        tail = self._tail()
        if projection == "SELECT *" and "group" in tail:
            raise Uncut
        return Query(prologue, projection, dataset, tuple(self.pieces), tail)

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def _until(self, *ends: str) -> str:
        """Return the text up to a word or a brace, brackets skipped."""
        start = self.at
        while (self.now.word or self.now.text) not in ends:
            self._skip()
        return written(self.tokens[start : self.at])

    def _skip(self) -> None:
        self.at = self.pairs.get(self.at, self.at) + 1

    def _where(self) -> None:
        """Lay out the group that starts here, the filters of each group last: they hold for it wherever they stand."""
        filters: list[list[Step]] = []
        self._open(self.at, filters)
        while filters:
            token = self.now
            if token.text == "}":
                self.pieces += [*filters.pop(), Step("close", (token,))]
                self.at += 1
            elif token.text == ".":
                self.at += 1
            elif token.text == "{":
                self._group(filters)
            elif token.word == "graph":
                self._open(self.at + 2, filters)
            elif token.word == "filter":
                filters[-1].append(Step("filter", self._constraint()))
            elif token.word in ("optional", "minus", "bind", "values"):
                self._clause(token.word)
            else:
                self._triples()

    def _open(self, brace: int, filters: list[list[Step]]) -> None:
        """Enter a group, the words before its brace included; a sub-SELECT is not entered but taken as a whole."""
        if self.tokens[brace].text != "{":
            raise Uncut
        self.pieces.append(Step("open", tuple(self.tokens[self.at : brace + 1])))
        filters.append([])
        self.at = brace + 1
        if self.now.word == "select":
            self.pieces.append(Step("subselect", tuple(self.tokens[brace : self.pairs[brace] + 1])))
            self.at = self.pairs[brace]

    def _group(self, filters: list[list[Step]]) -> None:
        start, end = self.at, self.pairs[self.at] + 1
        if self.tokens[end].word != "union":
            self._open(start, filters)
            return
        while self.tokens[end].word == "union":
            if self.tokens[end + 1].text != "{":
                raise Uncut
            end = self.pairs[end + 1] + 1
        self.pieces.append(Step("union", tuple(self.tokens[start:end])))
        self.at = end

    def _constraint(self) -> Tokens:
        """Return a FILTER with its bracket, call or EXISTS."""
        start = self.at
        self.at += 1
        while self.now.text not in ("(", "{"):
            if self.now.kind not in ("name", "iri") or self.at - start > 2:
                raise Uncut
            self.at += 1
        self._skip()
        return tuple(self.tokens[start : self.at])

    def _clause(self, kind: str) -> None:
        start = self.at
        self.at += 1
        if kind == "values":
            self._skip()
        if self.now.text not in ("(", "{"):
            raise Uncut
        self._skip()
        self.pieces.append(Step(kind, tuple(self.tokens[start : self.at])))

    def _triples(self) -> None:
        """Lay out triples of one subject, each whole; those of a subject in brackets stay together."""
        start = self.at
        subject = self._term()
        if len(subject) > 1:
            while self.now.text not in (".", "}") and not self._is_clause():
                self._skip()
            self.pieces.append(Step("pattern", tuple(self.tokens[start : self.at])))
            return
        predicate = self._path()
        while True:
            self.pieces.append(Step("pattern", subject + predicate + self._term(), predicate))
            if self.now.text == ",":
                self.at += 1
                continue
            while self.now.text == ";":
                self.at += 1
            if self.tokens[self.at - 1].text != ";" or self.now.text in (".", "}") or self._is_clause():
                return
            predicate = self._path()

    def _is_clause(self) -> bool:
        clauses = ("filter", "optional", "minus", "bind", "values", "graph")
        return self.now.text == "{" or self.now.word in clauses

    def _term(self) -> Tokens:
        start = self.at
        if not self.now.is_term and self.now.text not in ("(", "["):
            raise Uncut
        self._skip()
        return tuple(self.tokens[start : self.at])

    def _path(self) -> Tokens:
        """Return a predicate: a variable, a name or a path of them."""
        start = self.at
        while True:
            while self.now.text in ("^", "!", "^^"):
                self.at += 1
            if self.now.text != "(" and self.now.word != "a" and not self.now.is_term:
                raise Uncut
            self._skip()
            if self.now.text in ("*", "+", "?"):
                self.at += 1
            if self.now.text not in ("/", "|"):
                return tuple(self.tokens[start : self.at])
            self.at += 1

    def _tail(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while self.at < len(self.tokens):
            start, word = self.at, self.now.word
            if word not in _TAIL or word in found:
                raise Uncut
            self.at += 1
            while self.at < len(self.tokens) and self.now.word not in _TAIL:
                self._skip()
            found[word] = written(self.tokens[start : self.at])
        return found

"""Who has solved this? The one method behind the command line, the API and the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from peercity.graph.errors import NotFound, PeerCityError, nearest
from peercity.graph.releases import Release

from .answer import BANDS, Answer
from .bands import Bands, candidates, fitted, kind_of
from .cities import RankedItem
from .counterfactual import order
from .encoders.base import Encoder, encoder_name
from .encoders.nano import bundled_name, is_bundled
from .fitted import weights_name
from .folding import Folded, Told, fold, spread
from .index import AXES, Index
from .language import detect, interface_language, known_language
from .places import find_city
from .rank import Ranking, Scores, rank
from .reasons import Reasoner
from .terms import Scorer, logistic, total
from .text import challenge_text
from .themes import shipped, theme_probabilities
from .writer import Writer, doers

MAX_LIMIT = 50
_CONSIDERED = 100
"""Items from which cities are ranked."""
_NEAREST, _MARGIN = 10, 2
"""Items that name the nearest axis, and by how many it must lead."""


class Recommender:
    """Answers challenges from one release. Thread-safe.

    An encoder of another name than that of the release's index is not used: answers then rest on words, and say so.
    Raises Unreadable for an index that another version of PeerCity made.
    """

    def __init__(self, release: Release, encoder: Encoder | None) -> None:
        self.release = release
        self.index = Index(release.path / "index")
        usable = encoder is not None and self.index.space is not None
        self.encoder = encoder if usable and encoder_name(encoder) == self.index.encoder_name else None
        self._is_another = self.encoder is not None and self.index.encoder_name != fitted()["encoder"]
        """Whether the encoder is not the one that the bands were fitted with."""

    def ask(
        self,
        challenge: str,
        *,
        language: str | None = None,
        city: str | None = None,
        axes: Sequence[str] = (),
        regions: Sequence[str] = (),
        limit: int = 10,
        reader: str | None = None,
    ) -> Answer:
        """Return the practices that answer a challenge and the cities to ask, each with its reasons.

        `language` is that of the challenge (detected where not given); `reader` that of the reasons (where not given,
        that of the challenge if it is fr, es or en, else English); `city` is who asks; `axes` and `regions` keep items
        of one of them; `limit` (1 to MAX_LIMIT) is that of practices, of cities and of what the city can teach, each.

        Raises Unaskable for a challenge without words, TooLong for one over `text.MAX_CHALLENGE` characters, NotFound
        for an unknown language, city, axis or region (with the nearest or the valid ones), and PeerCityError for a
        limit out of bounds.
        """
        text = challenge_text(challenge)
        tongue = known_language(language) if language else detect(text)
        if not 1 <= limit <= MAX_LIMIT:
            raise PeerCityError(f"The limit {limit} is not between 1 and {MAX_LIMIT}.")
        mask = self.index.mask(axes=self._axes(axes), sections=self._sections(regions))
        reader = interface_language(reader or tongue)
        asking = find_city(city, self.index.cities, spoken=tongue, reader=reader) if city else None
        vector = self.encoder.encode_query([text])[0] if self.encoder else None
        ranking = rank(self.index, text, tongue, vector, mask=mask)
        themes = self.themes_of(vector)
        reasoner = Reasoner(self.index, reader, asking, challenge=text, spoken=tongue, themes=themes)
        writer = Writer(self.index, self.release.facts["base"], reasoner, asking, spoken=tongue)
        bands = Bands.shipped(kind_of(ranking))
        scorer = Scorer(self.index.cities, asking, themes, bands.theme, spread=self.index.spread)
        kind = self._kind(ranking, vector, scorer)
        items = self._items(ranking, bands, scorer) if kind == "on" else []
        if not items:
            without = 0
            if mask is not None:
                ranking = rank(self.index, text, tongue, vector)
                kind = self._kind(ranking, vector, scorer)
                found = self._items(ranking, bands, scorer) if kind == "on" else []
                without = len(self._shown(found, ranking, reader, is_filtered=True))
            answer = self._refusal(kind, ranking, reasoner, tongue, without_filter=without)
            if kind == "off_topic":
                return answer
        else:
            shown = self._shown(items, ranking, reader, is_filtered=mask is not None)[:limit]
            answer = Answer(
                release=self.release.number,
                encoder=encoder_name(self.encoder),
                weights=weights_name(),
                language=tongue,
                band=min((one.row.band for one in shown), key=BANDS.index),
                practices=tuple(writer.of_item(one, items, ranking, scorer) for one in shown),
                cities=tuple(islice(writer.of_cities(items), limit)),
                notes=self._notes(ranking, reasoner),
            )
        return writer.with_teaching(answer, asking, limit) if asking else answer

    def _kind(self, ranking: Ranking, vector: Scores | None, scorer: Scorer) -> str:
        """Return whether a challenge is answered; with another encoder than that of the bands, words decide alone.

        What another encoder's cosines say of what is documented is not known: with one that was tried, bands fitted on
        the bundled encoder refused nothing at all.
        """
        judged = ranking.by_words() if self._is_another else ranking
        known = None if self._is_another else vector
        return Bands.shipped(kind_of(judged)).kind(judged, known, lambda number: scorer.fit(self.index.items[number]))

    def themes_of(self, vector: Scores | None) -> dict[str, float]:
        """Return the probability of each axis and theme of a challenge; nothing where no model knows its encoder."""
        if vector is None or shipped().encoder != self.index.encoder_name:
            return {}
        return theme_probabilities(vector)

    def _axes(self, names: Sequence[str]) -> int:
        bits = 0
        for name in names:
            if name not in AXES:
                raise NotFound("axis", name, near=nearest(name, AXES), valid=AXES)
            bits |= 1 << AXES.index(name)
        return bits

    def _sections(self, names: Sequence[str]) -> int:
        """Return the bits of sections named by id (`africa`) or by label in any language."""
        labels = {city["section"]: city["section_label"] for city in self.index.cities.values() if city["section"]}
        known = {section.rpartition("/")[2]: section for section in labels}
        known |= {label.casefold(): section for section, texts in labels.items() for label in texts.values()}
        bits = 0
        for name in names:
            section = known.get(name.casefold())
            if section is None:
                valid = sorted(section.rpartition("/")[2] for section in labels)
                raise NotFound("region", name, near=nearest(name, known), valid=valid)
            bits |= 1 << self.index.sections.index(section)
        return bits

    def _items(self, ranking: Ranking, bands: Bands, scorer: Scorer) -> list[RankedItem]:
        """Return the items that are sure enough to be shown, by the sum of their terms; equal sums break by IRI.

        A band rests on how sure it is that an item answers and on proof alone: it means the same whoever asks.
        """
        sure, found = [], []
        for number in candidates(ranking, _CONSIDERED):
            row = self.index.items[number]
            certainty = bands.score(ranking, number, scorer.fit(row))
            evidence = bands.evidence(certainty, proven=bool(self.index.item_proven[number]))
            sure.append((number, row, certainty, evidence))
        surest = max((evidence for *_, evidence in sure), default=0.0)
        for number, row, certainty, evidence in sure:
            if band := bands.band_of(evidence, surest=surest):
                terms = scorer.terms(row, certainty)
                found.append(RankedItem(number, row, logistic(total(terms)), band, evidence, terms))
        return sorted(found, key=order)

    def _shown(
        self, items: Sequence[RankedItem], ranking: Ranking, reader: str, *, is_filtered: bool
    ) -> list[Folded[RankedItem]]:
        """Return the items as they are shown: a thing told twice once, and no city all over the first page.

        A reader who filters wants all that is left.
        """

        def told(item: RankedItem) -> Told:
            name = item.row["label"].get(reader) or next(iter(item.row["label"].values()))
            passage = self.index.passages[ranking.best(item.number)]["text"]
            return Told(name, passage, frozenset(part["city"] for part in item.row["cities"]))

        folded = fold(items, told)
        return folded if is_filtered else spread(folded, lambda one: doers(one.row.row))

    def _refusal(
        self, kind: str, ranking: Ranking, reasoner: Reasoner, language: str, *, without_filter: int
    ) -> Answer:
        """Return an answer without results; of all items, those of `ranking`, `without_filter` answer."""
        band = "off_topic" if kind == "off_topic" else "undocumented"
        axis = self._nearest_axis(ranking) if band == "undocumented" and not without_filter else None
        message = (
            reasoner.say("answer.filtered", count=without_filter) if without_filter else reasoner.say(f"answer.{band}")
        )
        if axis:
            message += " " + reasoner.say(
                "answer.nearest_axis", axis=reasoner.label(self.index.concepts[f"axis/{axis}"])
            )
        return Answer(
            release=self.release.number,
            encoder=encoder_name(self.encoder),
            weights=weights_name(),
            language=language,
            band=band,
            nearest_axis=axis,
            message=message,
            notes=self._notes(ranking, reasoner),
        )

    def _nearest_axis(self, ranking: Ranking) -> str | None:
        """Return the axis that most of the ten nearest items have, where one stands clearly out."""
        bits = [int(self.index.item_axes[number]) for number in ranking.top(_NEAREST)]
        counts = Counter(axis for one in bits for place, axis in enumerate(AXES) if one & (1 << place))
        (first, most), (_, next_most) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        return first if most > _NEAREST / 2 and most - next_most >= _MARGIN else None

    def _notes(self, ranking: Ranking, reasoner: Reasoner) -> tuple[str, ...]:
        """Return what the reader must know of how the answer came about."""
        notes = [reasoner.asked_for()]
        if self.encoder is None:
            notes.append(reasoner.say(self._why_lexical(), encoder=self.index.encoder_name))
        if self._is_another:
            notes.append(reasoner.say("answer.aligned", encoder=self.index.encoder_name))
        if ranking.foreign and self.index.languages:
            languages = sorted(map(reasoner.tongue, self.index.languages))
            notes.append(reasoner.say("answer.foreign", languages=reasoner.listed(languages)))
        return tuple(note for note in notes if note)

    def _why_lexical(self) -> str:
        """Return the name of the phrase that says why words answer alone."""
        if self.index.space is None:
            return "answer.lexical.release"
        if not is_bundled(self.index.encoder_name):
            return "answer.lexical.named"
        here = bundled_name()
        return "answer.lexical.version" if here and here != self.index.encoder_name else "answer.lexical"

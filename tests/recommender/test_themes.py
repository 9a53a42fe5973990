"""What a challenge is about, and how well an item fits it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercity.recommender.ask import Recommender
from peercity.recommender.encoders import default_encoder
from peercity.recommender.index import AXES
from peercity.recommender.themes import Themes, fit, shipped, theme_probabilities

SUBJECTS = st.lists(st.sampled_from([*shipped().concepts, *shipped().falls_back, "axis/unheard-of"]), max_size=5)
PROBABILITIES = st.lists(
    st.floats(0.001, 1), min_size=len(shipped().concepts), max_size=len(shipped().concepts)
).map(lambda values: dict(zip(shipped().concepts, values, strict=True)))  # fmt: skip


@given(probabilities=PROBABILITIES, subjects=SUBJECTS)
def test_a_fit_is_a_share_and_nothing_fits_what_is_unknown(
    probabilities: dict[str, float], subjects: list[str]
) -> None:
    assert 0 <= fit(probabilities, subjects) <= 1
    assert fit(probabilities, ["axis/unheard-of"]) == 0
    assert fit(probabilities, subjects) == fit(probabilities, [*reversed(subjects), *subjects])


@given(probabilities=PROBABILITIES, concept=st.sampled_from(shipped().concepts))
def test_an_item_on_one_thing_fits_better_the_likelier_it_is(probabilities: dict[str, float], concept: str) -> None:
    likelier = probabilities | {concept: min(1.0, probabilities[concept] * 1.5)}
    assert fit(likelier, [concept]) >= fit(probabilities, [concept]) - 1e-12


def test_a_theme_without_examples_stands_for_its_axis(recommender: Recommender) -> None:
    model = shipped()
    assert set(model.falls_back.values()) <= set(model.concepts)
    assert set(model.concepts) | set(model.falls_back) == {
        name for name in recommender.index.concepts if name.startswith(("axis/", "theme/"))
    }
    probabilities = dict.fromkeys(model.concepts, 0.2) | {"axis/economy": 0.9}
    assert fit(probabilities, ["theme/talent"]) == fit(probabilities, ["axis/economy"]) > 0


def test_what_ships_beats_the_base_rate_on_every_concept_and_says_so() -> None:
    model = shipped()
    assert [f"axis/{axis}" for axis in AXES] == list(model.concepts[: len(AXES)])
    assert set(model.measured["concepts"]) == set(model.concepts)
    for figures in model.measured["concepts"].values():
        gain, low, high = figures["less_log_loss"]
        assert 0 < low <= gain <= high


@pytest.mark.parametrize(
    ("text", "axis"),
    [("Nos bus sont coincés dans les embouteillages", "mobility"), ("calidad del aire y ruido", "environment"),
     ("aprender a usar internet, para quien no sabe", "citizenship"), ("start-ups and jobs", "economy"),
     ("soins et aide à domicile des personnes âgées", "quality-of-life"), ("council open data portal", "governance")],
)  # fmt: skip
def test_the_first_axis_of_a_plain_challenge_is_right(text: str, axis: str) -> None:
    encoder = default_encoder()
    if encoder is None:
        pytest.skip("the bundled encoder is not on this machine")
    found = theme_probabilities(encoder.encode_query([text])[0])
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert next(concept for concept in found if concept.startswith("axis/")) == f"axis/{axis}"


def test_a_model_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("model") / "themes"
    shipped().save(path)
    again = Themes.load(path)
    assert (again.encoder, again.concepts, again.measured) == (
        shipped().encoder,
        shipped().concepts,
        shipped().measured,
    )
    assert np.array_equal(again.weights, shipped().weights)


def test_telling_themes_takes_no_scikit_learn() -> None:
    script = (
        "import sys, numpy; from peercity.recommender.themes import theme_probabilities; "
        "theme_probabilities(numpy.zeros(384, numpy.float32)); print('sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.strip() == "False"

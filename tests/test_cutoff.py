"""The threshold of a page: what is known of it, how it is chosen, and what the API does with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import declutter
from declutter import api
from declutter.cutoff import PAGE_FIGURES, Cutoffs, page_figures
from declutter.labels import Label
from declutter.modelfile import load, models_folder


def figure(name, score, words):
    figures = page_figures(np.array(score), np.array(words))
    assert figures.shape == (len(PAGE_FIGURES),)
    return figures[PAGE_FIGURES.index(name)]


def cutoffs(column, choices=(0.3, 0.6)):
    """The second choice where the figure of that name is above 0, else the first."""
    weights = np.zeros((len(PAGE_FIGURES) + 1, len(choices)))
    weights[PAGE_FIGURES.index(column), -1] = 1
    ones = np.ones(len(PAGE_FIGURES))
    return Cutoffs(np.array(choices), 0 * ones, ones, weights)


def test_names_of_figures_are_unique():
    assert len(set(PAGE_FIGURES)) == len(PAGE_FIGURES)


def test_figures_of_a_page():
    """A paragraph of the piece, a middling line, and clutter: 40, 10 and 50 words."""
    score, words = [0.9, 0.4, 0.0], [40, 10, 50]
    assert figure("log of words", score, words) == pytest.approx(np.log(100))
    assert figure("log of blocks", score, words) == pytest.approx(np.log(4))
    assert figure("mean score of words", score, words) == pytest.approx(0.4)
    assert figure("share of paragraphs in the expected words", score, words) == pytest.approx(36 / 40)
    assert figure("share of words with a score of 0.3 or more", score, words) == pytest.approx(0.5)
    assert figure("share of words with a score of 0.5 or more", score, words) == pytest.approx(0.4)
    # Of the 40 words that are expected, 36 are among the 40 words kept from 0.5 on, and all among the 50 from 0.3 on.
    assert figure("expected F1 of words with a score of 0.5 or more", score, words) == pytest.approx(2 * 36 / 80)
    assert figure("expected F1 of words with a score of 0.3 or more", score, words) == pytest.approx(2 * 40 / 90)
    assert figure("share of words with scores from 0.35 to 0.5", score, words) == pytest.approx(0.1)
    assert figure("log of words with scores from 0.35 to 0.5", score, words) == pytest.approx(np.log(11))
    assert figure("words a block with scores from 0.65 to 1.01", score, words) == pytest.approx(40)
    assert figure("share of paragraphs in the words with scores from 0.65 to 1.01", score, words) == 1
    assert figure("share of paragraphs in the words with scores from 0.35 to 0.5", score, words) == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(1, 1e6)), max_size=30))
def test_figures_are_finite_for_any_page(blocks):
    figures = page_figures(np.array([s for s, _ in blocks]), np.array([w for _, w in blocks]))
    assert np.isfinite(figures).all()


def test_the_choice_of_the_highest_value_is_the_threshold():
    chosen = cutoffs("share of words with scores from 0.35 to 0.5")
    assert chosen.threshold(np.array([0.9, 0.1]), np.ones(2)) == 0.3
    assert chosen.threshold(np.array([0.9, 0.4]), np.ones(2)) == 0.6


def test_cutoffs_survive_their_facts():
    before = cutoffs("log of words")
    after = Cutoffs.of(before.facts())
    assert all((a == b).all() for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize(
    "change",
    [
        {"choices": []},
        {"choices": [0.3, 0.5, 0.6]},
        {"mean": [0.0]},
        {"scale": [1.0] * (len(PAGE_FIGURES) + 1)},
        {"weights": [[0.0, 1.0]]},
        {"choices": ["a", "b"]},
        {"mean": [float("nan")] * len(PAGE_FIGURES)},
        {"scale": [0.0] * len(PAGE_FIGURES)},
    ],
)
def test_cutoffs_that_do_not_fit_are_refused(change):
    with pytest.raises(ValueError, match=r"figures of pages|could not convert|no numbers"):
        Cutoffs.of({**cutoffs("log of words").facts(), **change})


# --- in the library ---------------------------------------------------------------------------------------------------

PAGE = (
    "<html><body><div class='menu'><a href='/'>Home</a> <a href='/b'>Boats</a></div>"
    + "".join(
        f"<p>The ferry left pier {n} at noon, and nobody who had waited there was taken along.</p>" for n in range(9)
    )
    + "<div><a href='/x'>Another story</a></div></body></html>"
)


def with_cutoffs(monkeypatch, threshold):
    """All pages have this threshold in ``balanced``."""
    model = load(models_folder(), "html")
    fixed = cutoffs("log of words", choices=(threshold,))
    monkeypatch.setattr(api, "_model", lambda name: model._replace(cutoffs=fixed))


def kept(html, **options):
    return [line.keep for line in declutter.explain(html, input="html", **options).lines]


def test_only_balanced_has_a_threshold_for_each_page(monkeypatch):
    before = {mode: kept(PAGE, mode=mode) for mode in ("precision", "recall")}
    with_cutoffs(monkeypatch, 0.0)
    assert all(kept(PAGE))
    with_cutoffs(monkeypatch, 1.1)
    assert not any(kept(PAGE))
    assert {mode: kept(PAGE, mode=mode) for mode in ("precision", "recall")} == before


def test_a_label_that_the_caller_names_is_not_a_matter_of_thresholds(monkeypatch):
    with_cutoffs(monkeypatch, 1.1)
    lines = declutter.explain(PAGE, input="html", keep=list(Label)).lines
    assert lines
    assert all(line.keep for line in lines)


def test_the_threshold_of_a_page_is_the_same_under_any_policy(monkeypatch):
    """Else a label that is kept in addition could raise it, and lines of other labels would go."""
    asked = []
    monkeypatch.setattr(Cutoffs, "threshold", lambda _, score, words: asked.append(score) or 0.5)
    for options in ({}, {"keep": ("navigation", "comment")}, {"drop": ("prose",)}):
        declutter.clean(PAGE, input="html", **options)
    assert len(asked) == 3
    for other in asked[1:]:
        np.testing.assert_array_equal(other, asked[0])


def test_plain_text_has_no_cutoffs():
    assert load(models_folder(), "text").cutoffs is None


def test_a_page_has_no_threshold_beyond_those_of_the_modes_around():
    model = load(models_folder(), "html")
    assert model.cutoffs is not None
    assert all(model.thresholds["recall"][0] <= model.cutoffs.choices)
    assert all(model.cutoffs.choices <= model.thresholds["precision"][0])

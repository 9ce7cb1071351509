"""How a document's scores are spread: the figures say what their names say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.spread import SPREAD_FIGURES, spread


def figure(name, score, words):
    figures = spread(np.array(score), np.array(words))
    assert figures.shape == (len(SPREAD_FIGURES),)
    return figures[SPREAD_FIGURES.index(name)]


def test_names_of_figures_are_unique():
    assert len(set(SPREAD_FIGURES)) == len(SPREAD_FIGURES)


def test_figures_of_a_document():
    """A paragraph of the piece, a middling line, and clutter: 40, 10 and 50 words."""
    score, words = [0.9, 0.4, 0.0], [40, 10, 50]
    assert figure("log of words", score, words) == pytest.approx(np.log(100))
    assert figure("log of lines", score, words) == pytest.approx(np.log(4))
    assert figure("mean score of words", score, words) == pytest.approx(0.4)
    assert figure("share of paragraphs in the expected words", score, words) == pytest.approx(36 / 40)
    assert figure("share of words with a score of 0.3 or more", score, words) == pytest.approx(0.5)
    assert figure("share of words with a score of 0.5 or more", score, words) == pytest.approx(0.4)
    # Of the 40 words that are expected, 36 are among the 40 words kept from 0.5 on, and all among the 50 from 0.3 on.
    assert figure("expected F1 of words with a score of 0.5 or more", score, words) == pytest.approx(2 * 36 / 80)
    assert figure("expected F1 of words with a score of 0.3 or more", score, words) == pytest.approx(2 * 40 / 90)
    assert figure("share of words with scores from 0.35 to 0.5", score, words) == pytest.approx(0.1)
    assert figure("log of words with scores from 0.35 to 0.5", score, words) == pytest.approx(np.log(11))
    assert figure("words a line with scores from 0.65 to 1.01", score, words) == pytest.approx(40)
    assert figure("share of paragraphs in the words with scores from 0.65 to 1.01", score, words) == 1
    assert figure("share of paragraphs in the words with scores from 0.35 to 0.5", score, words) == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(1, 1e6)), max_size=30))
def test_figures_are_finite_for_any_document(lines):
    figures = spread(np.array([s for s, _ in lines]), np.array([w for _, w in lines]))
    assert np.isfinite(figures).all()

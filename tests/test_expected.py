"""The expected F1 of a page, and how far its scores are moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import declutter
from declutter import api, reading_html
from declutter.expected import expected_f1, shift
from declutter.modelfile import load, models_folder
from declutter.second import NODES, Trees, from_log_odds

PAGE = "<html><body>" + "<p>The ferry left the pier at noon, and nobody was taken along.</p>" * 3 + "</body></html>"
LINES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e6)), max_size=12)


def columns(lines):
    return np.array([score for score, _ in lines], float), np.array([words for _, words in lines], float)


def test_a_page_of_which_all_is_sure_is_expected_to_be_right():
    assert expected_f1(np.array([1.0, 0.0, 1.0]), np.array([50, 30, 5])) == pytest.approx(1)


def test_a_middling_page_can_be_half_right_at_best():
    assert expected_f1(np.full(3, 1 / 3), np.array([7, 7, 7])) == pytest.approx(0.5)


@pytest.mark.parametrize("score", [[], [0.0, 0.0]])
def test_where_nothing_is_expected_nothing_is_right(score):
    assert expected_f1(np.array(score), np.ones(len(score))) == 0


@given(LINES)
def test_it_is_the_best_of_all_thresholds(lines):
    score, words = columns(lines)
    expected = score * words
    kept = [score >= threshold for threshold in score]
    best = max((2 * expected[k].sum() / max(words[k].sum() + expected.sum(), 1e-300) for k in kept), default=0)
    # Lines of the same score may be cut apart, which is better by no more than what they are worth.
    assert expected_f1(score, words) >= best - 1e-9
    assert 0 <= expected_f1(score, words) <= 1 + 1e-9


@given(LINES)
def test_half_of_it_is_the_best_threshold(lines):
    """The theorem that the module rests on."""
    score, words = columns(lines)
    best, expected = expected_f1(score, words), score * words
    kept = score >= best / 2
    if expected.sum() > 0:
        assert 2 * expected[kept].sum() / (words[kept].sum() + expected.sum()) == pytest.approx(best)


def test_scores_rise_where_nothing_is_sure_and_fall_beside_a_clear_piece():
    words = np.array([40, 40, 40])
    unsure, clear = np.array([0.4, 0.4, 0.3]), np.array([0.99, 0.4, 0.01])
    assert shift(unsure, words, 2.0) > 0 > shift(np.array([0.99, 0.99, 0.01]), words, 2.0)
    assert shift(unsure, words, 2.0) > shift(clear, words, 2.0)
    assert shift(unsure, words, 2.0) == pytest.approx(2 * shift(unsure, words, 1.0))


@pytest.fixture
def model(monkeypatch):
    """A model of which every line has the same last score, a half: what is expected is known."""
    figure, bound = np.zeros((1, NODES), np.int64), np.full((1, NODES), -np.inf, np.float32)
    even = Trees(0.0, figure, bound, np.zeros((1, 1 << NODES), np.float32))
    found = load(models_folder(), "html")._replace(second=even, doubt=1.5)
    monkeypatch.setattr(api, "_model", lambda name: found)
    return found


def test_the_library_moves_the_scores_of_a_page(model):
    moved = from_log_odds(np.array(1.5 * (0.85 - 2 / 3)))  # at a half each, F1 of 2 · 1/2 · n / (n + n/2)
    assert [line.score for line in declutter.explain(PAGE).lines] == pytest.approx([moved] * 3, abs=1e-3)


def test_a_part_of_a_long_page_is_not_moved(model, monkeypatch):
    """There may be nothing of the piece in it."""
    monkeypatch.setattr(reading_html, "MAX_PAGE_BLOCKS", 2)
    assert [line.score for line in declutter.explain(PAGE).lines] == [0.5] * 3


def test_without_doubt_nothing_moves(model, monkeypatch):
    monkeypatch.setattr(api, "_model", lambda name: model._replace(doubt=0.0))
    assert [line.score for line in declutter.explain(PAGE).lines] == [0.5] * 3


def test_only_pages_are_moved():
    assert load(models_folder(), "html").doubt > 0
    assert load(models_folder(), "text").doubt == 0

"""The second judgement: the figures of scores, the trees, and what the API does with them."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import declutter
from declutter import api
from declutter.alike import N_GROUPINGS
from declutter.labels import Label
from declutter.modelfile import load, models_folder
from declutter.second import NODES, Trees, describe_scores, from_log_odds, log_odds, second_figures

NONE = np.zeros((0, 0), np.int64)
ODDS = "mean log odds"


def figures_of(score, words, groupings=NONE):
    found = describe_scores(np.array(score, float), np.array(words, float), groupings)
    names = second_figures(len(groupings))
    assert found.shape == (len(names), len(score))
    assert found.dtype == np.float32
    return dict(zip(names, found, strict=True))


def stump(name, bound, yes, no, n_groupings=0):
    """One tree with one node: log odds of ``yes`` where the figure is no greater than the bound."""
    figure = np.full((1, NODES), second_figures(n_groupings).index(name))
    bounds = np.full((1, NODES), -np.inf, np.float32)
    bounds[0, 0] = bound
    leaf = np.full((1, 1 << NODES), no, np.float32)
    leaf[0, 1 << (NODES - 1) :] = yes
    return Trees(0.0, figure, bounds, leaf)


def test_names_are_unique_and_a_grouping_adds_its_own():
    names = second_figures(3)
    assert len(set(names)) == len(names)
    assert names[: len(second_figures(0))] == second_figures(0)


def test_log_odds_and_back():
    score = np.array([0.1, 0.5, 0.9])
    np.testing.assert_allclose(from_log_odds(log_odds(score)), score)
    assert np.isfinite(log_odds(np.array([0.0, 1.0]))).all()


def test_figures_of_lines():
    score, words = [0.9, 0.5, 0.1, 0.5], [40, 10, 10, 40]
    found = figures_of(score, words)
    np.testing.assert_allclose(found["score"], score)
    np.testing.assert_allclose(found["words"], words)
    weight, odds = np.sqrt(words), np.log(np.array(score) / (1 - np.array(score)))
    near = found[f"{ODDS} within 1 lines"]
    assert near[0] == pytest.approx(np.average(odds[:2], weights=weight[:2]), abs=1e-6)
    assert near[2] == pytest.approx(np.average(odds[1:], weights=weight[1:]), abs=1e-6)
    np.testing.assert_allclose(found[f"{ODDS} within 16 lines"], np.average(odds, weights=weight), atol=1e-6)
    np.testing.assert_allclose(found["share of words as good or better"], [0.4, 0.5, 1, 0.9])
    np.testing.assert_allclose(found["share of words before"], [0, 0.4, 0.5, 0.6])
    np.testing.assert_allclose(found["share of expected words before"], np.array([0, 36, 41, 42]) / 62, rtol=1e-6)
    assert set(found["log of lines"]) == {np.float32(np.log(5))}


def test_figures_of_groups():
    """Two lines of one group, wherever they stand, and one that is alone."""
    found = figures_of([0.9, 0.5, 0.1], [4, 9, 16], np.array([[0, 1, 0]]))
    odds = np.log(9)
    expected = (2 * odds - 4 * odds) / 6
    np.testing.assert_allclose(found[f"{ODDS} of grouping 0"], [expected, 0, expected], atol=1e-6)
    assert found["lines of grouping 0"].tolist() == [2, 1, 2]
    assert found["words of grouping 0"].tolist() == [20, 9, 20]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(1, 1e6)), max_size=40))
def test_figures_are_finite_for_any_document(lines):
    group = np.arange(len(lines))[None] // 3
    found = describe_scores(np.array([s for s, _ in lines]), np.array([w for _, w in lines]), group)
    assert np.isfinite(found).all()


def test_a_node_asks_whether_the_figure_is_no_greater():
    trees = stump("words", 10, 2.0, -1.0)
    figures = describe_scores(np.full(3, 0.5), np.array([9.0, 10.0, 11.0]), NONE)
    assert trees.log_odds(figures).tolist() == [2.0, 2.0, -1.0]


def test_trees_add_up_and_every_combination_of_answers_has_a_leaf():
    """Seven thresholds on one figure: the leaf is the number that the answers spell."""
    bounds = np.arange(1, NODES + 1, dtype=np.float32)[None]
    figure = np.full((1, NODES), second_figures(0).index("words"))
    leaf = np.arange(1 << NODES, dtype=np.float32)[None]
    trees = Trees(0.5, *(np.concatenate([part, part]) for part in (figure, bounds, leaf)))
    found = trees.log_odds(describe_scores(np.full(9, 0.5), np.arange(9) + 0.5, NONE))
    # 0.5 words: no greater than any bound, all bits set; 7.5 words: greater than all.
    assert found.tolist() == [0.5 + 2 * ((1 << (NODES - k)) - 1 if k <= NODES else 0) for k in range(9)]


def test_trees_survive_their_arrays():
    before = stump("words", 10, 2.0, -1.0)
    after = Trees.of(before.arrays(), 0.25, len(second_figures(0)))
    assert after.base == 0.25
    assert all((a == b).all() for a, b in zip(before[1:], after[1:], strict=True))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"figure": np.zeros((1, 6), np.int64)}, "another size"),
        ({"bound": np.zeros((2, NODES), np.float32)}, "another size"),
        ({"leaf": np.zeros((1, 64), np.float32)}, "another size"),
        ({"figure": np.full((1, NODES), 999)}, "other figures"),
        ({"figure": np.full((1, NODES), -1)}, "other figures"),
        ({"figure": np.zeros((1, NODES))}, "other figures"),
        ({"leaf": np.full((1, 1 << NODES), np.nan, np.float32)}, "no numbers"),
    ],
)
def test_trees_that_do_not_fit_are_refused(change, message):
    arrays = {**stump("words", 10, 2.0, -1.0).arrays(), **{f"second_{k}": v for k, v in change.items()}}
    with pytest.raises(ValueError, match=message):
        Trees.of(arrays, 0.0, len(second_figures(0)))


# --- in the library ---------------------------------------------------------------------------------------------------

TEXT = "Home | News | Log in\n" + "\n".join(
    f"The ferry left pier {n} at noon, and nobody who had waited there was taken along." for n in range(9)
)
PAGE = "<html><body>" + "".join(f"<p>{line}</p>" for line in TEXT.splitlines()) + "</body></html>"


def with_trees(monkeypatch, trees_of):
    """The model of that name has other trees, what ``trees_of`` returns for its name, and its pages no doubt."""
    monkeypatch.setattr(
        api, "_model", lambda name: load(models_folder(), name)._replace(second=trees_of(name), doubt=0.0)
    )


def n_groupings(name):
    return N_GROUPINGS if name == "html" else 0


@pytest.mark.parametrize("source", [TEXT, PAGE], ids=["text", "html"])
def test_the_second_judgement_is_the_last(monkeypatch, source):
    with_trees(monkeypatch, lambda name: stump("words", 10, -3.0, 3.0, n_groupings(name)))
    lines = declutter.explain(source).lines
    for line in lines:
        assert line.keep == (len(line.text.split()) > 10)
        assert line.score == pytest.approx(from_log_odds(np.array(3.0 if line.keep else -3.0)), abs=1e-3)


def test_without_trees_the_first_judgement_is_the_last(monkeypatch):
    with_trees(monkeypatch, lambda name: None)
    assert "ferry" in declutter.clean(TEXT)


def test_a_policy_does_not_change_what_the_second_judgement_sees(monkeypatch):
    """Else a label that is kept in addition would move the scores of all other lines."""
    asked = []
    original = Trees.log_odds
    monkeypatch.setattr(Trees, "log_odds", lambda self, figures: asked.append(figures) or original(self, figures))
    for options in ({}, {"keep": ("navigation", "comment")}, {"drop": ("prose",)}):
        declutter.clean(PAGE, input="html", **options)
    assert len(asked) == 3
    for other in asked[1:]:
        np.testing.assert_array_equal(other, asked[0])


def test_a_label_that_the_caller_names_is_not_a_matter_of_scores(monkeypatch):
    with_trees(monkeypatch, lambda name: stump("words", 1e9, -9.0, -9.0, n_groupings(name)))
    assert not declutter.clean(TEXT)
    lines = declutter.explain(TEXT, keep=list(Label)).lines
    assert lines
    assert all(line.keep for line in lines)


@pytest.mark.parametrize("name", ["text", "html"])
def test_the_shipped_models_judge_twice(name):
    assert load(models_folder(), name).second is not None


def test_odds_of_any_size_are_no_warning():
    trees = stump("words", 10, 1e4, -1e4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        odds = trees.log_odds(describe_scores(np.full(2, 0.5), np.array([9.0, 11.0]), NONE))
        assert from_log_odds(odds) == pytest.approx([1, 0])

"""Fitting the second judgement: what it learns, that it is exported as it is, and that folds hold."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from declutter.second import NODES, second_figures
from declutter.training.folds import N_FOLDS, fold_of
from declutter.training.second import (
    Growth,
    Lines,
    describe_documents,
    exported,
    fit_second,
    folds_of_lines,
)

NONE = np.zeros((0, 0), np.int64)
SMALL = Growth(trees=20, rate=0.3)
DOCUMENTS, LENGTH = 100, 12


def documents(seed=0):
    """Documents whose lines all have middling scores: the piece is what is long where the mean is high."""
    rng = np.random.default_rng(seed)
    score, words, content = [], [], []
    for _ in range(DOCUMENTS):
        rich = rng.random() < 0.5
        of_line = rng.integers(2, 60, LENGTH)
        score.append(np.clip(rng.normal(0.6 if rich else 0.4, 0.05, LENGTH), 0, 1))
        words.append(of_line.astype(float))
        content.append((of_line > 20) & rich)
    bounds = np.arange(0, DOCUMENTS * LENGTH + 1, LENGTH)
    score, words, content = map(np.concatenate, (score, words, content))
    figures = describe_documents(score, words, [NONE] * DOCUMENTS, bounds)
    fold = folds_of_lines([f"site{k}.example" for k in range(DOCUMENTS)], bounds)
    return Lines(figures, content, np.sqrt(words), fold)


def test_figures_are_those_of_each_document():
    lines = documents()
    assert lines.figures.shape == (len(second_figures(0)), DOCUMENTS * LENGTH)
    before = lines.figures[second_figures(0).index("share of words before")]
    assert (before[::LENGTH] == 0).all(), "each document begins anew"


def test_folds_of_lines_are_those_of_their_documents():
    assert folds_of_lines(["a", "b"], [0, 2, 5]).tolist() == [fold_of("a")] * 2 + [fold_of("b")] * 3


def test_it_learns_from_the_rest_of_the_document():
    lines = documents()
    second = fit_second(lines, SMALL)
    unseen = second.of_unseen(lines.figures, lines.fold)
    assert np.mean((unseen > 0.5) == lines.content) > 0.95
    assert np.mean((lines.figures[0] > 0.5) == lines.content) < 0.9, "what the first judgement alone would give"


def test_lines_are_scored_by_trees_that_never_saw_their_fold():
    lines = documents()
    held_out = lines.fold == 2
    changed = Lines(lines.figures, np.where(held_out, ~lines.content, lines.content), lines.weight, lines.fold)
    before, after = (fit_second(some, SMALL).of_unseen(lines.figures, lines.fold) for some in (lines, changed))
    assert (before[held_out] == after[held_out]).all()
    assert (before[~held_out] != after[~held_out]).any()


def test_what_is_unknown_is_not_learnt_from():
    lines = documents()
    unknown = np.arange(len(lines.fold)) % 3 == 0
    weight = np.where(unknown, 0, lines.weight)
    one, other = (
        fit_second(Lines(lines.figures, content, weight, lines.fold), SMALL)
        for content in (lines.content, np.where(unknown, ~lines.content, lines.content))
    )
    assert (one.whole.leaf == other.whole.leaf).all()


def test_fitting_twice_gives_the_same():
    lines = documents()
    one, other = (fit_second(lines, SMALL) for _ in range(2))
    assert len(one.by_fold) == N_FOLDS
    for first, second in zip((one.whole, *one.by_fold), (other.whole, *other.by_fold), strict=True):
        assert first.base == second.base
        assert all((a == b).all() for a, b in zip(first[1:], second[1:], strict=True))


@pytest.mark.parametrize("leaves", [2, 5, NODES + 1])
def test_exported_trees_answer_as_scikit_learn_does(leaves):
    lines = documents()
    model = HistGradientBoostingClassifier(max_iter=7, max_leaf_nodes=leaves, early_stopping=False, random_state=0)
    model.fit(lines.figures.T, lines.content)
    trees = exported(model)
    assert len(trees.figure) == 7
    np.testing.assert_allclose(
        trees.log_odds(lines.figures), model.decision_function(lines.figures.T), rtol=0, atol=1e-4
    )


def test_a_fold_without_the_other_side_is_fitted_on_all():
    lines = documents()
    one_sided = Lines(lines.figures, lines.content & (lines.fold == 1), lines.weight, lines.fold)
    second = fit_second(one_sided, SMALL)
    assert (second.by_fold[1].leaf == second.whole.leaf).all()

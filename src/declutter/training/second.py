"""Fitting the second judgement (:mod:`declutter.second`) on scores of lines that the first one never saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from declutter.second import NODES, Figures, Floats, Ints, Trees, describe_scores, from_log_odds
from declutter.training.folds import N_FOLDS, fold_of

_LEAVES = NODES + 1
_STRONG = 50.0  # penalty on leaves: with 20 it is the same within chance
_CLOSE = 1e-3  # rounding in log odds, of leaves to 32 bits


@dataclass(frozen=True, slots=True)
class Growth:
    """How many trees, and how much of each is believed (chosen in the model card's comparison)."""

    trees: int
    rate: float


@dataclass(frozen=True, slots=True)
class Lines:
    """What is known of ``n`` lines, document after document.

    Attributes:
        figures: float32 ``(f, n)``, by :func:`declutter.second.describe_scores`.
        content: which lines belong to the piece.
        weight: how much each line counts; 0 where it is not known whether it belongs.
        fold: the part of the data that each line is in.
    """

    figures: Figures
    content: NDArray[np.bool_]
    weight: Floats
    fold: Ints


@dataclass(frozen=True, slots=True)
class Second:
    """Trees fitted on all lines, and for each fold trees fitted on those of the others."""

    whole: Trees
    by_fold: tuple[Trees, ...]

    def of_unseen(self, figures: Figures, fold: Ints) -> Floats:
        """Return the scores of lines by the trees that never saw their fold, ``(n,)``."""
        score = np.empty(len(fold))
        for k, trees in enumerate(self.by_fold):
            score[fold == k] = from_log_odds(trees.log_odds(figures[:, fold == k]))
        return score


def describe_documents(
    score: Floats, words: NDArray[np.floating[Any]], groupings: Iterable[Ints], bounds: Sequence[int] | Ints
) -> Figures:
    """Return the figures of all lines, float32 ``(f, n)``.

    Args:
        score: calibrated scores of the first judgement, ``(n,)``.
        words: words per line, ``(n,)``.
        groupings: of each document.
        bounds: the first line of each document, and ``n``.
    """
    parts = zip(bounds[:-1], bounds[1:], groupings, strict=True)
    return np.concatenate([describe_scores(score[a:b], words[a:b], groups) for a, b, groups in parts], axis=1)


def folds_of_lines(groups: Sequence[str], bounds: Sequence[int] | Ints) -> Ints:
    """Return the fold of each line, from the group and the bounds of each document."""
    return np.repeat([fold_of(group) for group in groups], np.diff(bounds))


def fit_second(lines: Lines, growth: Growth) -> Second:
    """Return trees with the least log loss on ``lines``, the same for the same arguments."""
    known = lines.weight > 0

    def fitted(which: NDArray[np.bool_]) -> Trees:
        if len(np.unique(lines.content[which])) < 2:  # nothing to tell apart (tiny corpora): nothing is changed by much
            which = known
        return _trees(lines.figures[:, which], lines.content[which], lines.weight[which], growth)

    return Second(fitted(known), tuple(fitted(known & (lines.fold != k)) for k in range(N_FOLDS)))


def _trees(figures: Figures, content: NDArray[np.bool_], weight: Floats, growth: Growth) -> Trees:
    model = HistGradientBoostingClassifier(
        max_iter=growth.trees,
        learning_rate=growth.rate,
        max_leaf_nodes=_LEAVES,
        l2_regularization=_STRONG,
        early_stopping=False,
        random_state=0,
    )
    rows = np.ascontiguousarray(figures.T)
    model.fit(rows, content, sample_weight=weight / weight.mean())
    trees = exported(model)
    if np.abs(trees.log_odds(figures) - model.decision_function(rows)).max() > _CLOSE:
        raise RuntimeError("the trees of this version of scikit-learn are not laid out as expected")
    return trees


def exported(model: HistGradientBoostingClassifier) -> Trees:
    """Return a classifier's trees as arrays.

    scikit-learn has no public view of them: ``_predictors`` holds one list of trees for each step, their nodes as a
    structured array (the same from 1.3 to 1.9).
    """
    parts = [_arrays(tree.nodes) for (tree,) in model._predictors]
    figure, bound, leaf = (np.stack(column) for column in zip(*parts, strict=True))
    return Trees(float(np.ravel(model._baseline_prediction)[0]), figure, bound, leaf)


def _arrays(nodes: NDArray[Any]) -> tuple[Ints, Figures, Figures]:
    """Return a tree's questions, and its leaf for each combination of answers."""
    figure, bound = np.zeros(NODES, np.int64), np.full(NODES, -np.inf, np.float32)
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    figure[: len(inner)] = nodes["feature_idx"][inner]
    bound[: len(inner)] = _rounded_down(nodes["num_threshold"][inner])
    slot = dict(zip(inner.tolist(), range(NODES), strict=False))
    leaf = np.empty(1 << NODES, np.float32)
    for answers in range(1 << NODES):
        node = 0
        while node in slot:
            yes = answers >> (NODES - 1 - slot[node]) & 1
            node = int(nodes["left" if yes else "right"][node])
        leaf[answers] = nodes["value"][node]
    return figure, bound, leaf


def _rounded_down(bounds: Floats) -> Figures:
    """Return 32-bit bounds of which the same 32-bit numbers are no greater."""
    rounded = bounds.astype(np.float32)
    return np.where(rounded > bounds, np.nextafter(rounded, np.float32(-np.inf)), rounded)

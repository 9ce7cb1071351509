"""The second judgement: every line again, beside what the first one says of the rest of its document.

The network sees fifteen lines on either side and means over the document. Here the scores themselves are evidence: how
those around a line are, how much of the document is better, how the whole document's are spread, and on pages those of
the blocks that are called alike, wherever they stand. What is made of it are gradient-boosted trees (Friedman, “Greedy
Function Approximation: A Gradient Boosting Machine”, 2001) over scores of lines that the first judgement never saw
(Wolpert, “Stacked Generalization”, 1992); ``declutter.training.second`` fits them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.around import AROUND, means_around
from declutter.spread import SPREAD_FIGURES, spread

Floats = NDArray[np.float64]
Figures = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Scores are held away from 0 and 1 by so much before their odds are taken.
_SURE = 1e-4
#: Log odds beyond which the exponential function overflows.
_MOST = 700.0
#: Inner nodes of a tree.
NODES = 7

_OF_LINE: tuple[str, ...] = (
    "score",
    "words",
    *(f"mean log odds within {lines} lines" for lines in AROUND),
    "share of words as good or better",
    "share of words before",
    "share of expected words before",
    *SPREAD_FIGURES,
)
_RANKS_FROM, _SPREAD_FROM = 2 + len(AROUND), len(_OF_LINE) - len(SPREAD_FIGURES)
_OF_GROUP = ("mean log odds", "lines", "words")


def second_figures(n_groupings: int) -> tuple[str, ...]:
    """Return the names of the figures where the lines are grouped in so many ways."""
    return (*_OF_LINE, *(f"{name} of grouping {k}" for k in range(n_groupings) for name in _OF_GROUP))


class Trees(NamedTuple):
    """Trees of :data:`NODES` inner nodes; one with fewer asks some for nothing.

    Attributes:
        base: log odds of a line of which nothing is known.
        figure: int64 ``(t, 7)``, which figure each node asks for.
        bound: float32 ``(t, 7)``; a node's answer is whether the figure is no greater.
        leaf: float32 ``(t, 128)``, log odds to add for each combination of answers, the first one the highest bit.
    """

    base: float
    figure: Ints
    bound: Figures
    leaf: Figures

    @classmethod
    def of(cls, arrays: dict[str, NDArray[Any]], base: float, n_figures: int) -> Trees:
        """Return the trees in a model's arrays.

        Raises:
            ValueError: the arrays do not fit each other or the figures.
        """
        trees = cls(float(base), *(arrays[f"second_{name}"].copy() for name in cls._fields[1:]))
        n = len(trees.figure)
        if trees.figure.shape != (n, NODES) or trees.bound.shape != (n, NODES) or trees.leaf.shape != (n, 1 << NODES):
            raise ValueError("trees of another size")
        if trees.figure.dtype != np.int64 or not ((trees.figure >= 0) & (trees.figure < n_figures)).all():
            raise ValueError("trees for other figures")
        if not (np.isfinite(trees.leaf).all() and np.isfinite(trees.base)):
            raise ValueError("trees whose leaves are no numbers")
        return trees

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays for a model's file; ``base`` belongs to its facts."""
        return {f"second_{name}": part for name, part in self._asdict().items() if name != "base"}

    def log_odds(self, figures: Figures) -> Floats:
        """Return the log odds of each line, ``(n,)``, from its figures, ``(f, n)``."""
        answers = np.zeros((len(self.figure), figures.shape[1]), np.uint8)
        for figure, bound in zip(self.figure.T, self.bound.T, strict=True):  # all trees' first nodes, second nodes …
            answers += answers
            answers += figures.take(figure, axis=0) <= bound[:, None]
        leaves = answers + np.arange(0, self.leaf.size, 1 << NODES)[:, None]
        odds: Floats = self.leaf.ravel().take(leaves).sum(axis=0, dtype=np.float64)
        return odds + self.base


def log_odds(score: Floats) -> Floats:
    """Return the logarithms of the odds of probabilities, those of 0 and 1 finite."""
    held = np.minimum(np.maximum(score, _SURE), 1 - _SURE)
    odds: Floats = np.log(held / (1 - held))
    return odds


def from_log_odds(odds: Floats) -> Floats:
    """Return the probabilities."""
    probabilities: Floats = 1 / (1 + np.exp(np.minimum(-odds, _MOST)))
    return probabilities


def describe_scores(score: Floats, words: NDArray[np.floating[Any]], groupings: Ints) -> Figures:
    """Return the figures of ``n`` lines, float32 ``(len(second_figures(g)), n)``.

    Args:
        score: calibrated scores of the first judgement, ``(n,)``.
        words: words per line, ``(n,)``.
        groupings: ``(g, n)``, the number of each line's group in each way of grouping, from 0 without gaps.
    """
    n = len(score)
    figures = np.empty((len(_OF_LINE) + len(_OF_GROUP) * len(groupings), n), np.float32)
    if not n:
        return figures
    odds, weight = log_odds(score), np.sqrt(words)
    weighted = odds * weight
    figures[0], figures[1] = score, words
    figures[2:_RANKS_FROM] = means_around(odds[None], weight)[:, 0]
    _ranks(figures[_RANKS_FROM:_SPREAD_FROM], score, words)
    figures[_SPREAD_FROM : len(_OF_LINE)] = spread(score, words)[:, None]
    for k, group in enumerate(groupings):
        mass = np.bincount(group, weight)
        of_group = figures[len(_OF_LINE) + k * len(_OF_GROUP) :]
        of_group[0] = (np.bincount(group, weighted) / mass)[group]
        of_group[1] = np.bincount(group)[group]
        of_group[2] = np.bincount(group, words)[group]
    return figures


def _ranks(figures: Figures, score: Floats, words: NDArray[np.floating[Any]]) -> None:
    """Fill in the shares of words that are as good or better, that come before, and the same of expected words."""
    order = np.argsort(-score, kind="stable")
    running = words[order].cumsum()
    figures[0, order] = running / running[-1]
    for row, mass in ((figures[1], words), (figures[2], words * score)):
        sums = mass.cumsum()
        row[:] = (sums - mass) / max(float(sums[-1]), 1e-9)

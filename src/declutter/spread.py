"""The score from which the blocks of a page are kept in ``balanced``: pages differ in what a middling score is worth.

On a page of one long text a middling block is clutter more often than not; on a page that lists things most of what
is wanted has middling scores. How a page's scores are spread says which of the two it is. Chosen are the thresholds
that give pages never seen the best mean word F1 (``declutter.training.cutoffs``; figures in ``models/CARD.md``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_PARAGRAPH = 25  # words
_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
_EXPECTED = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
_BANDS = ((0.15, 0.35), (0.35, 0.5), (0.5, 0.65), (0.65, 1.01))

_LOW, _HIGH = zip(*_BANDS, strict=True)
_EDGES = np.array(sorted({*_SHARES, *_EXPECTED, *_LOW, *_HIGH}))
_AT_SHARES, _AT_EXPECTED, _AT_LOW, _AT_HIGH = map(_EDGES.searchsorted, (_SHARES, _EXPECTED, _LOW, _HIGH))

#: What is known of a page, in this order.
PAGE_FIGURES: tuple[str, ...] = (
    "log of words",
    "log of blocks",
    "mean score of words",
    "share of paragraphs in the expected words",
    *(f"share of words with a score of {score} or more" for score in _SHARES),
    *(f"expected F1 of words with a score of {score} or more" for score in _EXPECTED),
    *(
        f"{figure} with scores from {low} to {high}"
        for low, high in _BANDS
        for figure in ("share of words", "log of words", "share of paragraphs in the words", "words a block")
    ),
)


class Cutoffs(NamedTuple):
    """Which of a few thresholds a page gets: the one with the highest of linear functions of its figures.

    Attributes:
        choices: float64 ``(c,)``, the thresholds.
        mean: float64 ``(len(PAGE_FIGURES),)``, subtracted from the figures.
        scale: what they are then divided by.
        weights: float64 ``(len(PAGE_FIGURES) + 1, c)``, the last row is added.
    """

    choices: Floats
    mean: Floats
    scale: Floats
    weights: Floats

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Cutoffs:
        """Return the cutoffs that :meth:`facts` described.

        Raises:
            ValueError: the parts do not fit each other (or ``KeyError``, ``TypeError`` where they are something else).
        """
        cutoffs = cls(*(np.array(facts[name], float) for name in cls._fields))
        n_figures, n_choices = len(PAGE_FIGURES), len(cutoffs.choices)
        shapes = [(n_choices,), (n_figures,), (n_figures,), (n_figures + 1, n_choices)]
        if not n_choices or [part.shape for part in cutoffs] != shapes:
            raise ValueError("cutoffs for other figures of pages")
        if not all(np.isfinite(part).all() for part in cutoffs) or (cutoffs.scale <= 0).any():
            raise ValueError("cutoffs that are no numbers")
        return cutoffs

    def facts(self) -> dict[str, Any]:
        """Return what a model's JSON file says of them."""
        return {name: part.tolist() for name, part in zip(self._fields, self, strict=True)}

    def values(self, figures: Floats) -> Floats:
        """Return the value of each choice, ``(..., c)``, for pages' figures ``(..., len(PAGE_FIGURES))``."""
        values: Floats = ((figures - self.mean) / self.scale) @ self.weights[:-1] + self.weights[-1]
        return values

    def threshold(self, score: Floats, words: NDArray[np.floating[Any]]) -> float:
        """Return the threshold for a page with these calibrated scores and words, both ``(n,)``."""
        return float(self.choices[self.values(page_figures(score, words)).argmax()])


def page_figures(score: Floats, words: NDArray[np.floating[Any]]) -> Floats:
    """Return :data:`PAGE_FIGURES` of a page, float64, from the scores and the words of its blocks, both ``(n,)``."""
    words = words.astype(float)
    expected = score * words
    total, wanted = max(float(words.sum()), 1.0), max(float(expected.sum()), 1.0)
    long = words >= _PARAGRAPH
    # All that is asked are sums between edges: blocks are sorted in between them once.
    place = _EDGES.searchsorted(score, side="right")
    columns = words, expected, words * long, np.ones(len(words))
    above = np.array([np.bincount(place, column, len(_EDGES) + 1)[::-1].cumsum()[-2::-1] for column in columns])
    figures = [np.log(total), np.log(len(words) + 1), expected.sum() / total, expected[long].sum() / wanted]
    figures += (above[0, _AT_SHARES] / total).tolist()
    figures += (2 * above[1, _AT_EXPECTED] / (above[0, _AT_EXPECTED] + wanted)).tolist()
    of_band, _, long_of_band, blocks = above[:, _AT_LOW] - above[:, _AT_HIGH]
    bands = of_band / total, np.log1p(of_band), long_of_band / np.maximum(of_band, 1), of_band / np.maximum(blocks, 1)
    return np.concatenate([figures, np.stack(bands, axis=1).ravel()])

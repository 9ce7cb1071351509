"""How good the result of a page can be expected to be, and what that says of its threshold.

The threshold with the highest expected F1 is half of that F1 (Lipton, Elkan and Naryanaswamy, “Optimal Thresholding of
Classifiers to Maximize F1 Measure”, 2014). It is one of each page, for F1 is measured page by page: on a page where
nothing is sure, middling scores are worth keeping, and beside a clear piece they are not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Pages that are as good as this keep their scores.
_USUAL = 0.85


def expected_f1(score: Floats, words: NDArray[np.floating[Any]]) -> float:
    """Return the highest expected F1 of words that any threshold on a page can have, 0 to 1.

    Args:
        score: calibrated probabilities that the lines belong to the piece, ``(n,)``.
        words: words per line, ``(n,)``.
    """
    expected = score * words
    total = float(expected.sum())
    if not total > 0:
        return 0.0
    order = np.argsort(-score, kind="stable")
    hits, kept = expected[order].cumsum(), words[order].cumsum(dtype=np.float64)
    return float((2 * hits / (kept + total)).max())


def shift(score: Floats, words: NDArray[np.floating[Any]], doubt: float) -> float:
    """Return what is added to the log odds of a page's lines, so that one threshold fits all pages.

    Args:
        score: see :func:`expected_f1`.
        words: see there.
        doubt: log odds for a whole unit of expected F1.
    """
    return doubt * (_USUAL - expected_f1(score, words))

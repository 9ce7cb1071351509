"""How a document's scores are spread, which tells what a middling score is worth in it.

In a document of one long text a middling line is clutter more often than not; on a page that lists things most of what
is wanted has middling scores.
"""

from __future__ import annotations

from typing import Any

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

#: What is known of a document, in this order.
SPREAD_FIGURES: tuple[str, ...] = (
    "log of words",
    "log of lines",
    "mean score of words",
    "share of paragraphs in the expected words",
    *(f"share of words with a score of {score} or more" for score in _SHARES),
    *(f"expected F1 of words with a score of {score} or more" for score in _EXPECTED),
    *(
        f"{figure} with scores from {low} to {high}"
        for low, high in _BANDS
        for figure in ("share of words", "log of words", "share of paragraphs in the words", "words a line")
    ),
)


def spread(score: Floats, words: NDArray[np.floating[Any]]) -> Floats:
    """Return :data:`SPREAD_FIGURES`, float64, from the scores and the words of a document's lines, both ``(n,)``."""
    words = words.astype(float)
    expected = score * words
    total, wanted = max(float(words.sum()), 1.0), max(float(expected.sum()), 1.0)
    long = words >= _PARAGRAPH
    # All that is asked are sums between edges: lines are sorted in between them once.
    place = _EDGES.searchsorted(score, side="right")
    columns = words, expected, words * long, np.ones(len(words))
    above = np.array([np.bincount(place, column, len(_EDGES) + 1)[::-1].cumsum()[-2::-1] for column in columns])
    figures = [np.log(total), np.log(len(words) + 1), expected.sum() / total, expected[long].sum() / wanted]
    figures += (above[0, _AT_SHARES] / total).tolist()
    figures += (2 * above[1, _AT_EXPECTED] / (above[0, _AT_EXPECTED] + wanted)).tolist()
    of_band, _, long_of_band, lines = above[:, _AT_LOW] - above[:, _AT_HIGH]
    bands = of_band / total, np.log1p(of_band), long_of_band / np.maximum(of_band, 1), of_band / np.maximum(lines, 1)
    return np.concatenate([figures, np.stack(bands, axis=1).ravel()])

"""Lines that are built alike, whatever they say: entries of a list, heads of comments, dates under teasers.

The pattern of a line is the sequence of its character classes with runs as one: “Jane Roe, 3 May” is built like
“Ann Lee, 12 June”.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from declutter.tokens import Tokens, grouped

Floats = NDArray[np.float32]

#: Longer lines are sentences, and no two of them are built alike but copies.
_LONGEST = 64
_STEP = 0x9E3779B97F4A7C15
_POWERS = np.cumprod(np.full(_LONGEST, _STEP, np.uint64))
_MIX = np.uint64(0xD6E8FEB86659FD93)

REGULARITY_FEATURES: tuple[str, ...] = (
    "lines built alike",
    "distance to the one built alike before",
    "distance to the one built alike after",
)


def regularity(tokens: Tokens) -> Floats:
    """Return the regularity features, float32 ``(n, len(REGULARITY_FEATURES))``."""
    n = len(tokens.widths)
    features = np.zeros((n, len(REGULARITY_FEATURES)), np.float32)
    short = np.flatnonzero((tokens.widths <= _LONGEST) & (tokens.widths > 0))
    if len(short) < 2:
        return features
    order, begins = grouped(_patterns(tokens, short))
    group = np.cumsum(begins) - 1
    features[short[order], 0] = np.log1p(np.bincount(group)[group] - 1)
    place = short[order]
    gaps = np.diff(place)[~begins[1:]]
    nearness = (1.0 / np.sqrt(gaps)).astype(np.float32)
    features[place[1:][~begins[1:]], 1] = nearness
    features[place[:-1][~begins[1:]], 2] = nearness
    return features


def _patterns(tokens: Tokens, lines: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a hash of the pattern of each of ``lines``, none of them empty."""
    widths = tokens.widths[lines]
    ends = np.cumsum(widths)
    starts = ends - widths
    within = np.arange(ends[-1]) - np.repeat(starts, widths)
    classes = tokens.classes[np.repeat(tokens.offsets[lines], widths) + within]
    opens = np.ones(len(classes), bool)
    opens[1:] = classes[1:] != classes[:-1]
    opens[starts] = True
    run = np.cumsum(opens)
    rank = run - np.repeat(run[starts], widths)
    values = np.where(opens, (classes.astype(np.uint64) + np.uint64(1)) * _POWERS[rank], np.uint64(0))
    sums = np.add.reduceat(values, starts)
    sums ^= sums >> np.uint64(32)
    sums *= _MIX
    sums ^= sums >> np.uint64(29)
    return sums

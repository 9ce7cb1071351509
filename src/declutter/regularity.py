"""Lines that are built alike, whatever they say: entries of a list, heads of comments, dates under teasers.

The pattern of a line is the sequence of its character classes with runs as one: “Jane Roe, 3 May” is built like
“Ann Lee, 12 June”.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from declutter.hashing import grouped
from declutter.tokens import Tokens

Floats = NDArray[np.float32]

#: Longer lines are sentences, and no two of them are built alike but copies.
_LONGEST = 64
_STEP = 0x9E3779B97F4A7C15
_POWERS = np.cumprod(np.full(_LONGEST, _STEP, np.uint64))
_MIX = np.uint64(0xD6E8FEB86659FD93)
_ONE = np.uint64(1)

REGULARITY_FEATURES: tuple[str, ...] = (
    "lines built alike",
    "distance to the one built alike before",
    "distance to the one built alike after",
)


def regularity(tokens: Tokens) -> Floats:
    """Return the regularity features, float32 ``(n, len(REGULARITY_FEATURES))``."""
    n = len(tokens.widths)
    features = np.zeros((n, len(REGULARITY_FEATURES)), np.float32)
    short = ((tokens.widths <= _LONGEST) & (tokens.widths > 0)).nonzero()[0]
    if len(short) < 2:
        return features
    order, begins = grouped(_patterns(tokens, short))
    place = short[order]
    opens = np.append(begins.nonzero()[0], len(begins))
    sizes = opens[1:] - opens[:-1]
    features[place, 0] = np.log1p(sizes - 1).repeat(sizes)
    same = (~begins[1:]).nonzero()[0]
    before, after = place[same], place[same + 1]
    nearness = 1.0 / np.sqrt(after - before)
    features[after, 1] = nearness
    features[before, 2] = nearness
    return features


def _patterns(tokens: Tokens, lines: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a hash of the pattern of each of ``lines``, none of them empty."""
    widths = tokens.widths[lines]
    ends = widths.cumsum()
    starts = ends - widths
    at = np.arange(ends[-1])
    at += (tokens.offsets[lines] - starts).repeat(widths)
    classes = tokens.classes.take(at)
    opens = np.ones(len(classes), bool)
    np.not_equal(classes[1:], classes[:-1], out=opens[1:])
    opens[starts] = True
    runs = opens.nonzero()[0]
    starts = runs.searchsorted(starts)  # from here on of each line's first run
    sizes = np.append(starts[1:], len(runs)) - starts
    rank = np.arange(len(runs)) - starts.repeat(sizes)
    values = (classes.take(runs).astype(np.uint64) + _ONE) * _POWERS.take(rank)
    sums = np.add.reduceat(values, starts)
    sums ^= sums >> np.uint64(32)
    sums *= _MIX
    sums ^= sums >> np.uint64(29)
    return sums

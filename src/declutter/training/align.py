"""Keep/drop labels for the lines of a page whose main text is known.

A line is content if its shingles occur in the gold text. Short lines have no shingle and need their place too: a
“Home” of the menu may also stand in the gold text. What stays in doubt is left out of training rather than guessed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.tokens import Tokens, tokenize

KEEP, DROP, UNKNOWN = 1, 0, -1

_SHINGLE = 4
_SHINGLE_UNSPACED = 6  # ideographs carry more each than letters, but less than words
_KEEP_SHARE = 0.7  # of a line's shingles; between the two shares a line is left out: gold texts are cleaned by hand
_DROP_SHARE = 0.2
_REACH = 3  # a short line must have a surely kept line so near


def align(lines: Sequence[str], gold: str, tables: Tables) -> NDArray[np.int8]:
    """Return ``KEEP``, ``DROP`` or ``UNKNOWN`` for each line, int8 ``(len(lines),)``."""
    tokens, wanted = tokenize(lines, tables), tokenize(gold.splitlines() or [""], tables)
    share, known = _shares(tokens, wanted)
    labels = np.full(len(lines), UNKNOWN, np.int8)
    labels[known & (share >= _KEEP_SHARE)] = KEEP
    labels[known & (share <= _DROP_SHARE)] = DROP
    sizes = tokens.sizes
    short = ~known & (sizes > 0)
    whole = np.isin(_line_hashes(tokens), _line_hashes(wanted))
    inside = _short_inside(tokens, wanted, sizes)
    near = _near(labels == KEEP)
    labels[short & whole & near] = KEEP
    labels[short & ~inside] = DROP
    labels[short & inside & ~whole & ~near] = DROP
    labels[(sizes == 0) & ~near] = DROP
    return labels


def _shares(tokens: Tokens, gold: Tokens) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the share of each line's shingles that the gold text has, and whether it has any shingle."""
    n = len(tokens.offsets) - 1
    hashes, line = tokens.shingles(_SHINGLE, _SHINGLE_UNSPACED)
    gold_hashes, _ = gold.shingles(_SHINGLE, _SHINGLE_UNSPACED, within_line=False)
    total = np.bincount(line, minlength=n)
    hits = np.bincount(line[np.isin(hashes, gold_hashes)], minlength=n)
    return hits / np.maximum(total, 1), total > 0


def _line_hashes(tokens: Tokens) -> NDArray[np.uint64]:
    total = np.zeros(len(tokens.offsets) - 1, np.uint64)
    within = np.arange(len(tokens.hashes)) - tokens.token_offsets[tokens.line]
    np.add.at(total, tokens.line, tokens.hashes * (2 * within.astype(np.uint64) + np.uint64(1)))
    return total


def _short_inside(tokens: Tokens, gold: Tokens, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether a line's whole run of one to five tokens occurs anywhere in the gold text."""
    inside = np.zeros(len(sizes), bool)
    for size in range(1, _SHINGLE_UNSPACED):
        at = np.flatnonzero(sizes == size)
        if len(at) and len(gold.hashes) >= size:
            mine = tokens.run_hashes(size)[tokens.token_offsets[at]]
            inside[at] = np.isin(mine, gold.run_hashes(size)[: len(gold.hashes) - size + 1])
    return inside


def _near(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    padded = np.pad(flags, _REACH)
    near: NDArray[np.bool_] = np.any([padded[k : k + len(flags)] for k in range(2 * _REACH + 1)], axis=0)
    return near

"""Duplicates, near duplicates and truncated copies inside one document, found in linear time by hashes.

Broder's shingles (runs of tokens; “On the resemblance and containment of documents”, 1997) give the share of a line
that also stands elsewhere; truncated copies have :mod:`declutter.cut_copies`. Nothing is kept between documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.cut_copies import cut_copies, place_powers, prefix_sums
from declutter.hashing import PLACE_BITS, grouped
from declutter.tokens import Tokens

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_SHINGLE = 4  # tokens; the usual size for near-duplicate text
_SHINGLE_UNSPACED = 8  # characters, where each character is a token: about four words of Chinese
_NEAR = 0.6  # share of shingles from which a line is a near duplicate

REPEAT_FEATURES: tuple[str, ...] = (
    "copy of an earlier line",
    "copied by a later line",
    "copies",
    "lines alike but for figures",
    "distance to the copy before",
    "distance to the copy after",
    "share seen earlier",
    "share seen later",
    "cut copy of a later line",
    "cut copy of an earlier line",
    "a later line is a cut copy",
    "an earlier line is a cut copy",
    "distance to the full line",
    "length against the full line",
    "share of the document that repeats",
    "position of the partner",
    "length of the partner",
)


class Repeats(NamedTuple):
    """What :func:`find_repeats` found in ``n`` lines.

    Attributes:
        features: float32 ``(n, len(REPEAT_FEATURES))``.
        full: int64 ``(n,)``, the index of the full line that this line is a cut copy of, or -1.
        first: int64 ``(n,)``, the index of the earlier line that this line repeats, wholly or nearly, or -1.
        partner: int64 ``(n,)``, the index of any line that holds this line's text (``full``, else ``first``, else a
            later line), or -1.
    """

    features: Floats
    full: Ints
    first: Ints
    partner: Ints


def find_repeats(lines: Sequence[str], tokens: Tokens) -> Repeats:
    """Compare every line with every other through hashes; time is linear in the tokens (up to one sort)."""
    n = len(lines)
    sizes = tokens.sizes
    powers = place_powers(tokens)
    prefix = prefix_sums(tokens, powers)
    before, after, copies = _exact_copies(prefix, tokens)
    alike = copies  # “3 comments”, “12 comments”: no copies, but telling
    exact = tokens.with_figures()
    if exact is not tokens:
        tokens, prefix = exact, prefix_sums(exact, powers)
        before, after, copies = _exact_copies(prefix, tokens)
    seen_before, seen_after, first_line, last_line = _shingle_shares(tokens)
    full, cut_by = cut_copies(lines, tokens, prefix)
    first = np.where(before >= 0, before, np.where(seen_before >= _NEAR, first_line, -1))
    later = np.where(after >= 0, after, np.where(seen_after >= _NEAR, last_line, -1))
    partner = np.where(full >= 0, full, np.where(first >= 0, first, np.where(after >= 0, after, last_line)))
    features = np.empty((n, len(REPEAT_FEATURES)), np.float32)
    features[:, 2] = np.log1p(copies)
    features[:, 3] = np.log1p(alike)
    features[:, 6] = seen_before
    features[:, 7] = seen_after
    _copy_figures(features, before, after)
    _cut_figures(features, full, cut_by)
    _partner_figures(features, sizes, full, partner)
    features[:, 14] = np.count_nonzero((before >= 0) | (full >= 0)) / max(n, 1)
    return Repeats(features, full, first, np.where(full >= 0, full, np.where(first >= 0, first, later)))


def _copy_figures(features: Floats, before: Ints, after: Ints) -> None:
    features[:, 0] = before >= 0
    features[:, 1] = after >= 0
    features[:, 4] = _nearness(before)
    features[:, 5] = _nearness(after)


def _cut_figures(features: Floats, full: Ints, cut_by: Ints) -> None:
    place = np.arange(len(full))
    features[:, 8] = full > place
    features[:, 9] = (full >= 0) & (full < place)
    features[:, 10] = cut_by > place
    features[:, 11] = (cut_by >= 0) & (cut_by < place)
    features[:, 12] = _nearness(full)


def _partner_figures(features: Floats, sizes: Ints, full: Ints, partner: Ints) -> None:
    has_partner = partner >= 0
    partner_size = sizes[np.maximum(partner, 0)] * has_partner if len(sizes) else sizes
    features[:, 13] = np.where(full >= 0, sizes / np.maximum(partner_size, 1), 0)
    features[:, 15] = np.where(has_partner, (partner + 1) / max(len(sizes), 1), 0)
    features[:, 16] = np.log1p(partner_size)


def _nearness(to: Ints) -> Floats:
    """Return 1 beside a line's neighbour, falling with the distance in lines, 0 where there is none."""
    nearness = np.zeros(len(to), np.float32)
    near = (to >= 0).nonzero()[0]
    if len(near):
        nearness[near] = 1.0 / (1.0 + np.abs(to[near] - near)) ** 0.5
    return nearness


def _exact_copies(prefix: NDArray[np.uint64], tokens: Tokens) -> tuple[Ints, Ints, Floats]:
    """Return the nearest earlier copy, the nearest later copy (-1: none) and the number of other copies."""
    n = len(tokens.sizes)
    at = prefix.take(tokens.token_offsets)
    keys = at[1:] - at[:-1]
    empty = (tokens.sizes == 0).nonzero()[0]
    keys[empty] = empty.view(np.uint64) << PLACE_BITS  # lines without a token repeat nothing
    order, begins = grouped(keys)
    same = (~begins[1:]).nonzero()[0]
    before, after, copies = np.full(n, -1), np.full(n, -1), np.zeros(n, np.float32)
    if len(same):
        before[order[same + 1]] = order[same]
        after[order[same]] = order[same + 1]
        copies[order] = _group_sizes(begins) - 1
    return before, after, copies


def _group_sizes(begins: NDArray[np.bool_]) -> Ints:
    """Return for each member of groups that stand one after another how many members its group has."""
    opens = np.append(begins.nonzero()[0], len(begins))
    sizes: Ints = opens[1:] - opens[:-1]
    return sizes.repeat(sizes)


def _shingle_shares(tokens: Tokens) -> tuple[Floats, Floats, Ints, Ints]:
    """Return for each line the share of its shingles seen in earlier and in later lines, and such a line of each."""
    n = len(tokens.sizes)
    shingles, line = tokens.shingles(_SHINGLE, _SHINGLE_UNSPACED)
    order, begins = grouped(shingles)  # inside a group the lines ascend
    repeated = ~begins
    repeated[:-1] |= repeated[1:]  # the first of a group of several too
    again = repeated.nonzero()[0]
    if not len(again):  # the usual case for a line; what follows looks at the rest
        return np.zeros(n, np.float32), np.zeros(n, np.float32), np.full(n, -1), np.full(n, -1)
    mine, opens = line.take(order.take(again)), begins.take(again).nonzero()[0]
    sizes = np.append(opens[1:], len(again)) - opens
    first, last = mine[opens].repeat(sizes), mine[opens + sizes - 1].repeat(sizes)
    total = np.maximum(np.bincount(line, minlength=n), 1)
    earlier, later = first < mine, last > mine
    seen_before, first_line = _most_frequent(mine[earlier], first[earlier], n)
    seen_after, last_line = _most_frequent(mine[later], last[later], n)
    return (seen_before / total).astype(np.float32), (seen_after / total).astype(np.float32), first_line, last_line


def _most_frequent(line: Ints, other: Ints, n: int) -> tuple[Ints, Ints]:
    """Return for each of ``n`` lines how often it is paired, and with which line most often (first of such), or -1."""
    found = np.full(n, -1)
    if len(line):
        paired = line * n + other
        paired.sort()
        opens = np.concatenate([[0], (paired[1:] != paired[:-1]).nonzero()[0] + 1])
        pairs, counts = paired[opens], np.append(opens[1:], len(paired)) - opens
        ranked = pairs[np.lexsort((-pairs, counts))]  # what is written last stays
        found[ranked // n] = ranked % n
    return np.bincount(line, minlength=n), found

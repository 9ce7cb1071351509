"""Truncated copies: lines that other lines of the document begin with, found in linear time by hashes of prefixes.

Teasers and lead-ins are cut after a word or inside one, with an ellipsis or without, and “Read more” may follow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from declutter.hashing import grouped
from declutter.tokens import Tokens

Ints = NDArray[np.int64]

_MIN_PREFIX = 3  # tokens: two lines that share fewer first words are no cut copies of each other
_PREFIX_STEP = 0xC2B2AE3D27D4EB4F
_ELLIPSES = ("…", "...")
_TAIL = 24  # characters that may follow the ellipsis of a cut copy (“… Read more »”)


def place_powers(tokens: Tokens) -> NDArray[np.uint64]:
    """Return what the hash of each token is multiplied by, for its place in the line."""
    powers = np.full(int(tokens.sizes.max(initial=0)) + 1, _PREFIX_STEP, np.uint64)
    powers[0] = 1
    within = np.arange(len(tokens.hashes)) - tokens.token_offsets[:-1].repeat(tokens.sizes)
    of_token: NDArray[np.uint64] = powers.cumprod().take(within)
    return of_token


def prefix_sums(tokens: Tokens, powers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return running sums whose difference ``sums[o + m] - sums[o]`` is the hash of a line's first ``m`` tokens."""
    sums = np.zeros(len(tokens.hashes) + 1, np.uint64)
    np.cumsum(tokens.hashes * powers, out=sums[1:])
    return sums


def cut_copies(lines: Sequence[str], tokens: Tokens, prefix: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Return for each line the full line that it is a cut copy of, and a line that is a cut copy of it (-1: none)."""
    n, sizes = len(lines), tokens.sizes
    full, cut_by = np.full(n, -1), np.full(n, -1)
    offsets = tokens.token_offsets
    rivals = _alike_openings(prefix, tokens)
    if not len(rivals):
        return full, cut_by
    kept = _content_sizes(lines, rivals, tokens)
    whole = sizes.copy()
    whole[rivals] = kept  # words after an ellipsis (“… Read more”) are no part of the text that is cut
    if not kept.any():  # each has its ellipsis before its first word
        return full, cut_by
    known, owner, index = _all_prefixes(rivals, prefix, offsets, (whole, whole < sizes))
    begin = offsets[rivals]
    for shorten in (0, 1):  # cut after a word, then in mid-word: the last token is only the beginning of a word
        length = kept - shorten
        wanted = prefix[begin + length] - prefix[begin]
        at = np.minimum(known.searchsorted(wanted), len(known) - 1)
        match = owner[at]
        good = (known[at] == wanted) & (index[at] == length) & (length >= _MIN_PREFIX) & (match != rivals)
        good &= whole[match] > length + shorten - (kept < sizes[rivals])
        good &= whole[match] >= kept
        if shorten:
            good &= _continues(tokens, begin + length, offsets[match] + length)
        good &= full[rivals] < 0
        full[rivals[good]] = match[good]
        cut_by[match[good]] = rivals[good]
    return full, cut_by


def _alike_openings(prefix: NDArray[np.uint64], tokens: Tokens) -> Ints:
    """Return the lines whose first words other lines have too: only what begins alike can be a cut copy."""
    long_enough = (tokens.sizes >= _MIN_PREFIX).nonzero()[0]
    begin = tokens.token_offsets[long_enough]
    order, begins = grouped(prefix.take(begin + _MIN_PREFIX) - prefix.take(begin))
    repeated = ~begins
    repeated[:-1] |= repeated[1:]
    rivals = long_enough[order[repeated]]
    rivals.sort()
    return rivals


def _content_sizes(lines: Sequence[str], rivals: Ints, tokens: Tokens) -> Ints:
    """Return how many tokens of each rival stand before its ellipsis."""
    sizes = tokens.sizes[rivals]
    for place, line in enumerate(rivals.tolist()):
        text = lines[line]
        at = max(text.rfind(mark, max(0, len(text) - _TAIL)) for mark in _ELLIPSES)
        if at >= 0:
            sizes[place] = _tokens_before(at, text, line, tokens)
    return sizes


def _tokens_before(at: int, line: str, index: int, tokens: Tokens) -> int:
    """Return how many tokens stand before the ellipsis at ``at``, all of them in a line too long to be looked at."""
    offsets = tokens.token_offsets
    if len(line) > tokens.offsets[index + 1] - tokens.offsets[index]:
        return int(tokens.sizes[index])
    starts = tokens.starts[offsets[index] : offsets[index + 1]]
    return int(starts.searchsorted(tokens.offsets[index] + at))


def _all_prefixes(
    rivals: Ints, prefix: NDArray[np.uint64], offsets: Ints, content: tuple[Ints, NDArray[np.bool_]]
) -> tuple[NDArray[np.uint64], Ints, Ints]:
    """Return the sorted hashes of all prefixes of the rival lines, the line and the length of each.

    Of lines with the same prefix the longest comes first, and one that goes on after its ellipsis after one that ends.

    Args:
        rivals: the lines.
        prefix: see :func:`prefix_sums`.
        offsets: of the lines' tokens.
        content: tokens of each line before its ellipsis, and whether some stand behind it.
    """
    sizes, cut = content
    ranked = rivals[np.lexsort((cut[rivals], -sizes[rivals]))]
    lengths = sizes[ranked]
    owner = np.repeat(ranked, lengths)
    index = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
    hashes = prefix[offsets[owner] + index] - prefix[offsets[owner]]
    order = np.argsort(hashes, kind="stable")
    return hashes[order], owner[order], index[order]


def _continues(tokens: Tokens, cut: Ints, whole: Ints) -> NDArray[np.bool_]:
    """Return whether the token at ``cut`` is a proper beginning of the token at ``whole``, pair by pair."""
    last = max(len(tokens.hashes) - 1, 0)
    cut, whole = np.minimum(cut, last), np.minimum(whole, last)
    length = tokens.lengths[cut]
    longer: NDArray[np.bool_] = tokens.lengths[whole] > length
    reach = tokens.starts[whole] + np.minimum(length, tokens.lengths[whole])
    same: NDArray[np.bool_] = (tokens.sums[reach] - tokens.sums[tokens.starts[whole]]) == (
        tokens.sums[tokens.starts[cut] + length] - tokens.sums[tokens.starts[cut]]
    )
    return longer & same

"""Truncated copies, duplicates and near duplicates inside one document, found in linear time by hashes.

Broder's shingles (runs of tokens; “On the resemblance and containment of documents”, 1997) give the share of a line
that also stands elsewhere; hashes of line prefixes find the truncated copies. Nothing is kept between documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from declutter.tokens import PLACE_BITS, Tokens, grouped

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_SHINGLE = 4  # tokens; the usual size for near-duplicate text
_SHINGLE_UNSPACED = 8  # characters, where each character is a token: about four words of Chinese
_MIN_PREFIX = 3  # tokens: two lines that share fewer first words are no cut copies of each other
_PREFIX_STEP = 0xC2B2AE3D27D4EB4F
_ELLIPSES = ("…", "...")
_NEAR = 0.6  # share of shingles from which a line is a near duplicate
_TAIL = 24  # characters that may follow the ellipsis of a cut copy (“… Read more »”)

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


@dataclass(frozen=True, slots=True)
class Repeats:
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
    prefix = _prefix_sums(tokens, sizes)
    alike = _exact_copies(prefix, tokens, sizes)[2]  # “3 comments”, “12 comments”: no copies, but telling
    exact = tokens.with_figures()
    if exact is not tokens:
        tokens, prefix = exact, _prefix_sums(exact, sizes)
    before, after, copies = _exact_copies(prefix, tokens, sizes)
    seen_before, seen_after, first_line, last_line = _shingle_shares(tokens, sizes)
    full, cut_by = _cut_copies(lines, tokens, prefix, sizes)
    place = np.arange(n)
    first = np.where(before >= 0, before, np.where(seen_before >= _NEAR, first_line, -1))
    later = np.where(after >= 0, after, np.where(seen_after >= _NEAR, last_line, -1))
    partner = np.where(full >= 0, full, np.where(first >= 0, first, np.where(after >= 0, after, last_line)))
    has_partner = partner >= 0
    partner_size = sizes[np.maximum(partner, 0)] * has_partner
    repeated = float(((before >= 0) | (full >= 0)).mean()) if n else 0.0

    def distance(to: Ints) -> Floats:
        return np.where(to >= 0, 1.0 / (1.0 + np.abs(to - place)) ** 0.5, 0).astype(np.float32)

    features = np.stack(
        [
            before >= 0,
            after >= 0,
            np.log1p(copies),
            np.log1p(alike),
            distance(before),
            distance(after),
            seen_before,
            seen_after,
            full > place,
            (full >= 0) & (full < place),
            cut_by > place,
            (cut_by >= 0) & (cut_by < place),
            distance(full),
            np.where(full >= 0, sizes / np.maximum(partner_size, 1), 0),
            np.full(n, repeated),
            np.where(has_partner, (partner + 1) / max(n, 1), 0),
            np.log1p(partner_size),
        ],
        axis=1,
    ).astype(np.float32)
    return Repeats(features, full, first, np.where(full >= 0, full, np.where(first >= 0, first, later)))


def _prefix_sums(tokens: Tokens, sizes: Ints) -> NDArray[np.uint64]:
    """Return running sums whose difference ``sums[o + m] - sums[o]`` is the hash of a line's first ``m`` tokens."""
    longest = int(sizes.max(initial=0))
    powers = np.full(longest + 1, _PREFIX_STEP, np.uint64)
    powers[0] = 1
    powers = np.cumprod(powers)
    within = np.arange(len(tokens.hashes)) - tokens.token_offsets[tokens.line]
    sums = np.zeros(len(tokens.hashes) + 1, np.uint64)
    np.cumsum(tokens.hashes * powers[within], out=sums[1:])
    return sums


def _exact_copies(prefix: NDArray[np.uint64], tokens: Tokens, sizes: Ints) -> tuple[Ints, Ints, Floats]:
    """Return the nearest earlier copy, the nearest later copy (-1: none) and the number of other copies."""
    n = len(sizes)
    keys = prefix[tokens.token_offsets[1:]] - prefix[tokens.token_offsets[:-1]]
    keys = np.where(
        sizes > 0, keys, np.arange(n, dtype=np.uint64) << PLACE_BITS
    )  # lines without a token repeat nothing
    order, begins = grouped(keys)
    same = ~begins[1:]
    group = np.cumsum(begins) - 1
    copies = np.empty(n, np.float32)
    copies[order] = np.bincount(group)[group] - 1
    before, after = np.full(n, -1), np.full(n, -1)
    before[order[1:][same]] = order[:-1][same]
    after[order[:-1][same]] = order[1:][same]
    return before, after, copies


def _shingle_shares(tokens: Tokens, sizes: Ints) -> tuple[Floats, Floats, Ints, Ints]:
    """Return for each line the share of its shingles seen in earlier and in later lines, and such a line of each."""
    n = len(sizes)
    none = np.full(n, -1)
    shingles, line = tokens.shingles(_SHINGLE, _SHINGLE_UNSPACED)
    if not len(shingles):
        return np.zeros(n, np.float32), np.zeros(n, np.float32), none, none
    order, begins = grouped(shingles)  # inside a group the lines ascend
    group = np.cumsum(begins) - 1
    opens = np.flatnonzero(begins)
    closes = np.append(opens[1:], len(order)) - 1
    first, last = np.empty(len(order), np.int64), np.empty(len(order), np.int64)
    first[order] = line[order[opens]][group]
    last[order] = line[order[closes]][group]
    total = np.maximum(np.bincount(line, minlength=n), 1)
    earlier, later = first < line, last > line
    first_line = _most_frequent(line[earlier], first[earlier], n)
    last_line = _most_frequent(line[later], last[later], n)
    shares = [np.bincount(line[flag], minlength=n) / total for flag in (earlier, later)]
    return shares[0].astype(np.float32), shares[1].astype(np.float32), first_line, last_line


def _most_frequent(line: Ints, other: Ints, n: int) -> Ints:
    """Return for each of ``n`` lines the line that it is paired with most often (the first of such), or -1."""
    pairs, counts = np.unique(line * n + other, return_counts=True)
    ranked = pairs[np.lexsort((-pairs, counts))]  # what is written last stays
    found = np.full(n, -1)
    found[ranked // max(n, 1)] = ranked % max(n, 1)
    return found


def _cut_copies(lines: Sequence[str], tokens: Tokens, prefix: NDArray[np.uint64], sizes: Ints) -> tuple[Ints, Ints]:
    """Return for each line the full line that it is a cut copy of, and a line that is a cut copy of it (-1: none)."""
    n = len(lines)
    full, cut_by = np.full(n, -1), np.full(n, -1)
    offsets = tokens.token_offsets
    openings = prefix[np.minimum(offsets[:-1] + _MIN_PREFIX, offsets[1:])] - prefix[offsets[:-1]]
    long_enough = np.flatnonzero(sizes >= _MIN_PREFIX)
    order, begins = grouped(openings[long_enough])
    group = np.cumsum(begins) - 1
    rivals = np.sort(long_enough[order[np.bincount(group)[group] > 1]])  # only what begins alike can be a cut copy
    if not len(rivals):
        return full, cut_by
    kept = np.array([_tokens_before_ellipsis(lines[i], i, tokens) for i in rivals])
    whole = sizes.copy()
    whole[rivals] = kept  # words after an ellipsis (“… Read more”) are no part of the text that is cut
    if not kept.any():  # each has its ellipsis before its first word
        return full, cut_by
    known, owner, index = _all_prefixes(rivals, prefix, offsets, (whole, whole < sizes))
    for shorten in (0, 1):  # cut after a word, then in mid-word: the last token is only the beginning of a word
        length = kept - shorten
        wanted = prefix[offsets[rivals] + length] - prefix[offsets[rivals]]
        at = np.searchsorted(known, wanted)
        at = np.minimum(at, len(known) - 1)
        match = owner[at]
        good = (known[at] == wanted) & (index[at] == length) & (length >= _MIN_PREFIX) & (match != rivals)
        good &= whole[match] > length + shorten - (kept < sizes[rivals])
        good &= whole[match] >= kept
        if shorten:
            good &= _continues(tokens, offsets[rivals] + length, offsets[match] + length)
        good &= full[rivals] < 0
        full[rivals[good]] = match[good]
        cut_by[match[good]] = rivals[good]
    return full, cut_by


def _tokens_before_ellipsis(line: str, index: int, tokens: Tokens) -> int:
    """Return how many tokens stand before the ellipsis near the line's end (all of them where there is none)."""
    offsets = tokens.token_offsets
    size = int(offsets[index + 1] - offsets[index])
    at = max(line.rfind(mark, max(0, len(line) - _TAIL)) for mark in _ELLIPSES)
    if at < 0 or len(line) > tokens.offsets[index + 1] - tokens.offsets[index]:
        return size
    starts = tokens.starts[offsets[index] : offsets[index + 1]]
    return int(np.searchsorted(starts, tokens.offsets[index] + at))


def _all_prefixes(
    rivals: Ints, prefix: NDArray[np.uint64], offsets: Ints, content: tuple[Ints, NDArray[np.bool_]]
) -> tuple[NDArray[np.uint64], Ints, Ints]:
    """Return the sorted hashes of all prefixes of the rival lines, the line and the length of each.

    Of lines with the same prefix the longest comes first, and one that goes on after its ellipsis after one that ends.

    Args:
        rivals: the lines.
        prefix: see :func:`_prefix_sums`.
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

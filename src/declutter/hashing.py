"""64-bit hashes of tokens and of runs of tokens, the same on every machine and in every process, and what is equal.

The hash of a token is a polynomial in its case-folded characters, of which running sums give every prefix; the hash of
a run is one in the hashes of its tokens.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HIGH_HALF, _LOW_BITS = np.uint64(32), np.uint64(29)
_STEP = np.uint64(0xA0761D6478BD642F)

#: Words and their stems or pairs (of HTML: names of containers, near and far) are hashed into so many buckets, half for
#: each. A collision costs little: the mean over a line's words drowns it (Weinberger et al., “Feature Hashing for Large
#: Scale Multitask Learning”, 2009).
BUCKETS = 1 << 16
HALF_SHIFT = np.uint64(64 - 15)

#: Runs of up to so many tokens are hashed once for all who ask (phrases, word pairs, shingles).
MAX_RUN = 4

#: Characters of a word beyond these share one multiplier.
MAX_WORD = 32


def _powers() -> NDArray[np.uint64]:
    powers, value = [], 1
    for _ in range(MAX_WORD + 1):
        powers.append(value)
        value = value * _BASE % 2**64
    return np.array(powers, np.uint64)


#: What a character is multiplied by, for its place in the token.
POWERS = _powers()


def runs_of(hashes: NDArray[np.uint64], largest: int) -> NDArray[np.uint64]:
    """Return the hashes of the runs of 1 to ``largest`` tokens, a row for each size."""
    n = len(hashes)
    runs = np.empty((largest, n), np.uint64)
    following = _wrapped(hashes, largest)
    runs[0] = hashes
    for k in range(1, largest):
        np.multiply(runs[k - 1], _STEP, out=runs[k])
        runs[k] += following[k : k + n]
    runs[1:] = mixed(runs[1:])
    return runs


def runs_of_one_size(hashes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """Return the last row of :func:`runs_of`."""
    runs, following = hashes.copy(), _wrapped(hashes, size)
    for k in range(1, size):
        runs *= _STEP
        runs += following[k : k + len(hashes)]
    return mixed(runs) if size > 1 else runs


def _wrapped(hashes: NDArray[np.uint64], largest: int) -> NDArray[np.uint64]:
    """Return the hashes, and the first of them again to go on with in the runs of the last tokens."""
    wrapped = np.concatenate([hashes, hashes[: largest - 1]])
    if 0 < len(wrapped) < len(hashes) + largest - 1:  # fewer tokens than a run
        wrapped = np.resize(hashes, len(hashes) + largest - 1)
    return wrapped


#: Bits of a 64-bit key that :func:`grouped` keeps for the place: no document has more tokens.
PLACE_BITS = np.uint64(28)
_PLACES = np.uint64((1 << 28) - 1)
_NO_PLACES = ~_PLACES


def grouped(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return an order in which equal hashes stand together, ascending inside a group, and where each group begins.

    Places are packed into the low bits and sorted with the hashes, which takes a fraction of the time of a stable
    argsort. The other 36 bits tell hashes apart: two of a thousand fall together once in 100,000 documents.
    """
    packed = hashes & _NO_PLACES
    packed |= np.arange(len(hashes), dtype=np.uint64)
    packed.sort()
    keys = packed >> PLACE_BITS
    begins = np.ones(len(packed), bool)
    np.not_equal(keys[1:], keys[:-1], out=begins[1:])
    packed &= _PLACES
    return packed.view(np.int64), begins


def running_sums(folded: NDArray[np.uint32], codes: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the running sums of all characters, each multiplied for its place after a token's start; 0 comes first.

    What stands between tokens is added up like the rest: it is no part of the difference of two sums inside a token.

    Args:
        folded: the case-folded character of each code point; all beyond share the last entry.
        codes: code points of all lines, one after another.
        starts: index of each token's first character.
    """
    sums = np.zeros(len(codes) + 1, np.uint64)
    if len(starts):
        bounds = np.concatenate([starts, [len(codes)]])
        sizes = bounds[1:] - bounds[:-1]
        within = np.arange(len(codes))
        within[starts[0] :] -= starts.repeat(sizes)
        values = POWERS.take(within, mode="clip")
        values *= folded.take(codes, mode="clip")
        np.cumsum(values, out=sums[1:])
    return sums


def token_hashes(
    sums: NDArray[np.uint64], starts: NDArray[np.int64], lengths: int | NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return the hashes of tokens, or of their prefixes, from the running sums of their characters."""
    return mixed(sums.take(starts + lengths) - sums.take(starts))


def mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return hashes whose upper bits, too, depend on all bits of ``hashes``."""
    found = hashes >> _HIGH_HALF
    found ^= hashes
    found *= _MIX
    found ^= found >> _LOW_BITS
    return found

"""Stems without word lists: the beginning of a word, which does for a stem in most languages."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.characters import CharClass
from declutter.tokens import Tokens

#: Letters of a stem, and of the shortest word that has one; a syllable block of Hangul holds two or three letters.
_LETTERS, _BLOCKS = 5, 2
# Comparisons with these stay in eight bits: beside an ``IntEnum`` numpy widens the whole array first.
_HANGUL, _DIGIT = np.uint8(CharClass.HANGUL), np.uint8(CharClass.DIGIT)


class Stems(NamedTuple):
    """What stands for each token where forms of a word shall count as one.

    Attributes:
        keys: uint64 hashes: of the stem of a long word, of a pair of characters in scripts without spaces, else of the
            token.
        stemmed: which tokens are words that are long enough for a stem.
        telling: which tokens can tell a topic: those, and pairs of characters.
    """

    keys: NDArray[np.uint64]
    stemmed: NDArray[np.bool_]
    telling: NDArray[np.bool_]


def stems_of(tokens: Tokens) -> Stems:
    """Return the stems of all tokens, in their order."""
    lead = tokens.leads
    size = np.where(lead == _HANGUL, _BLOCKS, _LETTERS)
    alone = tokens.alone
    stemmed = (tokens.lengths >= size) & (lead != _DIGIT) & ~alone
    keys = tokens.hashes.copy()
    at = stemmed.nonzero()[0]
    keys[at] = tokens.prefixes(at, size.take(at))
    telling = stemmed
    if alone.any():
        pair = alone.copy()
        pair[:-1] &= alone[1:] & (tokens.line[1:] == tokens.line[:-1])
        pair[-1] = False
        keys[pair] = tokens.runs[1][pair]
        telling = stemmed | pair
    return Stems(keys, stemmed, telling)

"""Telling words and phrases of clutter in some forty languages, found by hash in linear time.

The phrases themselves (``training/phrases.json``, written for this project) are evidence, never rules: the classifier
learns what each category is worth. The model carries only their hashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.hashing import MAX_RUN
from declutter.tokens import Tokens, tokenize

_CATEGORIES = (
    "newsletter",
    "social",
    "comment",
    "related",
    "teaser",
    "navigation",
    "legal",
    "ad",
    "byline",
    "caption",
    "forum",
    "product",
    "date",
)
#: Whose voice a sentence has: everyday words that tell reporting from advertising, readers and appeals.
_VOICES = (
    "first_singular",
    "first_plural",
    "second",
    "promotion",
    "commerce",
    "opinion",
    "reporting",
    "appeal",
)
_NAMES = _CATEGORIES + _VOICES
N_CATEGORIES, N_NAMES = len(_CATEGORIES), len(_NAMES)

#: A phrase has at most this many tokens.
MAX_TOKENS = MAX_RUN
#: Lengths at which a stem (``abonn*``) may be cut; longer stems count as their first eight letters.
STEM_LENGTHS = (4, 5, 6, 7, 8)

N_KINDS = MAX_TOKENS + len(STEM_LENGTHS)

# A first look in a small table spares the slow search for nearly all tokens: 2^15 slots for each kind, of which the
# largest has 18,500 phrases, and in a slot one of eight bits for each phrase (Bloom, “Space/Time Trade-offs in Hash
# Coding with Allowable Errors”, 1970).
_SLOT_SHIFT = np.uint64(49)
_N_SLOTS = 1 << 15
_BIT_SHIFT, _LAST_BITS = np.uint64(46), np.uint64(7)
_BITS = np.left_shift(1, np.arange(8)).astype(np.uint8)
_FIRST_SLOTS = np.arange(N_KINDS)[:, None] * _N_SLOTS
_STEM_LENGTHS = np.array(STEM_LENGTHS)[:, None]
# One search finds the phrases of all kinds: the kind stands in the upper bits of a key, before those of the hash.
_KIND_SHIFT, _HASH_SHIFT = np.uint64(60), np.uint64(4)


def category_names() -> tuple[str, ...]:
    """Return the names of the categories of clutter, in the order of their features."""
    return _CATEGORIES


def voice_names() -> tuple[str, ...]:
    """Return the names of the voices; in a table they follow the categories of clutter."""
    return _VOICES


def phrase_names() -> tuple[str, ...]:
    """Return the names of the categories and of the voices, in the order of a table."""
    return _NAMES


class PhraseTable(NamedTuple):
    """Hashes of phrases, kind after kind (1 to 4 tokens, then stems of each length), sorted inside a kind.

    Attributes:
        hashes: uint64 per phrase.
        categories: uint8 per phrase, see :func:`phrase_names`.
        keys: uint64, ascending: the kind and the upper bits of the hash.
        slots: uint8, ``N_KINDS * _N_SLOTS``: bits of the phrases of this kind whose hashes begin so.
    """

    hashes: NDArray[np.uint64]
    categories: NDArray[np.uint8]
    keys: NDArray[np.uint64]
    slots: NDArray[np.uint8]

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[np.generic]]) -> PhraseTable:
        """Return the table from the arrays of a model file."""
        hashes = arrays["phrase_hashes"].astype(np.uint64)
        bounds = arrays["phrase_bounds"].astype(np.int64)
        if len(bounds) != N_KINDS + 1:
            raise ValueError(f"phrases of {len(bounds) - 1} kinds in place of {N_KINDS}")
        kind = np.arange(N_KINDS, dtype=np.int64).repeat(bounds[1:] - bounds[:-1])
        slots = np.zeros(N_KINDS * _N_SLOTS, np.uint8)
        np.bitwise_or.at(slots, (hashes >> _SLOT_SHIFT).view(np.int64) + kind * _N_SLOTS, _bits(hashes))
        return cls(hashes, arrays["phrase_categories"].astype(np.uint8), _keys(kind, hashes), slots)

    def find(self, tokens: Tokens) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first token and the category of every phrase found, as two int64 arrays."""
        if not len(tokens.hashes) or not len(self.keys):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        runs, stems = _runs(tokens, self.slots), _stems(tokens, self.slots)
        kind, where, hashes = (np.concatenate(both) for both in zip(runs, stems, strict=True))
        at = self.keys.searchsorted(_keys(kind, hashes))
        hit = (self.hashes.take(at, mode="clip") == hashes).nonzero()[0]
        return where.take(hit), self.categories.take(at.take(hit)).astype(np.int64)


#: Where a phrase may begin: its kind, its first token and the hash that stands there.
_Candidates = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]


def _keys(kind: NDArray[np.int64], hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (kind.view(np.uint64) << _KIND_SHIFT) | (hashes >> _HASH_SHIFT)


def _bits(hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
    return _BITS.take(((hashes >> _BIT_SHIFT) & _LAST_BITS).view(np.int64))


def _looked_up(
    hashes: NDArray[np.uint64], first_slots: NDArray[np.int64], slots: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return where, and for which hashes, there may be a phrase; of ``hashes`` each row belongs to a kind.

    Places are those of the flattened ``hashes``.
    """
    slot = (hashes >> _SLOT_SHIFT).view(np.int64)
    slot += first_slots
    bits = slots.take(slot).ravel()
    place = bits.astype(bool).nonzero()[0]
    found = hashes.ravel().take(place)
    likely = (bits.take(place) & _bits(found)).nonzero()[0]
    return place.take(likely), found.take(likely)


def _runs(tokens: Tokens, slots: NDArray[np.uint8]) -> _Candidates:
    """Return where phrases of 1 to 4 whole tokens may stand."""
    n = len(tokens.hashes)
    place, hashes = _looked_up(tokens.runs, _FIRST_SLOTS[:MAX_TOKENS], slots)
    kind = place // n
    where = place - kind * n
    inside = where + kind < tokens.token_offsets.take(tokens.line.take(where) + 1)  # of one line
    return kind[inside], where[inside], hashes[inside]


def _stems(tokens: Tokens, slots: NDArray[np.uint8]) -> _Candidates:
    """Return where tokens may begin with a stem, whatever their endings."""
    long = (tokens.lengths >= STEM_LENGTHS[0]).nonzero()[0]
    lengths = np.minimum(tokens.lengths.take(long), _STEM_LENGTHS)
    place, hashes = _looked_up(tokens.prefixes(long, lengths), _FIRST_SLOTS[MAX_TOKENS:], slots)
    reached = lengths.ravel().take(place)
    kind = place // max(len(long), 1)
    inside = reached == _STEM_LENGTHS[kind, 0]  # of one token
    return kind[inside] + MAX_TOKENS, long[place - kind * len(long)][inside], hashes[inside]


def pack_phrases(phrases: dict[str, Iterable[str]], tables: Tables) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a model file for phrases by category (training only).

    Args:
        phrases: category name → terms; a term that ends in ``*`` is a stem.
        tables: the character tables in force.

    Raises:
        ValueError: for an unknown category or a term of more than ``MAX_TOKENS`` tokens.
    """
    kinds: list[dict[int, int]] = [{} for _ in range(N_KINDS)]
    for name, terms in phrases.items():
        if name not in _NAMES:
            raise ValueError(f"unknown phrase category {name!r}")
        for term in terms:
            kind, value = _term_hash(term, tables)
            kinds[kind].setdefault(value, _NAMES.index(name))
    ordered = [sorted(kind.items()) for kind in kinds]
    flat = [pair for kind in ordered for pair in kind]
    return {
        "phrase_hashes": np.array([value for value, _ in flat], np.uint64),
        "phrase_categories": np.array([category for _, category in flat], np.uint8),
        "phrase_bounds": np.cumsum([0, *(len(kind) for kind in ordered)]).astype(np.uint32),
    }


def _term_hash(term: str, tables: Tables) -> tuple[int, int]:
    tokens = tokenize([term.rstrip("*")], tables)
    size = len(tokens.hashes)
    if not 1 <= size <= MAX_TOKENS:
        raise ValueError(f"a phrase has 1 to {MAX_TOKENS} tokens: {term!r}")
    if term.endswith("*") and size == 1 and tokens.lengths[0] >= STEM_LENGTHS[0]:
        length = min(int(tokens.lengths[0]), STEM_LENGTHS[-1])
        return MAX_TOKENS + STEM_LENGTHS.index(length), int(tokens.prefixes(np.zeros(1, np.int64), length)[0])
    return size - 1, int(tokens.runs[size - 1][0])

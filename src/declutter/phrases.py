"""Telling words and phrases of clutter in some forty languages, found by hash in linear time.

The phrases themselves (``training/phrases.json``, written for this project) are evidence, never rules: the classifier
learns what each category is worth. The model carries only their hashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.tokens import MAX_RUN, Tokens, tokenize

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

# A first look in a small table spares the binary search for nearly all tokens: 2^16 slots for each kind, of which the
# largest has 18,500 phrases.
_SLOT_SHIFT = np.uint64(48)
_N_SLOTS = 1 << 16


def category_names() -> tuple[str, ...]:
    """Return the names of the categories of clutter, in the order of their features."""
    return _CATEGORIES


def voice_names() -> tuple[str, ...]:
    """Return the names of the voices; in a table they follow the categories of clutter."""
    return _VOICES


def phrase_names() -> tuple[str, ...]:
    """Return the names of the categories and of the voices, in the order of a table."""
    return _NAMES


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Hashes of phrases, one sorted array per kind.

    Attributes:
        kinds: for each kind (1 to 4 tokens, then stems of each length) sorted uint64 hashes and their uint8 categories.
    """

    kinds: tuple[tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.bool_]], ...]

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[np.generic]]) -> PhraseTable:
        """Return the table from the arrays of a model file."""
        hashes = arrays["phrase_hashes"].astype(np.uint64)
        categories = arrays["phrase_categories"].astype(np.uint8)
        bounds = arrays["phrase_bounds"].astype(np.int64)
        kinds = []
        for start, stop in pairwise(bounds):
            slots = np.zeros(_N_SLOTS, bool)
            slots[(hashes[start:stop] >> _SLOT_SHIFT).astype(np.int64)] = True
            kinds.append((hashes[start:stop], categories[start:stop], slots))
        return cls(tuple(kinds))

    def find(self, tokens: Tokens) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first token and the category of every phrase found, as two int64 arrays."""
        places, categories = [], []
        for kind, (known, category, slots) in enumerate(self.kinds):
            where, hashes = _candidates(tokens, kind, slots)
            if not len(where):
                continue
            at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
            hit = known[at] == hashes
            places.append(where[hit])
            categories.append(category[at[hit]].astype(np.int64))
        if not places:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return np.concatenate(places), np.concatenate(categories)


def _candidates(tokens: Tokens, kind: int, slots: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return the tokens where a phrase of this kind may begin (its slot is taken) and the hashes that stand there."""
    if kind < MAX_TOKENS:
        hashes = tokens.runs[kind]
        where = np.flatnonzero(slots[(hashes >> _SLOT_SHIFT).view(np.int64)])
        where = where[where + kind < tokens.token_offsets[tokens.line[where] + 1]]  # inside one line
        return where, hashes[where]
    length = STEM_LENGTHS[kind - MAX_TOKENS]
    where = np.flatnonzero(tokens.lengths >= length)
    hashes = tokens.prefixes(where, length)
    maybe = np.flatnonzero(slots[(hashes >> _SLOT_SHIFT).view(np.int64)])
    return where[maybe], hashes[maybe]


def pack_phrases(phrases: dict[str, Iterable[str]], tables: Tables) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a model file for phrases by category (training only).

    Args:
        phrases: category name → terms; a term that ends in ``*`` is a stem.
        tables: the character tables in force.

    Raises:
        ValueError: for an unknown category or a term of more than ``MAX_TOKENS`` tokens.
    """
    kinds: list[dict[int, int]] = [{} for _ in range(MAX_TOKENS + len(STEM_LENGTHS))]
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

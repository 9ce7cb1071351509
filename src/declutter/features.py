"""All that the network is told about the lines of a document: what stands at run time and in training alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from declutter.characters import N_CLASSES, CharClass, Tables
from declutter.context import CONTEXT_FEATURES, context
from declutter.page import Page
from declutter.phrases import PhraseTable
from declutter.place import PLACE_FEATURES, name_buckets, place
from declutter.repeats import REPEAT_FEATURES, Repeats, find_repeats
from declutter.shape import SHAPE_FEATURES, shape
from declutter.tokens import Tokens, tokenize

FEATURES: tuple[str, ...] = SHAPE_FEATURES + REPEAT_FEATURES + CONTEXT_FEATURES
HTML_FEATURES: tuple[str, ...] = FEATURES + PLACE_FEATURES

#: Words and word pairs are hashed into so many buckets, half for each. A collision costs little: the mean over a
#: line's words drowns it (Weinberger et al., “Feature Hashing for Large Scale Multitask Learning”, 2009).
BUCKETS = 1 << 16
_HALF_SHIFT = np.uint64(64 - 15)


@dataclass(frozen=True, slots=True)
class Description:
    """The evidence on ``n`` lines.

    Attributes:
        dense: float32 ``(n, len(FEATURES))``.
        buckets: int64, the buckets of all words and word pairs, line after line.
        counts: int64 ``(n,)``, how many of them each line has.
        repeats: which lines repeat which.
        cased: whether most letters belong to alphabets with capitals (the thresholds differ: see the model card).
        names: HTML: buckets of the names of containers, line after line, and their number per line.
    """

    dense: NDArray[np.float32]
    buckets: NDArray[np.int64]
    counts: NDArray[np.int64]
    repeats: Repeats
    cased: bool = True
    names: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None


def describe(lines: Sequence[str], tables: Tables, phrases: PhraseTable) -> Description:
    """Return the evidence on ``lines`` (stripped, none blank)."""
    tokens = tokenize(lines, tables)
    alone = shape(lines, tokens, phrases)
    repeats = find_repeats(lines, tokens)
    dense = np.concatenate([alone, repeats.features, context(alone, tokens)], axis=1)
    return Description(dense, *ngram_buckets(tokens), repeats, _cased(tokens))


def _cased(tokens: Tokens) -> bool:
    counts = np.bincount(tokens.classes, minlength=N_CLASSES)
    cased = counts[CharClass.LOWER] + counts[CharClass.UPPER]
    return bool(2 * cased >= counts[CharClass.LOWER : CharClass.HANGUL + 1].sum())


def describe_page(page: Page, tables: Tables, phrases: PhraseTable) -> Description:
    """Return the evidence on the blocks of a page: that on their text, and their place in the tree."""
    lines = [" ".join(block.text.split()) for block in page.blocks]
    text = describe(lines, tables, phrases)
    dense = np.concatenate([text.dense, place(page)], axis=1)
    return Description(dense, text.buckets, text.counts, text.repeats, text.cased, name_buckets(page, tables))


def ngram_buckets(tokens: Tokens) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the buckets of the words and of the word pairs inside a line, in line order, and their number per line."""
    pairs = np.empty((len(tokens.hashes), 2), np.int64)
    pairs[:, 0] = tokens.hashes >> _HALF_SHIFT
    pairs[:, 1] = (tokens.runs[1] >> _HALF_SHIFT) + np.uint64(BUCKETS // 2)
    sizes = np.diff(tokens.token_offsets)
    present = np.ones((len(tokens.hashes), 2), bool)
    present[tokens.token_offsets[1:][sizes > 0] - 1, 1] = False  # the last word of a line opens no pair
    return pairs[present], np.maximum(2 * sizes - 1, 0)

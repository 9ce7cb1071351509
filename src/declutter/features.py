"""All that the network is told about the lines of a document: what stands at run time and in training alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.characters import CharClass, Tables
from declutter.cohesion import COHESION_FEATURES, cohesion
from declutter.context import CONTEXT_FEATURES, PARAGRAPH, context, letter_weights
from declutter.hashing import BUCKETS, HALF_SHIFT
from declutter.phrases import PhraseTable
from declutter.regularity import REGULARITY_FEATURES, regularity
from declutter.repeats import REPEAT_FEATURES, Repeats, find_repeats
from declutter.shape import SHAPE_FEATURES, shape
from declutter.stems import Stems, stems_of
from declutter.tokens import Tokens, tokenize

FEATURES: tuple[str, ...] = (
    SHAPE_FEATURES + REPEAT_FEATURES + REGULARITY_FEATURES + CONTEXT_FEATURES + COHESION_FEATURES
)

#: Plain text has no ways of grouping its lines.
NO_GROUPINGS = np.zeros((0, 0), np.int64)


class Description(NamedTuple):
    """The evidence on ``n`` lines.

    Attributes:
        dense: float32 ``(n, len(FEATURES))``, of pages ``(n, len(HTML_FEATURES))``.
        buckets: int64, the buckets of the words and their stems, line after line (HTML: of the containers' names).
        counts: int64 ``(n,)``, how many of them each line has.
        repeats: which lines repeat which.
        cased: whether most letters belong to alphabets with capitals (the thresholds differ: see the model card).
        words: float64 ``(n,)``, words per line.
        groupings: int64 ``(g, n)``, the number of each line's group in each way of grouping, from 0 without gaps.
    """

    dense: NDArray[np.float32]
    buckets: NDArray[np.int64]
    counts: NDArray[np.int64]
    repeats: Repeats
    cased: bool
    words: NDArray[np.float64]
    groupings: NDArray[np.int64] = NO_GROUPINGS


def describe(lines: Sequence[str], tables: Tables, phrases: PhraseTable) -> Description:
    """Return the evidence on ``lines`` (stripped, none blank)."""
    tokens = tokenize(lines, tables)
    stems = stems_of(tokens)
    dense, repeats = figures(lines, tokens, stems, phrases)
    return Description(dense, *word_buckets(tokens, stems), repeats, cased(tokens), tokens.words())


def figures(
    lines: Sequence[str], tokens: Tokens, stems: Stems, phrases: PhraseTable
) -> tuple[NDArray[np.float32], Repeats]:
    """Return the figures of the lines' text, and which lines repeat which."""
    alone = shape(lines, tokens, phrases)
    repeats = find_repeats(lines, tokens)
    weight = letter_weights(tokens)
    around = context(alone, tokens, weight), cohesion(tokens, stems, weight >= PARAGRAPH)
    return np.concatenate([alone, repeats.features, regularity(tokens), *around], axis=1), repeats


def cased(tokens: Tokens) -> bool:
    """Return whether most letters belong to alphabets with capitals."""
    counts = tokens.class_counts.sum(axis=0)
    letters: list[int] = counts[CharClass.LOWER : CharClass.HANGUL + 1].tolist()
    lower, upper, *_ = letters
    return 2 * (lower + upper) >= sum(letters)


def word_buckets(tokens: Tokens, stems: Stems) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the buckets of what the words of a line are known by, in line order, and their number per line.

    Each word has two: its own, and that of its stem, which other forms of the word share. A token without a stem
    (short, a number, a character of a script without spaces) has that of the pair that it opens in its line instead,
    if it does.
    """
    both = np.stack([tokens.hashes, tokens.runs[1]], axis=1)
    np.copyto(both[:, 1], stems.keys, where=stems.stemmed)
    both >>= HALF_SHIFT
    both[:, 1] += np.uint64(BUCKETS // 2)
    present = np.ones(both.shape, bool)
    last = tokens.token_offsets[tokens.sizes.nonzero()[0] + 1] - 1
    present[last, 1] = stems.stemmed[last]
    counts = 2 * tokens.sizes
    counts[tokens.line.take(last)] -= (~present[last, 1]).astype(np.int64)
    return both.view(np.int64)[present], counts

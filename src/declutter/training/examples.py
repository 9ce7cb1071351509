"""Documents as flat arrays, ready for training: one big array per kind of evidence, which processes can share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from declutter.characters import Tables
from declutter.features import FEATURES, Description, describe
from declutter.hashing import BUCKETS
from declutter.labels import KEPT_BY_DEFAULT, LABELS
from declutter.model import standardised
from declutter.phrases import PhraseTable
from declutter.tokens import tokenize
from declutter.training.network import Batch

Floats = NDArray[np.float32]

KEPT = np.array([label in KEPT_BY_DEFAULT for label in LABELS])

#: Features that all lines of a document share: with a thousand documents they invite learning documents by heart.
DOCUMENT_COLUMNS = np.array([i for i, name in enumerate(FEATURES) if name.startswith("mean ")])


@dataclass(frozen=True, slots=True)
class Examples:
    """``d`` documents with ``n`` lines in all.

    Attributes:
        dense: float16 ``(n, len(FEATURES))``, not standardised.
        buckets: int32, the words' buckets of all lines, one after another.
        counts: int32 ``(n,)``, buckets per line.
        label: int8 ``(n,)``, index in :data:`LABELS`, or -1 where only the side is known.
        side: int8 ``(n,)``, 1 keep, 0 drop, -1 unknown.
        words: float32 ``(n,)``, words per line (two characters of an unspaced script count as one).
        bounds: int64 ``(d + 1,)``, the first line of each document, and ``n``.
        groups: the split group of each document.
    """

    dense: NDArray[np.float16]
    buckets: NDArray[np.int32]
    counts: NDArray[np.int32]
    label: NDArray[np.int8]
    side: NDArray[np.int8]
    words: Floats
    bounds: NDArray[np.int64]
    groups: tuple[str, ...]
    # Where each document's buckets begin: every training step needs them.
    _starts: NDArray[np.int64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", offsets_of(self.counts)[self.bounds])

    def lines_of(self, documents: Sequence[int]) -> NDArray[np.int64]:
        """Return the line numbers of these documents, one after another."""
        parts = [np.arange(self.bounds[d], self.bounds[d + 1]) for d in documents]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def batch(
        self,
        documents: Sequence[int],
        standard: tuple[Floats, Floats],
        dropped: tuple[float, float] = (0, 0),
        rng: np.random.Generator | None = None,
    ) -> Batch:
        """Return documents as one flat batch.

        Args:
            documents: which.
            standard: mean and scale of the dense features.
            dropped: shares of words, and of documents' own figures, left out where ``rng`` is given.
            rng: source of chance, in training.
        """
        lines = self.lines_of(documents)
        sizes = np.array([self.bounds[d + 1] - self.bounds[d] for d in documents])
        dense = standardised(self.dense[lines].astype(np.float32), *standard)
        if rng is not None:
            forgotten = np.repeat(rng.random(len(documents)) < dropped[1], sizes)
            dense[np.ix_(forgotten, DOCUMENT_COLUMNS)] = 0
        buckets = np.concatenate([self.buckets[self._starts[d] : self._starts[d + 1]] for d in documents])
        return Batch(dense, _bag(buckets, self.counts[lines].astype(np.int64), dropped[0], rng), offsets_of(sizes))


def _bag(
    buckets: NDArray[np.int32], counts: NDArray[np.int64], dropped: float, rng: np.random.Generator | None
) -> csr_matrix:
    """Return the rows of mean weights for lines with these buckets; with ``rng`` a share ``dropped`` is left out."""
    if rng is not None:
        kept = rng.random(len(buckets), np.float32) >= dropped
        owner = np.repeat(np.arange(len(counts)), counts)[kept]
        buckets, counts = buckets[kept], np.bincount(owner, minlength=len(counts))
    weights = np.repeat(1.0 / np.maximum(counts, 1), counts).astype(np.float32)
    return csr_matrix((weights, buckets, offsets_of(counts)), shape=(len(counts), BUCKETS))


def offsets_of(counts: NDArray[np.int64] | NDArray[np.int32]) -> NDArray[np.int64]:
    """Return where each of consecutive runs begins, and where the last ends."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def count_words(lines: Sequence[str], tables: Tables) -> Floats:
    """Return how many words each line counts for (:meth:`declutter.tokens.Tokens.words`)."""
    return tokenize(lines, tables).words().astype(np.float32)


Supervised = tuple[str, Sequence[str], "NDArray[np.int8] | None", "NDArray[np.int8] | None"]


def collect(documents: Iterable[Supervised], tables: Tables, phrases: PhraseTable) -> Examples:
    """Return examples from ``(group, lines, labels or None, sides or None)``; one of the last two must be given."""
    return stacked([example(document, tables, phrases) for document in documents])


Part = tuple[str, tuple[NDArray[Any], ...]]


def example(document: Supervised, tables: Tables, phrases: PhraseTable) -> Part:
    """Return one document's arrays, ready for :func:`stacked`."""
    group, raw, label, side = document
    lines = [line.strip() for line in raw]
    known = label if label is not None else np.full(len(lines), -1, np.int8)
    sides = side if side is not None else KEPT[known].astype(np.int8)
    return part_of(group, describe(lines, tables, phrases), known, sides)


def part_of(group: str, described: Description, label: NDArray[np.int8], side: NDArray[np.int8]) -> Part:
    """Return one document's arrays in the types that :class:`Examples` keeps, ready for :func:`stacked`."""
    small = (
        described.dense.astype(np.float16),
        described.buckets.astype(np.int32),
        described.counts.astype(np.int32),
    )
    return group, (*small, label, side, described.words.astype(np.float32))


def stacked(parts: Sequence[Part]) -> Examples:
    """Return documents as examples, one after another."""
    dense, buckets, counts, label, side, words = (
        np.concatenate(column) for column in zip(*(arrays for _, arrays in parts), strict=True)
    )
    bounds = offsets_of(np.array([len(arrays[0]) for _, arrays in parts]))
    groups = tuple(group for group, _ in parts)
    return Examples(dense, buckets, counts, label, side, words, bounds, groups)


def label_indices(names: Sequence[str]) -> NDArray[np.int8]:
    """Return label names as indices in :data:`LABELS`."""
    index = {str(label): i for i, label in enumerate(LABELS)}
    return np.array([index[name] for name in names], np.int8)

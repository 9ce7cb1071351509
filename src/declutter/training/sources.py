"""Hand-labelled documents and damaged copies of them as examples."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from declutter.training.corpora import Document
from declutter.training.damage import Clutter, damage, thinned
from declutter.training.examples import Examples, collect, label_indices
from declutter.training.folds import N_FOLDS, fold_of
from declutter.training.lookups import lookups
from declutter.training.pool import Pool


def labelled_examples(documents: Sequence[Document]) -> Examples:
    """Return hand-labelled documents as examples."""
    return collect(((d.group, d.lines, label_indices(d.labels), None) for d in documents), *lookups())


def damaged_examples(documents: Sequence[Document], written: dict[str, Pool], copies: int) -> tuple[Examples, ...]:
    """Return ``copies`` times a damaged copy of each document (:mod:`declutter.training.damage`), the same each time.

    Clutter put in comes only from documents of the same language *and* the same fifth of the groups, so that no text of
    a held-out document reaches training through a copy. Pieces that were ``written`` for it, by language, belong to no
    document and may go into any.
    """
    rng = random.Random(0)  # noqa: S311 - reproducible chance, no secret
    folds = [[d for d in documents if fold_of(d.group) == fold] for fold in range(N_FOLDS)]
    pairs = [(d, clutter) for fold in folds for clutter in [Clutter.of(fold, written)] for d in fold]
    return tuple(
        labelled_examples([damage(thinned(d, rng), clutter, rng) for d, clutter in pairs]) for _ in range(copies)
    )


def unlabelled_examples(documents: Sequence[Document]) -> Examples:
    """Return documents as examples of which nothing is known: to be answered, never to learn from."""
    unknown = (np.full(len(d.lines), -1, np.int8) for d in documents)
    return collect(((d.group, d.lines, side, side) for d, side in zip(documents, unknown, strict=True)), *lookups())

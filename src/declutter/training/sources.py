"""Hand-labelled documents and damaged copies of them as examples."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from declutter.training.corpora import Document
from declutter.training.damage import Clutter, damage
from declutter.training.examples import Examples, collect, label_indices
from declutter.training.folds import N_FOLDS, fold_of
from declutter.training.lookups import lookups


def labelled_examples(documents: Sequence[Document]) -> Examples:
    """Return hand-labelled documents as examples."""
    return collect(((d.group, d.lines, label_indices(d.labels), None) for d in documents), *lookups())


def damaged_examples(documents: Sequence[Document], copies: int) -> Examples:
    """Return ``copies`` damaged copies of each document (see :mod:`declutter.training.damage`), the same each time.

    Clutter put in comes only from documents of the same language *and* the same fifth of the groups, so that no text of
    a held-out document reaches training through a copy.
    """
    rng = random.Random(0)  # noqa: S311 - reproducible chance, no secret
    folds = [[d for d in documents if fold_of(d.group) == fold] for fold in range(N_FOLDS)]
    damaged = [
        damage(d, clutter, rng) for fold in folds for clutter in [Clutter.of(fold)] for d in fold for _ in range(copies)
    ]
    return labelled_examples(damaged)


def unlabelled_examples(documents: Sequence[Document]) -> Examples:
    """Return documents as examples of which nothing is known: to be answered, never to learn from."""
    unknown = (np.full(len(d.lines), -1, np.int8) for d in documents)
    return collect(((d.group, d.lines, side, side) for d, side in zip(documents, unknown, strict=True)), *lookups())

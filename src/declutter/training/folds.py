"""Which documents are held out: five folds of sites."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

N_FOLDS = 5


def fold_of(group: str) -> int:
    """Return the fold of a group; a digest, so that it stays when documents are added."""
    return hashlib.sha256(group.encode()).digest()[0] % N_FOLDS


def split(groups: Sequence[str], held_out: int | None) -> tuple[list[int], list[int]]:
    """Return the documents to learn from and those of the fold ``held_out`` (``None``: none are held out)."""
    folds = [fold_of(group) for group in groups]
    return (
        [d for d, fold in enumerate(folds) if fold != held_out],
        [d for d, fold in enumerate(folds) if fold == held_out],
    )

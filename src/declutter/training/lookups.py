"""The tables that features are counted with: character classes and hashed phrases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np

from declutter.characters import Tables, build_tables, pack_tables, unpack_tables
from declutter.phrases import PhraseTable, pack_phrases


def static_arrays() -> dict[str, np.ndarray]:
    """Return the arrays of a model file that do not come from training: character tables and phrase hashes."""
    tables = build_tables()
    by_language = json.loads((Path(__file__).parent / "phrases.json").read_text(encoding="utf-8"))
    phrases: dict[str, Iterable[str]] = {
        category: [term for terms in by.values() for term in terms] for category, by in by_language.items()
    }
    return {**pack_tables(tables), **pack_phrases(phrases, tables)}


@cache
def lookups() -> tuple[Tables, PhraseTable]:
    """Return the tables that features are computed with."""
    arrays = static_arrays()
    return unpack_tables(arrays), PhraseTable.from_arrays(arrays)

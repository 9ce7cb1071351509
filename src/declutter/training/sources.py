"""The sources of training data as examples, cached: hand labels, damaged copies of them, pages with gold text."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from joblib import Memory, Parallel, delayed

import declutter
from declutter.characters import Tables, build_tables, pack_tables, unpack_tables
from declutter.phrases import PhraseTable, pack_phrases
from declutter.training.align import KEEP, align
from declutter.training.corpora import GOLD_CORPORA, ROOT, Document, Page, digest, gold_pages
from declutter.training.damage import clutter_blocks, damage
from declutter.training.examples import Examples, Supervised, collect, label_indices
from declutter.training.render import RENDERERS, render

MEMORY = Memory(ROOT / ".cache", verbose=0)

#: Longer renderings are mostly endless lists; they would fill whole training steps.
_MOST_LINES = 1500


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


def code_digest() -> str:
    """Return a digest of all that decides what the features are: the cache is stale when it changes."""
    here = Path(__file__).parent
    parts = [here / name for name in ("phrases.json", "align.py", "examples.py", "pages.py", "sources.py")]
    parts += sorted(Path(declutter.__file__).parent.glob("*.py"))  # also what no feature uses: better than a stale one
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


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
        damage(d, blocks, rng)
        for fold in folds
        for blocks in [clutter_blocks(fold)]
        for d in fold
        for _ in range(copies)
    ]
    return labelled_examples(damaged)


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


def rendered_examples(folder: Path) -> Examples:
    """Return the pages with gold text, rendered by every extractor, with sides by alignment (cached on disk)."""
    digests = tuple(digest(folder / f"{corpus}.jsonl.xz") for corpus in GOLD_CORPORA)
    found: Examples = _rendered_examples(str(folder), digests, code_digest())
    return found


@MEMORY.cache(ignore=["folder"])
def _rendered_examples(folder: str, digests: tuple[str, ...], code: str) -> Examples:
    return collect(_aligned(Path(folder), digests), *lookups())


def _aligned(folder: Path, digests: tuple[str, ...]) -> Iterator[Supervised]:
    tables, _ = lookups()
    for _, group, text, renderings in _renderings(str(folder), digests, tuple(RENDERERS)):
        seen = set()
        for lines in renderings:
            key = hash(tuple(lines))
            if 3 <= len(lines) <= _MOST_LINES and key not in seen:
                seen.add(key)
                sides = align(lines, text, tables)
                if (sides == KEEP).any():  # else the gold text is not in the page, or the extractor missed it all
                    yield group, lines, None, sides


@MEMORY.cache(ignore=["folder"])
def _renderings(
    folder: str, digests: tuple[str, ...], renderers: tuple[str, ...]
) -> list[tuple[str, str, str, list[list[str]]]]:
    def every(page: Page) -> tuple[str, str, str, list[list[str]]]:
        return page.page, page.group, page.text, [render(page.html, name) for name in renderers]

    tasks = (delayed(every)(page) for page in gold_pages(Path(folder)))
    return list(Parallel(n_jobs=-1, batch_size=8)(tasks))

"""Pieces of clutter by language (``seeds/clutter/<language>.json``, written for this project) to put into documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from declutter.training.corpora import SEEDS

FOLDER = SEEDS / "clutter"


@dataclass(frozen=True, slots=True)
class Pool:
    """Pieces of one language.

    Attributes:
        entries: names and texts of listings of offers.
        heads: lines above such listings and above adverts.
        calls: lines under an entry: buttons, availability, sponsors.
        spots: adverts that stand as a paragraph of their own.
        newsletter: calls to subscribe, join, support or download.
        related: headlines of other pieces.
        related_heads: lines above lists of them.
        bios: who wrote or published the piece, at its end.
        comments: comments of readers.
    """

    entries: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    calls: tuple[str, ...]
    spots: tuple[str, ...]
    newsletter: tuple[str, ...]
    related: tuple[str, ...]
    related_heads: tuple[str, ...]
    bios: tuple[str, ...]
    comments: tuple[str, ...]


class PoolError(ValueError):
    """A file of pieces that is not as it should be; the message names it."""


def pools(folder: Path = FOLDER) -> dict[str, Pool]:
    """Return the pieces by language, in the order of the languages' codes.

    Raises:
        PoolError: for a file that is no JSON object of the pieces of :class:`Pool`.
    """
    return {path.stem: _pool(path) for path in sorted(folder.glob("*.json"))}


def _pool(path: Path) -> Pool:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise PoolError(f"{path}: {error}") from error
    names = [field.name for field in fields(Pool)]
    if not isinstance(found, dict) or sorted(found) != sorted(names):
        raise PoolError(f"{path}: wanted an object of {', '.join(names)}")
    entries = found.pop("entries")
    pairs = (
        isinstance(entries, list) and bool(entries) and all(_is_texts(entry) and len(entry) == 2 for entry in entries)
    )
    if not pairs or not all(map(_is_texts, found.values())):
        raise PoolError(f"{path}: entries are pairs of texts, all else lists of texts; no text is blank")
    return Pool(tuple((name, text) for name, text in entries), **{name: tuple(texts) for name, texts in found.items()})


def _is_texts(found: object) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(text, str) and text.strip() for text in found)

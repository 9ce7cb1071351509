"""Pieces of clutter by language (``seeds/clutter/<language>.json``, written for this project) to put into documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeGuard

from declutter.training.corpora import SEEDS

FOLDER = SEEDS / "clutter"

Pair = tuple[str, str]
Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Pieces of one language.

    Attributes:
        entries: names and texts of listings of offers.
        heads: lines above such listings and above adverts.
        calls: lines under an entry: buttons, availability, sponsors.
        spots: adverts that stand as a paragraph of their own.
        promos: adverts of several lines.
        newsletter: calls to subscribe, join, support or download.
        related: headlines of other pieces.
        related_heads: lines above lists of them.
        teasers: headlines of other pieces with their first sentences.
        pointers: lines within a piece that point to another one.
        bios: who wrote or published the piece, at its end.
        names: lines above a biography.
        bylines: authors, dates, places and sections, as they stand at a piece's top.
        menus: menus, tags, page numbers, filters and messages of the interface, of one line or more.
        social: buttons to share and follow, and counts.
        legal: copyright, cookies, disclaimers, imprint.
        comments: comments of readers.
        threads: comments of readers with their heads, names, dates and forms.
        credits: captions and credits that fit to any piece; the only pieces that are kept.
    """

    entries: tuple[Pair, ...]
    heads: Lines
    calls: Lines
    spots: Lines
    promos: tuple[Lines, ...]
    newsletter: Lines
    related: Lines
    related_heads: Lines
    teasers: tuple[Pair, ...]
    pointers: Lines
    bios: Lines
    names: Lines
    bylines: Lines
    menus: tuple[Lines, ...]
    social: Lines
    legal: Lines
    comments: Lines
    threads: tuple[Lines, ...]
    credits: Lines


_PAIRS = ("entries", "teasers")
_GROUPS = ("promos", "menus", "threads")


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
    for name, pieces in found.items():
        if not _is_filled_list(pieces) or not all(_is_piece(name, piece) for piece in pieces):
            raise PoolError(
                f"{path}: {name}: {' and '.join(_PAIRS)} are pairs of texts, {', '.join(_GROUPS)} lists of texts, "
                "all else texts; none is empty or blank"
            )
    pieces_of: dict[str, Any] = {
        name: tuple(tuple(piece) if isinstance(piece, list) else piece for piece in pieces)
        for name, pieces in found.items()
    }
    return Pool(**pieces_of)


def _is_piece(name: str, piece: object) -> bool:
    if name not in _PAIRS and name not in _GROUPS:
        return _is_text(piece)
    return _is_filled_list(piece) and all(map(_is_text, piece)) and (name in _GROUPS or len(piece) == 2)


def _is_filled_list(found: object) -> TypeGuard[list[object]]:
    return isinstance(found, list) and bool(found)


def _is_text(found: object) -> bool:
    return isinstance(found, str) and bool(found.strip())

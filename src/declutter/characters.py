"""Character classes and case folding as lookup tables.

The tables are built from ``unicodedata`` by the training command and shipped beside the model as run lengths, so that
every Python version sees the same characters: the standard library's Unicode version changes with each release.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Code points from here on share one entry (beyond it only rare ideographs and private use are assigned).
TABLE_SIZE = 0x20000


class CharClass(IntEnum):
    """What one character tells about the line that it stands in."""

    OTHER = 0
    LOWER = 1
    UPPER = 2
    UNCASED = 3  # alphabets without case: Arabic, Hebrew, Indic scripts …
    IDEOGRAPH = 4
    KANA = 5
    SOUTH_EAST = 6  # Thai, Lao, Khmer, Burmese: written without spaces
    HANGUL = 7
    MARK = 8  # combining marks belong to the letter before them
    DIGIT = 9
    SPACE = 10
    TERMINAL = 11  # ends a sentence
    COMMA = 12
    QUOTE = 13
    BRACKET = 14
    DASH = 15
    SEPARATOR = 16  # bullets, pipes, arrows: what menus and lists are glued with
    CURRENCY = 17
    SYMBOL = 18
    PUNCTUATION = 19


N_CLASSES = len(CharClass)

_TERMINAL = set(".!?…。！？｡؟۔।॥։።፧᙮⁇⁈⁉‼")
_COMMA = set(",;:、，；：،؛﹐﹑：")
_SEPARATOR = set("|/\\›»«‹><→←↑↓•·●■□▪▫►▶▸◆◇○◦★☆✓✔*#~¦¬‣⁃∙⋅❯❮➤➔⟩⟨＞＜｜／※")
_SOUTH_EAST = ("THAI", "LAO ", "KHMER", "MYANMAR")
_BY_CATEGORY = {
    "Ll": CharClass.LOWER,
    "Lu": CharClass.UPPER,
    "Lt": CharClass.UPPER,
    "Mn": CharClass.MARK,
    "Mc": CharClass.MARK,
    "Me": CharClass.MARK,
    "Nd": CharClass.DIGIT,
    "Nl": CharClass.DIGIT,
    "No": CharClass.DIGIT,
    "Zs": CharClass.SPACE,
    "Zl": CharClass.SPACE,
    "Zp": CharClass.SPACE,
    "Pd": CharClass.DASH,
    "Ps": CharClass.BRACKET,
    "Pe": CharClass.BRACKET,
    "Pi": CharClass.QUOTE,
    "Pf": CharClass.QUOTE,
    "Sc": CharClass.CURRENCY,
    "So": CharClass.SYMBOL,
    "Sk": CharClass.SYMBOL,
    "Sm": CharClass.PUNCTUATION,
    "Po": CharClass.PUNCTUATION,
    "Pc": CharClass.PUNCTUATION,
}


class Tables(NamedTuple):
    """Lookup tables over code points, each of ``TABLE_SIZE + 1`` entries (the last stands for all higher ones)."""

    classes: NDArray[np.uint8]
    folded: NDArray[np.uint32]


def _class_of(char: str) -> CharClass:  # noqa: PLR0911 - a flat table of cases reads best
    if char in _TERMINAL:
        return CharClass.TERMINAL
    if char in _COMMA:
        return CharClass.COMMA
    if char in _SEPARATOR:
        return CharClass.SEPARATOR
    if char in "\"'「」『』＂＇`„‚":  # Unicode files the low opening quotes under brackets
        return CharClass.QUOTE
    if char in "\t\r\n\v\f\x1c\x1d\x1e\x1f\x85":
        return CharClass.SPACE
    category = unicodedata.category(char)
    if category in ("Lo", "Lm"):
        return _uncased_class(unicodedata.name(char, ""))
    return _BY_CATEGORY.get(category, CharClass.OTHER)


def _uncased_class(name: str) -> CharClass:
    if name.startswith("CJK"):
        return CharClass.IDEOGRAPH
    if "HIRAGANA" in name or "KATAKANA" in name:
        return CharClass.KANA
    if name.startswith("HANGUL"):
        return CharClass.HANGUL
    if name.startswith(_SOUTH_EAST):
        return CharClass.SOUTH_EAST
    return CharClass.UNCASED


def build_tables() -> Tables:
    """Return the tables for this Python's Unicode version (training only; takes about 0.2 s)."""
    classes = np.zeros(TABLE_SIZE + 1, np.uint8)
    folded = np.arange(TABLE_SIZE + 1, dtype=np.uint32)
    for code in range(TABLE_SIZE):
        char = chr(code)
        classes[code] = _class_of(char)
        lower = char.lower()
        if len(lower) == 1:
            folded[code] = ord(lower)
    folded[classes == CharClass.DIGIT] = ord("0")  # “2019” and “2024” are the same evidence
    classes[TABLE_SIZE] = CharClass.IDEOGRAPH
    return Tables(classes, folded)


def pack_tables(tables: Tables) -> dict[str, NDArray[np.generic]]:
    """Return the tables as run lengths and changes, a few kilobytes."""
    starts = np.flatnonzero(np.diff(tables.classes, prepend=255))
    changed = np.flatnonzero(tables.folded != np.arange(TABLE_SIZE + 1))
    return {
        "class_starts": starts.astype(np.uint32),
        "class_values": tables.classes[starts],
        "fold_from": changed.astype(np.uint32),
        "fold_to": tables.folded[changed],
    }


def unpack_tables(arrays: dict[str, NDArray[np.generic]]) -> Tables:
    """Return the tables that :func:`pack_tables` packed."""
    starts = arrays["class_starts"].astype(np.int64)
    lengths = np.diff(starts, append=TABLE_SIZE + 1)
    folded = np.arange(TABLE_SIZE + 1, dtype=np.uint32)
    folded[arrays["fold_from"].astype(np.int64)] = arrays["fold_to"]
    return Tables(np.repeat(arrays["class_values"].astype(np.uint8), lengths), folded)

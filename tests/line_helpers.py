"""What the tests of the line classifier share: lookups and a small network that do not come from the shipped model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.characters import TABLE_SIZE, CharClass, Tables, build_tables, pack_tables
from declutter.features import FEATURES, Description
from declutter.hashing import BUCKETS
from declutter.labels import LABELS, Label
from declutter.model import DILATIONS, Params
from declutter.phrases import PhraseTable, pack_phrases
from declutter.repeats import REPEAT_FEATURES, Repeats, find_repeats
from declutter.tokens import Tokens, tokenize

PHRASES: dict[str, tuple[str, ...]] = {
    "newsletter": ("subscribe", "sign up", "abonn*", "メルマガ"),
    "social": ("share", "share on"),
    "comment": ("leave a reply", "comments"),
    "related": ("you may also like",),
    "legal": ("all rights reserved", "cookies"),
    "promotion": ("best price", "unbeat*"),
    "opinion": ("i think",),
}

#: Lines that have broken programs before, none of them blank.
ODD_LINES = (
    "\u200b",
    "\ufeff",
    "\x00",
    "\ud800",
    "\U0010ffff",
    "\u0301",
    "e\u0301\u0301\u0301",
    "❤\ufe0f",
    "…",
    "...",
    "…… …",
    "© 2020",
    "1",
    "١٢٣",
    "ไทย",
    "日本語。",
    "한국어",
    "क्षत्रिय",
    "<p>",
    "{};=",
    "#",
    "@",
    "://",
    "a" * 300,
    "word " * 50 + "…",
)

#: Sentences for documents that repeat something.
FULL = "The old ferry crosses the wide bay twice a day, and people wait for it on the pier with their bicycles."
OTHER = "A second paragraph speaks of something else entirely: bread, yeast, and patience on a cold morning."
CHINESE = "水库里的最后一班渡船今天停航了，老船长把铜铃包好，放进了新船的驾驶台。"
THAI = "เรือข้ามฟากลำเก่าแล่นข้ามอ่าวกว้างวันละสองเที่ยวและผู้คนก็รอที่ท่าเรือ"


@cache
def tables() -> Tables:
    """The character tables of this Python."""
    return build_tables()


@cache
def phrase_table() -> PhraseTable:
    """A few phrases, written out above."""
    return PhraseTable.from_arrays(pack_phrases(dict(PHRASES), tables()))


def tokens_of(lines: Sequence[str]) -> Tokens:
    """The tokens of lines."""
    return tokenize(lines, tables())


def token_texts(line: str) -> list[str]:
    """The tokens of one line as text."""
    tokens = tokens_of([line])
    return [line[s : s + n] for s, n in zip(tokens.starts.tolist(), tokens.lengths.tolist(), strict=True)]


def repeats_of(*lines: str) -> Repeats:
    """What repeats in a document."""
    return find_repeats(lines, tokens_of(lines))


def feature(found: Repeats, line: int, name: str) -> float:
    """A figure of a line's repetition."""
    return float(found.features[line, REPEAT_FEATURES.index(name)])


def classes_of(text: str) -> list[CharClass]:
    """The class of each character."""
    return [CharClass(int(tables().classes[min(ord(char), len(tables().classes) - 1)])) for char in text]


def folded_words(line: str, *, figures: bool = True) -> tuple[tuple[int, ...], ...]:
    """The case-folded characters of each word, with ``figures`` the digits as they are."""
    tokens = tokens_of([line])
    folded = tables().folded[np.minimum(tokens.codes, TABLE_SIZE)]
    if figures:
        folded = np.where(tokens.classes == CharClass.DIGIT, tokens.codes, folded)
    return tuple(tuple(folded[s : s + n].tolist()) for s, n in zip(tokens.starts, tokens.lengths, strict=True))


def small_params(width: int = 8, dimensions: int = 4, seed: int = 0) -> Params:
    """Random parameters of a small network."""
    rng = np.random.default_rng(seed)
    shapes = {
        "in": (len(FEATURES) + dimensions, width),
        "pool": (2 * width, width),
        "last": (width, width),
        "out": (width, len(LABELS)),
        **{f"conv{k}": (3 * width, width) for k in range(len(DILATIONS))},
    }
    params: Params = {"embedding": rng.standard_normal((BUCKETS, dimensions), np.float32)}
    for name, (rows, columns) in shapes.items():
        params[f"{name}_w"] = rng.standard_normal((rows, columns), np.float32) / np.float32(rows**0.5)
        params[f"{name}_b"] = rng.standard_normal(columns, np.float32) / np.float32(10)
    return params


def small_arrays(seed: int = 0) -> dict[str, NDArray[Any]]:
    """The arrays of a model file for a small random network."""
    params = small_params(seed=seed)
    scale = np.abs(params["embedding"]).max(axis=0) / 127
    return {
        **params,
        "embedding": np.rint(params["embedding"] / scale).astype(np.int8),
        "embedding_scale": scale,
        "mean": np.full(len(FEATURES), 0.25, np.float32),
        "scale": np.full(len(FEATURES), 0.5, np.float32),
        **pack_tables(tables()),
        **pack_phrases(dict(PHRASES), tables()),
    }


FACTS: dict[str, Any] = {
    "calibration": {"raw": [0.0, 0.5, 1.0], "calibrated": [0.1, 0.4, 0.9]},
    "thresholds": {"precision": [0.6, 0.5], "balanced": [0.4, 0.3], "recall": [0.2, 0.1]},
}


def rows_of(labels: Sequence[Label], certainty: float = 0.8) -> NDArray[np.float32]:
    """Probabilities that favour these labels, line by line; the rest is spread evenly."""
    rows = np.full((len(labels), len(LABELS)), (1 - certainty) / (len(LABELS) - 1), np.float32)
    rows[np.arange(len(labels)), [LABELS.index(label) for label in labels]] = certainty
    return rows


class StandIn:
    """A model that gives the labels it was told, line after line; for tests of what surrounds the model."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self.tables = tables()
        self.phrases = phrase_table()
        self.thresholds: dict[str, list[float]] = {mode: list(pair) for mode, pair in FACTS["thresholds"].items()}
        self.labels = labels
        self.calls = 0

    def probabilities(self, described: Description) -> NDArray[np.float32]:
        """The rows for the labels given; for more lines than labels they begin anew."""
        self.calls += 1
        return rows_of([self.labels[i % len(self.labels)] for i in range(len(described.dense))])

    def threshold(self, mode: str, *, cased: bool) -> float:
        """The first of a mode's pair for alphabets with capitals, else the second."""
        return self.thresholds[mode][0 if cased else 1]

    def thresholds_from(self, mode: str, *, cased: bool) -> list[float]:
        """That threshold, and those of the modes that keep more."""
        modes = ["precision", "balanced", "recall"]
        return [self.threshold(name, cased=cased) for name in modes[modes.index(mode) :]]

    def judged_again(
        self, described: Description, usual: NDArray[np.float64], asked: NDArray[np.float64], *, whole: bool = True
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The scores as they are."""
        return usual, asked

    def labels_of(self, described: Description, probabilities: NDArray[np.float32]) -> NDArray[np.int64]:
        """The most likely labels."""
        return probabilities.argmax(axis=1)

    def calibrated(self, mass: NDArray[np.float64]) -> NDArray[np.float64]:
        """The raw sums, as they are."""
        return mass

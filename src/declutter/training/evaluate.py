"""Figures: words kept, clutter words removed, F1 of the labels, reliability of the scores."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from declutter.labels import LABELS
from declutter.training.examples import KEPT

Floats = NDArray[np.floating[Any]]

_FINE = 1_000_000  # steps of thresholds from 0 to 1


@dataclass(frozen=True, slots=True)
class WordShares:
    """Shares of words, as the promises count them.

    Attributes:
        kept: of the words of lines that the label guide keeps, the share in kept lines (recall of the main content).
        removed: of the words of the other lines, the share in dropped lines (recall of the clutter).
    """

    kept: float
    removed: float


def word_shares(label: NDArray[np.int8], keep: NDArray[np.bool_], words: Floats) -> WordShares:
    """Return the shares for gold labels (indices in :data:`LABELS`), decisions and words per line."""
    content = KEPT[label]
    total, clutter = float(words[content].sum()), float(words[~content].sum())
    return WordShares(
        kept=float(words[content & keep].sum()) / total if total else 1.0,
        removed=float(words[~content & ~keep].sum()) / clutter if clutter else 1.0,
    )


def label_f1(gold: NDArray[np.int8], predicted: NDArray[np.int64]) -> dict[str, float]:
    """Return the F1 of each label that occurs in ``gold``, and ``macro``, their mean."""
    present = [i for i in range(len(LABELS)) if (gold == i).any()]
    scores = f1_score(gold, predicted, labels=present, average=None, zero_division=0)
    named = {str(LABELS[i]): float(score) for i, score in zip(present, scores, strict=True)}
    return {**named, "macro": float(np.mean(scores))}


def reliability(
    score: Floats, kept: NDArray[np.bool_], words: Floats, bins: int = 10
) -> list[tuple[float, float, int]]:
    """Return per bin of the score its mean score, the share of words that are content, and the number of lines."""
    index = np.minimum((score * bins).astype(int), bins - 1)
    table = []
    for b in range(bins):
        inside = index == b
        if inside.any():
            weight = words[inside]
            table.append(
                (
                    float(np.average(score[inside], weights=weight)),
                    float(np.average(kept[inside], weights=weight)),
                    int(inside.sum()),
                )
            )
    return table


def threshold_of(score: Floats, words: Floats, promise: float) -> float:
    """Return the highest threshold that keeps at least ``promise`` of the words of content lines.

    It is rounded down: scores of trees are equal in many lines, and the last bit differs between machines.
    """
    order = np.argsort(score)
    lost = np.cumsum(words[order]) / words.sum()
    first_kept = int(np.searchsorted(lost, 1 - promise, side="right"))
    return math.floor(float(score[order][min(first_kept, len(order) - 1)]) * _FINE) / _FINE


_UNSPACED_SIGN = regex.compile(r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])")


def bag_of_words(text: str) -> Counter[str]:
    """Return how often each word occurs: lower-cased, divided at blanks.

    In scripts without blanks (Chinese, Japanese, Thai) every sign is a word; a whole paragraph would be one otherwise.
    """
    return Counter(_UNSPACED_SIGN.sub(r" \1 ", text.lower()).split())


def word_f1(ours: str, gold: str) -> float:
    """Return the F1 of two texts as bags of words (how WCXB scores a page)."""
    first, second = bag_of_words(ours), bag_of_words(gold)
    common = sum((first & second).values())
    return 2 * common / (sum(first.values()) + sum(second.values())) if first or second else 1.0


def by_language(langs: Sequence[str], bounds: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Return the lines of each language (``langs`` has one entry per document), most documents first."""
    names = sorted(set(langs), key=lambda lang: (-langs.count(lang), lang))
    return {
        name: np.concatenate([np.arange(bounds[d], bounds[d + 1]) for d, lang in enumerate(langs) if lang == name])
        for name in names
    }

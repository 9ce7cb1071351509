"""How much of a line's vocabulary the rest of its document shares: listings and teasers of other pieces share little.

Lexical cohesion by repetition of words (Hearst, “TextTiling”, 1997), without word lists: short words, which are mostly
function words, tell no topic, and of longer ones the stems are compared. What is a function word (jusText counts them
by lists) the paragraphs say themselves: most of them have it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.characters import CharClass
from declutter.hashing import grouped
from declutter.stems import Stems
from declutter.tokens import Tokens

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Words of so many of the paragraphs are function words of the document's language, or its topic.
_FREQUENT = 0.25
# Comparisons with this stay in eight bits: beside an ``IntEnum`` numpy widens the whole array first.
_UPPER = np.uint8(CharClass.UPPER)

COHESION_FEATURES: tuple[str, ...] = (
    "distinct words",
    "share of frequent words",
    "telling words",
    "share of words in other lines",
    "nearness of words in other lines",
    "share of words in other paragraphs",
    "share of words in earlier paragraphs",
    "share of words in the opening",
    "paragraphs a word",
    "share of names in other paragraphs",
)


def cohesion(tokens: Tokens, stems: Stems, paragraph: NDArray[np.bool_]) -> Floats:
    """Return the cohesion features, float32 ``(n, len(COHESION_FEATURES))``.

    Args:
        tokens: the tokens of the ``n`` lines.
        stems: theirs.
        paragraph: which lines are taken for paragraphs.
    """
    n = len(paragraph)
    features = np.zeros((n, len(COHESION_FEATURES)), np.float32)
    if not len(tokens.hashes):
        return features
    order, begins = grouped(stems.keys)
    line = tokens.line.take(order)
    fresh = begins.copy()
    fresh[1:] |= line[1:] != line[:-1]
    once = fresh.nonzero()[0]
    at, line, begins = order.take(once), line.take(once), begins.take(once)  # each word once a line …
    word = begins.cumsum() - 1  # … word after word, and of a word line after line
    distinct = np.bincount(line, minlength=n)
    in_paragraph = paragraph.take(line)
    paragraphs_with = np.bincount(word[in_paragraph], minlength=int(word[-1]) + 1)
    frequent = paragraphs_with >= max(2, _FREQUENT * np.count_nonzero(paragraph))
    features[:, 0] = distinct / np.maximum(tokens.sizes, 1)
    features[:, 1] = np.bincount(line, frequent.take(word), n) / np.maximum(distinct, 1)
    told = stems.telling.take(at).nonzero()[0]
    if len(told):
        words = _Words(line, word, begins, in_paragraph, paragraphs_with)
        names = tokens.leads.take(at.take(told)) == _UPPER
        _shares(features, words, told, names, _last_of_opening(paragraph))
    return features


class _Words(NamedTuple):
    """The distinct words of each line, word after word.

    Attributes:
        line: the word's line.
        word: the word's number.
        begins: whether it is the word's first line.
        in_paragraph: whether the line is a paragraph.
        paragraphs_with: for each word, the number of paragraphs that have it.
    """

    line: Ints
    word: Ints
    begins: NDArray[np.bool_]
    in_paragraph: NDArray[np.bool_]
    paragraphs_with: Ints


def _last_of_opening(paragraph: NDArray[np.bool_]) -> int:
    head = paragraph.nonzero()[0][:2]
    return int(head[-1]) if len(head) else min(2, len(paragraph) - 1)


def _shares(features: Floats, words: _Words, told: Ints, names: NDArray[np.bool_], last_of_opening: int) -> None:
    """Fill in the features of telling words, which are the words ``told``; ``names`` says which of them are names."""
    n = len(features)
    line, word = words.line.take(told), words.word.take(told)
    nearest = _nearest(words, n).take(told)
    first = words.line[words.begins].take(word)
    earliest = np.full(len(words.paragraphs_with), n)
    holds = words.in_paragraph
    earliest[words.word[holds][::-1]] = words.line[holds][::-1]  # what is written last stays
    others = words.paragraphs_with.take(word) - holds.take(told)
    elsewhere = others > 0
    total = np.bincount(line, minlength=n)
    features[:, 2] = np.log1p(total.astype(np.float64))
    total = np.maximum(total, 1)
    features[:, 3] = np.bincount(line, nearest < n, n) / total
    features[:, 4] = np.bincount(line, weights=1.0 / np.sqrt(nearest), minlength=n) / total
    features[:, 5] = np.bincount(line, elsewhere, n) / total
    features[:, 6] = np.bincount(line, earliest.take(word) < line, n) / total
    features[:, 7] = np.bincount(line, (first <= last_of_opening) & (first != line), n) / total
    features[:, 8] = np.bincount(line, weights=np.log1p(others.astype(np.float64)), minlength=n) / total
    n_names = np.maximum(np.bincount(line, names, n), 1)
    features[:, 9] = np.bincount(line, names & elsewhere, n) / n_names


def _nearest(words: _Words, n: int) -> Ints:
    """Return how many lines away the word's nearest other line is, ``n`` where there is none."""
    gaps = np.full(len(words.line) + 1, n)
    inner = gaps[1:-1]
    np.subtract(words.line[1:], words.line[:-1], out=inner)
    inner[words.begins[1:]] = n
    nearest: Ints = np.minimum(gaps[1:], gaps[:-1])
    return nearest

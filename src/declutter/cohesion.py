"""How much of a line's vocabulary the rest of its document shares: listings and teasers of other pieces share little.

Lexical cohesion by repetition of words (Hearst, “TextTiling”, 1997), without word lists: short words, which are mostly
function words, tell no topic, and of longer ones the beginning is compared, which does for a stem in most languages.
What is a function word (jusText counts them by lists) the paragraphs say themselves: most of them have it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from declutter.characters import CharClass
from declutter.tokens import Tokens, grouped

Floats = NDArray[np.float32]

#: Letters of a stem, and of the shortest word that is looked at; a syllable block of Hangul holds two or three letters.
_LETTERS, _BLOCKS = 5, 2
#: Words of so many of the paragraphs are function words of the document's language, or its topic.
_FREQUENT = 0.25

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


def cohesion(tokens: Tokens, paragraph: NDArray[np.bool_]) -> Floats:
    """Return the cohesion features, float32 ``(n, len(COHESION_FEATURES))``.

    Args:
        tokens: the tokens of the ``n`` lines.
        paragraph: which lines are taken for paragraphs.
    """
    n = len(paragraph)
    if not len(tokens.hashes):
        return np.zeros((n, len(COHESION_FEATURES)), np.float32)
    keys, telling = _words(tokens)
    order, begins = grouped(keys)
    line = tokens.line[order]
    fresh = begins.copy()
    fresh[1:] |= line[1:] != line[:-1]
    at, line = order[fresh], line[fresh]  # each word once a line …
    word = np.cumsum(begins)[fresh] - 1  # … word after word, and of a word line after line
    telling = telling[at]
    distinct = np.bincount(line, minlength=n)

    in_paragraph = paragraph[line]
    paragraphs_with = np.bincount(word, weights=in_paragraph)
    frequent = paragraphs_with >= max(2, _FREQUENT * np.count_nonzero(paragraph))
    frequent_share = np.bincount(line, weights=frequent[word], minlength=n) / np.maximum(distinct, 1)

    gap = np.where(np.diff(word) == 0, np.diff(line), n)
    nearest = np.minimum(np.append(gap, n), np.insert(gap, 0, n))  # lines to the word's nearest other line
    first = line[np.searchsorted(word, np.arange(len(paragraphs_with)))]
    earliest = np.full(len(paragraphs_with), n)
    earliest[word[in_paragraph][::-1]] = line[in_paragraph][::-1]  # what is written last stays
    others = paragraphs_with[word] - in_paragraph
    head = np.flatnonzero(paragraph)[:2]
    last_of_opening = int(head[-1]) if len(head) else min(2, n - 1)
    in_opening = (first[word] <= last_of_opening) & (first[word] != line)
    name = telling & (tokens.classes[tokens.starts[at]] == CharClass.UPPER)

    def share(flags: NDArray[np.bool_] | NDArray[np.float64], of: NDArray[np.bool_] = telling) -> NDArray[np.float64]:
        total = np.bincount(line, weights=of, minlength=n)
        return np.bincount(line, weights=flags * of, minlength=n) / np.maximum(total, 1)

    return np.stack(
        [
            distinct / np.maximum(tokens.sizes, 1),
            frequent_share,
            np.log1p(np.bincount(line, weights=telling, minlength=n)),
            share(nearest < n),
            share(1.0 / np.sqrt(nearest)),
            share(others > 0),
            share(earliest[word] < line),
            share(in_opening),
            share(np.log1p(others)),
            share(others > 0, name),
        ],
        axis=1,
    ).astype(np.float32)


def _words(tokens: Tokens) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Return a key for each token and whether it is long enough to tell a topic.

    Keys are hashes of stems; of pairs of characters in scripts without spaces.
    """
    lead = tokens.classes[tokens.starts]
    stem = np.where(lead == CharClass.HANGUL, _BLOCKS, _LETTERS)
    long = (tokens.lengths >= stem) & (lead != CharClass.DIGIT)
    keys = tokens.hashes.copy()
    at = np.flatnonzero(long)
    keys[at] = tokens.prefixes(at, stem[at])
    alone = tokens.alone
    if alone.any():
        pair = alone.copy()
        pair[:-1] &= alone[1:] & (tokens.line[1:] == tokens.line[:-1])
        pair[-1] = False
        keys[pair] = tokens.runs[1][pair]
        long |= pair
    return keys, long

"""Where a line stands in its document and what stands around it; the convolutions of the model see the neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from declutter.phrases import category_names, phrase_names
from declutter.shape import SHAPE_FEATURES
from declutter.tokens import Tokens

Floats = NDArray[np.float32]

#: A line of so many characters of weight is taken for a paragraph when places are counted; an ideograph weighs as much
#: as about 2.5 letters (information per character, as in machine-translation length ratios).
PARAGRAPH = 120
#: A line of at most so many tokens may be the head of a zone.
_HEAD_TOKENS = 8
_PHRASES = np.array([SHAPE_FEATURES.index(f"phrases of {name}") for name in category_names()])
_MEANS = np.array(
    [
        SHAPE_FEATURES.index(name)
        for name in (
            "share of upper",
            "share of uncased",
            "share of ideograph",
            "share of kana",
            "share of south_east",
            "share of hangul",
            "share of digit",
            "tokens",
            "ends with terminal",
            "sentences",
            *(f"phrases of {name}" for name in phrase_names()),
        )
    ]
)

CONTEXT_FEATURES: tuple[str, ...] = (
    "relative place",
    "lines before",
    "lines after",
    "lines in all",
    "share of text before",
    "before the first paragraph",
    "after the last paragraph",
    "lines since a paragraph",
    "lines until a paragraph",
    "paragraphs",
    "share of paragraphs",
    *(f"lines since a {name} head" for name in category_names()),
    *(f"mean {SHAPE_FEATURES[i]}" for i in _MEANS),
)
_FIRST_MEAN = len(CONTEXT_FEATURES) - len(_MEANS)
_FIRST_HEAD = _FIRST_MEAN - len(_PHRASES)


def context(shape: Floats, tokens: Tokens, weight: Floats) -> Floats:
    """Return the context features, float32 ``(n, len(CONTEXT_FEATURES))``.

    Args:
        shape: the shape features of the same ``n`` lines.
        tokens: their characters and tokens.
        weight: their lengths as :func:`letter_weights` returns them.
    """
    n = len(shape)
    features = np.empty((n, len(CONTEXT_FEATURES)), np.float32)
    if n:
        _places(features, weight)
        _paragraphs(features, weight >= PARAGRAPH)
        heads = (tokens.sizes <= _HEAD_TOKENS)[:, None] & (shape[:, _PHRASES] > 0)
        features[:, _FIRST_HEAD:_FIRST_MEAN] = _nearness(heads)
        features[:, _FIRST_MEAN:] = np.add.reduce(shape[:, _MEANS]) / np.float32(n)
    return features


def _places(features: Floats, weight: Floats) -> None:
    n = len(weight)
    place = np.arange(n)
    mass = weight.cumsum()
    features[:, 0] = place / n
    features[:, 1] = lines_before = np.log1p(place) / 4
    features[:, 2] = lines_before[::-1]
    features[:, 3] = np.log1p(n) / 4
    features[:, 4] = (mass - weight) / max(float(mass[-1]), 1.0)


def _paragraphs(features: Floats, paragraph: NDArray[np.bool_]) -> None:
    """Fill in where lines stand in relation to the paragraphs."""
    n = len(features)
    at = paragraph.nonzero()[0]
    features[:, 5:7] = 0
    features[: at[0] if len(at) else n, 5] = 1
    features[at[-1] + 1 if len(at) else 0 :, 6] = 1
    features[:, 7] = _nearness(paragraph)
    features[:, 8] = _nearness(paragraph[::-1])[::-1]
    features[:, 9] = np.log1p(len(at)) / 4
    features[:, 10] = len(at) / n


def _nearness(flags: NDArray[np.bool_]) -> Floats:
    """Return, column by column, how near the last line up to each is where ``flags`` holds.

    That is 1 at the line itself, falling with the distance in lines, 0 where there is none.
    """
    n = len(flags)
    place = np.arange(n).reshape(-1, *[1] * (flags.ndim - 1))
    last = np.where(flags, place, -n)
    np.maximum.accumulate(last, axis=0, out=last)
    falling = np.zeros(n + 1, np.float32)
    falling[:n] = 1.0 / np.sqrt(1.0 + np.arange(n))
    return falling.take(place - last, mode="clip")


def letter_weights(tokens: Tokens) -> Floats:
    """Return each line's length in letters of an alphabet."""
    lengths = tokens.widths.astype(np.float32)
    alone = np.bincount(tokens.line[tokens.lengths == 1], minlength=len(lengths))
    crowded = alone > 0.5 * np.maximum(tokens.sizes, 1)
    lengths[crowded] *= np.float32(2.5)
    return lengths

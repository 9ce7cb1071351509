"""Where a line stands in its document and what stands around it; the convolutions of the model see the neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from declutter.phrases import category_names, phrase_names
from declutter.shape import SHAPE_FEATURES
from declutter.tokens import Tokens

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: A line of so many characters of weight is taken for a paragraph when places are counted; an ideograph weighs as much
#: as about 2.5 letters (information per character, as in machine-translation length ratios).
PARAGRAPH = 120
#: A line of at most so many tokens may be the head of a zone.
_HEAD_TOKENS = 8
_PHRASES = [SHAPE_FEATURES.index(f"phrases of {name}") for name in category_names()]
_MEANS = tuple(
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


def context(shape: Floats, tokens: Tokens, weight: Floats) -> Floats:
    """Return the context features, float32 ``(n, len(CONTEXT_FEATURES))``.

    Args:
        shape: the shape features of the same ``n`` lines.
        tokens: their characters and tokens.
        weight: their lengths as :func:`letter_weights` returns them.
    """
    n = len(shape)
    place = np.arange(n)
    paragraph = weight >= PARAGRAPH
    mass = np.cumsum(weight)
    at = np.flatnonzero(paragraph)
    first, last = (at[0], at[-1]) if len(at) else (n, -1)
    total = max(float(mass[-1]) if n else 0.0, 1.0)
    columns = [
        place / max(n, 1),
        np.log1p(place) / 4,
        np.log1p(n - 1 - place) / 4,
        np.full(n, np.log1p(n) / 4),
        (mass - weight) / total,
        place < first,
        place > last,
        _nearness(_last_true(paragraph)),
        _nearness(_last_true(paragraph[::-1]))[::-1],
        np.full(n, np.log1p(len(at)) / 4),
        np.full(n, len(at) / max(n, 1)),
    ]
    short = tokens.sizes <= _HEAD_TOKENS
    heads = _nearness(_last_true(short[:, None] & (shape[:, _PHRASES] > 0)))
    means = shape[:, _MEANS].mean(0) if n else np.zeros(len(_MEANS), np.float32)
    return np.concatenate(
        [np.stack(columns, 1), heads, np.broadcast_to(means, (n, len(_MEANS)))], axis=1, dtype=np.float32
    )


def letter_weights(tokens: Tokens) -> Floats:
    """Return each line's length in letters of an alphabet."""
    lengths = tokens.widths.astype(np.float32)
    alone = np.bincount(tokens.line[tokens.lengths == 1], minlength=len(lengths))
    crowded = alone > 0.5 * np.maximum(tokens.sizes, 1)
    return np.where(crowded, lengths * 2.5, lengths).astype(np.float32)


def _last_true(flags: NDArray[np.bool_]) -> Ints:
    """Return for each line the last line up to it where ``flags`` holds (-1: none), column by column."""
    place = np.arange(len(flags)).reshape(-1, *[1] * (flags.ndim - 1))
    return np.maximum.accumulate(np.where(flags, place, -1), axis=0)


def _nearness(of: Ints) -> Floats:
    """Return 1 at the line itself, falling with the distance in lines, 0 where there is none."""
    place = np.arange(len(of)).reshape(-1, *[1] * (of.ndim - 1))
    return np.where(of >= 0, 1.0 / np.sqrt(1.0 + np.abs(place - of)), 0).astype(np.float32)

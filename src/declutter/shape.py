"""What one line looks like, alone: language-independent figures, all lines of a document at once.

Every figure is bounded or logarithmic, so that one odd line cannot outshout the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from declutter.characters import N_CLASSES, CharClass
from declutter.phrases import N_CATEGORIES, N_NAMES, PhraseTable, category_names, phrase_names
from declutter.tokens import Tokens

Floats = NDArray[np.float32]

_EDGE_GROUPS: tuple[tuple[str, tuple[CharClass, ...]], ...] = (
    ("upper", (CharClass.UPPER,)),
    ("lower", (CharClass.LOWER,)),
    ("uncased", (CharClass.UNCASED, CharClass.HANGUL, CharClass.MARK)),
    ("unspaced", (CharClass.IDEOGRAPH, CharClass.KANA, CharClass.SOUTH_EAST)),
    ("digit", (CharClass.DIGIT,)),
    ("terminal", (CharClass.TERMINAL,)),
    ("comma", (CharClass.COMMA,)),
    ("quote", (CharClass.QUOTE,)),
    ("bracket", (CharClass.BRACKET,)),
    ("dash", (CharClass.DASH,)),
    ("separator", (CharClass.SEPARATOR,)),
    ("other", (CharClass.OTHER, CharClass.SPACE, CharClass.CURRENCY, CharClass.SYMBOL, CharClass.PUNCTUATION)),
)
_EDGE_OF_CLASS = np.zeros(N_CLASSES, np.int64)
for _i, (_name, _classes) in enumerate(_EDGE_GROUPS):
    _EDGE_OF_CLASS[list(_classes)] = _i

_SHARES: tuple[CharClass, ...] = tuple(CharClass)
_COUNTED = (
    CharClass.TERMINAL,
    CharClass.COMMA,
    CharClass.QUOTE,
    CharClass.BRACKET,
    CharClass.DASH,
    CharClass.SEPARATOR,
    CharClass.CURRENCY,
    CharClass.SYMBOL,
    CharClass.PUNCTUATION,
    CharClass.DIGIT,
)
#: Pairs and triples of characters that tell something whatever the language; see ``_signs``.
_SIGNS = (
    "colon between digits",
    "price",
    "sign at sign",
    "tag sign",
    "scheme sign",
    "numeric date",
    "brace or semicolon",
    "rights sign",
)
_RIGHTS = "©®™℗"
# Currency signs stand up to U+20BF and a few far beyond; the last entry answers for those.
_MAY_BE_SIGN = np.zeros(0x2200, bool)
_MAY_BE_SIGN[[ord(sign) for sign in ":@#/.-{};=_$¢£¤¥" + _RIGHTS]] = True
_MAY_BE_SIGN[0x20A0:0x20C0] = True
_MAY_BE_SIGN[-1] = True
_AFTER_SENTENCE = np.zeros(N_CLASSES, bool)
_AFTER_SENTENCE[[CharClass.SPACE, CharClass.QUOTE, CharClass.BRACKET, CharClass.IDEOGRAPH, CharClass.KANA]] = True
_TOKEN_FIGURES = (
    "characters",
    "tokens",
    "token length",
    "longest token",
    "capitalised tokens",
    "upper-case tokens",
    "number tokens",
    "year tokens",
    "sentences",
    "characters per sentence",
)
_ENDINGS = ("ends in ellipsis", "ends in colon", "ends in question", "ends in exclamation")

SHAPE_FEATURES: tuple[str, ...] = (
    *(f"share of {c.name.lower()}" for c in _SHARES),
    *(f"count of {c.name.lower()}" for c in _COUNTED),
    *(f"begins with {name}" for name, _ in _EDGE_GROUPS),
    *(f"ends with {name}" for name, _ in _EDGE_GROUPS),
    *_TOKEN_FIGURES,
    *_SIGNS,
    *_ENDINGS,
    *(f"phrases of {name}" for name in phrase_names()),
    *(f"density of {name}" for name in phrase_names()),
    *(f"begins with {name} phrase" for name in category_names()),
)

_ELLIPSIS = ("…", "...", "[…]", "[...]", "(…)", "(...)", "...]", "…]", "···", "。。。")


def shape(lines: Sequence[str], tokens: Tokens, phrases: PhraseTable) -> Floats:
    """Return the shape features, float32 ``(len(lines), len(SHAPE_FEATURES))``."""
    n_lines = len(lines)
    lengths = tokens.widths
    owner = np.repeat(np.arange(n_lines), lengths)
    of_class = np.bincount(owner * N_CLASSES + tokens.classes, minlength=n_lines * N_CLASSES)
    counts = of_class.reshape(n_lines, N_CLASSES).astype(np.float32)
    per_char = 1.0 / np.maximum(lengths, 1).astype(np.float32)
    return np.concatenate(
        [
            np.sqrt(counts * per_char[:, None]),
            np.log1p(counts[:, list(_COUNTED)]),
            _edges(tokens, lengths),
            _token_figures(tokens, counts, lengths, n_lines),
            np.log1p(_signs(tokens, n_lines)),
            _endings(lines),
            _phrase_figures(tokens, phrases, n_lines),
        ],
        axis=1,
        dtype=np.float32,
    )


def _edges(tokens: Tokens, lengths: NDArray[np.int64]) -> Floats:
    """One-hot groups of the first and the last character."""
    n, size = len(lengths), len(_EDGE_GROUPS)
    edges = np.zeros((n, 2 * size), np.float32)
    filled = np.flatnonzero(lengths)
    first = tokens.classes[tokens.offsets[:-1][filled]]
    last = tokens.classes[tokens.offsets[1:][filled] - 1]
    edges[filled, _EDGE_OF_CLASS[first]] = 1
    edges[filled, size + _EDGE_OF_CLASS[last]] = 1
    return edges


def _token_figures(tokens: Tokens, counts: Floats, lengths: NDArray[np.int64], n_lines: int) -> Floats:
    n_tokens = tokens.sizes.astype(np.float32)
    per_token = 1.0 / np.maximum(n_tokens, 1)
    first_class = tokens.classes[tokens.starts] if len(tokens.starts) else np.zeros(0, np.uint8)
    capital = first_class == CharClass.UPPER
    number = first_class == CharClass.DIGIT
    last_class = tokens.classes[tokens.starts + tokens.lengths - 1] if len(tokens.starts) else first_class
    upper = capital & (last_class == CharClass.UPPER) & (tokens.lengths > 1)
    lead = tokens.codes[tokens.starts] if len(tokens.starts) else np.zeros(0, np.uint32)
    year = number & (tokens.lengths == 4) & ((lead == ord("1")) | (lead == ord("2")))

    def total(flags: NDArray[np.bool_] | NDArray[np.int64]) -> Floats:
        return np.bincount(tokens.line, weights=flags, minlength=n_lines).astype(np.float32)

    sentences = _sentences(tokens, n_lines)
    longest = np.zeros(n_lines, np.int64)
    filled = n_tokens > 0
    if len(tokens.starts):
        longest[filled] = np.maximum.reduceat(tokens.lengths, tokens.token_offsets[:-1][filled])
    return np.stack(
        [
            np.log1p(lengths) / 4,
            np.log1p(n_tokens) / 3,
            np.log1p(counts[:, : CharClass.DIGIT + 1].sum(1) * per_token),
            np.log1p(longest),
            total(capital) * per_token,
            total(upper) * per_token,
            total(number) * per_token,
            np.log1p(total(year)),
            np.log1p(sentences),
            np.log1p(lengths / np.maximum(sentences, 1)) / 4,
        ],
        axis=1,
    ).astype(np.float32)


def _sentences(tokens: Tokens, n_lines: int) -> Floats:
    """Return how many sentence ends each line has: terminals before a space, quote, ideograph or the line's end."""
    at = np.flatnonzero(tokens.classes == CharClass.TERMINAL)
    following = np.full(len(at), CharClass.SPACE, np.uint8)
    inside = at + 1 < len(tokens.classes)
    following[inside] = tokens.classes[at[inside] + 1]
    line = np.searchsorted(tokens.offsets, at, side="right") - 1
    closes = _AFTER_SENTENCE[following]
    closes |= at + 1 == tokens.offsets[line + 1]
    return np.bincount(line[closes], minlength=n_lines).astype(np.float32)


def _signs(tokens: Tokens, n_lines: int) -> Floats:
    """Count telling signs per line, by the characters before and after them."""
    codes, classes = tokens.codes, tokens.classes
    at = np.flatnonzero(_MAY_BE_SIGN[np.minimum(codes, len(_MAY_BE_SIGN) - 1)])
    line = np.searchsorted(tokens.offsets, at, side="right") - 1
    previous, following = at - 1, np.minimum(at + 1, max(len(codes) - 1, 0))
    closes = at + 1 == tokens.offsets[line + 1]
    here = codes[at]
    before = np.where(at == tokens.offsets[line], np.uint8(CharClass.SPACE), classes[previous])
    after = np.where(closes, np.uint8(CharClass.SPACE), classes[following])
    digit_before, digit_after = before == CharClass.DIGIT, after == CharClass.DIGIT
    between = digit_before & digit_after
    flags = (
        between & (here == ord(":")),
        (classes[at] == CharClass.CURRENCY) & (digit_before | digit_after),
        here == ord("@"),
        (here == ord("#")) & (after <= CharClass.DIGIT) & (after != CharClass.OTHER),
        (here == ord(":")) & (codes[following] == ord("/")) & ~closes,
        between & _among(here, "/.-"),
        _among(here, "{};=_"),
        _among(here, _RIGHTS),
    )
    which, sign = np.nonzero(np.stack(flags))
    counts = np.bincount(line[sign] * len(_SIGNS) + which, minlength=n_lines * len(_SIGNS))
    return counts.reshape(n_lines, len(_SIGNS)).astype(np.float32)


def _among(codes: NDArray[np.uint32], signs: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = codes == ord(signs[0])
    for sign in signs[1:]:
        found |= codes == ord(sign)
    return found


def _endings(lines: Sequence[str]) -> Floats:
    return np.array(
        [
            (
                line.endswith(_ELLIPSIS),
                line.endswith((":", "：")),
                line.endswith(("?", "？", "؟")),
                line.endswith(("!", "！")),
            )
            for line in lines
        ],
        np.float32,
    ).reshape(len(lines), len(_ENDINGS))


def _phrase_figures(tokens: Tokens, phrases: PhraseTable, n_lines: int) -> Floats:
    """Return how many phrases of each category and voice a line has, how densely, and which clutter it begins with."""
    token, category = phrases.find(tokens)
    line = tokens.line[token]
    cell = line * N_NAMES + category
    size = n_lines * N_NAMES
    found = np.bincount(cell, minlength=size).reshape(n_lines, N_NAMES)
    early = token - tokens.token_offsets[line] < 2
    begins = np.bincount(cell[early], minlength=size).reshape(n_lines, N_NAMES)[:, :N_CATEGORIES]
    density = found / np.maximum(tokens.sizes, 1)[:, None]
    return np.concatenate([np.log1p(found), np.minimum(density, 1), begins > 0], axis=1).astype(np.float32)

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
Ints = NDArray[np.int64]

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
_COUNTED_COLUMNS = np.array(_COUNTED)
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
# Groups of the signs that are looked at, by bits: code points up to the last currency sign but a few.
_COLON, _AT, _TAG, _IN_DATE, _IN_CODE, _RIGHTS, _SLASH = (np.uint8(1 << bit) for bit in range(7))
_GROUPS_OF_SIGN = np.zeros(0x2200, np.uint8)  # the last entry answers for all code points beyond
for _signs_of_group, _group in (
    (":", _COLON),
    ("@", _AT),
    ("#", _TAG),
    ("/.-", _IN_DATE),
    ("{};=_", _IN_CODE),
    ("©®™℗", _RIGHTS),
    ("/", _SLASH),
):
    for _sign in _signs_of_group:
        _GROUPS_OF_SIGN[ord(_sign)] |= _group
# Comparisons with these stay in eight bits: beside an ``IntEnum`` numpy widens the whole array first.
_SPACE, _UPPER, _DIGIT = np.uint8(CharClass.SPACE), np.uint8(CharClass.UPPER), np.uint8(CharClass.DIGIT)
_TERMINAL, _CURRENCY = np.uint8(CharClass.TERMINAL), np.uint8(CharClass.CURRENCY)
_OTHER = np.uint8(CharClass.OTHER)
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
# Groups of characters at a line's end: those of ``_ENDINGS``; only after the fourth an ellipsis has to be looked for.
_COLONS, _QUESTIONS, _EXCLAMATIONS, _LAST_OF_ELLIPSIS = range(1, 5)
_GROUP_OF_ENDING = np.zeros(0xFF21, np.uint8)  # the last entry answers for all code points beyond
for _signs_of_group, _ending in (
    (":：", _COLONS),
    ("?？؟", _QUESTIONS),
    ("!！", _EXCLAMATIONS),
    ("….])·。", _LAST_OF_ELLIPSIS),
):
    _GROUP_OF_ENDING[[ord(_sign) for _sign in _signs_of_group]] = _ending


def shape(lines: Sequence[str], tokens: Tokens, phrases: PhraseTable) -> Floats:
    """Return the shape features, float32 ``(len(lines), len(SHAPE_FEATURES))``."""
    counts = tokens.class_counts.astype(np.float32)
    per_char = 1.0 / np.maximum(tokens.widths, 1).astype(np.float32)
    marks = (tokens.classes > _SPACE).nonzero()[0]  # all but letters, digits and spaces
    return np.concatenate(
        [
            np.sqrt(counts * per_char[:, None]),
            np.log1p(counts.take(_COUNTED_COLUMNS, axis=1)),
            _edges(tokens),
            _token_figures(tokens, counts, _sentences(tokens, marks)),
            np.log1p(_signs(tokens, marks)),
            _endings(lines, tokens),
            _phrase_figures(tokens, phrases),
        ],
        axis=1,
        dtype=np.float32,
    )


def _edges(tokens: Tokens) -> Floats:
    """One-hot groups of the first and the last character."""
    size = len(_EDGE_GROUPS)
    edges = np.zeros((len(tokens.widths), 2 * size), np.float32)
    filled = tokens.widths.nonzero()[0]
    edges[filled, _EDGE_OF_CLASS[tokens.classes[tokens.offsets[filled]]]] = 1
    edges[filled, size + _EDGE_OF_CLASS[tokens.classes[tokens.offsets[filled + 1] - 1]]] = 1
    return edges


def _token_figures(tokens: Tokens, counts: Floats, sentences: Ints) -> Floats:
    n_lines = len(counts)
    n_tokens = tokens.sizes.astype(np.float32)
    per_token = 1.0 / np.maximum(n_tokens, 1)
    capital = (tokens.leads == _UPPER).nonzero()[0]
    number = (tokens.leads == _DIGIT).nonzero()[0]
    lengths = tokens.lengths.take(capital)
    last = tokens.starts.take(capital) + lengths - 1
    upper = capital[(tokens.classes.take(last) == _UPPER) & (lengths > 1)]
    four = number[tokens.lengths[number] == 4]
    lead = tokens.codes[tokens.starts[four]]
    year = four[(lead == ord("1")) | (lead == ord("2"))]

    def total(of: Ints) -> Floats:
        return np.bincount(tokens.line.take(of), minlength=n_lines).astype(np.float32)

    longest = np.zeros(n_lines, np.int64)
    filled = tokens.sizes.nonzero()[0]
    if len(filled):
        longest[filled] = np.maximum.reduceat(tokens.lengths, tokens.token_offsets[filled])
    figures = np.empty((n_lines, len(_TOKEN_FIGURES)), np.float32)
    figures[:, 0] = np.log1p(tokens.widths) / 4
    figures[:, 1] = np.log1p(n_tokens) / 3
    figures[:, 2] = np.log1p(counts[:, : CharClass.DIGIT + 1].sum(1) * per_token)
    figures[:, 3] = np.log1p(longest)
    figures[:, 4] = total(capital) * per_token
    figures[:, 5] = total(upper) * per_token
    figures[:, 6] = total(number) * per_token
    figures[:, 7] = np.log1p(total(year))
    figures[:, 8] = np.log1p(sentences.astype(np.float32))
    figures[:, 9] = np.log1p(tokens.widths / np.maximum(sentences, 1)) / 4
    return figures


def _sentences(tokens: Tokens, marks: Ints) -> Ints:
    """Return how many sentence ends each line has: terminals before a space, quote, ideograph or the line's end."""
    at = marks[tokens.classes.take(marks) == _TERMINAL]
    line = tokens.offsets.searchsorted(at, side="right") - 1
    closes = _AFTER_SENTENCE[tokens.classes.take(at + 1, mode="clip")] if len(at) else np.zeros(0, bool)
    closes |= at + 1 == tokens.offsets[line + 1]
    return np.bincount(line[closes], minlength=len(tokens.widths))


def _signs(tokens: Tokens, marks: Ints) -> Floats:
    """Count telling signs per line, by the characters before and after them."""
    classes, n_lines = tokens.classes, len(tokens.widths)
    group = _GROUPS_OF_SIGN.take(tokens.codes.take(marks), mode="clip")
    currency = classes.take(marks) == _CURRENCY
    telling = (group.astype(bool) | currency).nonzero()[0]
    if not len(telling):
        return np.zeros((n_lines, len(_SIGNS)), np.float32)
    at, group, currency = marks.take(telling), group.take(telling), currency.take(telling)
    line = tokens.offsets.searchsorted(at, side="right") - 1
    closes = at + 1 == tokens.offsets.take(line + 1)
    before = np.where(at == tokens.offsets.take(line), _SPACE, classes.take(at - 1, mode="clip"))
    after = np.where(closes, _SPACE, classes.take(at + 1, mode="clip"))
    digit_before, digit_after = before == _DIGIT, after == _DIGIT
    between = digit_before & digit_after
    colon = (group & _COLON).astype(bool)
    flags = np.empty((len(_SIGNS), len(at)), bool)
    flags[0] = between & colon
    flags[1] = currency & (digit_before | digit_after)
    flags[2] = group & _AT
    flags[3] = (group & _TAG).astype(bool) & (after <= _DIGIT) & (after != _OTHER)
    flags[4] = colon & (tokens.codes.take(at + 1, mode="clip") == ord("/")) & ~closes
    flags[5] = between & (group & _IN_DATE).astype(bool)
    flags[6] = group & _IN_CODE
    flags[7] = group & _RIGHTS
    which, sign = flags.nonzero()
    counts = np.bincount(line.take(sign) * len(_SIGNS) + which, minlength=n_lines * len(_SIGNS))
    return counts.reshape(n_lines, len(_SIGNS)).astype(np.float32)


def _endings(lines: Sequence[str], tokens: Tokens) -> Floats:
    endings = np.zeros((len(lines), len(_ENDINGS)), np.float32)
    filled = tokens.widths.nonzero()[0]
    group = _GROUP_OF_ENDING.take(tokens.codes[tokens.offsets[filled + 1] - 1], mode="clip")
    for column, ending in enumerate((_COLONS, _QUESTIONS, _EXCLAMATIONS), start=1):
        endings[filled, column] = group == ending
    maybe = filled[group == _LAST_OF_ELLIPSIS].tolist()
    endings[[line for line in maybe if lines[line].endswith(_ELLIPSIS)], 0] = 1
    return endings


def _phrase_figures(tokens: Tokens, phrases: PhraseTable) -> Floats:
    """Return how many phrases of each category and voice a line has, how densely, and which clutter it begins with."""
    n_lines = len(tokens.widths)
    token, category = phrases.find(tokens)
    line = tokens.line.take(token)
    found = np.bincount(line * N_NAMES + category, minlength=n_lines * N_NAMES).reshape(n_lines, N_NAMES)
    early = ((token - tokens.token_offsets.take(line) < 2) & (category < N_CATEGORIES)).nonzero()[0]
    figures = np.zeros((n_lines, 2 * N_NAMES + N_CATEGORIES), np.float32)
    figures[:, :N_NAMES] = np.log1p(found)
    density = found / np.maximum(tokens.sizes, 1)[:, None]
    figures[:, N_NAMES : 2 * N_NAMES] = np.minimum(density, 1, out=density)
    figures[line[early], 2 * N_NAMES + category[early]] = 1
    return figures

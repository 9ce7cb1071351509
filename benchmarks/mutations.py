"""Damage done to pages: what broken servers, broken crawlers and hostile authors make of them.

Each mutation is a pure function of a page and a source of chance. Those of :data:`ON_TEXT` return text, those of
:data:`ON_BYTES` bytes; :func:`mutated` chains some of them.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from itertools import pairwise
from random import Random

#: What a mutated page is cut at, in characters or bytes: the length for which a time is promised.
LIMIT = 1_000_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SIGNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_SURROGATES = "\ud800\udbff\udc00\udfff"
_MARKUP = (
    "<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "<?", "&", "&#x", "&#0;", "&lt", '"', "'", "=", "\\", "<table>",
    "</table>", "<select>", "<form>", "<plaintext>", "<xmp>", "<pre>", "<svg>", "<math>", "<template>", "<noscript>",
    "<textarea>", "<title>", "<script>", "<style>", "<iframe>", "<frameset>", "<body>", "</body>", "</html>", "<head>",
    "<a href=x>", "<b>", "</p>", "<td>", "<tr>", "<li>", "<button>", "<option>", "<object>", "<ruby><rt>",
)  # fmt: skip
_NAMES = (
    "div", "span", "p", "b", "i", "a", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "form", "select",
    "option", "font", "h1", "section", "blockquote", "pre", "svg",
)  # fmt: skip
_CODECS = (
    "latin-1", "cp1252", "cp1251", "koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "utf-16", "utf-16-le",
    "utf-32", "cp437", "utf-7",
)  # fmt: skip
_HEADS = (
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"\x1f\x8b\x08\0\0\0\0\0", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xfe",
    b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0\xfe\xff", b"GIF89a", b"\x7fELF", b"\0" * 64,
)  # fmt: skip


def _place(page: str | bytes, rng: Random) -> int:
    return rng.randrange(len(page) + 1)


def _inserted(page: str, rng: Random, piece: str) -> str:
    at = _place(page, rng)
    return page[:at] + piece + page[at:]


def _sprinkled(page: str, rng: Random, signs: str) -> str:
    pieces, last = [], 0
    for at in sorted(_place(page, rng) for _ in range(rng.randint(1, 200))):
        pieces += [page[last:at], rng.choice(signs)]
        last = at
    return "".join(pieces) + page[last:]


def cut(page: str, rng: Random) -> str:
    """Keep only a stretch, as an interrupted download does."""
    start, stop = sorted((_place(page, rng), _place(page, rng)))
    return page[start:stop] if rng.random() < 0.5 else page[:stop]


def cut_tags(page: str, rng: Random) -> str:
    """Cut some tags anywhere within."""
    share = rng.choice((0.01, 0.1, 0.5))
    return _TAG.sub(lambda tag: tag[0][: rng.randint(0, len(tag[0]))] if rng.random() < share else tag[0], page)


def dropped_tags(page: str, rng: Random) -> str:
    """Leave out some tags, or only end tags."""
    share, ends = rng.choice((0.02, 0.2, 0.9)), rng.random() < 0.5
    return _TAG.sub(lambda t: "" if rng.random() < share and (not ends or t[0][1] == "/") else t[0], page)


def renamed_tags(page: str, rng: Random) -> str:
    """Give some tags another name, so that nesting makes no sense."""
    share = rng.choice((0.05, 0.5))
    return re.sub(r"(?<=<)[a-z]+", lambda name: rng.choice(_NAMES) if rng.random() < share else name[0], page)


def doubled(page: str, rng: Random) -> str:
    """Repeat a stretch many times."""
    start = _place(page, rng)
    piece = page[start : start + rng.choice((3, 30, 300, 3000))]
    times = min(rng.choice((2, 20, 500)), LIMIT // (2 * len(piece) + 1))
    return page[:start] + piece * times + page[start:]


def shuffled(page: str, rng: Random) -> str:
    """Put stretches of the page in another order."""
    marks = [0, *sorted(_place(page, rng) for _ in range(rng.randint(1, 12))), len(page)]
    pieces = [page[a:b] for a, b in pairwise(marks)]
    rng.shuffle(pieces)
    return "".join(pieces)


def stray_markup(page: str, rng: Random) -> str:
    """Put bits of markup anywhere."""
    for _ in range(rng.randint(1, 30)):
        page = _inserted(page, rng, rng.choice(_MARKUP) * rng.choice((1, 1, 1, 50)))
    return page


def unquoted(page: str, rng: Random) -> str:
    """Lose some quotes."""
    return "".join(sign for sign in page if sign not in "\"'" or rng.random() < 0.7)


def bidi(page: str, rng: Random) -> str:
    """Sprinkle signs without a shape: directions, joiners, zero-width spaces."""
    return _sprinkled(page, rng, _SIGNS)


def surrogates(page: str, rng: Random) -> str:
    """Sprinkle halves of surrogate pairs, as JSON with cut escapes has them."""
    return _sprinkled(page, rng, _SURROGATES)


def controls(page: str, rng: Random) -> str:
    """Sprinkle NUL and other control characters."""
    return _sprinkled(page, rng, "\0\x01\x08\x0b\x0c\x1b\x1c\x1e\x7f\x85\u2028\u2029\ufffe\uffff")


def long_attributes(page: str, rng: Random) -> str:
    """Give a tag attributes without end, or one without its closing quote."""
    many = " ".join(f"a{number}={number}" for number in range(rng.choice((50, 5000, 40_000))))
    return _inserted(page, rng, rng.choice((f"<p {many}>", f"<p {many}", f'<p title="{many}>', "<p " + "x=" * 9000)))


def deep(page: str, rng: Random) -> str:
    """Nest a list, or anything else, very deeply around a stretch."""
    opening = rng.choice(("<ul><li>", "<ol><li>x", "<div>", "<blockquote>", "<b><p>", "<dl><dd>", "<table><tr><td>"))
    return _inserted(page, rng, opening * rng.choice((30, 300, 3000, 30_000)))


def huge_table(page: str, rng: Random) -> str:
    """Put in a table with very many cells."""
    columns, rows = rng.choice(((2, 5000), (2000, 5), (60, 60), (1, 20_000)))
    cells = "".join(f"<td>{number % 97}" for number in range(columns))
    return _inserted(page, rng, f"<table>{f'<tr>{cells}' * rows}</table>")


def flipped(page: bytes, rng: Random) -> bytes:
    """Change some bytes."""
    data = bytearray(page)
    for _ in range(min(len(data), rng.choice((1, 10, 1000)))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def foreign_head(page: bytes, rng: Random) -> bytes:
    """Begin like a file of another kind."""
    return rng.choice(_HEADS) + page


def compressed(page: bytes, rng: Random) -> bytes:
    """Be the gzip file of the page, whole or cut, as a crawler that forgot to unpack hands it in."""
    packed = gzip.compress(page[:200_000], compresslevel=1, mtime=0)
    return packed if rng.random() < 0.5 else packed[: _place(packed, rng)]


def mixed_bytes(page: bytes, rng: Random) -> bytes:
    """Cut characters of several bytes in the middle, and mix bytes beyond ASCII in."""
    at = _place(page, rng)
    return page[:at] + bytes(rng.randrange(0x80, 0x100) for _ in range(rng.choice((1, 2, 3, 500)))) + page[at + 1 :]


ON_TEXT: tuple[Callable[[str, Random], str], ...] = (
    cut, cut_tags, dropped_tags, renamed_tags, doubled, shuffled, stray_markup, unquoted, bidi, surrogates, controls,
    long_attributes, deep, huge_table,
)  # fmt: skip
ON_BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (flipped, foreign_head, compressed, mixed_bytes)


def mutated(page: str, rng: Random, limit: int = LIMIT) -> str | bytes:
    """Return ``page`` after up to five mutations, at most ``limit`` long; half of the results are bytes."""
    for mutate in rng.choices(ON_TEXT, k=rng.randint(0, 3)):
        page = mutate(page, rng)[:limit]
    if rng.random() < 0.5:
        return page[:limit]
    codec = rng.choice(_CODECS) if rng.random() < 0.3 else "utf-8"
    data = page.encode(codec, rng.choice(("ignore", "replace")))
    for damage in rng.choices(ON_BYTES, k=rng.randint(0, 2)):
        data = damage(data, rng)[:limit]
    return data[:limit]


def odd_input(rng: Random) -> str | bytes:
    """Return what is no page at all: noise of bytes, of characters, or of markup."""
    size = rng.choice((0, 1, 7, 100, 5000, 50_000))
    kind = rng.randrange(4)
    if kind == 0:
        return rng.randbytes(size)
    if kind == 1:
        return "".join(chr(rng.choice((rng.randrange(0x300), rng.randrange(0x110000)))) for _ in range(size))
    if kind == 2:
        return "".join(rng.choices(_MARKUP, k=size // 5))
    return (rng.choice(_MARKUP) + rng.choice(("", "x", "\n", " ", "é"))) * (size // 4)

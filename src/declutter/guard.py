"""What is done to a page before it is parsed, so that parsing takes linear time (measured on Lexbor 2 and 3).

Lexbor needs quadratic time for deep nesting (500 KB of nested ``<div>``: 31 s), for many formatting elements that are
left open (100 KB of ``<b id=1><p>``: 10 s), and for many attributes of one tag (1 MB: 25 s). A few array operations
tell that an ordinary page is none of these; it is parsed as it is. The others are rewritten by :mod:`declutter.tidy`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from declutter.tags import VOID
from declutter.tidy import tidy
from declutter.tree import MAX_DEPTH

#: With no more tags than that, deep nesting takes Lexbor some 10 ms, and no million elements can be copied.
_FEW_TAGS = 2000
#: With no more than that, deep nesting takes it 0.3 s at the worst; beyond, nesting must be known.
_MANY_TAGS = 12_000
#: Start tags of formatting elements with attributes, times tags: the most elements that can be copied into blocks.
_MAX_COPIES = 1_000_000
#: So many ``<html>`` and ``<body>`` tags may add their attributes to one element.
_MAX_ROOTS = 20
#: The most attributes that one tag may have, in the worst case (0.4 s).
_MAX_ATTRIBUTES = 15_000
_WINDOW = 12_000  # bytes; no more than half as many attributes

#: A formatting element, and one whose attributes are beyond doubt.
_FORMATTING = re.compile(rb"<(?:[bisu]|em|tt|big|code|font|small|strike|strong)[ \t\n\f\r/]", re.IGNORECASE)
_PLAIN_TAG = re.compile(rb"<[a-zA-Z]+(?:\s+[\w:-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[\w.#-]+))?)*\s*/?>")
#: What may stand between tags: a comment or a declaration in which nothing looks like a tag.
_ASIDE = re.compile(rb"<!(?:doctype[^<>\"']*>|--[^<>]*-->)", re.IGNORECASE)
_QUOTED_ANGLE = re.compile(rb"=[ \t\n\f\r]*(?:\"[^\"<>]*[<>]|'[^'<>]*[<>])")
#: Attributes up to the end of their tag, or up to a value in quotes that are not closed.
_VALUES = re.compile(rb"""(?:[^=>]*=[ \t\n\f\r]*(?:"[^"]*"|'[^']*'|(?![ \t\n\f\r"'])))*[^=>]*""")


def tamed(html: str) -> bytes:
    """Return ``html`` in UTF-8 as it is, or rewritten if a parser might need more than linear time for it.

    Takes some 0.3 ms for an ordinary page of 170,000 characters, a tenth of the time of parsing and walking it.
    """
    page = html.encode("utf-8", "ignore")
    # Numpy counts single bytes in a fifth of the time of ``bytes.count``.
    n_tags = np.count_nonzero(np.frombuffer(page, np.uint8) == ord("<"))
    if (n_tags > _FEW_TAGS and _may_be_slow(page)) or _has_long_tag(page):
        return tidy(html).encode("utf-8", "ignore")
    return page


@dataclass(frozen=True, slots=True)
class _Tags:
    """Start and end tags by a glance at what follows each ``<``; some may be in comments, scripts or attributes."""

    page: bytes
    data: NDArray[np.uint8]  # the page and some zeros
    others: NDArray[np.int64]  # where ``<`` begins anything else
    at: NDArray[np.int64]
    is_end: NDArray[np.bool_]
    keys: NDArray[np.uint64]  # the letters that the name begins with, at most 8, in lower case
    lengths: NDArray[np.int64]  # how many they are


def _tags(page: bytes) -> _Tags:
    data = np.frombuffer(page + bytes(16), np.uint8)  # so that every tag has 8 bytes behind its slash
    at = np.flatnonzero(data == ord("<"))
    following = data[at + 1]
    is_end = following == ord("/")
    is_tag = is_end | _IS_LETTER[following]
    others, at, is_end = at[~is_tag], at[is_tag], is_end[is_tag]
    words = np.ndarray(len(data) - 7, "<u8", data, strides=(1,))
    keys = words[at + 1 + is_end] | _EACH_BYTE * np.uint64(0x20)
    # Bit 6 is set in letters and in nothing that ends a name; cut off each key at its first byte without.
    ends = ~keys & _EACH_BYTE * np.uint64(0x40)
    masks = ((ends & (~ends + np.uint64(1))) >> np.uint64(6)) - np.uint64(1)
    return _Tags(page, data, others, at, is_end, keys & masks, np.searchsorted(_MASKS, masks))


def _may_be_slow(page: bytes) -> bool:
    tags = _tags(page)
    n_tags = len(tags.at)
    depths = np.cumsum(np.where(tags.is_end, -1, 1))
    rise = int((depths - np.minimum.accumulate(depths)).max(initial=0))
    # Elements without end tags raise the count on ordinary pages, to about a third of the tags.
    seems_deep = rise > MAX_DEPTH + n_tags // 2
    telling = np.isin(tags.keys, _TELLING_KEYS) & ~tags.is_end
    is_root = np.isin(tags.keys[telling], _ROOT_KEYS)
    if np.count_nonzero(is_root) > _MAX_ROOTS:
        return True
    formatting = tags.at[telling][~is_root]
    copied = len(formatting)
    if copied * n_tags > _MAX_COPIES:
        copied = _most_copied(page, formatting.tolist())
    if seems_deep or n_tags > _MANY_TAGS or copied * n_tags > _MAX_COPIES:
        return not _is_regular(tags)
    return False


def _most_copied(page: bytes, formatting: list[int]) -> int:
    """Return how many formatting elements can at the most be open at once, which HTML copies into each block.

    Of equal ones, name and attributes, it takes three. Elements without attributes are too few to matter.
    """
    with_attributes = [at for at in formatting if _FORMATTING.match(page, at)]
    plain = [match[0] if (match := _PLAIN_TAG.match(page, at)) else None for at in with_attributes]
    return 3 * len(set(plain)) + plain.count(None)


def _is_regular(tags: _Tags) -> bool:
    """Return whether every element has its end tag in the right place, and nesting is sane, beyond doubt."""
    return (
        not _QUOTED_ANGLE.search(tags.page)
        and all(_ASIDE.match(tags.page, at) for at in tags.others.tolist())
        and _have_ends(tags)
        and _have_plain_names(tags)
        and _are_paired(tags)
    )


def _have_ends(tags: _Tags) -> bool:
    """Return whether each tag has its ``>`` before the next ``<``."""
    ends = np.append(np.flatnonzero(tags.data == ord(">")), len(tags.data))
    next_tags = np.append(tags.at, len(tags.page))[1:]
    return bool(np.all(ends[np.searchsorted(ends, tags.at)] < next_tags))


def _have_plain_names(tags: _Tags) -> bool:
    """Return whether the key of each tag is its name (but for headings, which end each other anyway)."""
    behind = tags.at + 1 + tags.is_end + tags.lengths
    letters, digits = _ENDS_NAME[tags.data[behind]], _IS_HEADING_LEVEL[tags.data[behind]]
    is_heading = (tags.keys == _keys("h")[0]) & digits & _ENDS_NAME[tags.data[behind + 1]]
    plain = letters & ~np.isin(tags.keys, _CUT_KEYS) | is_heading
    cut = behind[~plain].tolist()  # 8 letters of a longer name
    return bool(np.all(np.isin(tags.keys[~plain], _CUT_KEYS))) and all(_REST.match(tags.page, at) for at in cut)


def _are_paired(tags: _Tags) -> bool:
    paired = ~np.isin(tags.keys, _VOID_KEYS)
    is_end, keys = tags.is_end[paired], tags.keys[paired]
    depths = np.cumsum(np.where(is_end, -1, 1)) + is_end  # the same for a start tag and its end tag
    if not len(depths) or depths[-1] != 1 or not is_end[-1] or depths.min() < 1 or depths.max() > MAX_DEPTH:
        return not len(depths)
    order = np.argsort(depths.astype(np.int16), kind="stable")  # on each level start and end tags take turns
    return bool(np.array_equal(keys[order[0::2]], keys[order[1::2]]))


def _has_long_tag(page: bytes) -> bool:
    """Return whether one tag may have more than :data:`_MAX_ATTRIBUTES` attributes, beyond the first and last window.

    A tag that covers a whole window has no end in it. So, from the start of each window: if this is inside a tag,
    between values or in one of either kind of quotes, is there an end? If not, how many attributes can there be?
    """
    attributes = 0
    for start in range(_WINDOW, len(page) - 2 * _WINDOW, _WINDOW):
        for quote in (b"", b'"', b"'"):
            begin = page.find(quote, start, start + _WINDOW)
            if begin >= 0 and not _has_end(page, begin + len(quote), start + 2 * _WINDOW):
                window = page[start : start + _WINDOW]
                attributes += len(window) - len(window.translate(None, b" \n\t\r\f/="))
                break
        if attributes > _MAX_ATTRIBUTES:
            return True
    return False


def _has_end(page: bytes, begin: int, stop: int) -> bool:
    """Return whether a tag, between two values at ``begin``, ends before ``stop``."""
    end = page.find(b">", begin, stop)
    if end < 0:
        return False
    value = page.find(b"=", begin, end)  # without one before it, no quotes can hide this end
    if value < 0:
        return True
    match = _VALUES.match(page, value, stop)
    return match is not None and match.end() < stop and page.startswith(b">", match.end())


_EACH_BYTE = np.uint64(0x0101010101010101)
_IS_LETTER = np.zeros(256, bool)
_IS_LETTER[[*range(ord("a"), ord("z") + 1), *range(ord("A"), ord("Z") + 1)]] = True


def _keys(names: frozenset[str] | str) -> NDArray[np.uint64]:
    listed = names.split() if isinstance(names, str) else sorted(names)
    return np.array([int.from_bytes(name.encode()[:8], "little") for name in listed], np.uint64)


_MASKS = np.array([256**length - 1 for length in range(9)], np.uint64)
_ENDS_NAME = np.zeros(256, bool)
_ENDS_NAME[list(b" \t\n\f\r/>")] = True
_IS_HEADING_LEVEL = np.zeros(256, bool)
_IS_HEADING_LEVEL[list(b"123456")] = True
_VOID_KEYS = _keys(VOID)
#: Names of more than 8 letters that ordinary pages have, cut; and ``h``, which is not one of the headings.
_CUT_KEYS = _keys("blockquote figcaption h")
_REST = re.compile(rb"(?:(?<=blockquo)te|(?<=figcapti)on)[ \t\n\f\r/>]", re.IGNORECASE)
_ROOT_KEYS = _keys("html body")
_TELLING_KEYS = _keys("html body b i s u em tt big code font small strike strong")

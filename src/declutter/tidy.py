"""Rewriting a page so that no parser needs more than linear time for it: nesting is bounded and every tag is closed.

HTML's rules for repairing a page look through all open elements at many tags, and copy unclosed formatting elements
into each block that follows: time and output grow with the square of the page for 100,000 nested ``<div>`` or
``<b id=1><p><b id=2><p>…``. Here the tags beyond :data:`~declutter.tree.MAX_DEPTH` are dropped, never their text, and
what an end tag or a new block leaves open is closed. Ordinary markup keeps its meaning: of 2,765 real pages that were
rewritten, all but five gave the same blocks to the letter.
"""

from __future__ import annotations

import re
import sys
from enum import IntEnum
from itertools import islice

from declutter.nesting import INTRICATE, Nesting
from declutter.tags import BLOCKS
from declutter.tree import MAX_DEPTH

# Possessive quantifiers keep the pattern linear; the standard library has them from Python 3.11 on, and is faster.
if sys.version_info >= (3, 11):
    from re import compile as _compile
else:
    from regex import compile as _compile

_SPACE = r"[ \t\n\f\r]"
_NAME_END = r"(?=[ \t\n\f\r/>])"
#: The attributes of a tag by the letter of the HTML standard: quotes delimit values only behind ``=``.
_ATTRIBUTE = (
    rf"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rf"(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?+)?+"
)
_ATTRIBUTES = rf"(?:[ \t\n\f\r/]*+{_ATTRIBUTE}|[ \t\n\f\r/]++)*+"
#: Elements whose content is text to the letter, and not shown. An unclosed one takes the rest of the page.
_RAW = "|".join(
    rf"(?i:{name}){_NAME_END}{_ATTRIBUTES}"
    rf"(?:>[^<]*+(?:<(?!/(?i:{name}){_NAME_END})[^<]*+)*+(?:</(?i:{name})[^>]*+(?:>|\Z)|\Z)|\Z)"
    for name in ("script", "style", "textarea", "iframe", "noembed", "noframes")
)
#: Text and what ends it: a tag (group 2), an element of raw text, a comment, a declaration, or a mere ``<``, which is
#: text (group 3).
_TOKEN = _compile(
    rf"([^<]*+)(?:<(?:{_RAW}|(/?[a-zA-Z][^ \t\n\f\r/>]*+{_ATTRIBUTES})(?:>|\Z)|!--(?:-?>|.*?--!?>|.*+)"
    r"|[!?/][^>]*+(?:>|\Z)|())|\Z)",
    re.DOTALL,
)
_ATTRIBUTE_IN_TAG = _compile(_ATTRIBUTE)
_NAME_END_IN_TAG = re.compile(r"[ \t\n\f\r/]|\Z")
#: Of tags with more characters than that, only so many attributes are kept: parsers compare each attribute of a tag
#: with all others.
_MAX_TAG_CHARS = 10_000
_MAX_ATTRIBUTES = 50
#: Raw text in old pages; here what it holds is read as markup.
_RENAMED = {"xmp": "pre", "plaintext": "pre", "listing": "pre"}


class _Kind(IntEnum):
    """What a tag asks for. Plain start tags only go on the stack; blocks may have to end a paragraph before."""

    INLINE = 0
    BLOCK = 1
    OTHER = 2
    END = 3
    OTHER_END = 4


#: Of these, one that begins ends one of its own name right before it, and nothing else.
_REPEATED = frozenset(("p", "li", "dt", "dd", "td", "th", "option", "rt", "rp", "h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCK, _OTHER, _END = int(_Kind.BLOCK), int(_Kind.OTHER), int(_Kind.END)


def tidy(html: str) -> str:
    """Return ``html`` with bounded nesting, all its text, and every element closed in its turn.

    Scripts, styles and comments are left out. Time is linear in the length of ``html``.
    """
    nesting = Nesting()
    out, stack, opened, ignored = nesting.out, nesting.stack, nesting.open, nesting.ignored
    known: dict[str, tuple[int, str, str]] = {}
    for match in _TOKEN.finditer(html):
        text, whole, stray = match.groups()
        if text:
            out.append(text)
        if whole is None:
            if stray is not None:
                out.append("&lt;")
            continue
        kind, name, tag = known.get(whole) or known.setdefault(whole, _analysed(whole))
        # Short cuts for what is most frequent, with the same effect as ``start`` and ``end``.
        if kind == _END and stack and stack[-1] == name and not ignored:
            stack.pop()
        elif kind <= _BLOCK and len(stack) < MAX_DEPTH and not (kind and opened["p"]) and not opened["svg"]:
            stack.append(name)
        elif kind < _END and stack and stack[-1] == name and name in _REPEATED and not opened["svg"]:
            out += (f"</{name}>", tag)
            continue
        else:
            (nesting.end if kind >= _END else nesting.start)(name, tag)
            continue
        opened[name] += -1 if kind == _END else 1
        out.append(tag)
    return "".join(out)


def _analysed(whole: str) -> tuple[int, str, str]:
    """Return the kind of a tag (what stands between ``<`` and ``>``), the element's name, and the tag to write."""
    is_end = whole[0] == "/"
    found = _NAME_END_IN_TAG.search(whole, 1)
    head = found.start() if found else len(whole)
    spelled, attributes = whole[is_end:head], whole[head:]
    name = spelled.lower()
    if name in _RENAMED:
        name = spelled = _RENAMED[name]
    if is_end:
        return _Kind.OTHER_END if name in INTRICATE else _Kind.END, name, f"</{name}>"
    if len(attributes) > _MAX_TAG_CHARS:
        attributes = " " + " ".join(m[0] for m in islice(_ATTRIBUTE_IN_TAG.finditer(attributes), _MAX_ATTRIBUTES))
    tag = f"<{spelled}{attributes}>"
    if name in INTRICATE:
        return _Kind.OTHER, name, tag
    return _Kind.BLOCK if name in BLOCKS else _Kind.INLINE, name, tag

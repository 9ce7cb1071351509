"""HTML to lines: the blocks of a page in document order, each with its place in the tree."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from selectolax import lexbor

from declutter.guard import tamed
from declutter.page import Block, Head, Page
from declutter.scan import scan
from declutter.tables import merge_rows
from declutter.tags import STRIPPED, Inside

#: Characters without a shape that break words for whoever compares them: soft hyphen, zero-width space, word joiner and
#: byte order mark. Joiners and non-joiners stay: Persian, Indic scripts and emoji are spelled with them.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"

#: Without events Lexbor need not copy the chosen ``<option>`` each time one is added, which takes quadratic time.
_OPTIONS: dict[str, Any] = (
    {"options": lexbor.LexborDocumentOptions.WO_EVENTS} if hasattr(lexbor, "LexborDocumentOptions") else {}
)

#: Pages of so many characters take the parser ten megabytes or more.
_LARGE = 1_000_000

#: What ``<noscript>`` holds is the page itself if there is next to nothing else: of 34 pages with more than 250
#: characters of it, on 18 (forums) it held all the text and the rest less than 200; elsewhere it repeated or begged.
_LITTLE_TEXT = 250
_FEW_PERCENT = 20


def read_html(html: str) -> Page:
    """Return the blocks of ``html``.

    Any string is accepted; time and memory are linear in its length. What a reader does not see as text is skipped:
    scripts, styles, pictures, form fields, pronunciation of ruby characters, inline elements that are hidden. Hidden
    *blocks* are there with the bit :attr:`Inside.HIDDEN`: in the pages of one corpus, nearly a quarter of them were
    text of the piece, in tabs and folded sections.
    """
    parser = lexbor.LexborHTMLParser(_with_closed_noscript(tamed(html)), **_OPTIONS)
    parser.strip_tags(STRIPPED)
    head = _head(parser)
    language = (parser.root.attributes.get("lang") if parser.root else None) or None
    source = (parser.body.html if parser.body else None) or ""
    del parser  # the tree, several times as large as the page
    if len(source) > _LARGE:
        _return_memory()  # before anything is made of the source
    pieces = _without_invisible(source).split("<")
    del source
    walk = scan(pieces)
    blocks, elements = walk.blocks, walk.elements()
    dropped = _repeated_noscript(blocks)
    if "table" in elements.tag:
        dropped |= merge_rows(blocks, elements)
    if dropped:
        elements.without(dropped, len(blocks))
        blocks = [block for number, block in enumerate(blocks) if number not in dropped]
    return Page(
        blocks=blocks,
        elements=elements,
        pieces=pieces,
        title=_title(blocks, [wording for wording in (head.shared, head.title) if wording], head.site),
        language=language,
        html=html,
        head=head,
        collapsed=not walk.keeps_lines,
    )


#: Where a page says what it is; spelled in capitals, too, and behind a head that breaks early.
_SAID = 'meta[property^="og:" i], meta[name^="og:" i], meta[name="description" i]'


def _head(parser: lexbor.LexborHTMLParser) -> Head:
    """Return what the page's head says: of several wordings of one thing, the first that is not blank."""
    title = parser.css_first("title")
    said: dict[str, str] = {}
    for meta in parser.css(_SAID):
        attributes = meta.attributes
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        if name not in said and (content := _line(attributes.get("content") or "")):
            said[name] = content
    descriptions = said.get("og:description", ""), said.get("description", "")
    return Head(
        shared=said.get("og:title", ""),
        title=_line(title.text()) if title else "",
        site=said.get("og:site_name", ""),
        # A hundred times quicker than in the whole page, which is searched to its end where there is none.
        base=_attribute(parser.head, "base[href]", "href"),
        description="\n".join(dict.fromkeys(filter(None, descriptions))),
    )


def _attribute(node: lexbor.LexborHTMLParser | lexbor.LexborNode | None, selector: str, name: str) -> str:
    found = node.css_first(selector) if node else None
    return (found.attributes.get(name) or "") if found else ""


def _line(text: str) -> str:
    return " ".join(text[:_MAX_TITLE].split())


def _with_closed_noscript(page: bytes) -> bytes:
    # With a ``<p>`` left open before it, HTML ignores ``</noscript>``, and the rest of the page falls in.
    return page.replace(b"</noscript>", b"</p></noscript>")


def _return_memory() -> None:
    """Give what the parser has freed back to the system.

    glibc keeps it for later calls of ``malloc``, but Python's small objects have an allocator of their own: without
    this the tree of a large page and its blocks would both be in memory, one on top of the other.
    """
    # Only glibc has the function, and not every Python has ctypes; elsewhere freed memory is left to the system.
    with suppress(ImportError, AttributeError, OSError, TypeError):
        import ctypes  # noqa: PLC0415 - only large pages pay for the import

        ctypes.CDLL(None).malloc_trim(0)


def _without_invisible(source: str) -> str:
    source = source.replace("&nbsp;", " ")
    if not source.isascii():
        for character in _INVISIBLE:
            if character in source:
                source = source.replace(character, "")
    return source


def _repeated_noscript(blocks: list[Block]) -> set[int]:
    """Return the indices of the blocks in ``<noscript>``, unless they are the page."""
    found = {number for number, block in enumerate(blocks) if block.inside & _NOSCRIPT}
    if not found:
        return found
    inside = sum(len(blocks[number].text) for number in found)
    outside = sum(len(block.text) for block in blocks) - inside
    return set() if outside < _LITTLE_TEXT or outside * 100 < inside * _FEW_PERCENT else found


_NOSCRIPT = int(Inside.NOSCRIPT)
_H1 = int(Inside.H1)
_MAX_TITLE = 2000
_MAX_HEADINGS = 20
_SITE = re.compile(r"\s+[|–—·•»:-]+\s+")


def _title(blocks: list[Block], wordings: list[str], site: str) -> str | None:
    """Return the piece's title.

    That is the ``<h1>`` that ``og:title`` or ``<title>`` repeats, but for the site's name; else ``og:title`` or
    ``<title>``, whichever comes first, without the site's name; else an only ``<h1>``.
    """
    headings = [block.text for block in blocks if block.inside & _H1][:_MAX_HEADINGS]
    for heading in headings:
        named = heading.casefold()
        if named != site.casefold() and any(named in wording.casefold() for wording in wordings):
            return heading
    if wordings:
        return max(_SITE.split(wordings[0]), key=len)
    return headings[0] if len(headings) == 1 else None

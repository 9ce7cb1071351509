"""HTML → lines, the evidence on them, and how the kept ones are put together (see :mod:`declutter.reading`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import overload

from declutter.addresses import base_of
from declutter.features import Description
from declutter.markdown import to_markdown, to_text
from declutter.markup import read_html
from declutter.model import Model
from declutter.page import Block, Page
from declutter.page_features import describe_page
from declutter.parts import MAX_PAGE_BLOCKS, part_of
from declutter.reading import Reading, group_of, lines_in_part
from declutter.text import Line
from declutter.title import page_title

#: A page whose paragraphs hold fewer characters than this is taken from its structured data, if that holds more.
_NEXT_TO_NOTHING = 250
#: A result of fewer words is next to nothing, too. Of 1,863 pages with known main text 8 or 9 were left with fewer, 2
#: of them rightly; with the threshold of ``recall`` their mean word F1 rises by .11 to .22 (two trainings, held out).
#: Where fewer than 60 are left, there is no gain.
LEAST_WORDS = 20


class _Lines(Sequence[Line]):
    """The lines of blocks, made when asked for: half a million of them need not be there at once."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks

    def __len__(self) -> int:
        return len(self._blocks)

    @overload
    def __getitem__(self, number: int) -> Line: ...

    @overload
    def __getitem__(self, number: slice) -> list[Line]: ...

    def __getitem__(self, number: int | slice) -> Line | list[Line]:
        if isinstance(number, slice):
            return [self[at] for at in range(len(self))[number]]
        text = self._blocks[number].text
        return Line(number if number >= 0 else number + len(self), text)


def read_html_source(html: str, *, markdown: bool, url: str = "", images: bool = False) -> Reading:
    """Return the blocks of a page as lines; joined as plain text, a block per line, or as Markdown.

    Args:
        html: the page.
        markdown: whether the result is Markdown.
        url: the page's address, from which Markdown's relative links start.
        images: whether Markdown has the images, too.
    """
    page = _with_structured_text(read_html(html))
    if not markdown:
        page.pieces = []  # a fifth of the memory, and only Markdown is made from them
    group = group_of(len(page.blocks), len(html))
    size = lines_in_part(len(page.blocks), sum(len(block.text) for block in page.blocks), MAX_PAGE_BLOCKS) * group
    lines = _Lines(page.blocks)

    def join(kept: set[int]) -> str:
        if markdown:
            base = base_of(url, page.head.base)
            return to_markdown(page, sorted(kept), images=images, title=page_title(page), base=base)
        return to_text(page.blocks[number] for number in sorted(kept))

    def evidence(model: Model, start: int, stop: int) -> Description:
        part = page if group == 1 and stop - start >= len(lines) else part_of(page, start, min(stop, len(lines)), group)
        return describe_page(part, model.tables, model.phrases)

    least = LEAST_WORDS if len(lines) <= size else 0  # of one part of a long page nothing may be right
    return Reading(lines, "html", size, evidence, join, group, least)


def _with_structured_text(page: Page) -> Page:
    """Return the page, or one made of the text in its JSON-LD where its markup holds next to none."""
    if sum(len(block.text) for block in page.blocks if block.is_paragraph) >= _NEXT_TO_NOTHING:
        return page
    body = page.article_body()
    if not body or len(body) < _NEXT_TO_NOTHING:
        return page
    inner = body if "</" in body else "".join(f"<p>{escape(line)}</p>" for line in body.splitlines())
    title = f"<h1>{escape(page.title)}</h1>" if page.title else ""
    # What names the piece stays the page's own: its head, and the headline in its structured data.
    structured = read_html(f"<body><article>{title}{inner}</article></body>")
    structured = replace(structured, head=page.head, html=page.html, language=page.language)
    structured.declare(page.declared())
    return structured

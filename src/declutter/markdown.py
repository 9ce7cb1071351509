"""Kept blocks as Markdown (CommonMark with GitHub's tables and strike-through), and as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from declutter.addresses import absolute
from declutter.images_between import images_between
from declutter.inline import Span, escape, render, spans
from declutter.page import Block, Elements, Page
from declutter.tags import PREFORMATTED, RAW, heading_level
from declutter.title import spoken_title


def to_text(blocks: Iterable[Block]) -> str:
    """Return blocks as plain text, a block per line (preformatted text keeps its lines)."""
    return "\n".join(block.text for block in blocks)


def to_markdown(
    page: Page, kept: Sequence[int], *, images: bool = False, title: str | None = None, base: str = ""
) -> str:
    """Return blocks of a page as Markdown.

    Args:
        page: the page.
        kept: indices of the blocks, ascending.
        images: whether images in and between the kept blocks are written, too.
        title: becomes the first heading, unless a kept block is it. Where nothing is kept, there is none.
        base: the absolute address that relative ones start from; ``""`` leaves them as they are.
    """
    writer = _Writer(page, images, base)
    spoken = spoken_title(page, kept, title) if title else None
    if title and kept and spoken is None:
        writer.paragraph(f"# {_not_closed(escape(title))}")
    for place, number in enumerate(kept):
        block = page.blocks[number]
        if images:
            writer.images_before(number, (place > 0 and kept[place - 1] == number - 1, True))
        writer.block(block, 1 if spoken and number in spoken else heading_level(block.inside))
        if images and (place + 1 == len(kept) or kept[place + 1] != number + 1):
            writer.images_before(number + 1, (True, False))
    return writer.text()


@dataclass(slots=True)
class _Place:
    """Where a block stands among lists and quotations."""

    prefix: str = ""  # before each of its lines
    marker: str = ""  # before its first line, in place of as many characters of the prefix
    item: int = -1  # the element of its list item
    list: int = -1  # the element of its list


class _Writer:
    def __init__(self, page: Page, images: bool, base: str) -> None:
        self.page = page
        self.images = images
        self.base = base
        self.ordinals = page.elements.ordinals()
        self.parts: list[str] = []
        self.begun: dict[int, str] = {}  # list items of which something is written -> their indentation
        self.place = _Place()  # of the last part
        self.rows: list[tuple[int, list[str]]] = []  # elements and cells of the rows of …
        self.table = -1  # … this table, which are still to be written
        self.element = -1  # of the last block, if its line can be continued
        self.image: str | None = None  # address of the image that the last block ends with

    def text(self) -> str:
        """Return what has been written."""
        self._end_table()
        return "".join(self.parts)

    def block(self, block: Block, level: int) -> None:
        """Write a block, as a heading of a level if that is not 0."""
        if block.tag == "tr" and block.cells:
            self._row(block)
        elif block.tag in PREFORMATTED or block.tag in RAW:
            self.paragraph(_fenced(block, self.page), self._place(block.element))
        elif level:
            self._heading(block, level)
        else:
            line = render(self._spans(block.start, block.stop, block.link))
            if block.tag == "dt" and "**" not in line:
                line = f"**{line}**"
            line = _at_line_start(line)
            if block.breaks == 1 and block.element == self.element:
                indentation = self._place(block.element).prefix
                self.parts.append(f"  \n{indentation}{line}")
            elif line:
                self.paragraph(line, self._place(block.element))
                self.element = block.element

    def paragraph(self, text: str, place: _Place | None = None) -> None:
        """Write a block of lines behind what is written already."""
        self._end_table()
        place = place or _Place()
        if self.parts:
            # Only a list that begins with 1 may follow a line of text immediately.
            is_tight = place.marker and self.place.item >= 0
            is_tight = is_tight and (place.list == self.place.list or place.marker in ("- ", "1. "))
            blank = _common(place.prefix, self.place.prefix).rstrip()
            self.parts.append("\n" if is_tight else f"\n{blank}\n")
        lines = text.split("\n")
        first = place.prefix[: len(place.prefix) - len(place.marker)] + place.marker + lines[0]
        rest = [(place.prefix + line).rstrip() if not line else place.prefix + line for line in lines[1:]]
        self.parts.append("\n".join([first, *rest]))
        self.place, self.element = place, -1

    def images_before(self, number: int, kept: tuple[bool, bool]) -> None:
        """Write the images before a block that belong to what is kept, each in a paragraph of its own."""
        for span, element in images_between(self.page, number, kept):
            is_copy = span.source == self.image  # for readers without scripts, in <noscript>
            in_table = self.table >= 0 and self.table in self.page.elements.chain(element)  # in a cell without text
            if not is_copy and not in_table:
                self.paragraph(render([_with_absolute(span, self.base)]), self._place(element))

    def _spans(self, start: int, stop: int, link: int = -1) -> list[Span]:
        found = spans(self.page.pieces, start, stop, link, images=self.images)
        self.image = found[-1].source if found else None
        return [_with_absolute(span, self.base) for span in found]

    def _heading(self, block: Block, level: int) -> None:
        found = self._spans(block.start, block.stop, block.link)
        line = _not_closed(render(span._replace(strong=False) for span in found))  # headings are bold anyway
        if block.breaks and block.element == self.element:
            self.parts.append(f" {line}")  # a heading of two lines
        elif line:
            self.paragraph(f"{'#' * level} {line}", self._place(block.element))
            self.element = block.element if heading_level(block.inside) else -1  # else what follows is no heading

    def _place(self, innermost: int) -> _Place:
        """Return the indentation and the marker that the lists and quotations around an element ask for."""
        elements, place = self.page.elements, _Place()
        for element in reversed(list(elements.chain(innermost))):
            tag = elements.tag[element]
            if tag == "blockquote":
                place.prefix += "> "
            elif tag == "li":
                place.item, place.list = element, elements.parent[element]
                if element in self.begun:
                    place.prefix += self.begun[element]
        if place.item >= 0 and place.item not in self.begun:
            place.marker = _marker(place.item, elements, self.ordinals)
            self.begun[place.item] = " " * len(place.marker)
            place.prefix += self.begun[place.item]
        return place

    def _end_table(self) -> None:
        """Write the rows gathered so far, all with as many cells as the longest."""
        rows, self.rows, self.table = self.rows, [], -1
        if rows:
            columns = max(len(cells) for _, cells in rows)
            lines = [f"| {' | '.join(cells + [''] * (columns - len(cells)))} |" for _, cells in rows]
            if not _is_head(rows[0][0], self.page.elements):
                lines.insert(0, f"|{'  |' * columns}")
            lines.insert(1, f"|{' --- |' * columns}")
            self.paragraph("\n".join(lines), self._place(rows[0][0]))

    def _row(self, block: Block) -> None:
        elements = self.page.elements
        table = next(element for element in elements.chain(block.element) if elements.tag[element] == "table")
        if table != self.table:
            self._end_table()
        self.rows.append((block.element, [self._cell(start, stop) for start, stop in block.cells]))
        self.table = table

    def _cell(self, start: int, stop: int) -> str:
        return render(self._spans(start, stop)).replace("|", "\\|") if stop else ""


def _with_absolute(span: Span, base: str) -> Span:
    if not base:
        return span
    href = span.href and absolute(span.href, base)
    return span._replace(href=href, source=span.source and absolute(span.source, base))


def _not_closed(line: str) -> str:
    """Return a heading's text so that a sign at its end is not taken for the closing of the heading."""
    return f"{line[:-1]}\\#" if line.endswith("#") else line


def _common(left: str, right: str) -> str:
    """Return the beginning that two prefixes have in common."""
    length = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return left[:length]


def _is_head(row: int, elements: Elements) -> bool:
    if elements.tag[elements.parent[row]] == "thead":
        return True
    cells: list[str] = []
    for element in range(row + 1, len(elements)):
        if elements.parent[element] < row:  # outside the row
            break
        if elements.parent[element] == row:
            cells.append(elements.tag[element])
    return bool(cells) and all(tag == "th" for tag in cells)


def _marker(item: int, elements: Elements, ordinals: list[int]) -> str:
    parent = elements.parent[item]
    if elements.tag[parent] != "ol":
        return "- "
    start = elements.get(parent, "start") or "1"
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
    return f"{first + ordinals[item] - 1}. "


_LANGUAGE = re.compile(
    r"\b(?:language|lang|highlight-source|brush:|highlight-text)[-:\s]\s*([\w+#.-]+)|\bsourceCode (\w+)"
)
_LANGUAGE_REACH = 2  # elements around a ``<pre>`` that may name its language


def _fenced(block: Block, page: Page) -> str:
    elements = page.elements
    around = [elements.attributes[element] for element in list(elements.chain(block.element))[: _LANGUAGE_REACH + 1]]
    inner = page.pieces[block.start + 1].partition(">")[0] if block.start + 1 < block.stop else ""
    found = next((match for text in (inner, *around) if (match := _LANGUAGE.search(text))), None)
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", block.text) or [""]))
    return f"{fence}{(found[1] or found[2]) if found else ''}\n{block.text}\n{fence}"


_LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|={3,}\s*$|-{3,}\s*$|~{3}|\|)|(\d{1,9})([.)])(?=\s|$)")


def _at_line_start(line: str) -> str:
    """Return ``line`` so that its beginning is not taken for a heading, a list item, a quotation or a rule."""
    return (
        _LINE_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", line, count=1)
        if (_LINE_START.match(line))
        else line
    )

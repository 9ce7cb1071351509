"""A page of very many blocks in parts that are judged one by one, so that memory stays in proportion to the page."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from declutter.page import Block, Elements, Page

#: Blocks judged as one document: of 1,965 real pages the longest has 2,641.
MAX_PAGE_BLOCKS = 4000


def part_of(page: Page, start: int, stop: int, group: int = 1) -> Page:
    """Return ``page.blocks[start:stop]`` as a page of its own, with the elements around them and nothing else.

    ``group`` neighbours become one block, which stands where the first of them does. Takes time in proportion to the
    part, but for a search among the elements. Pieces are shared, and not renumbered.
    """
    elements = page.elements
    # Elements are in document order, so ``first`` never falls: those that begin in the part are a run of rows …
    begin = bisect_left(elements.first, start, lo=1)
    end = bisect_left(elements.first, stop, lo=begin)
    # … and before it come those that are open where the part begins.
    outer = sorted(elements.chain(elements.parent[begin])) if begin < len(elements) else []
    if start < stop:
        outer = sorted({*outer, *(row for row in elements.chain(page.blocks[start].element) if row < begin)})
    rows = [0, *outer, *range(begin, end)]
    new = {row: number for number, row in enumerate(rows)}
    size = -(-(stop - start) // group)
    kept = Elements(
        parent=[-1, *(new.get(elements.parent[row], 0) for row in rows[1:])],
        tag=[elements.tag[row] for row in rows],
        attributes=[elements.attributes[row] for row in rows],
        inside=[elements.inside[row] for row in rows],
        first=[min(max(elements.first[row] - start, 0) // group, size) for row in rows],
        stop=[min(-(-max(elements.stop[row] - start, 0) // group), size) for row in rows],
    )
    blocks = [
        _merged(page.blocks[at : min(at + group, stop)], new[page.blocks[at].element])
        for at in range(start, stop, group)
    ]
    return Page(blocks, kept, page.pieces, page.title, page.language)


def _merged(blocks: list[Block], element: int) -> Block:
    first = blocks[0]
    if len(blocks) == 1:
        return replace(first, element=element)
    return replace(
        first,
        element=element,
        text=" ".join(block.text for block in blocks),
        link_chars=sum(block.link_chars for block in blocks),
        links=sum(block.links for block in blocks),
        bold_chars=sum(block.bold_chars for block in blocks),
    )

"""A page of very many blocks in parts that are judged one by one, so that memory stays in proportion to the page."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

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
    before = [0, *outer]
    size = -(-(stop - start) // group)
    first, last = (_column(column, before, begin, end) - start for column in (elements.first, elements.stop))
    parents = _column(elements.parent, before, begin, end)
    kept = Elements(
        parent=_renumbered(parents, before, begin),
        tag=[elements.tag[row] for row in before] + elements.tag[begin:end],
        attributes=[elements.attributes[row] for row in before] + elements.attributes[begin:end],
        inside=[elements.inside[row] for row in before] + elements.inside[begin:end],
        first=np.minimum(np.maximum(first, 0) // group, size).tolist(),
        stop=np.minimum(-(-np.maximum(last, 0) // group), size).tolist(),
    )
    of_blocks = np.array([page.blocks[at].element for at in range(start, stop, group)], np.int64)
    blocks = [
        _merged(page.blocks[at : min(at + group, stop)], element)
        for at, element in zip(range(start, stop, group), _renumbered(of_blocks, before, begin), strict=True)
    ]
    collapsed = page.collapsed and group == 1
    part = Page(blocks, kept, page.pieces, page.title, page.language, collapsed=collapsed)
    part.declare(page.declared())
    return part


def _column(column: list[int], before: list[int], begin: int, end: int) -> NDArray[np.int64]:
    """Return the entries of the rows ``before`` and of ``begin:end``."""
    return np.array([*(column[row] for row in before), *column[begin:end]], np.int64)


def _renumbered(rows: NDArray[np.int64], before: list[int], begin: int) -> list[int]:
    """Return rows of a page as the part counts them; those that are not in it become row 0, and none (-1) stays none.

    Args:
        rows: the rows, all before the part's last.
        before: the part's rows before ``begin``, ascending.
        begin: the row from which on all are in the part.
    """
    listed = np.array(before, np.int64)
    at = np.minimum(np.searchsorted(listed, rows), len(before) - 1)
    early = np.where(listed[at] == rows, at, 0)
    new = np.where(rows >= begin, rows - begin + len(before), early)
    listed_new: list[int] = np.where(rows < 0, -1, new).tolist()
    return listed_new


def _merged(blocks: list[Block], element: int) -> Block:
    first = blocks[0]
    if len(blocks) == 1:
        return replace(first, element=element)
    # There are thousands of these: spelled out, it takes a third of the time of ``replace``.
    return Block(
        text=" ".join([block.text for block in blocks]),
        element=element,
        tag=first.tag,
        inside=first.inside,
        link_chars=sum([block.link_chars for block in blocks]),
        links=sum([block.links for block in blocks]),
        bold_chars=sum([block.bold_chars for block in blocks]),
        breaks=first.breaks,
        start=first.start,
        stop=first.stop,
        link=first.link,
        cells=first.cells,
    )

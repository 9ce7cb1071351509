"""Where a block stands in the page's tree: its containers' figures, its names, and the part of the page it lies in.

What generalises from page to page is how much text, how many links and how many blocks the containers around a block
hold (Kohlschütter et al., “Boilerplate Detection using Shallow Text Features”, 2010; Weninger et al., “CETR”, 2010),
whether it lies inside the subtree with the most paragraph text, and what its containers are called.
"""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.hashing import BUCKETS, HALF_SHIFT
from declutter.page import Elements, Page
from declutter.roles import ROLES, role_containers
from declutter.tags import Inside
from declutter.tokens import tokenize

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_TAGS = (
    *("p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4", "pre", "dt", "dd"),
    *("section", "article", "blockquote", "button", "figcaption"),
)
_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS)}
_IS_TAG = np.eye(len(_TAGS) + 1, len(_TAGS), dtype=np.float32)  # by number; the last is any other tag's
#: Figures are taken of the block's element and of so many elements above it.
_LEVELS = 5
#: The main container is the deepest element with at least this share of the page's paragraph text; more than half, so
#: that there is one chain of such elements. Two shares: a tight and a wide idea of it.
_MAIN_SHARES = (0.51, 0.85)

_OF_BLOCK = (
    "link share",
    "links",
    "bold share",
    "after one break",
    "after more breaks",
    "equals the title",
    "begins the title",
    "depth",
    "depth of lists",
    "characters",
)
_OF_CONTAINER = (
    "characters",
    "blocks",
    "share of links",
    "characters a block",
    "share of the page's paragraphs",
    "share of its paragraphs",
    "siblings of its kind",
    "place among them",
)
_FLAGS = list(Inside)
_FLAG_BITS = np.array([int(flag).bit_length() - 1 for flag in Inside])
_OF_MAIN = ("inside", "before", "after", "place in it", "steps up to it")

PLACE_FEATURES: tuple[str, ...] = (
    *_OF_BLOCK,
    *(f"in {tag}" for tag in _TAGS),
    *(f"inside {flag.name}" for flag in Inside),
    *(f"{name} of container {level}" for level in range(_LEVELS) for name in _OF_CONTAINER),
    *(f"{name} the main container at {share}" for share in _MAIN_SHARES for name in _OF_MAIN),
    *(f"inside {role}" for role in ROLES),
    *(f"share of the page's paragraphs of the {role}" for role in ROLES),
    "mean link share",
    "mean paragraph",
    "mean form",
    "mean repeated containers",
    "mean depth",
    "mean list blocks",
)

#: Names of so many innermost elements are near ones, hashed apart from the rest.
_NEAR = 2


def place(page: Page) -> Floats:
    """Return the place features, float32 ``(len(page.blocks), len(PLACE_FEATURES))``."""
    blocks, elements = page.blocks, page.elements
    if not blocks:
        return np.zeros((0, len(PLACE_FEATURES)), np.float32)
    figures_of_blocks = [
        (len(b.text), b.link_chars, b.element, b.links, b.bold_chars, b.breaks, b.inside) for b in blocks
    ]
    # A row for each block; a stream of numbers is read in half the time of a list of rows.
    columns = np.fromiter(chain.from_iterable(figures_of_blocks), np.int64).reshape(len(blocks), -1).T
    (chars, linked), (element, links, bold, breaks, bits) = columns[:2].astype(np.float64), columns[2:]
    linked = np.minimum(linked, chars)
    paragraph = np.array([block.is_paragraph for block in blocks])
    tags = [_TAG_NUMBER.get(block.tag, len(_TAGS)) for block in blocks]
    flags = (bits[:, None] >> _FLAG_BITS) & 1
    table = _table(elements, chars, linked, paragraph)
    figures = _container_figures(elements, table)
    levels = _levels(element, table.parent)
    lists = np.array(elements.list_depths())
    own = np.stack(
        [
            linked / np.maximum(chars, 1),
            np.log1p(links),
            bold / np.maximum(chars, 1),
            breaks == 1,
            breaks > 1,
            *_title_figures(page),
            np.log1p(table.depth[element]),
            np.log1p(lists[element]),
            np.log1p(chars) / 4,
        ],
        axis=1,
    )
    page_figures = [
        linked.sum() / max(chars.sum(), 1),
        paragraph.mean(),
        flags[:, _FLAGS.index(Inside.FORM)].mean(),
        (figures[levels[1], 6] > np.log1p(3)).mean(),
        table.depth[element].mean() / 20,
        flags[:, _FLAGS.index(Inside.LIST)].mean(),
    ]
    return np.concatenate(
        [
            own,
            _IS_TAG[tags],
            flags,
            *(figures[level] for level in levels),
            *(_main_figures(table, element, share) for share in _MAIN_SHARES),
            *_role_figures(elements, figures[:, _OF_CONTAINER.index("share of the page's paragraphs")], len(blocks)),
            np.broadcast_to(np.array(page_figures), (len(blocks), len(page_figures))),
        ],
        axis=1,
        dtype=np.float32,
        casting="unsafe",
    )


def _levels(element: Ints, parent: Ints) -> list[Ints]:
    """Return the elements of all blocks, then their parents, and so on, ``_LEVELS`` in all."""
    levels = [element]
    for _ in range(_LEVELS - 1):
        levels.append(parent[levels[-1]])
    return levels


def _title_figures(page: Page) -> tuple[list[bool], list[bool]]:
    title = (page.title or "").casefold()
    equal, begin = [False] * len(page.blocks), [False] * len(page.blocks)
    for number, block in enumerate(page.blocks if title else ()):
        if block.text[:1].casefold()[:1] == title[0]:  # as most texts do not, they are not folded
            text = block.text.casefold()
            equal[number] = text == title
            begin[number] = len(text) > 10 and (title.startswith(text) or text.startswith(title))
    return equal, begin


class _Table(NamedTuple):
    """The elements, column by column.

    Attributes:
        parent: row of the parent (0 for row 0).
        first: see :class:`~declutter.page.Elements`.
        stop: see there.
        depth: number of ancestors.
        chars: characters in it.
        linked: of these, those in links.
        mass: of these, those of paragraphs.
    """

    parent: Ints
    first: Ints
    stop: Ints
    depth: Ints
    chars: NDArray[np.float64]
    linked: NDArray[np.float64]
    mass: NDArray[np.float64]


def _table(
    elements: Elements, chars: NDArray[np.float64], linked: NDArray[np.float64], paragraph: NDArray[np.bool_]
) -> _Table:
    """Return the columns of the elements; sums over a subtree are differences of running sums of the blocks."""
    first, stop = np.array(elements.first), np.array(elements.stop)
    sums = np.zeros((3, len(chars) + 1))
    np.cumsum([chars, linked, np.where(paragraph, chars, 0.0)], axis=1, out=sums[:, 1:])
    within = sums[:, stop] - sums[:, first]
    return _Table(np.maximum(np.array(elements.parent), 0), first, stop, np.array(elements.depths()), *within)


def _container_figures(elements: Elements, table: _Table) -> Floats:
    """Return ``_OF_CONTAINER`` for each element."""
    count = np.maximum(table.stop - table.first, 0)
    text = np.maximum(table.chars, 1)
    alike, order = _siblings(elements)
    figures = np.empty((len(elements), len(_OF_CONTAINER)), np.float32)
    figures[:, 0] = np.log1p(table.chars) / 4
    figures[:, 1] = np.log1p(count) / 3
    figures[:, 2] = table.linked / text
    figures[:, 3] = np.log1p(table.chars / np.maximum(count, 1)) / 4
    figures[:, 4] = table.mass / max(float(table.mass.max(initial=0)), 1.0)
    figures[:, 5] = table.mass / text
    figures[:, 6] = np.log1p(alike)
    figures[:, 7] = order / np.maximum(alike, 1)
    return figures


def _siblings(elements: Elements) -> tuple[Ints, Ints]:
    """Return for each element how many children of its parent have its tag and class, and its place among them."""
    kind, parent = np.array(elements.kinds()), np.array(elements.parent)
    order = np.lexsort((kind, parent))  # stable: those of one kind stay in document order
    kind, parent = kind[order], parent[order]
    begins = np.ones(len(order) + 1, bool)  # a last one for the end
    begins[1:-1] = (kind[1:] != kind[:-1]) | (parent[1:] != parent[:-1])
    bounds = begins.nonzero()[0]
    sizes = bounds[1:] - bounds[:-1]
    alike, place_among = np.empty_like(order), np.empty_like(order)
    alike[order] = sizes.repeat(sizes)
    place_among[order] = np.arange(1, len(order) + 1) - bounds[:-1].repeat(sizes)
    return alike, place_among


def _main_figures(table: _Table, element: Ints, share: float) -> Floats:
    """Return where each block stands to the deepest element that holds ``share`` of the paragraph text."""
    total = table.mass[0]
    # Document order: the last of the chain is the deepest.
    main = int((table.mass >= share * total).nonzero()[0][-1]) if total > 0 else 0
    number = np.arange(len(element))
    start, end, depth = int(table.first[main]), int(table.stop[main]), table.depth
    inside = (number >= start) & (number < end)
    figures = np.empty((len(element), len(_OF_MAIN)), np.float32)
    figures[:, 0] = inside
    figures[:, 1] = number < start
    figures[:, 2] = number >= end
    figures[:, 3] = np.where(inside, (number - start) / max(end - start, 1), 0)
    figures[:, 4] = np.where(inside, np.log1p(np.maximum(depth[element] - depth[main], 0)), 0)
    return figures


def _role_figures(elements: Elements, share: Floats, n_blocks: int) -> tuple[Floats, Floats]:
    """Return whether a container of each role is around each block, and the share of paragraphs the innermost holds."""
    containers = role_containers(elements, n_blocks).T
    inside = (containers >= 0).astype(np.float32)
    return inside, share[containers] * inside


def name_buckets(page: Page, tables: Tables) -> tuple[Ints, Ints]:
    """Return the buckets of the containers' names around each block, block after block, and their number per block."""
    elements = page.elements
    called = elements.names()
    tokens = tokenize(called.names, tables)
    element = np.array([block.element for block in page.blocks], np.int64)
    levels = _levels(element, np.maximum(np.array(elements.parent), 0))
    rows = np.array(called.row)[np.stack(levels, axis=1)]
    counts = tokens.sizes[rows]
    flat = counts.ravel()
    ends = flat.cumsum()
    # A running number, moved for each row of each block to the first of the row's tokens.
    which = np.arange(ends[-1] if len(ends) else 0) + (tokens.token_offsets[rows].ravel() - ends + flat).repeat(flat)
    far = np.tile(np.arange(_LEVELS) >= _NEAR, len(element)).repeat(flat)
    buckets = (tokens.hashes >> HALF_SHIFT).astype(np.int64)
    return buckets[which] + far * (BUCKETS // 2), counts.sum(axis=1)

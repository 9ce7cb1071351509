"""Where a block stands in the page's tree: its containers' figures, its names, and the part of the page it lies in.

What generalises from page to page is how much text, how many links and how many blocks the containers around a block
hold (Kohlschütter et al., “Boilerplate Detection using Shallow Text Features”, 2010; Weninger et al., “CETR”, 2010),
whether it lies inside the subtree with the most paragraph text, and what its containers are called.
"""

from __future__ import annotations

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
    columns = np.array(figures_of_blocks, np.int64).T
    (chars, linked), (element, links, bold, breaks, bits) = columns[:2].astype(np.float64), columns[2:]
    linked = np.minimum(linked, chars)
    parent = np.maximum(np.array(elements.parent), 0)
    depth, lists = np.array(elements.depths()), np.array(elements.list_depths())
    paragraph = np.array([block.is_paragraph for block in blocks])
    one_hot = np.zeros((len(blocks), len(_TAGS) + 1), np.float32)
    one_hot[np.arange(len(blocks)), [_TAG_NUMBER.get(block.tag, len(_TAGS)) for block in blocks]] = 1
    flags = (bits[:, None] >> _FLAG_BITS) & 1
    figures = _container_figures(elements, chars, linked, paragraph)
    chain = _chain(element, parent)
    own = np.stack(
        [
            linked / np.maximum(chars, 1),
            np.log1p(links),
            bold / np.maximum(chars, 1),
            breaks == 1,
            breaks > 1,
            *_title_figures(page),
            np.log1p(depth[element]),
            np.log1p(lists[element]),
            np.log1p(chars) / 4,
        ],
        axis=1,
    )
    page_figures = [
        linked.sum() / max(chars.sum(), 1),
        paragraph.mean(),
        flags[:, _FLAGS.index(Inside.FORM)].mean(),
        (figures[chain[1], 6] > np.log1p(3)).mean(),
        depth[element].mean() / 20,
        flags[:, _FLAGS.index(Inside.LIST)].mean(),
    ]
    return np.concatenate(
        [
            own,
            one_hot[:, :-1],
            flags,
            *(figures[level] for level in chain),
            *(_main_figures(elements, element, depth, np.where(paragraph, chars, 0), share) for share in _MAIN_SHARES),
            *_role_figures(elements, figures[:, _OF_CONTAINER.index("share of the page's paragraphs")], len(blocks)),
            np.broadcast_to(np.array(page_figures), (len(blocks), len(page_figures))),
        ],
        axis=1,
        dtype=np.float32,
        casting="unsafe",
    )


def _chain(element: Ints, parent: Ints) -> list[Ints]:
    """Return the elements of all blocks, then their parents, and so on, ``_LEVELS`` in all."""
    chain = [element]
    for _ in range(_LEVELS - 1):
        chain.append(parent[chain[-1]])
    return chain


def _title_figures(page: Page) -> tuple[list[bool], list[bool]]:
    title = (page.title or "").casefold()
    equal, begin = [False] * len(page.blocks), [False] * len(page.blocks)
    for number, block in enumerate(page.blocks if title else ()):
        if block.text[:1].casefold()[:1] == title[0]:  # as most texts do not, they are not folded
            text = block.text.casefold()
            equal[number] = text == title
            begin[number] = len(text) > 10 and (title.startswith(text) or text.startswith(title))
    return equal, begin


def _container_figures(
    elements: Elements, chars: NDArray[np.float64], linked: NDArray[np.float64], paragraph: NDArray[np.bool_]
) -> Floats:
    """Return ``_OF_CONTAINER`` for each element; sums over a subtree are differences of running sums."""
    first, stop = np.array(elements.first), np.array(elements.stop)

    def inside(values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.concatenate([[0.0], np.cumsum(values)])
        within: NDArray[np.float64] = sums[stop] - sums[first]
        return within

    text, links, mass = inside(chars), inside(linked), inside(np.where(paragraph, chars, 0.0))
    count = np.maximum(stop - first, 0)
    alike, order = _siblings(elements)
    return np.stack(
        [
            np.log1p(text) / 4,
            np.log1p(count) / 3,
            links / np.maximum(text, 1),
            np.log1p(text / np.maximum(count, 1)) / 4,
            mass / max(float(mass.max(initial=0)), 1.0),
            mass / np.maximum(text, 1),
            np.log1p(alike),
            order / np.maximum(alike, 1),
        ],
        axis=1,
    ).astype(np.float32)


def _siblings(elements: Elements) -> tuple[Ints, Ints]:
    """Return for each element how many children of its parent have its tag and class, and its place among them."""
    called = elements.names()
    name = _numbered([_class_of(attributes) for attributes in called.attributes])[called.row]
    kind, parent = _numbered(elements.tag) * len(elements) + name, np.array(elements.parent)
    order = np.lexsort((kind, parent))  # stable: those of one kind stay in document order
    kind, parent = kind[order], parent[order]
    begins = np.flatnonzero(np.concatenate([[True], (kind[1:] != kind[:-1]) | (parent[1:] != parent[:-1])]))
    sizes = np.diff(begins, append=len(order))
    alike, place_among = np.empty_like(order), np.empty_like(order)
    alike[order] = np.repeat(sizes, sizes)
    place_among[order] = np.arange(1, len(order) + 1) - np.repeat(begins, sizes)
    return alike, place_among


def _numbered(texts: list[str]) -> Ints:
    """Return a number for each text, the same for equal ones."""
    distinct = dict.fromkeys(texts)
    number = dict(zip(distinct, range(len(distinct)), strict=True))
    return np.fromiter(map(number.__getitem__, texts), np.int64, len(texts))


def _class_of(attributes: str) -> str:
    start = attributes.find('class="')
    return attributes[start : attributes.find('"', start + 7)] if start >= 0 else ""


def _main_figures(elements: Elements, element: Ints, depth: Ints, mass: NDArray[np.float64], share: float) -> Floats:
    """Return where each block stands to the deepest element that holds ``share`` of the paragraph text."""
    first, stop = np.array(elements.first), np.array(elements.stop)
    sums = np.concatenate([[0.0], np.cumsum(mass)])
    holds = np.flatnonzero(sums[stop] - sums[first] >= share * sums[-1]) if sums[-1] > 0 else np.zeros(1, np.int64)
    main = int(holds[-1])  # document order: the last of the chain is the deepest
    number = np.arange(len(element))
    start, end = int(first[main]), int(stop[main])
    inside = (number >= start) & (number < end)
    return np.stack(
        [
            inside,
            number < start,
            number >= end,
            np.where(inside, (number - start) / max(end - start, 1), 0),
            np.where(inside, np.log1p(np.maximum(depth[element] - depth[main], 0)), 0),
        ],
        axis=1,
    ).astype(np.float32)


def _role_figures(elements: Elements, share: Floats, n_blocks: int) -> tuple[Floats, Floats]:
    """Return whether a container of each role is around each block, and the share of paragraphs the innermost holds."""
    containers = role_containers(elements, n_blocks).T
    inside = (containers >= 0).astype(np.float32)
    return inside, share[containers] * inside


def name_buckets(page: Page, tables: Tables) -> tuple[Ints, Ints]:
    """Return the buckets of the containers' names around each block, block after block, and their number per block."""
    elements = page.elements
    called = elements.names()
    rows = np.array(called.row)
    tokens = tokenize(called.names, tables)
    sizes = tokens.sizes
    parent = np.maximum(np.array(elements.parent), 0)
    element = np.array([block.element for block in page.blocks], np.int64)
    levels = [rows[level] for level in _chain(element, parent)]
    counts = np.stack([sizes[row] for row in levels], axis=1) if len(element) else np.zeros((0, _LEVELS), np.int64)
    starts = np.stack([tokens.token_offsets[row] for row in levels], axis=1) if len(element) else counts
    flat = counts.ravel()
    within = np.arange(flat.sum()) - np.repeat(np.cumsum(flat) - flat, flat)
    which = np.repeat(starts.ravel(), flat) + within
    far = np.repeat(np.tile(np.arange(_LEVELS) >= _NEAR, len(element)), flat)
    hashes = (tokens.hashes[which] >> HALF_SHIFT).astype(np.int64)
    return hashes + far * (BUCKETS // 2), counts.sum(axis=1)

"""What the walk makes of a page: blocks of text in document order, and the table of the elements around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import accumulate, islice
from typing import NamedTuple

from declutter.jsonld import article_body, declared_body

#: A block of so many characters, less than half of them links, is taken for a paragraph.
_PARAGRAPH = 80


@dataclass(slots=True)
class Block:
    """A maximal run of inline text within one block-level element, or one row of a data table.

    Attributes:
        text: the text, whitespace collapsed; in ``pre`` with its lines and indentation.
        element: row of the innermost block-level element in :class:`Elements`.
        tag: that element's name (``"tr"``: a row of a data table, its cells joined by ``" | "``).
        inside: :class:`~declutter.tags.Inside` bits of the element.
        link_chars: characters of ``text`` inside links.
        links: links that the text has or stands in.
        bold_chars: characters of ``text`` inside ``b`` and ``strong``.
        breaks: 0: begins an element or follows one; 1: the line after a ``<br>``; 2 or more: after so many ``<br>``.
        start: the text begins behind the tag of ``Page.pieces[start]`` …
        stop: … and ends before ``Page.pieces[stop]``.
        link: index in ``Page.pieces`` of the ``<a>`` that was open at ``start``, or -1.
        cells: of a data table's row: ``(start, stop)`` of each cell, ``(0, 0)`` if it is empty.
    """

    text: str
    element: int
    tag: str
    inside: int
    link_chars: int
    links: int
    bold_chars: int
    breaks: int
    start: int
    stop: int
    link: int
    cells: tuple[tuple[int, int], ...] = ()

    @property
    def is_paragraph(self) -> bool:
        """Whether the text is long enough for a paragraph, and less than half of it links."""
        return len(self.text) >= _PARAGRAPH and self.link_chars * 2 < len(self.text)


@dataclass(frozen=True, slots=True)
class Names:
    """What elements are called. Most elements of a page have attributes that others have too: each is read once.

    Attributes:
        row: of each element, the place of its attributes in the other two lists.
        attributes: the elements' attributes, each once.
        names: :func:`names_in` each of them.
    """

    row: list[int]
    attributes: list[str]
    names: list[str]


@dataclass(slots=True)
class Elements:
    """The block-level elements in document order, one list per column; row 0 is the document itself.

    A subtree is a run of blocks, so figures of containers need no walk: with the running sum ``s`` of any figure of the
    blocks, the sum over element ``e`` is ``s[stop[e]] - s[first[e]]``.

    Attributes:
        parent: row of the parent (smaller than the element's own; -1 for row 0).
        tag: name in lower case.
        attributes: as Lexbor writes them: ``class="a b" id="c"``.
        inside: :class:`~declutter.tags.Inside` bits of the element and its ancestors.
        first: ``blocks[first[e]:stop[e]]`` lie in element ``e``.
        stop: see ``first``.
    """

    parent: list[int] = field(default_factory=lambda: [-1])
    tag: list[str] = field(default_factory=lambda: [""])
    attributes: list[str] = field(default_factory=lambda: [""])
    inside: list[int] = field(default_factory=lambda: [0])
    first: list[int] = field(default_factory=lambda: [0])
    stop: list[int] = field(default_factory=lambda: [0])
    _names: Names | None = field(default=None, init=False, repr=False, compare=False)
    _kinds: list[int] | None = field(default=None, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.parent)

    def without(self, dropped: set[int], n_blocks: int) -> None:
        """Renumber ``first`` and ``stop`` for blocks of which ``dropped`` are taken out."""
        numbers = list(accumulate((block not in dropped for block in range(n_blocks)), initial=0))
        self.first = list(map(numbers.__getitem__, self.first))
        self.stop = list(map(numbers.__getitem__, self.stop))

    def chain(self, element: int) -> Iterator[int]:
        """Yield ``element`` and its ancestors, innermost first, without row 0."""
        while element > 0:
            yield element
            element = self.parent[element]

    def depths(self) -> list[int]:
        """Return the number of ancestors of each element."""
        depths = [0]
        for parent in islice(self.parent, 1, None):
            depths.append(depths[parent] + 1)
        return depths

    def list_depths(self) -> list[int]:
        """Return in how many lists (``ul``, ``ol``, ``menu``, ``dir``) each element stands, itself counted."""
        depths = [0]
        for parent, tag in islice(zip(self.parent, self.tag, strict=True), 1, None):
            depths.append(depths[parent] + (tag in _LISTS))
        return depths

    def ordinals(self) -> list[int]:
        """Return the place of each element among its parent's children of the same tag, from 1 (0 for row 0)."""
        seen: dict[tuple[int, str], int] = {}
        ordinals = [0] * len(self.parent)
        for element in range(1, len(ordinals)):
            key = self.parent[element], self.tag[element]
            ordinals[element] = seen[key] = seen.get(key, 0) + 1
        return ordinals

    def names(self) -> Names:
        """Return what the elements are called, as it was when first asked for."""
        if self._names is None:
            distinct = list(dict.fromkeys(self.attributes))
            number = dict(zip(distinct, range(len(distinct)), strict=True))
            rows = list(map(number.__getitem__, self.attributes))
            self._names = Names(rows, distinct, [names_in(attributes) for attributes in distinct])
        return self._names

    def kinds(self) -> list[int]:
        """Return a number for each element, from 0 without gaps, the same for those with the same tag and class."""
        if self._kinds is None:
            called = self.names()
            classes = list(map(_class_of, called.attributes))
            named = list(zip(self.tag, map(classes.__getitem__, called.row), strict=True))
            distinct = dict.fromkeys(named)
            number = dict(zip(distinct, range(len(distinct)), strict=True))
            self._kinds = list(map(number.__getitem__, named))
        return self._kinds

    def get(self, element: int, name: str) -> str | None:
        """Return the value of the attribute ``name`` of ``element``, or None."""
        return attribute(self.attributes[element], name)


class Head(NamedTuple):
    """What a page's head says.

    Attributes:
        shared: the title by ``og:title``; ``""`` where there is none, here and below.
        title: the title by ``<title>``.
        site: the site's name by ``og:site_name``.
        base: value of ``<base href>``.
        description: those by ``og:description`` and ``<meta name="description">``, a line each.
    """

    shared: str = ""
    title: str = ""
    site: str = ""
    base: str = ""
    description: str = ""


class Declared(NamedTuple):
    """What a page declares of its piece; ``""`` for what it does not.

    Attributes:
        title: see :attr:`Page.title`.
        description: see :class:`Head`.
        body: the piece's text by the page's structured data, possibly with markup.
    """

    title: str = ""
    description: str = ""
    body: str = ""


@dataclass(slots=True)
class Page:
    """What :func:`declutter.markup.read_html` returns.

    Attributes:
        blocks: in document order.
        elements: the elements around them.
        pieces: the page as Lexbor writes it, split at ``<`` (its ``<body>``): what Markdown is made from.
        title: the piece's title by ``<h1>``, ``og:title`` or ``<title>``.
        language: value of ``<html lang>``.
        html: the page as it was given.
        head: what its head says beside that.
        collapsed: whether white space is known to be collapsed in all texts, as nothing is preformatted.
    """

    blocks: list[Block]
    elements: Elements
    pieces: list[str]
    title: str | None = None
    language: str | None = None
    html: str = ""
    head: Head = field(default_factory=Head)
    collapsed: bool = False
    _declared: Declared | None = field(default=None, init=False, repr=False, compare=False)

    def declared(self) -> Declared:
        """Return what the page declares of its piece, as it was when first asked for."""
        if self._declared is None:
            self._declared = Declared(self.title or "", self.head.description, declared_body(self.html))
        return self._declared

    def declare(self, declared: Declared) -> None:
        """Let the page declare the same as another one, of which it is a part or a copy."""
        self._declared = declared

    def article_body(self) -> str | None:
        """Return the text that JSON-LD gives as the page's text: for pages whose markup holds none."""
        return article_body(self.html)


_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_NAMES = re.compile(r' (?:class|id)="([^"]*)"')
_ATTRIBUTE = re.compile(r'(?:^| )([^ =]+)="([^"]*)"')


def names_in(attributes: str) -> str:
    """Return what an element is called: the names of its classes and its id, in lower case."""
    # With a blank before all attributes the pattern begins with one letter, which is searched for three times as fast.
    return " ".join(_NAMES.findall(f" {attributes}")).lower() if attributes else ""


def attribute(attributes: str, name: str) -> str | None:
    """Return the value of the attribute ``name`` in ``attributes`` as Lexbor writes them, or None."""
    if name not in attributes:
        return None
    for found, value in _ATTRIBUTE.findall(attributes):
        if found == name:
            return unescape(value)
    return None


def _class_of(attributes: str) -> str:
    start = attributes.find('class="')
    return attributes[start : attributes.find('"', start + 7)] if start >= 0 else ""

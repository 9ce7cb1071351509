"""What a page calls its piece: the title by its ``<h1>`` and its head, for the first heading of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from declutter.jsonld import headline
from declutter.page import Page
from declutter.tags import Inside, heading_level

#: Between the title and the site's name; a page that fills in nothing leaves one at an end.
_SEPARATOR = re.compile(r"(?:^|\s+)[|–—·•»«›‹:/-]+(?:\s+|$)")
_LETTERS = re.compile(r"[^\W_]+")
#: What programs write where nobody gave a title, and what names a page of the site rather than a piece.
_NO_TITLES = frozenset(("untitled", "untitleddocument", "document", "index", "home", "homepage", "newpage"))
#: Texts with this share of letter triples in common are two wordings of one title.
_ALIKE = 0.5
#: Longer ones are no titles, and of so many headings at most one may be the title: comparing takes time.
_MAX_LENGTH, _MAX_HEADINGS = 300, 20
#: A block in one of these is not made a heading.
_NO_PLACE = int(Inside.LIST | Inside.TABLE | Inside.QUOTE | Inside.PRE | Inside.DEFINITION | Inside.FIGURE)

_H1 = int(Inside.H1)
_HEADING = int(Inside.H1 | Inside.H2 | Inside.H3 | Inside.H4 | Inside.H5 | Inside.H6)


def page_title(page: Page) -> str | None:
    """Return the title of the page's piece if that is reasonably certain, or None."""
    first = (number for number, block in enumerate(page.blocks) if block.inside & _H1)
    headings = [text for level, text, _ in _headings(page, first) if level == 1]
    # JSON-LD may hold the whole text once more, but where og:title fails it is the better source.
    wordings = [page.head.shared, headline(page.html) or "", page.head.title]
    return title_of(headings[:_MAX_HEADINGS], wordings, page.head.site)


def spoken_title(page: Page, kept: Sequence[int], title: str) -> frozenset[int] | None:
    """Return the numbers of the kept blocks that are the title, to be written as the first heading, or None.

    An only ``<h1>`` is it, however it is worded; of several, one that is worded like it. (Of 56 pages with several, 21
    had none like the title, and on 17 of these the title was another text.) Without any, it is the first heading or
    the first block, if they are worded exactly so.
    """
    headings = list(_headings(page, kept))
    first = [text for level, text, _ in headings if level == 1][: _MAX_HEADINGS + 1]
    if len(set(map(squeezed, first))) == 1 or any(likeness(text, title) >= _ALIKE for text in first):
        return frozenset()
    if headings and squeezed(headings[0][1]) == squeezed(title):
        return frozenset(headings[0][2])
    begin = page.blocks[kept[0]] if kept else None
    if begin and not begin.inside & _NO_PLACE and squeezed(begin.text) == squeezed(title):
        return frozenset(kept[:1])
    return None


def _headings(page: Page, numbers: Iterable[int]) -> Iterator[tuple[int, str, list[int]]]:
    """Yield the level of each heading among the blocks, its text, and the numbers of the blocks that it consists of."""
    blocks = page.blocks
    marked = (number for number in numbers if blocks[number].inside & _HEADING)
    for (level, _), group in groupby(marked, key=lambda number: _heading_of(page, number)):
        lines = list(group)
        yield level, " ".join(blocks[number].text for number in lines), lines


def _heading_of(page: Page, number: int) -> tuple[int, int]:
    block = page.blocks[number]
    return heading_level(block.inside), block.element


def title_of(headings: Sequence[str], wordings: Sequence[str], site: str = "") -> str | None:
    """Return the piece's title if that is reasonably certain, or None.

    It is the ``<h1>`` that the head confirms (in other words, perhaps), for that is what a reader sees; else what the
    head says, without the site's name. An ``<h1>`` alone is not enough: many sites give it to their own name.

    On 180 of 242 pages of seven types of which no ``<h1>`` was kept, this is exactly the title that the corpus notes,
    on 35 a similar one. The longest part of ``og:title`` or ``<title>`` is it on 164.

    Args:
        headings: the texts of the page's ``<h1>`` elements.
        wordings: what the head calls the page, the better first.
        site: the site's name, if the head gives it.
    """
    split = [parts for wording in wordings if (parts := _parts_without_site(wording, site))]
    split = [parts for parts in split if len(parts[0]) <= _MAX_LENGTH]
    names = [wording for wording, _ in split]
    known = [*names, *(first for _, first in split)]
    best, confirmed = 0.0, None
    for heading in headings:
        if len(heading) <= _MAX_LENGTH and squeezed(heading) != squeezed(site):
            likest = max((likeness(heading, name) for name in known), default=0.0)
            if likest >= _ALIKE and likest > best:
                best, confirmed = likest, heading
    return confirmed or next(iter(names), None)


def squeezed(text: str) -> str:
    """Return the letters and digits of ``text`` alone: what two spellings of one title have in common."""
    return "".join(_LETTERS.findall(text.casefold()))


def likeness(left: str, right: str) -> float:
    """Return the share of letter triples that two texts have in common, 0 to 1, in any script."""
    a, b = _triples(left), _triples(right)
    return len(a & b) / max(len(a), len(b), 1)


def _triples(text: str) -> set[str]:
    letters = f"  {squeezed(text)} "
    return {letters[at : at + 3] for at in range(len(letters) - 2)} if letters.strip() else set()


def _parts_without_site(wording: str, site: str) -> tuple[str, str] | None:
    """Return the wording without the site's name at its end, and its first part; None if it names no piece."""
    ends = [gap.span() for gap in _SEPARATOR.finditer(wording)]
    starts, stops = [0, *(stop for _, stop in ends)], [*(start for start, _ in ends), len(wording)]
    parts = [(start, stop) for start, stop in zip(starts, stops, strict=True) if start < stop]
    while len(parts) > 1 and squeezed(wording[slice(*parts[-1])]) == squeezed(site):
        parts.pop()
    # A site that gives its name has it there or nowhere. Of the others, what is shorter than all before is the name.
    if not site and len(parts) > 1 and parts[-1][1] - parts[-1][0] < parts[-2][1] - parts[0][0]:
        parts.pop()
    if not parts:
        return None
    name = wording[parts[0][0] : parts[-1][1]]
    plain = squeezed(name)
    return (name, wording[slice(*parts[0])]) if plain and plain != squeezed(site) and plain not in _NO_TITLES else None

"""The images that stand between two blocks: which belong to a kept one, and in which element they stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, islice

from declutter.images import offered_address
from declutter.inline import Span, image_span, link_address
from declutter.page import Block, Elements, Page
from declutter.skipping import skip_comment, skip_element
from declutter.tags import BLOCKS, HIDEABLE, RAW, SKIPPED, Inside, attribute_bits, is_hidden

_FIGURE = int(Inside.FIGURE)
#: What stands in these is not the piece's, unless one of its blocks stands there, too.
_APART = int(Inside.NAV | Inside.FOOTER | Inside.ASIDE | Inside.FORM | Inside.BUTTON | Inside.DIALOG | Inside.HIDDEN)
_APART_TAGS = frozenset(("nav", "footer", "aside", "form", "search", "button", "dialog"))


def images_between(page: Page, number: int, kept: tuple[bool, bool]) -> Iterator[tuple[Span, int]]:
    """Yield the images between a block and the one before it, each with an element that it stands in.

    Between two kept blocks that is each image; if one of them is not kept, an image belongs to the other if both stand
    in one ``<figure>``.

    Args:
        page: the page.
        number: index of the second block; the number of all blocks for what follows the last.
        kept: whether the first and the second block are kept.
    """
    blocks, elements = page.blocks, page.elements
    before = blocks[number - 1] if number else None
    behind = blocks[number] if number < len(blocks) else None
    start, stop = before.stop if before else 0, behind.start if behind else len(page.pieces) - 1
    if not any(piece.startswith("img") for piece in page.pieces[start : stop + 1]):
        return
    for span, closed, opened in _images(page.pieces, start, stop):
        left, right = _climbed(elements, before, closed), _climbed(elements, behind, opened)
        element = max(left, right)  # one is in the other
        is_left = kept[0] and left == element
        is_right = kept[1] and right == element
        if all(kept) or ((is_left or is_right) and elements.inside[element] & _FIGURE):
            yield span, element


def _climbed(elements: Elements, block: Block | None, steps: int) -> int:
    """Return the element so many steps above the block's; that of a table's row is above the true one: no harm."""
    return next(islice(elements.chain(block.element), steps, None), 0) if block else -1


def _images(pieces: list[str], start: int, stop: int) -> list[tuple[Span, int, int]]:
    """Return each image with two counts of block-level elements.

    These are the ones open at ``start`` and closed before it, and the ones opened behind it and still open at ``stop``.
    """
    stretch = _Stretch()
    numbered = iter(list(enumerate(pieces[start : stop + 1], start)))
    for _, piece in numbered:
        name, _, attributes = piece.partition(">")[0].partition(" ")
        if name in SKIPPED or (attributes and name in HIDEABLE and is_hidden(attributes)):
            skip_element(numbered, name)
        elif name[:1] in ("!", "?"):
            skip_comment(numbered, piece)
        else:
            stretch.tag(name, attributes)
    # The lowest depth up to each place, and from each place on.
    depths = stretch.depths
    up_to = list(accumulate(depths, min))
    onwards = list(accumulate(reversed(depths), min))[::-1]
    return [(span, -up_to[place], depths[-1] - onwards[place]) for span, place in stretch.found]


class _Stretch:
    """What stands between two blocks, tag by tag."""

    def __init__(self) -> None:
        self.depths = [0]  # of block-level elements, after each of their tags
        self.found: list[tuple[Span, int]] = []  # images, each with its place in ``depths``
        self.apart = 0  # the depth in an element that is not the piece's, and …
        self.kept = -1  # … how many images came before it; -1 outside of such elements
        self.href: str | None = None
        self.offered = ""

    def tag(self, name: str, attributes: str) -> None:
        """Take a tag."""
        bare = name.lstrip("/")
        if bare in BLOCKS or bare in RAW or "-" in bare:
            self._block(name, attributes)
        elif bare == "a":
            self.href = link_address(attributes) if name == "a" else None
        elif bare == "picture":
            self.offered = ""
        elif name == "source":
            self.offered = self.offered or offered_address(attributes)
        elif name == "img":
            image = image_span(attributes, self.href, self.offered)
            # A second time in a row it is for readers without scripts.
            if image and (not self.found or self.found[-1][0].source != image.source):
                self.found.append((image, len(self.depths) - 1))
            self.offered = ""

    def _block(self, name: str, attributes: str) -> None:
        depth = self.depths[-1] + (-1 if name[0] == "/" else 1)
        self.depths.append(depth)
        if self.kept < 0:
            if name in _APART_TAGS or (attributes and name[0] != "/" and attribute_bits(name, attributes) & _APART):
                self.apart, self.kept = depth, len(self.found)
        elif depth < self.apart:  # closed, so that neither of the blocks stands in it
            del self.found[self.kept :]
            self.kept = -1

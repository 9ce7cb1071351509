"""The walk: one pass over a page as Lexbor writes it.

Lexbor's output is well-formed: every element is closed, attribute values are quoted, and ``<`` and ``>`` stand for
nothing but tags. So the page split at ``<`` is a list of pieces ``tag attributes>text``, and one loop over them builds
the blocks, without recursion. Reading the same from the tree's nodes takes about as long (0.4 ms instead of 0.7 ms of
2.3 ms for an ordinary page), but nodes hold the whole tree in memory, and Markdown is made from the pieces.
"""

from __future__ import annotations

from itertools import pairwise

from declutter.page import Block
from declutter.skipping import Numbered, collapsed, skip_element, unescape
from declutter.tags import is_hidden
from declutter.tree import Tree

#: Stands in the buffer where one inline element has ended and the next begun. No page has it: parsers drop NUL.
SEAM = "\0"


class Walk(Tree):
    """The state of the pass, and what each kind of tag does to it.

    The methods for tags take the piece's index, the tag's name and its attributes. One that has consumed more pieces
    returns True and leaves the text behind them in ``rest``.
    """

    __slots__ = (
        "bold_chars", "bold_depth", "bold_from", "breaks", "buffer", "in_link", "inline_buttons", "keeps_lines",
        "link", "link_chars", "link_from", "link_piece", "links", "numbered", "pieces", "rest", "start",
    )  # fmt: skip

    def __init__(self, pieces: list[str]) -> None:
        super().__init__()
        self.pieces = pieces
        self.numbered: Numbered = enumerate(pieces)
        self.rest = ""
        self.buffer: list[str] = []  # the text of the block to come …
        self.start = 0  # … and where it begins
        self.breaks = 0
        self.in_link = False
        self.link_piece = -1  # where the last link was opened
        self.link_from = 0  # its text begins at this entry of the buffer
        self.link = -1
        self.links = 0
        self.link_chars = 0
        self.bold_depth = 0
        self.bold_from = 0
        self.bold_chars = 0
        self.inline_buttons = 0
        self.keeps_lines = False  # whether a block has its lines and indentation, as in ``pre``

    def flush(self, index: int) -> None:
        """End the block at piece ``index``; whatever comes next begins another."""
        buffer = self.buffer
        if buffer:
            if self.in_link:
                self._end_link()
            if self.bold_depth:
                self.bold_chars += self._length(self.bold_from)
            text = buffer[0]
            if len(buffer) > 1:
                text = "".join(buffer)
                if SEAM in text:
                    text = _mended(text)
            if "&" in text:
                text = unescape(text)
            self.add(collapsed(text), index)
            buffer.clear()
        self.start = index

    def add(self, text: str, stop: int) -> None:
        """Append a block that ends at piece ``stop``."""
        here = self.here
        self.blocks.append(
            Block(
                text,
                here,
                self.tags[here],
                self.insides[here],
                self.link_chars,
                self.links,
                self.bold_chars,
                self.breaks,
                self.start,
                stop,
                self.link,
            )
        )
        self.links = int(self.in_link)
        self.link = -1
        self.link_chars = self.link_from = self.bold_chars = self.bold_from = 0

    def _length(self, begin: int) -> int:
        buffer = self.buffer
        text = "".join(buffer[begin:]) if len(buffer) - begin != 1 else buffer[begin]
        if SEAM in text or "&" in text:
            text = unescape(text).replace(SEAM, "")
        return len(collapsed(text))

    def open(self, index: int, name: str, attributes: str) -> None:
        """Begin a block-level element."""
        if self.buffer:
            self.flush(index)
        self.start = index
        self.breaks = 0
        self.push(name, attributes)

    def close(self, index: int, name: str, attributes: str) -> None:
        """End the innermost block-level element (in well-formed input it has this name)."""
        if self.buffer:
            self.flush(index)
        self.start = index
        self.breaks = 0
        self.pop()

    def line_break(self, index: int, name: str, attributes: str) -> None:
        """End the line at a ``<br>``."""
        breaks = 1 if self.buffer else self.breaks + 1
        self.flush(index)
        self.breaks = breaks

    def rule(self, index: int, name: str, attributes: str) -> None:
        """End the block at an ``<hr>``."""
        self.flush(index)
        self.breaks = 0

    def inline(self, index: int, name: str, attributes: str) -> bool:
        """Begin an inline element."""
        if attributes and is_hidden(attributes):
            return self.skip(index, name, attributes)
        if self.buffer:
            before = self.pieces[index - 1]
            if before[:1] == "/" and before[-1:] == ">":
                self.buffer.append(SEAM)
        return False

    def anchor(self, index: int, name: str, attributes: str) -> bool:
        """Begin an ``<a>``, which is a link if it has an address."""
        if attributes and is_hidden(attributes):
            return self.skip(index, name, attributes)
        if self.buffer:
            before = self.pieces[index - 1]
            if before[:1] == "/" and before[-1:] == ">":
                self.buffer.append(" " if before == "/a>" else SEAM)  # two links side by side are two items
        if "href=" in attributes and not self.in_link:
            self.in_link = True
            self.links += 1
            self.link_piece = index
            self.link_from = len(self.buffer)
        return False

    def end_anchor(self, index: int, name: str, attributes: str) -> None:
        """End an ``<a>``."""
        if self.in_link:
            if len(self.buffer) > self.link_from:
                self._end_link()
            else:  # a link without text, such as a picture's
                self.links -= 1
            self.in_link = False

    def _end_link(self) -> None:
        self.link_chars += self._length(self.link_from)
        if self.link_piece <= self.start:
            self.link = self.link_piece

    def bold(self, index: int, name: str, attributes: str) -> bool:
        """Begin bold text."""
        if self.inline(index, name, attributes):
            return True
        if not self.bold_depth:
            self.bold_from = len(self.buffer)
        self.bold_depth += 1
        return False

    def end_bold(self, index: int, name: str, attributes: str) -> None:
        """End bold text."""
        if self.bold_depth:
            self.bold_depth -= 1
            if not self.bold_depth:
                self.bold_chars += self._length(self.bold_from)

    def skip(self, index: int, name: str, attributes: str) -> bool:
        """Pass over an element with all that is in it."""
        self.rest = skip_element(self.numbered, name)
        return True


def _mended(text: str) -> str:
    """Return ``text`` with its seams resolved."""
    parts = [part for part in text.split(SEAM) if part]
    mended = parts[:1]
    for left, right in pairwise(parts):
        mended.append(f" {right}" if opens_word(left[-1], right[0]) else right)
    return "".join(mended)


def opens_word(last: str, first: str) -> bool:
    """Return whether a word begins with ``first``, where one inline element has ended with ``last`` and another begun.

    ``<span>Weight</span><span>1.2 kg</span>`` is shown as two words, ``<span>W</span><span>ord</span>`` as one. In the
    gold text of 1,300 pages, white space stood at 1,822 of 1,836 such places, but only at 135 of 185 others.
    """
    return last.isalnum() and (first.isdigit() or (first.isupper() and not last.isupper()))

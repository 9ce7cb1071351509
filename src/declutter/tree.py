"""The table of a page's block-level elements while it grows."""

from __future__ import annotations

from declutter.page import Block, Elements
from declutter.tags import TAG_BITS, attribute_bits

#: Elements deeper than this share the row of their ancestor at this depth. The deepest of 2,800 real pages has 55
#: levels; browsers stop at 512.
MAX_DEPTH = 256


class Tree:
    """The block-level elements so far, and the blocks in them."""

    __slots__ = ("attributes", "blocks", "depth", "firsts", "here", "insides", "overflow", "parents", "stops", "tags")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        # The columns of ``Elements``.
        self.parents = [-1]
        self.tags = [""]
        self.attributes = [""]
        self.insides = [0]
        self.firsts = [0]
        self.stops = [0]
        self.here = 0  # row of the innermost element
        self.depth = 0
        self.overflow = 0  # open elements beyond MAX_DEPTH

    def push(self, name: str, attributes: str) -> None:
        """Enter an element."""
        if self.depth >= MAX_DEPTH:
            self.overflow += 1
            return
        self.depth += 1
        parent, parents = self.here, self.parents
        self.here = len(parents)
        inside = self.insides[parent] | _TAG_BITS(name, 0)
        if attributes and ("hidden" in attributes or "none" in attributes or "role=" in attributes):
            inside |= attribute_bits(name, attributes)
        parents.append(parent)
        self.tags.append(name)
        self.attributes.append(attributes)
        self.insides.append(inside)
        self.firsts.append(len(self.blocks))
        self.stops.append(-1)

    def pop(self) -> None:
        """Leave the innermost element."""
        if self.overflow:
            self.overflow -= 1
        elif self.here:
            self.depth -= 1
            self.stops[self.here] = len(self.blocks)
            self.here = self.parents[self.here]

    def elements(self) -> Elements:
        """Return the table, when the walk is over."""
        total = len(self.blocks)
        stops = [total if stop < 0 else stop for stop in self.stops]
        stops[0] = total
        return Elements(self.parents, self.tags, self.attributes, self.insides, self.firsts, stops)


_TAG_BITS = TAG_BITS.get

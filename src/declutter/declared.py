"""What a page declares of its piece, as evidence on its blocks: title, description, and the text in structured data.

Pages are full of other pieces' teasers, and a short piece (the text under a video) can be the smallest of them. Which
one the page is about it says itself: in ``<title>`` and ``og:title``, in the descriptions that search engines and
social networks show, which often repeat the first lines or the deck, and in ``articleBody`` of JSON-LD.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.page import Page
from declutter.tokens import MAX_EVIDENCE, Tokens, tokenize

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

#: Only so much of a body is looked at; it is tokenized again for each part of a long page.
_MOST, _MOST_LINES = 100_000, 5_000  # characters, lines
#: Shorter words are frequent ones, whatever the language.
_TELLING = 4  # letters
_PAIR, _RUN, _UNSPACED_RUN = 2, 3, 6  # tokens
#: So many levels above a block the element is looked for that also holds the block which matches best.
_LEVELS = 8

_SLOTS = 1 << 14
_SLOT = np.uint64(_SLOTS - 1)

_OF_MATCH = ("share of the block", "share of it", "nearness after", "nearness before", "nearness in the tree")
DECLARED_FEATURES: tuple[str, ...] = (
    *(f"title: {name}" for name in _OF_MATCH),
    *(f"description: {name}" for name in _OF_MATCH),
    "body: share of the block",
    "page's title: share of it",
    "page's description: share of it",
    "page has a body",
    "page's body: share of it",
)
_BODY, _PAGE_TITLE, _PAGE_DESCRIPTION, _HAS_BODY, _PAGE_BODY = range(2 * len(_OF_MATCH), len(DECLARED_FEATURES))


def declared_figures(page: Page, tokens: Tokens, tables: Tables) -> NDArray[np.float32]:
    """Return the figures of the blocks, float32 ``(n, len(DECLARED_FEATURES))``; zeros where nothing is declared.

    Args:
        page: the page.
        tokens: those of its blocks' texts.
        tables: character tables.
    """
    n = len(page.blocks)
    figures = np.zeros((n, len(DECLARED_FEATURES)), np.float32)
    declared = page.declared()
    if not n or not any(declared):
        return figures
    title, description, body = declared
    texts = [title, *description.splitlines(), *_pieces(body[:_MOST])]
    said, first_of_body = tokenize(texts, tables), 1 + len(description.splitlines())
    tree, width = _Tree.of(page), len(_OF_MATCH)
    if title:
        words, line = said.shingles(1, _PAIR, letters=_TELLING)
        found = _Found.of(tokens.shingles(1, _PAIR, letters=_TELLING), words[line == 0], n)
        figures[:, :width], figures[:, _PAGE_TITLE] = _match(found, tree)
    if description:
        pairs, line = said.shingles(_PAIR, _PAIR)
        found = _Found.of(tokens.shingles(_PAIR, _PAIR), pairs[(line > 0) & (line < first_of_body)], n)
        figures[:, width : 2 * width], figures[:, _PAGE_DESCRIPTION] = _match(found, tree)
    if body:
        runs, line = said.shingles(_RUN, _UNSPACED_RUN)
        found = _Found.of(tokens.shingles(_RUN, _UNSPACED_RUN), runs[line >= first_of_body], n)
        figures[:, _BODY], figures[:, _HAS_BODY], figures[:, _PAGE_BODY] = found.of_block, 1, found.in_all
    return figures


def _pieces(text: str) -> list[str]:
    """Return the first lines of ``text``, long ones in pieces of which nothing is left out as evidence."""
    lines = text.splitlines()[:_MOST_LINES]
    return [line[at : at + MAX_EVIDENCE] for line in lines for at in range(0, len(line), MAX_EVIDENCE)]


class _Found(NamedTuple):
    """How far the blocks match something that is declared.

    Attributes:
        of_block: the share of each block's words (pairs, runs) that it has, ``(n,)``.
        of_it: the share of its distinct words that each block has, ``(n,)``.
        in_all: the share of them that all blocks together have.
    """

    of_block: Floats
    of_it: Floats
    in_all: float

    @classmethod
    def of(cls, have: tuple[Hashes, Ints], wanted: Hashes, n: int) -> _Found:
        """Return how far hashes, each with its block, are those that are declared."""
        (hashes, line), wanted = have, np.unique(wanted)
        if not len(wanted):
            return cls(np.zeros(n), np.zeros(n), 0.0)
        # A first look in a small table spares most hashes the search.
        slots = np.zeros(_SLOTS, bool)
        slots[(wanted & _SLOT).view(np.int64)] = True
        likely = slots.take((hashes & _SLOT).view(np.int64)).nonzero()[0]
        there = hashes.take(likely)
        place = np.minimum(wanted.searchsorted(there), len(wanted) - 1)
        hit = (wanted.take(place) == there).nonzero()[0]
        line_of_hit = line.take(likely.take(hit))
        of_block = np.bincount(line_of_hit, minlength=n) / np.maximum(np.bincount(line, minlength=n), 1)
        distinct = np.unique(line_of_hit * len(wanted) + place.take(hit))
        of_it = np.bincount(distinct // len(wanted), minlength=n) / len(wanted)
        return cls(of_block, of_it, np.count_nonzero(np.bincount(distinct % len(wanted))) / len(wanted))


class _Tree(NamedTuple):
    """The elements' columns, and the element of each block."""

    parent: Ints
    first: Ints
    stop: Ints
    element: Ints

    @classmethod
    def of(cls, page: Page) -> _Tree:
        elements = page.elements
        columns = np.maximum(np.array(elements.parent), 0), np.array(elements.first), np.array(elements.stop)
        return cls(*columns, np.array([block.element for block in page.blocks], np.int64))

    def steps_up_to(self, block: int) -> Ints:
        """Return how many levels above each block's element the one is that also holds ``block``, at most _LEVELS."""
        steps = np.zeros(len(self.element), np.int64)
        at = self.element
        for _ in range(_LEVELS):
            outside = (self.first.take(at) > block) | (self.stop.take(at) <= block)
            if not outside.any():
                break
            steps += outside
            at = np.where(outside, self.parent.take(at), at)
        return steps


def _match(found: _Found, tree: _Tree) -> tuple[Floats, float]:
    """Return ``_OF_MATCH`` of each block, and the share of what is declared that the best block has.

    How near the best block is counts for as much as the block matches.
    """
    best = int(found.of_it.argmax())
    strength = float(found.of_it[best])
    away = np.arange(len(found.of_it)) - best
    near = strength / np.sqrt(1.0 + np.abs(away))
    steps = strength / (1.0 + tree.steps_up_to(best))
    columns = found.of_block, found.of_it, near * (away >= 0), near * (away < 0), steps
    return np.stack(columns, axis=1), strength

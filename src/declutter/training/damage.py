"""Labelled documents damaged in known ways: lead-ins and repeats, clutter of other documents, pieces of a pool put in.

The labels of what is put in are exact, and repetition can be shown in far more forms than the annotated documents have.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from declutter.labels import KEPT_BY_DEFAULT, Label
from declutter.training.corpora import UNKNOWN_LANGUAGE, Document
from declutter.training.offers import Entry, Labelled, listing
from declutter.training.pieces import insert_block, with_pieces
from declutter.training.pool import Pool

_MARKS = ("…", "...", "…", "...", " …", " ...", " […]", " [...]", "… Read more", "... (more)", " →", "", "")
_MOVABLE = {Label.AD, Label.COMMENT, Label.NEWSLETTER, Label.RELATED, Label.SOCIAL, Label.LEGAL, Label.NAVIGATION}
_COPIES = (Label.LEAD_IN, Label.DUPLICATE)
_LONGEST_NAME = 40  # characters
_FEWEST_ENTRIES = 12  # of a language, below which its listings would all be the same
_MIN_PARAGRAPH = 60  # characters: shorter lines are seldom cut by a site
_SHORT_RUN = 4  # lines of the piece of which none is left out
_LONGEST_BLOCK = 14  # lines of clutter put in at once
_POSTS_OF_FORUM = 4  # bylines, from which on a comment put in would be a post
# How often a copy is damaged in each way, as a share of the copies.
_THINNED = 0.5
_LISTING, _BLOCKS = 0.35, 0.5


def clutter_blocks(documents: Sequence[Document]) -> dict[str, list[Labelled]]:
    """Return by language the runs of one movable clutter label, two lines or more or one long line."""
    blocks: dict[str, list[Labelled]] = {}
    for document in documents:
        run: Labelled = []
        for label, line in [*zip(document.labels, document.lines, strict=True), ("", "")]:
            if run and label != run[0][0]:
                if run[0][0] in _MOVABLE and (len(run) > 1 or len(run[0][1]) > _MIN_PARAGRAPH):
                    blocks.setdefault(document.lang, []).append(run[:_LONGEST_BLOCK])
                run = []
            run.append((label, line))
    return blocks


def listing_entries(documents: Sequence[Document]) -> dict[str, list[Entry]]:
    """Return by language the entries of advertising listings: a short line (a name) and the longer one after it."""
    entries: dict[str, list[Entry]] = {}
    for document in documents:
        rows = list(zip(document.labels, document.lines, strict=True))
        for (label, name), (next_label, text) in pairwise(rows):
            if label == next_label == Label.AD and len(name) <= _LONGEST_NAME and len(text) > len(name) + 10:
                entries.setdefault(document.lang, []).append((name, text))
    return entries


@dataclass(frozen=True, slots=True)
class Clutter:
    """What can be put into documents, by language.

    Attributes:
        blocks: see :func:`clutter_blocks`.
        entries: see :func:`listing_entries`.
        pools: pieces of clutter that belong to no document.
    """

    blocks: dict[str, list[Labelled]]
    entries: dict[str, list[Entry]]
    pools: dict[str, Pool]

    @classmethod
    def of(cls, documents: Sequence[Document], pools: dict[str, Pool]) -> Clutter:
        """Return the clutter of ``documents``, and what is put in beside it."""
        return cls(clutter_blocks(documents), listing_entries(documents), pools)


def damage(document: Document, clutter: Clutter, rng: random.Random) -> Document:
    """Return a copy of ``document`` with clutter of the same language, lead-ins and repeats put in by chance."""
    lines: Labelled = list(zip(document.labels, document.lines, strict=True))
    if document.lang != UNKNOWN_LANGUAGE:  # else clutter of any language would do
        comments = document.labels.count(Label.BYLINE) < _POSTS_OF_FORUM
        lines = _cluttered(lines, document.lang, clutter, rng, comments=comments)
    if rng.random() < 0.4:
        lines = _repeat(lines, rng)
    if rng.random() < 0.4:
        lines = _lead_in(lines, rng)
    return _with_lines(document, f"{document.name}+damaged", lines)


def thinned(document: Document, rng: random.Random) -> Document:
    """Return ``document`` as it is, or without some runs of clutter and a stretch of the piece, as chance has it.

    What is in a document shall not be enough to know it by. One with copies stays whole: a copy whose original is gone
    would be none.
    """
    if rng.random() >= _THINNED or any(label in _COPIES for label in document.labels):
        return document
    left: Labelled = []
    rows = zip(document.labels, document.lines, strict=True)
    for kept, group in groupby(rows, key=lambda row: row[0] in KEPT_BY_DEFAULT):
        run = list(group)
        if not kept:
            left += run if rng.random() < 0.6 else []
        elif len(run) > _SHORT_RUN and rng.random() < 0.6:
            start = rng.randint(1, len(run) - 2)
            left += run[:start] + run[rng.randint(start, len(run) - 1) :]
        else:
            left += run
    return _with_lines(document, document.name, left) if left else document


def _with_lines(document: Document, name: str, lines: Labelled) -> Document:
    return replace(
        document, name=name, labels=tuple(label for label, _ in lines), lines=tuple(line for _, line in lines)
    )


def _cluttered(lines: Labelled, language: str, clutter: Clutter, rng: random.Random, *, comments: bool) -> Labelled:
    entries, blocks = clutter.entries.get(language, []), clutter.blocks.get(language, [])
    blocks = [block for block in blocks if comments or block[0][0] != Label.COMMENT]
    pool = clutter.pools.get(language)
    entries = [*entries, *pool.entries] if pool else entries
    if len(entries) >= _FEWEST_ENTRIES and rng.random() < _LISTING:
        heads, calls = (pool.heads, pool.calls) if pool else ((), ())
        lines = insert_block(lines, listing(entries, language, heads, calls, rng), rng)
    if blocks and rng.random() < _BLOCKS:
        for _ in range(rng.randint(1, 2)):
            lines = insert_block(lines, rng.choice(blocks), rng)
    return with_pieces(lines, pool, rng, comments=comments) if pool else lines


def _repeat(lines: Labelled, rng: random.Random) -> Labelled:
    """Repeat the title, a paragraph, a caption or a short list further down (or a paragraph right away)."""
    kept = [
        i
        for i, (label, line) in enumerate(lines)
        if label in ("prose", "heading", "item", "caption") and len(line) > 15
    ]
    if not kept:
        return lines
    start = rng.choice((kept[0], rng.choice(kept)))
    size = rng.choice((1, 1, 1, 2, 3))
    copies = [
        ("duplicate", line)
        for label, line in lines[start : start + size]
        if label in ("prose", "heading", "item", "caption")
    ]
    place = rng.choice((start + size, rng.randint(start + size, max(start + size, len(lines))), len(lines)))
    return lines[:place] + copies + lines[place:]


def _lead_in(lines: Labelled, rng: random.Random) -> Labelled:
    """Put truncated copies before their paragraphs, or together at the top or the end."""
    full = [i for i, (label, line) in enumerate(lines) if label in ("prose", "item") and len(line) > _MIN_PARAGRAPH]
    if not full:
        return lines
    chosen = set(rng.sample(full, min(len(full), rng.choice((1, 2, 4, 8)))))
    mark = rng.choice(_MARKS)
    length = rng.randint(25, 160)
    cut = {i: ("lead_in", _cut(lines[i][1], length, mark, whole_words=rng.random() < 0.6)) for i in chosen}
    where = rng.choice(("before", "before", "top", "end", "preview"))
    if where == "preview":
        return _preview(lines, min(chosen), cut[min(chosen)], rng)
    if where == "before":
        return [entry for i, line in enumerate(lines) for entry in ([cut[i], line] if i in cut else [line])]
    gathered = [cut[i] for i in sorted(cut)]
    return gathered + lines if where == "top" else lines + gathered


def _preview(lines: Labelled, at: int, cut: tuple[str, str], rng: random.Random) -> Labelled:
    """Put the lines just before a paragraph, ending in its cut copy, ahead of themselves: “expand to read on”."""
    start = max(0, at - rng.randint(0, 4))
    shown = [("duplicate", line) for label, line in lines[start:at] if label in ("prose", "item", "heading")]
    return lines[:start] + shown + [cut] + lines[start:]


def _cut(line: str, length: int, mark: str, *, whole_words: bool) -> str:
    length = min(length, int(len(line) * 0.8))
    head = line[:length]
    if whole_words and " " in head[15:]:
        head = head[: head.rindex(" ")]
    return head.rstrip() + mark

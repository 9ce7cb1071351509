"""Labelled documents damaged in known ways: truncated lead-ins, repeats, and clutter of other documents put in.

The labels of what is put in are exact, and repetition can be shown in far more forms than the annotated documents have.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from declutter.labels import Label
from declutter.training.corpora import UNKNOWN_LANGUAGE, Document

Labelled = list[tuple[str, str]]

_MARKS = ("…", "...", "…", "...", " …", " ...", " […]", " [...]", "… Read more", "... (more)", " →", "", "")
_MOVABLE = {Label.AD, Label.COMMENT, Label.NEWSLETTER, Label.RELATED, Label.SOCIAL, Label.LEGAL, Label.NAVIGATION}
#: How an entry of a listing is laid out, line by line; the name stands twice where a logo had an alternative text.
_LAYOUTS = (
    ("{name}", "{text}"),
    ("{name}", "{text}"),
    ("{name}", "{name}", "{text}"),
    ("{name}", "{name}", "{text}"),
    ("{name} – {text}",),
    ("{name} {text}",),
    ("{name}",),
    ("{text}",),
    ("{text}", "{name}"),
)
_LONGEST_NAME = 40  # characters
_FEWEST_ENTRIES = 12  # of a language, below which its listings would all be the same
_MIN_PARAGRAPH = 60  # characters: shorter lines are seldom cut by a site
_LONGEST_BLOCK = 14  # lines of clutter put in at once


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


def listing_entries(documents: Sequence[Document]) -> dict[str, list[tuple[str, str]]]:
    """Return by language the entries of advertising listings: a short line (a name) and the longer one after it."""
    entries: dict[str, list[tuple[str, str]]] = {}
    for document in documents:
        rows = list(zip(document.labels, document.lines, strict=True))
        for (label, name), (next_label, text) in pairwise(rows):
            if label == next_label == Label.AD and len(name) <= _LONGEST_NAME and len(text) > len(name) + 10:
                entries.setdefault(document.lang, []).append((name, text))
    return entries


def listing(entries: Sequence[tuple[str, str]], rng: random.Random) -> Labelled:
    """Return an advertising listing of entries drawn from many, all laid out in one of the ways that sites have.

    Some are several times as long as the piece: what is most of a document need not be what it is about.
    """
    chosen = rng.sample(entries, min(len(entries), rng.choice((3, 5, 8, 12, 20, 35, 60, 110))))
    layout = rng.choice(_LAYOUTS)
    return [(str(Label.AD), part.format(name=name, text=text)) for name, text in chosen for part in layout]


@dataclass(frozen=True, slots=True)
class Clutter:
    """What can be put into documents, by language: see :func:`clutter_blocks` and :func:`listing_entries`."""

    blocks: dict[str, list[Labelled]]
    entries: dict[str, list[tuple[str, str]]]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Clutter:
        """Return the clutter of ``documents``."""
        return cls(clutter_blocks(documents), listing_entries(documents))


def damage(document: Document, clutter: Clutter, rng: random.Random) -> Document:
    """Return a copy of ``document`` with clutter of the same language, lead-ins and repeats put in by chance."""
    lines: Labelled = list(zip(document.labels, document.lines, strict=True))
    known = document.lang != UNKNOWN_LANGUAGE  # else clutter of any language would do
    blocks = clutter.blocks if known else {}
    entries = clutter.entries.get(document.lang, []) if known else []
    if len(entries) >= _FEWEST_ENTRIES and rng.random() < 0.3:
        lines = _insert_block(lines, listing(entries, rng), rng)
    if rng.random() < 0.6 and blocks.get(document.lang):
        for _ in range(rng.randint(1, 2)):
            lines = _insert_block(lines, rng.choice(blocks[document.lang]), rng)
    if rng.random() < 0.4:
        lines = _repeat(lines, rng)
    if rng.random() < 0.4:
        lines = _lead_in(lines, rng)
    return Document(
        name=f"{document.name}+damaged",
        group=document.group,
        origin=document.origin,
        lang=document.lang,
        kind=document.kind,
        labels=tuple(label for label, _ in lines),
        lines=tuple(line for _, line in lines),
    )


def _insert_block(lines: Labelled, block: Labelled, rng: random.Random) -> Labelled:
    # Most sites put clutter at the end, some between paragraphs, few at the top.
    place = rng.choice((len(lines), len(lines), rng.randint(0, len(lines)), rng.randint(0, min(3, len(lines)))))
    return lines[:place] + block + lines[place:]


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

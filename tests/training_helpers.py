"""What the tests of the training share: small documents, as examples, and a network small enough to check by hand."""

import os
import random
import warnings

import pytest

from declutter.training.corpora import Document, corpora_folder
from declutter.training.pool import Pool

with warnings.catch_warnings():
    # newspaper4k warns on import where nltk is absent; nothing that the training uses needs nltk.
    warnings.simplefilter("ignore")
    import declutter.training.render  # noqa: F401

needs_corpora = pytest.mark.skipif(
    corpora_folder() is None,
    reason=f"no corpora (DECLUTTER_CORPORA is {os.environ.get('DECLUTTER_CORPORA', 'not set')})",
)


def document(name, rows, lang="en", group=None):
    """A labelled document from ``(label, line)`` pairs."""
    labels, lines = zip(*rows, strict=True)
    return Document(name, group or f"seed:{name}", "seeds", lang, "seed", labels, lines)


SENTENCES = (
    "The ferry did not leave on Tuesday because the wind had turned and nobody wanted to be the first to say it.",
    "Maren Holt keeps the keys of the boathouse and, since her brother left, the book of tides that belongs to it.",
    "By noon the whole village had heard that the mast was found in a field a mile from the nearest water.",
    "Nothing in the rules of the harbour says who pays for a roof that another roof has carried off in the night.",
)


def piece(name, lang="en", group=None):
    """A short article with a menu above it and clutter below."""
    rows = [
        ("navigation", "Home | News | Weather"),
        ("heading", f"The mast in the field, part {name}"),
        ("byline", "By Ina Bruhn, 3 March 2024"),
        *(("prose", f"{sentence} {name}") for sentence in SENTENCES),
        ("newsletter", f"Get the harbour letter {name} every Friday, free of charge"),
        ("newsletter", "Subscribe now"),
        ("related", "Read more"),
        ("related", f"Why the lighthouse {name} was painted green"),
        ("legal", "© 2024 The Harbour Post. All rights reserved."),
    ]
    return document(name, rows, lang, group)


def chance(seed):
    """A source of reproducible chance."""
    return random.Random(seed)  # noqa: S311 - no secret


def rows(doc):
    """The pairs of label and line of a document."""
    return list(zip(doc.labels, doc.lines, strict=True))


def added(before, after):
    """The rows that were put in, if all of the old ones are still there in order; fails if not."""
    new, old = [], iter(rows(before))
    wanted = next(old, None)
    for row in rows(after):
        if row == wanted:
            wanted = next(old, None)
        else:
            new.append(row)
    assert wanted is None, f"{before.name}: {wanted} is lost or out of order"
    return new


def small_pool():
    """A few pieces of each kind, each of them telling its kind."""

    def told(kind, size=5):
        return tuple(f"{kind}, piece number {n}" for n in range(size))

    return Pool(
        entries=tuple((f"Tool {n}", f"It does thing number {n}.") for n in range(15)),
        teasers=tuple((f"teasers, piece number {n}", f"teasers, piece with text {n}") for n in range(5)),
        promos=(told("promos"), told("promos", 2)),
        menus=(told("menus"), told("menus", 1)),
        threads=(told("threads"), told("threads", 8)),
        **{kind: told(kind) for kind in ("heads", "calls", "spots", "newsletter", "related", "related_heads")},
        **{kind: told(kind) for kind in ("pointers", "bios", "names", "bylines", "social", "legal")},
        **{kind: told(kind) for kind in ("comments", "credits")},
    )

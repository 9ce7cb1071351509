"""What the tests of the training share: small documents, as examples, and a network small enough to check by hand."""

import os
import warnings

import pytest

from declutter.training.corpora import Document, corpora_folder

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

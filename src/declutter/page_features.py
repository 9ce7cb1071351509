"""All that the network is told about the blocks of a page."""

from __future__ import annotations

import numpy as np

from declutter.alike import groupings
from declutter.characters import Tables
from declutter.declared import DECLARED_FEATURES, declared_figures
from declutter.features import FEATURES, Description, cased
from declutter.features import figures as text_figures
from declutter.page import Page
from declutter.phrases import PhraseTable
from declutter.place import PLACE_FEATURES, name_buckets, place
from declutter.stems import stems_of
from declutter.tokens import tokenize

HTML_FEATURES: tuple[str, ...] = FEATURES + PLACE_FEATURES + DECLARED_FEATURES


def describe_page(page: Page, tables: Tables, phrases: PhraseTable) -> Description:
    """Return the evidence on the blocks of a page: figures of their text, and their place in the tree.

    Their words are left out: on unseen sites the model was as good without them (see the model card).
    """
    lines = [block.text if page.collapsed else " ".join(block.text.split()) for block in page.blocks]
    tokens = tokenize(lines, tables)
    figures, repeats = text_figures(lines, tokens, stems_of(tokens), phrases)
    dense = np.concatenate([figures, place(page), declared_figures(page, tokens, tables)], axis=1)
    return Description(dense, *name_buckets(page, tables), repeats, cased(tokens), tokens.words(), groupings(page))

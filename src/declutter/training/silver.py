"""Sides for pages without gold text, where two independent extractors agree on them.

What both take for the main content is kept, what neither takes is dropped, and the rest stays unknown. An extractor
has its own faults, two that were built apart seldom have the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import trafilatura
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.training.align import UNKNOWN, align
from declutter.training.evaluate import word_f1
from declutter.training.render import render

#: Word F1 of the two texts below which a page is left out: one of them has surely failed.
_AGREEMENT = 0.8


def silver_texts(html: str) -> tuple[str, str] | None:
    """Return the main text by two extractors, or ``None`` where they differ too much."""
    first = trafilatura.extract(html, include_comments=False) or ""
    second = "\n".join(render(html, "readability"))
    return (first, second) if first and word_f1(first, second) >= _AGREEMENT else None


def align_silver(lines: Sequence[str], texts: tuple[str, str], tables: Tables) -> NDArray[np.int8]:
    """Return ``KEEP``, ``DROP`` or ``UNKNOWN`` for each line, int8 ``(len(lines),)``: what both texts say of it."""
    first, second = (align(lines, text, tables) for text in texts)
    agreed: NDArray[np.int8] = np.where((first == second) & (first != UNKNOWN), first, UNKNOWN).astype(np.int8)
    return agreed

"""Blocks of a page that are called alike, wherever they stand: entries of one list, comments, teasers.

Two blocks are alike where their elements have the same tag and class, and so have the elements around them, as many
levels up as a grouping looks. Wrappers that are induced from the pages of one site rest on the same idea (Liu et al.,
“Mining Data Records in Web Pages”, 2003); here one page must do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from declutter.page import Page

Ints = NDArray[np.int64]

#: How many levels above the block's own element the names must agree, for each grouping.
_LEVELS = (0, 1, 2, 4, 6)
N_GROUPINGS = len(_LEVELS)


def groupings(page: Page) -> Ints:
    """Return the number of each block's group in each grouping, int64 ``(N_GROUPINGS, n)``, from 0 without gaps."""
    kind, parent = np.array(page.elements.kinds()), np.maximum(np.array(page.elements.parent), 0)
    at = np.array([block.element for block in page.blocks], np.int64)
    group = np.zeros(len(at), np.int64)
    found = []
    for level in range(_LEVELS[-1] + 1):
        group = np.unique(group * len(kind) + kind[at], return_inverse=True)[1]
        if level in _LEVELS:
            found.append(group)
        at = parent[at]
    return np.stack(found)

"""Blocks that are called alike are one group, however far apart they stand."""

from itertools import pairwise

import numpy as np

from declutter.alike import N_GROUPINGS, groupings
from declutter.markup import read_html

PAGE = """<html><body>
<div class="post"><p>The first post of the thread.</p><p class="meta">Monday</p></div>
<div class="side"><p>A word from the harbour office.</p></div>
<div class="post"><p>The second post of the thread.</p><p class="meta">Tuesday</p></div>
</body></html>"""


def test_groups_by_name_and_by_the_names_around():
    found = groupings(read_html(PAGE))
    assert found.shape == (N_GROUPINGS, 5)
    assert found.dtype == np.int64
    own, with_parent = found[:2].tolist()
    assert own[0] == own[2] == own[3] != own[1] == own[4], "the paragraphs without a class, and those of the dates"
    assert with_parent[0] == with_parent[3] != with_parent[2], "the paragraph beside the posts is in another container"
    assert with_parent[1] == with_parent[4]
    for group in found:
        assert set(group.tolist()) == set(range(group.max() + 1)), "no gaps"


def test_a_finer_grouping_never_joins_what_a_coarser_one_parts():
    found = groupings(read_html(PAGE))
    for coarse, fine in pairwise(found):
        pairs = set(zip(fine.tolist(), coarse.tolist(), strict=True))
        assert len(pairs) == fine.max() + 1


def test_a_page_without_blocks():
    assert groupings(read_html("")).shape == (N_GROUPINGS, 0)


def test_kinds_of_elements():
    elements = read_html(PAGE).elements
    kind = elements.kinds()
    assert len(kind) == len(elements)
    assert set(kind) == set(range(max(kind) + 1))
    named = list(zip(elements.tag, elements.attributes, strict=True))
    for one, first in enumerate(named):
        for other, second in enumerate(named):
            assert (kind[one] == kind[other]) == (first == second)

"""Lines that are built alike are found, whatever they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_helpers import ODD_LINES, tokens_of

from declutter.regularity import REGULARITY_FEATURES, Floats, regularity

LONG = "A sentence of the piece that is longer than any head of a comment, and so not compared with others."


def figures(*lines: str) -> Floats:
    return regularity(tokens_of(lines))


def alike(*lines: str) -> list[int]:
    return np.rint(np.expm1(figures(*lines)[:, 0])).astype(int).tolist()


def test_dates_and_names_are_built_alike() -> None:
    assert alike("Jane Roe, 3 May", LONG, "Ann Lee, 12 June", "jane roe, 3 may", LONG) == [1, 0, 1, 0, 0]
    assert alike("日付 3", "更新 12") == [1, 1]


def test_nearness_to_the_ones_before_and_after() -> None:
    found = figures("Reply", LONG, LONG, LONG, "Share", "Quote")
    assert found[:, 1].tolist() == pytest.approx([0, 0, 0, 0, 0.5, 1])
    assert found[:, 2].tolist() == pytest.approx([0.5, 0, 0, 0, 1, 0])


def test_a_pattern_does_not_go_on_in_the_next_line() -> None:
    assert alike("Ab", "Cd", "AbCd") == [1, 1, 0]


@pytest.mark.parametrize("lines", [(), ("x",), ("", ""), (LONG, LONG)])
def test_documents_with_nothing_to_compare(lines: tuple[str, ...]) -> None:
    assert not figures(*lines).any()
    assert figures(*lines).shape == (len(lines), len(REGULARITY_FEATURES))


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len(set(REGULARITY_FEATURES)) == len(REGULARITY_FEATURES)


@given(st.lists(st.one_of(st.sampled_from(ODD_LINES), st.text(max_size=8)), max_size=8))
def test_the_longest_line_changes_nothing_for_the_others(lines: list[str]) -> None:
    found = figures(*lines)
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(figures(*lines, LONG)[:-1], found)

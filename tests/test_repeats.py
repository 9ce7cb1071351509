"""Copies and near copies are found wherever they stand, and nothing else is taken for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_helpers import CHINESE, FULL, ODD_LINES, OTHER, THAI, feature, folded_words, repeats_of

from declutter.repeats import REPEAT_FEATURES


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len(set(REPEAT_FEATURES)) == len(REPEAT_FEATURES)
    found = repeats_of(FULL, OTHER, FULL)
    assert found.features.shape == (3, len(REPEAT_FEATURES))
    assert found.features.dtype == np.float32


def test_nothing_repeats_in_a_document_without_repetition() -> None:
    found = repeats_of("A title", FULL, OTHER, "The end")
    assert found.full.tolist() == found.first.tolist() == found.partner.tolist() == [-1] * 4
    assert not found.features.any()


@pytest.mark.parametrize("lines", [(), ("",), ("…",), ("word",), ("…", "…"), ("---", "***", "---")])
def test_lines_without_words_repeat_nothing(lines: tuple[str, ...]) -> None:
    found = repeats_of(*lines)
    assert found.features.shape == (len(lines), len(REPEAT_FEATURES))
    assert (found.partner == -1).all()


@pytest.mark.parametrize("line", [FULL, "Title", CHINESE, THAI, "한국어 제목", "x"])
def test_a_second_copy_points_to_the_first_and_the_first_to_the_second(line: str) -> None:
    found = repeats_of(line, OTHER, line)
    assert found.first.tolist() == [-1, -1, 0]
    assert found.partner.tolist() == [2, -1, 0]
    assert feature(found, 0, "copied by a later line") == feature(found, 2, "copy of an earlier line") == 1
    assert feature(found, 0, "copies") == feature(found, 2, "copies") == pytest.approx(np.log1p(1))
    assert feature(found, 2, "distance to the copy before") == pytest.approx(1 / 3**0.5)
    assert feature(found, 1, "share of the document that repeats") == pytest.approx(1 / 3)


def test_case_and_signs_do_not_hide_a_copy() -> None:
    assert repeats_of("What Is Yeast?", "WHAT IS YEAST").first.tolist() == [-1, 0]


def test_of_three_copies_the_nearest_earlier_one_is_named() -> None:
    found = repeats_of("Title", OTHER, "Title", "Title")
    assert found.first.tolist() == [-1, -1, 0, 2]
    assert [feature(found, i, "copies") for i in (0, 2, 3)] == pytest.approx([np.log1p(2)] * 3)


@pytest.mark.parametrize("line", [FULL, CHINESE, THAI])
def test_a_near_copy_is_found(line: str) -> None:
    near = line[: len(line) // 2] + line[len(line) // 2 + 1 :]
    found = repeats_of("Title", line, OTHER, near)
    assert found.first.tolist() == [-1, -1, -1, 1]
    assert found.partner.tolist() == [-1, 3, -1, 1]
    assert 0.6 <= feature(found, 3, "share seen earlier") < 1
    assert 0.6 <= feature(found, 1, "share seen later") < 1


def test_a_shared_expression_is_no_near_copy() -> None:
    found = repeats_of(
        FULL, "On the pier with their bicycles stood two men from the village, smoking and looking at the sky."
    )
    assert found.partner.tolist() == [-1, -1]
    assert 0 < feature(found, 1, "share seen earlier") < 0.6


WORDS = ("one", "two", "three", "four", "five", "six", "seven", "Eight", "nine", "ten", "eleven", "twelve")
words = st.sampled_from(WORDS)
sentences = st.lists(words, min_size=1, max_size=6).map(" ".join)


@settings(max_examples=200)
@given(st.lists(st.one_of(sentences, st.sampled_from(ODD_LINES), st.text(max_size=6)), max_size=12))
def test_exact_copies_are_those_found_by_comparing_all_pairs(lines: list[str]) -> None:
    found = repeats_of(*lines)
    keys = [folded_words(line) for line in lines]
    loose = [folded_words(line, figures=False) for line in lines]
    for i, key in enumerate(keys):
        alike = [j for j, other in enumerate(loose) if other == loose[i] and j != i and key]
        assert feature(found, i, "lines alike but for figures") == pytest.approx(np.log1p(len(alike)))
        same = [j for j, other in enumerate(keys) if other == key and j != i and key]
        assert feature(found, i, "copies") == pytest.approx(np.log1p(len(same)))
        assert feature(found, i, "copy of an earlier line") == any(j < i for j in same)
        assert feature(found, i, "copied by a later line") == any(j > i for j in same)
        if any(j < i for j in same):
            assert found.first[i] == max(j for j in same if j < i)


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            sentences,
            sentences.map(lambda s: s[:-1] + "…"),
            sentences.map(lambda s: s + "… one two"),
            st.sampled_from(ODD_LINES),
            st.text(max_size=9),
        ),
        max_size=12,
    )
)
def test_partners_are_other_lines_of_the_document(lines: list[str]) -> None:
    found = repeats_of(*lines)
    n = len(lines)
    assert np.isfinite(found.features).all()
    for partners in (found.full, found.first, found.partner):
        assert partners.shape == (n,)
        assert ((partners >= -1) & (partners < n)).all()
        assert (partners != np.arange(n)).all()
    assert (found.first < np.arange(n)).all()
    assert ((found.partner >= 0) >= ((found.full >= 0) | (found.first >= 0))).all()


@pytest.mark.parametrize(
    "lines",
    [
        ("Room 12", "Room 34"),
        ("Step 1", "Step 2"),
        ("10:00 – 12:30", "14:00 – 18:30"),
        ("Profit 2023: 48 million", "Profit 2024: 57 million"),
    ],
)
def test_lines_that_differ_in_their_figures_are_no_copies(lines: tuple[str, str]) -> None:
    assert repeats_of(*lines).partner.tolist() == [-1, -1]


def test_a_near_copy_points_to_the_line_that_it_copies() -> None:
    end = "thank you for reading our paper"
    found = repeats_of(end, f"{FULL} {end}", f"{FULL} Again, {end}")
    assert found.first[2] == 1

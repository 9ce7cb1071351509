"""Cut copies are found before and after their full lines, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_helpers import CHINESE, FULL, OTHER, THAI, feature, folded_words, repeats_of

CUTS = [
    "The old ferry crosses the wide bay…",
    "The old ferry crosses the wide bay...",
    "The old ferry crosses the wide bay …",
    "The old ferry crosses the wide b…",
    "The old ferry crosses the wide b",
    "The old ferry crosses the wide bay",
    "THE OLD FERRY crosses the wide…",
    "The old ferry crosses the wide bay [...]",
    "The old ferry crosses the wide bay twice a day... Read more »",
    "The old ferry crosses the wide bay… (more)",
    "The old ferry c…",
    "The old ferry",
]


@pytest.mark.parametrize("cut", CUTS)
def test_a_cut_copy_before_or_after_its_full_line_is_found(cut: str) -> None:
    before = repeats_of("Title", cut, OTHER, FULL)
    assert before.full.tolist() == [-1, 3, -1, -1]
    assert before.partner[1] == 3
    assert feature(before, 1, "cut copy of a later line") == 1
    assert feature(before, 3, "an earlier line is a cut copy") == 1
    assert 0 < feature(before, 1, "length against the full line") < 1
    after = repeats_of("Title", FULL, OTHER, cut)
    assert after.full.tolist() == [-1, -1, -1, 1]
    assert feature(after, 3, "cut copy of an earlier line") == 1
    assert feature(after, 1, "a later line is a cut copy") == 1


@pytest.mark.parametrize("line", [CHINESE, THAI])
@pytest.mark.parametrize("mark", ["…", "……", "..."])
def test_a_cut_copy_in_a_script_without_spaces_is_found(line: str, mark: str) -> None:
    assert repeats_of(line[:20] + mark, OTHER, line).full.tolist() == [2, -1, -1]


@pytest.mark.parametrize(
    "line",
    [
        "The old ferry was sold…",
        "The old",
        "The old…",
        "The old f…",
        "The old ferry crosses the wide bag…",
        "The old ferry crosses the wide bays",
        FULL,
        FULL + " And more.",
        "…",
        "",
        "… the wide bay twice a day",
    ],
)
def test_what_differs_or_is_too_short_is_no_cut_copy(line: str) -> None:
    assert repeats_of(line, OTHER, FULL).full[0] == -1


def test_the_longest_line_is_the_full_one_and_copies_of_a_cut_all_point_to_it() -> None:
    found = repeats_of("The old ferry crosses…", "The old ferry crosses the wide bay…", FULL, "The old ferry crosses…")
    assert found.full.tolist() == [2, 2, -1, 2]
    assert found.first.tolist() == [-1, -1, -1, 0]


def test_a_cut_after_a_word_is_preferred_to_one_inside_a_longer_word() -> None:
    found = repeats_of("The old big ferry…", "The old big ferry crosses", "The old big ferryman went away to sea today")
    assert found.full.tolist() == [1, -1, -1]


def test_the_longest_of_those_that_begin_alike_is_no_cut_copy_of_itself() -> None:
    found = repeats_of("The old ferry crosses the wide bay… Read more »", "The old ferry was sold")
    assert found.full.tolist() == [-1, -1]


def test_a_cut_copy_counts_as_one_before_it_counts_as_a_copy() -> None:
    found = repeats_of("The old ferry crosses…", "The old ferry crosses…", FULL)
    assert found.partner.tolist()[:2] == [2, 2]


def test_words_after_the_ellipsis_do_not_hide_a_cut_copy() -> None:
    assert repeats_of(
        "The old ferry crosses the wide… Read more", "The old ferry crosses the wide bay"
    ).full.tolist() == [1, -1]


WORDS = ("one", "two", "three", "four", "five", "six", "seven", "Eight", "nine", "ten", "eleven", "twelve")
words = st.sampled_from(WORDS)
sentences = st.lists(words, min_size=1, max_size=6).map(" ".join)


@settings(max_examples=200)
@given(st.lists(sentences, max_size=12))
def test_cut_copies_are_those_found_by_comparing_all_pairs(lines: list[str]) -> None:
    found = repeats_of(*lines)
    keys = [folded_words(line) for line in lines]
    for i, key in enumerate(keys):
        longer = [
            j
            for j, other in enumerate(keys)
            if len(key) >= 3 and len(other) > len(key) and other[: len(key)] == key
        ]  # fmt: skip
        if longer:
            assert len(keys[found.full[i]]) == max(len(keys[j]) for j in longer)
            assert keys[found.full[i]][: len(key)] == key
        elif found.full[i] >= 0:  # cut in mid-word
            other = keys[found.full[i]]
            assert other[: len(key) - 1] == key[:-1]
            assert other[len(key) - 1][: len(key[-1])] == key[-1]

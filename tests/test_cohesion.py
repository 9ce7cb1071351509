"""How much of a line's vocabulary the rest of the document shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_helpers import ODD_LINES, tokens_of

from declutter.cohesion import COHESION_FEATURES, cohesion
from declutter.context import PARAGRAPH, letter_weights
from declutter.stems import stems_of

FERRY = (
    "The old ferry crosses the wide harbour twice a day, and the people of the village wait for it on the pier "
    "with their bicycles, their dogs and their baskets."
)
HARBOUR = (
    "When the ferries stop for the winter, the villagers walk along the harbours, and the dogs run ahead of them "
    "over the frozen piers until the lamps are lit."
)
BREAD = (
    "Yeast, flour, water and patience are what it takes, says Marlene, who has been kneading dough since her "
    "grandmother lifted her on a stool at the table."
)


def column(name: str, *lines: str) -> list[float]:
    tokens = tokens_of(lines)
    figures = cohesion(tokens, stems_of(tokens), letter_weights(tokens) >= PARAGRAPH)
    assert figures.shape == (len(lines), len(COHESION_FEATURES))
    assert figures.dtype == np.float32
    return [round(float(value), 4) for value in figures[:, COHESION_FEATURES.index(name)]]


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len(set(COHESION_FEATURES)) == len(COHESION_FEATURES)


def test_a_line_shares_words_with_the_paragraphs_of_its_topic() -> None:
    ferry, harbour, bread = column("share of words in other paragraphs", FERRY, HARBOUR, BREAD)
    assert min(ferry, harbour) >= 0.2
    assert bread == 0


def test_inflected_words_are_the_same_by_their_beginning() -> None:
    assert column("share of words in other lines", "harbour", "Harbours", "lanterns") == [1, 1, 0]


def test_words_of_paragraphs_before_and_of_the_opening() -> None:
    assert column("share of words in earlier paragraphs", "harbour", FERRY, "harbour, yeast") == [0, 0, 0.5]
    lines = ["A title", FERRY, HARBOUR, BREAD, "Harbour lights", "Yeast"]
    assert column("share of words in the opening", *lines)[-2:] == [0.5, 0]


def test_a_copy_is_near_and_a_word_of_one_line_is_nowhere_else() -> None:
    near = column("nearness of words in other lines", "lantern", "lantern", "x", "y", "lantern")
    assert near == pytest.approx([1, 1, 0, 0, 3**-0.5], abs=1e-4)
    assert column("share of words in other lines", "candle candle", "lantern") == [0, 0]


def test_names_are_counted_apart() -> None:
    assert column("share of names in other paragraphs", FERRY, BREAD, "Marlene Kowalski kneading") == [0, 0, 0.5]


def test_frequent_words_are_those_of_many_paragraphs() -> None:
    shares = column("share of frequent words", FERRY, HARBOUR, "the and", "yeast flour", "the yeast")
    assert shares[2:] == [1, 0, 0.5]


def test_distinct_words() -> None:
    assert column("distinct words", "spam Spam SPAM eggs", "one two") == [0.5, 1]


def test_scripts_without_spaces_are_compared_by_pairs() -> None:
    first = "水库里的最后一班渡船今天停航了，老船长把铜铃包好，放进了新船的驾驶台。" * 2
    assert column("share of words in other lines", first, "最后一班渡船", "面包和酵母")[1:] == [1, 0]
    assert column("share of words in other lines", "연락선이 다닌다", "연락선은 없다")[1] == 0.5


def test_documents_without_words() -> None:
    assert column("telling words", "…", "123", "a b") == [0, 0, 0]
    assert column("telling words") == []


@given(st.lists(st.one_of(st.sampled_from([*ODD_LINES, FERRY, HARBOUR, "x"]), st.text(max_size=12)), max_size=8))
def test_figures_are_finite_and_shares_are_shares(lines: list[str]) -> None:
    tokens = tokens_of(lines)
    figures = cohesion(tokens, stems_of(tokens), letter_weights(tokens) >= PARAGRAPH)
    assert np.isfinite(figures).all()
    assert (figures >= 0).all()
    shares = [i for i, name in enumerate(COHESION_FEATURES) if name.startswith(("share", "distinct", "nearness"))]
    assert (figures[:, shares] <= 1 + 1e-6).all()

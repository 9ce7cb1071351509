"""A line's place in its document, and what stands around it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_helpers import ODD_LINES, phrase_table, tables, tokens_of

from declutter.context import CONTEXT_FEATURES, context, letter_weights
from declutter.features import FEATURES, describe
from declutter.phrases import category_names, voice_names
from declutter.shape import SHAPE_FEATURES, Floats, shape
from declutter.stems import stems_of

PARAGRAPH = (
    "The ferry crosses the wide bay twice a day, and people wait for it on the pier with their bicycles, "
    "their dogs and their baskets."
)
DOCUMENT = ("Home", "Title", PARAGRAPH, "Subscribe", "A name", PARAGRAPH + " Again.", "Share", "© 2020")


def figures(*lines: str) -> Floats:
    tokens = tokens_of(lines)
    return context(shape(lines, tokens, phrase_table()), tokens, letter_weights(tokens))


def column(name: str, *lines: str) -> list[float]:
    return [float(value) for value in figures(*lines)[:, CONTEXT_FEATURES.index(name)]]


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len(set(CONTEXT_FEATURES)) == len(CONTEXT_FEATURES)
    assert figures(*DOCUMENT).shape == (len(DOCUMENT), len(CONTEXT_FEATURES))
    assert figures(*DOCUMENT).dtype == np.float32
    assert figures().shape == (0, len(CONTEXT_FEATURES))


def test_the_place_of_a_line() -> None:
    assert column("relative place", *DOCUMENT) == pytest.approx([i / 8 for i in range(8)])
    assert column("lines before", *DOCUMENT) == pytest.approx([np.log1p(i) / 4 for i in range(8)])
    assert column("lines after", *DOCUMENT) == column("lines before", *DOCUMENT)[::-1]
    assert column("lines in all", *DOCUMENT) == pytest.approx([np.log1p(8) / 4] * 8)


def test_before_between_and_after_the_paragraphs() -> None:
    assert column("before the first paragraph", *DOCUMENT) == [1, 1, 0, 0, 0, 0, 0, 0]
    assert column("after the last paragraph", *DOCUMENT) == [0, 0, 0, 0, 0, 0, 1, 1]
    assert column("paragraphs", *DOCUMENT) == pytest.approx([np.log1p(2) / 4] * 8)
    assert column("share of paragraphs", *DOCUMENT) == pytest.approx([2 / 8] * 8)


def test_a_document_without_a_paragraph_is_all_before_and_all_after() -> None:
    assert column("before the first paragraph", "a", "b") == [1, 1]
    assert column("after the last paragraph", "a", "b") == [1, 1]
    assert column("lines since a paragraph", "a", "b") == [0, 0]


def test_nearness_falls_with_the_distance() -> None:
    since = column("lines since a paragraph", *DOCUMENT)
    assert since[:2] == [0, 0]
    assert since[2:] == pytest.approx([1, 2**-0.5, 3**-0.5, 1, 2**-0.5, 3**-0.5])
    until = column("lines until a paragraph", *DOCUMENT)
    assert until == pytest.approx([3**-0.5, 2**-0.5, 1, 3**-0.5, 2**-0.5, 1, 0, 0])


def test_a_short_line_with_a_phrase_is_a_head_and_a_long_one_is_not() -> None:
    wanted = [0, 0, 0, 1, 2**-0.5, 3**-0.5, 4**-0.5, 5**-0.5]
    assert column("lines since a newsletter head", *DOCUMENT) == pytest.approx(wanted)
    long = "You may subscribe to this paper at the pier if you bring exact change"
    assert column("lines since a newsletter head", long, "x") == [0, 0]


def test_a_voice_has_a_mean_and_no_heads() -> None:
    lines = "I think so", "I think, and I think", "Nothing", "Unbeatable"
    assert column("mean phrases of opinion", *lines) == pytest.approx([(np.log1p(1) + np.log1p(2)) / 4] * 4)
    assert column("mean phrases of promotion", *lines) == pytest.approx([np.log1p(1) / 4] * 4)
    assert {f"mean phrases of {name}" for name in (*category_names(), *voice_names())} <= set(CONTEXT_FEATURES)
    heads = [name for name in CONTEXT_FEATURES if name.startswith("lines since a ") and name.endswith(" head")]
    assert heads == [f"lines since a {name} head" for name in category_names()]
    assert [name for name in heads if any(column(name, *lines))] == []


def test_the_share_of_text_before() -> None:
    shares = column("share of text before", "abcde", "abcde", "abcdefghij")
    assert shares == pytest.approx([0, 0.25, 0.5])


def test_an_ideograph_weighs_more_than_a_letter() -> None:
    assert column("before the first paragraph", "漢" * 48, "x") == [0, 0]
    assert column("before the first paragraph", "漢" * 47, "x") == [1, 1]
    assert column("before the first paragraph", "abc " * 30, "x") == [0, 0]
    assert column("before the first paragraph", "abc " * 29, "x") == [1, 1]


def test_means_are_those_of_the_document() -> None:
    means = column("mean share of digit", "1234", "abcd", "abcd", "abcd")
    assert means == pytest.approx([0.25] * 4)


@given(st.lists(st.one_of(st.text(min_size=1, max_size=20), st.sampled_from([*ODD_LINES, *DOCUMENT])), max_size=10))
def test_figures_of_any_lines_are_finite_and_small(lines: list[str]) -> None:
    seen = figures(*lines)
    assert seen.shape == (len(lines), len(CONTEXT_FEATURES))
    assert np.isfinite(seen).all()
    assert ((seen >= 0) & (seen <= 16)).all()


@given(st.lists(st.one_of(st.text(min_size=1, max_size=20), st.sampled_from([*ODD_LINES, *DOCUMENT])), max_size=10))
def test_a_description_holds_all_evidence_line_by_line(lines: list[str]) -> None:
    described = describe(lines, tables(), phrase_table())
    assert described.dense.shape == (len(lines), len(FEATURES))
    assert described.dense.dtype == np.float32
    assert described.counts.sum() == len(described.buckets)
    tokens = tokens_of(lines)
    filled = tokens.sizes > 0
    expected = 2 * tokens.sizes
    stemmed = stems_of(tokens).stemmed[tokens.token_offsets[1:][filled] - 1]
    expected[filled] -= np.where(stemmed, 0, 1)  # the last word of a line opens no pair
    np.testing.assert_array_equal(described.counts, expected)
    np.testing.assert_array_equal(
        described.dense[:, : len(SHAPE_FEATURES)], shape(lines, tokens_of(lines), phrase_table())
    )


@pytest.mark.parametrize(
    ("lines", "cased"),
    [
        (("A line", "and another"), True),
        (("Строка",), True),
        (("日本語の文章です。",), False),
        (("نص عربي",), False),
        (("हिन्दी",), False),
        (("한국어 문장",), False),
        (("A long English line of words", "日本語"), True),
        (("日本語の文章です。長い文章です。", "By AP"), False),
        (("12345",), True),
        ((), True),
    ],
)
def test_a_document_is_cased_if_most_of_its_letters_have_capitals(lines: tuple[str, ...], cased: bool) -> None:
    assert describe(lines, tables(), phrase_table()).cased is cased

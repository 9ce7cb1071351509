"""The figures of one line say what a reader would count in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_helpers import ODD_LINES, phrase_table, tokens_of

from declutter.phrases import category_names, voice_names
from declutter.shape import SHAPE_FEATURES, Floats, shape

LINES = (
    "By Jane Roe, staff writer",
    "The ferry crossed the bay twice a day. Then the storm came!",
    "- Flour: 250 g",
    "HOME | NEWS | SPORT",
    "Subscribe to our newsletter",
    "I think it is unbeatable",
    "ما هذا؟",
    "今日は、晴れです。",
)


def figures(*lines: str) -> Floats:
    return shape(lines, tokens_of(lines), phrase_table())


def figure(line: str, name: str) -> float:
    """One figure of a line that stands between two others."""
    return float(figures("Before it", line, "after it")[1, SHAPE_FEATURES.index(name)])


def edge(line: str, side: str) -> list[str]:
    return [
        name
        for name in SHAPE_FEATURES
        if name.startswith(f"{side} with ") and "phrase" not in name and figure(line, name)
    ]


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len(set(SHAPE_FEATURES)) == len(SHAPE_FEATURES)
    assert figures(*LINES).shape == (len(LINES), len(SHAPE_FEATURES))
    assert figures(*LINES).dtype == np.float32
    assert figures().shape == (0, len(SHAPE_FEATURES))


@pytest.mark.parametrize(
    ("line", "name", "wanted"),
    [
        ("ABcd", "share of upper", 0.5**0.5),
        ("ABcd", "share of lower", 0.5**0.5),
        ("漢字漢字", "share of ideograph", 1),
        ("a1, b2", "count of comma", np.log1p(1)),
        ("a.b.c", "count of terminal", np.log1p(2)),
        ("seven x", "characters", np.log1p(7) / 4),
        ("one two three", "tokens", np.log1p(3) / 3),
        ("One two Three four", "capitalised tokens", 0.5),
        ("NASA and ESA on A hill", "upper-case tokens", 2 / 6),
        ("12 of 34", "number tokens", 2 / 3),
        ("in 1999 and 2024 but not 123, 3000 or 20240", "year tokens", np.log1p(2)),
        ("One. Two! Three", "sentences", np.log1p(2)),
        ("Version 3.11 is out", "sentences", 0),
        ("He said “no.” Then he left.", "sentences", np.log1p(2)),
        ("晴れです。雨です。", "sentences", np.log1p(2)),
        ("open 10:30 to 18:00", "colon between digits", np.log1p(2)),
        ("only $5 or 5€, not $x", "price", np.log1p(2)),
        ("write to me@example.org", "sign at sign", np.log1p(1)),
        ("see #tag and # sign", "tag sign", np.log1p(1)),
        ("at https://example.org", "scheme sign", np.log1p(1)),
        ("on 3/4/25 or 1-2", "numeric date", np.log1p(3)),
        ("if (a) { b; }", "brace or semicolon", np.log1p(3)),
        ("Foo © 2020 Bar™ Ltd", "rights sign", np.log1p(2)),
        ("and so on …", "ends in ellipsis", 1),
        ("and so on [...]", "ends in ellipsis", 1),
        ("and so on…]", "ends in ellipsis", 1),
        ("and so on..", "ends in ellipsis", 0),
        ("as follows:", "ends in colon", 1),
        ("如下：", "ends in colon", 1),
        ("why?", "ends in question", 1),
        ("لماذا؟", "ends in question", 1),
        ("now！", "ends in exclamation", 1),
        ("Please sign up, do subscribe", "phrases of newsletter", np.log1p(2)),
        ("Please sign up, do subscribe", "density of newsletter", 2 / 5),
        ("Please sign up", "begins with newsletter phrase", 1),
        ("Please do sign up", "begins with newsletter phrase", 0),
        ("Nothing of the kind", "phrases of newsletter", 0),
        ("Well, I think so; I think on", "phrases of opinion", np.log1p(2)),
        ("Well, I think so; I think on", "density of opinion", 2 / 7),
        ("Well, I think so; I think on", "phrases of promotion", 0),
        ("Unbeatable", "density of promotion", 1),
        ("I think you may subscribe", "phrases of newsletter", np.log1p(1)),
        ("I think you may subscribe", "begins with newsletter phrase", 0),
    ],
)
def test_figures_count_what_a_reader_counts(line: str, name: str, wanted: float) -> None:
    assert figure(line, name) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize(
    ("line", "begins", "ends"),
    [
        ("Hello there.", "upper", "terminal"),
        ("hello: ", "lower", "other"),
        ("“Quoted”", "quote", "quote"),
        ("漢字", "unspaced", "unspaced"),
        ("한국", "uncased", "uncased"),
        ("12)", "digit", "bracket"),
        ("- item,", "dash", "comma"),
        ("• x", "separator", "lower"),
        ("$5", "other", "digit"),
    ],
)
def test_each_line_has_one_first_and_one_last_character(line: str, begins: str, ends: str) -> None:
    assert edge(line, "begins") == [f"begins with {begins}"]
    assert edge(line, "ends") == [f"ends with {ends}"]


def test_voices_are_counted_and_no_line_begins_with_one() -> None:
    begins = [name for name in SHAPE_FEATURES if name.startswith("begins with ") and name.endswith(" phrase")]
    assert begins == [f"begins with {name} phrase" for name in category_names()]
    for name in (*category_names(), *voice_names()):
        assert {f"phrases of {name}", f"density of {name}"} <= set(SHAPE_FEATURES)
    assert [name for name in begins if figure("I think it is unbeatable", name)] == []
    assert [name for name in begins if figure("Unbeatable! Subscribe", name)] == ["begins with newsletter phrase"]


def test_phrases_of_one_line_are_counted_for_that_line_and_name_alone() -> None:
    seen = figures("I think", "Best price", "Share", "nothing")
    counted = [name for name in SHAPE_FEATURES if name.startswith("phrases of ")]
    found = [[name for name in counted if row[SHAPE_FEATURES.index(name)]] for row in seen]
    assert found == [["phrases of opinion"], ["phrases of promotion"], ["phrases of social"], []]


@settings(max_examples=200)
@given(st.lists(st.one_of(st.text(min_size=1, max_size=40), st.sampled_from([*ODD_LINES, *LINES])), max_size=6))
def test_figures_of_any_lines_are_finite_and_small(lines: list[str]) -> None:
    seen = figures(*lines)
    assert seen.shape == (len(lines), len(SHAPE_FEATURES))
    assert np.isfinite(seen).all()
    assert (seen >= 0).all()
    assert (seen <= 16).all()


def test_a_huge_line_does_not_outshout_the_rest() -> None:
    seen = figures("word, word. " * 100_000, "{;=_" * 100_000, "1:1€1/1" * 100_000)
    assert np.isfinite(seen).all()
    assert (seen <= 16).all()


@settings(max_examples=200)
@given(st.lists(st.one_of(st.text(min_size=1, max_size=40), st.sampled_from([*ODD_LINES, *LINES])), max_size=6))
def test_a_line_looks_the_same_in_any_company(lines: list[str]) -> None:
    alone = [figures(line)[0] for line in lines]
    for line, wanted in zip(figures(*lines), alone, strict=True):
        np.testing.assert_array_equal(line, wanted)


@pytest.mark.parametrize(
    ("before", "line"),
    [("Room 1", "-2 degrees"), ("Word", "#tag"), ("Word", "© 2020 Foo"), ("7", ":30 left")],
)
def test_a_sign_at_the_edge_of_a_line_counts_the_same_in_any_company(before: str, line: str) -> None:
    np.testing.assert_array_equal(figures(before, line)[1], figures(line)[0])


@pytest.mark.parametrize("character", ["😀", "￼", "\U0010ffff", "\ud800", "？"])
def test_characters_beyond_the_tables_are_no_signs(character: str) -> None:
    line = f"What a day 1{character}2 {character}"
    assert figure(line, "ends in question") == (character == "？")
    assert not any(figure(line, name) for name in ("ends in colon", "ends in exclamation", "ends in ellipsis"))
    assert not any(figure(line, name) for name in ("sign at sign", "tag sign", "numeric date", "brace or semicolon"))

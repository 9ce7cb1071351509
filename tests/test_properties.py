"""What holds for any input, with the packaged model."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_helpers import ODD_LINES

import declutter
from declutter.labels import LABELS

WORDS = (
    "The",
    "ferry",
    "subscribe",
    "cookies",
    "Share",
    "©",
    "2024",
    "…",
    "...",
    "日本語",
    "и",
    "كتاب",
    "ไทย",
    "|",
    "•",
    "http://a.b/",
)
lines = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.text(max_size=40),
    st.sampled_from(ODD_LINES),
)
#: Documents of random lines, some of them repeated or cut, between all kinds of line ends.
documents = st.lists(
    st.tuples(
        st.one_of(lines, st.just("The ferry crosses the bay twice a day."), st.just("The ferry crosses the bay tw…")),
        st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\v", "\x85", "\u2028", "\n \n"]),
    ),
    max_size=25,
).map(lambda pairs: "".join(line + end for line, end in pairs))
sources = st.one_of(documents, st.text(), documents.map(lambda text: text.encode("utf-8", "replace")), st.binary())
MODES: tuple[Any, ...] = ("precision", "balanced", "recall")
COPIES = {declutter.Label.LEAD_IN, declutter.Label.DUPLICATE}
modes = st.sampled_from(MODES)
label_sets = st.sets(st.sampled_from(LABELS), max_size=4)


def numbered(text: str) -> list[tuple[int, str]]:
    return [(number, line) for number, line in enumerate(text.splitlines()) if line.strip()]


def is_subsequence(part: list[str], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(line in rest for line in part)


@settings(max_examples=150, deadline=None)
@given(sources, modes, label_sets)
def test_nothing_raises_and_explain_agrees_with_clean(source: Any, mode: Any, named: set[str]) -> None:
    half = len(named) // 2
    rules: dict[str, Any] = {"keep": sorted(named)[:half], "drop": sorted(named)[half:]}
    explained = declutter.explain(source, input="text", mode=mode, **rules)
    assert explained.text == declutter.clean(source, input="text", mode=mode, **rules)
    assert [line.text for line in explained.lines if line.keep] == [line for _, line in numbered(explained.text)]
    assert all(0 <= line.score <= 1 and line.reason and line.label in LABELS for line in explained.lines)


@settings(max_examples=150, deadline=None)
@given(st.one_of(documents, st.text()), modes)
def test_output_lines_are_a_subsequence_of_the_input_lines(source: str, mode: Any) -> None:
    text = declutter.clean(source, input="text", mode=mode)
    assert is_subsequence([line for _, line in numbered(text)], source.splitlines())
    assert "\n\n\n" not in text
    assert text == text.strip("\n")


@settings(max_examples=150, deadline=None)
@given(st.one_of(documents, st.text()))
def test_there_is_one_labelled_line_for_each_line_that_is_not_blank(source: str) -> None:
    seen = declutter.explain(source, input="text").lines
    assert [(line.number, line.text) for line in seen] == numbered(source)


@settings(max_examples=50, deadline=None)
@given(sources)
def test_the_same_input_has_the_same_answer(source: Any) -> None:
    first = declutter.explain(source, input="text")
    declutter.clean("Something else between the two.\nShare", input="text")
    assert declutter.explain(source, input="text") == first


@settings(max_examples=100, deadline=None)
@given(st.one_of(documents, st.text()), modes)
def test_keeping_every_label_keeps_all_and_dropping_every_label_drops_all(source: str, mode: Any) -> None:
    kept = declutter.clean(source, input="text", mode=mode, keep=LABELS)
    assert [line for _, line in numbered(kept)] == [line for _, line in numbered(source)]
    assert declutter.clean(source, input="text", mode=mode, drop=LABELS) == ""


@settings(max_examples=50, deadline=None)
@given(documents)
def test_space_around_a_line_changes_nothing_about_it(source: str) -> None:
    bare = "\n".join(line.strip() for line in source.splitlines())
    spaced = "\n".join(f" \t{line}\u00a0 " for line in source.splitlines())
    seen = [
        [(line.number, line.label, line.score, line.keep, line.reason) for line in declutter.explain(text).lines]
        for text in (f"x\n{bare}", f"x\n{spaced}")
    ]
    assert seen[0] == seen[1]


@settings(max_examples=50, deadline=None)
@given(documents)
def test_a_more_careful_mode_never_keeps_less(source: str) -> None:
    # Copies are the exception: one that was restored because all of them went may go when another is kept.
    kept = [
        {
            line.number
            for line in declutter.explain(source, input="text", mode=mode).lines
            if line.keep and line.label not in COPIES
        }
        for mode in MODES
    ]
    assert kept[0] <= kept[1] <= kept[2]


@settings(max_examples=100, deadline=None)
@given(st.one_of(documents, st.text(), st.binary()))
def test_detection_never_takes_what_begins_with_a_letter_for_html(source: Any) -> None:
    source = (b"a" if isinstance(source, bytes) else "a") + source
    assert declutter.explain(source) == declutter.explain(source, input="text")


def test_eight_threads_have_the_answers_of_one() -> None:
    texts = [
        "\n".join(
            f"{word} {other} crosses the bay {'twice ' * i}a day." for i, other in enumerate(WORDS) if (i + k) % 3
        )
        for k, word in enumerate(WORDS)
    ] * 8
    wanted = [declutter.explain(text, input="text") for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: declutter.explain(text, input="text"), texts)) == wanted


@pytest.mark.parametrize("line", [*ODD_LINES, "word " * 50_000, "x" * 1_000_000, "…" * 100_000, "漢" * 100_000])
def test_single_odd_lines_have_an_answer(line: str) -> None:
    assert [seen.text for seen in declutter.explain(line, input="text").lines] == [line]


@pytest.mark.parametrize("source", ["\0" * 10_000, "\n" * 100_000, "a\n" * 9000, " \n" * 50_000, "\ud800\n\udfff"])
def test_odd_documents_have_an_answer(source: str) -> None:
    assert len(declutter.explain(source, input="text").lines) == len(numbered(source))

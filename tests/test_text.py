"""Plain text to lines and back, and telling it from HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.text import Line, join_kept, looks_like_html, read_lines

texts = st.text(st.one_of(st.characters(), st.sampled_from("ab \t\n\r\v\f\x1c\x85\u2028\u2029\u00a0")), max_size=60)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("", []),
        ("\n \n\t\n\u3000", []),
        ("one", [(0, "one")]),
        ("one\n", [(0, "one")]),
        ("one\n\n  two  \n", [(0, "one"), (2, "  two  ")]),
        ("a\r\nb\rc\u2028d\x85e\vf", [(i, char) for i, char in enumerate("abcdef")]),
        ("\ufeffa\n\u200b", [(0, "\ufeffa"), (1, "\u200b")]),
    ],
)
def test_lines_are_the_non_blank_ones_as_they_stand(source: str, wanted: list[tuple[int, str]]) -> None:
    assert read_lines(source) == [Line(*line) for line in wanted]


@pytest.mark.parametrize(
    ("source", "kept", "wanted"),
    [
        ("", set(), ""),
        ("a\nb\nc", {0, 1, 2}, "a\nb\nc"),
        ("a\nb\nc", {0, 2}, "a\nc"),
        ("a\nb\nc", set(), ""),
        ("a\n\nb", {0, 2}, "a\n\nb"),
        ("a\n\n\n \n\t\nb", {0, 5}, "a\n\nb"),
        ("a\n\nx\n\nb", {0, 4}, "a\n\nb"),
        ("a\nx\n\nb", {0, 3}, "a\n\nb"),
        ("a\n\nx\nb", {0, 3}, "a\n\nb"),
        ("\n\na\n\n", {2}, "a"),
        ("x\n\na", {2}, "a"),
        ("a\n\nx", {0}, "a"),
        ("  a  \r\n\tb\r\n", {0, 1}, "  a  \n\tb"),
    ],
)
def test_kept_lines_are_joined_and_runs_of_blank_lines_become_one(source: str, kept: set[int], wanted: str) -> None:
    assert join_kept(read_lines(source), kept) == wanted


@given(texts)
def test_keeping_all_changes_nothing_but_blank_lines(source: str) -> None:
    lines = read_lines(source)
    joined = join_kept(lines, {line.number for line in lines})
    assert [line.text for line in read_lines(joined)] == [line.text for line in lines]
    again = read_lines(joined)
    assert join_kept(again, {line.number for line in again}) == joined
    assert "\n\n\n" not in joined


@given(texts, st.sets(st.integers(0, 20)))
def test_what_is_joined_is_what_was_kept(source: str, numbers: set[int]) -> None:
    lines = read_lines(source)
    kept = {line.number for line in lines} & numbers
    joined = join_kept(lines, kept)
    assert [line.text for line in read_lines(joined)] == [line.text for line in lines if line.number in kept]
    assert joined == "" or (joined.splitlines()[0].strip() and joined.splitlines()[-1].strip())


HTML = {
    "doctype": "<!DOCTYPE html><p>Hello",
    "doctype in capitals, after space": "\n\n  <!doctype   HTML>\n<p>x",
    "html": "<html lang=en><body>x",
    "head": "<HEAD><title>x</title>",
    "body": "<body class=x>Hello",
    "byte order mark": "\ufeff<!DOCTYPE html>",
    "xhtml": '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">',
    "fragment": "<div><h2>Title</h2><p>One.</p><p>Two.</p></div>",
    "list": "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
    "indented fragment": '   <p class="a">One</p>\n   <p>Two <a href="x">three</a></p>',
    "page after a comment": "<!-- saved -->\n<html><body><div><p>One</p><p>Two</p></div></body></html>",
}
TEXT = {
    "nothing": "",
    "space": " \n ",
    "prose": "The ferry crosses the bay.\n\nAnd back.",
    "one tag": "<p>Hello",
    "an article about HTML": "To make a paragraph, write <p>text</p>. For a list, write <ul><li>item</li></ul>.",
    "begins with a tag": "<p> marks a paragraph. It is closed with </p>. " + "Browsers forgive those who forget. " * 60,
    "begins with several": "<p>, <ul>, <li> and <table> are tags. "
    + "Browsers forgive those who forget to close them. " * 60,
    "comparison": "a < b and b > c, so a <b or> c",
    "header": "<header> is an element of HTML5",
    "an arrow": "<- back <-- to <<the>> start",
    "a placeholder": "<name> wrote to <other@example.org>: <hello> <there> <you> <all>",
    "a page inside a text": "Here is the page:\n<html><body><p>x</p></body></html>",
}


@pytest.mark.parametrize("source", HTML.values(), ids=HTML.keys())
def test_html_is_taken_for_html(source: str) -> None:
    assert looks_like_html(source)


@pytest.mark.parametrize("source", TEXT.values(), ids=TEXT.keys())
def test_text_is_taken_for_text(source: str) -> None:
    assert not looks_like_html(source)


@pytest.mark.parametrize(
    "piece", ["<", "<p", "<p ", "<p a='", "</", "<a<", "<?xml ", " ", "<p><", "<!doctype ", "<p\n" * 9]
)
def test_any_repetition_is_looked_at_without_trouble(piece: str) -> None:
    looks_like_html(piece * 100_000)
    looks_like_html("<p>" + piece * 100_000)


@given(texts)
def test_any_string_can_be_looked_at(source: str) -> None:
    assert looks_like_html(source) in (True, False)

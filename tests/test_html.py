"""HTML through ``clean`` and ``explain``: what every page gets, whatever the model thinks of single blocks."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import declutter

FIRST = (
    "The ferry had crossed the bay for ninety years when the county decided, on a wet evening in March, "
    "that it could no longer pay for the two men and the engine."
)
SECOND = (
    "Nobody on the quay was surprised. They had seen the engine, and they had seen the men, and they knew "
    "which of the two would be the first to stop."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>The last ferry | Bay Herald</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>The last ferry</h1><p>{FIRST}</p>
<p>{SECOND.replace("engine", "<b>engine</b>", 1)}</p></article></main>
<aside><h3>You may also like</h3><ul><li><a href="/a">Ten walks along the bay</a></li></ul></aside>
<footer><p>© 2025 Bay Herald. All rights reserved. <a href="/privacy">Privacy</a></p></footer></body></html>"""


def test_the_piece_stays_and_the_frame_goes() -> None:
    text = declutter.clean(PAGE)
    assert FIRST in text
    assert SECOND in text
    assert "Home" not in text
    assert "All rights reserved" not in text


def test_explain_and_clean_agree_and_kept_lines_make_the_text() -> None:
    seen = declutter.explain(PAGE)
    assert seen.text == declutter.clean(PAGE) == "\n".join(line.text for line in seen.lines if line.keep)
    assert [line.number for line in seen.lines] == list(range(len(seen.lines)))


def test_markdown_has_the_title_as_first_heading_and_the_emphasis() -> None:
    text = declutter.clean(PAGE, format="markdown")
    assert text.startswith("# The last ferry\n")
    assert "**engine**" in text


def test_keep_all_keeps_every_block_and_drop_all_none() -> None:
    labels = tuple(declutter.Label)
    assert "Home" in declutter.clean(PAGE, keep=labels)
    assert declutter.clean(PAGE, drop=labels) == ""


def test_bytes_are_decoded() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("ferry", "färja")
    assert "färja" in declutter.clean(page.encode("latin-1", "ignore"))


def test_a_page_without_text_falls_back_on_its_structured_data() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": f"{FIRST}\n{SECOND}"})
    page = f'<html><body><script type="application/ld+json">{data}</script><div id="app"></div></body></html>'
    text = declutter.clean(page)
    assert FIRST in text
    assert SECOND in text


@pytest.mark.parametrize(
    "page", ["", "<", "<html>", "<p", "<div>" * 3000, "<table><tr><td><ul></td>", "\x00<p>\x00", "<!--"]
)
def test_damaged_pages_are_answered(page: str) -> None:
    assert isinstance(declutter.clean(page, input="html"), str)


@given(st.text(alphabet="<>/=\"' abpdivtrulh1&;!-\n", max_size=300))
def test_no_page_raises(page: str) -> None:
    seen = declutter.explain(page, input="html")
    assert seen.text == declutter.clean(page, input="html")


@given(st.binary(max_size=200))
def test_no_bytes_raise(page: bytes) -> None:
    assert isinstance(declutter.clean(page, input="html"), str)

"""HTML through ``clean`` and ``explain``: what every page gets, whatever the model thinks of single blocks."""

from __future__ import annotations

import json
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import declutter
from declutter import api
from declutter.labels import LABELS
from declutter.modelfile import load, models_folder
from declutter.parts import MAX_PAGE_BLOCKS
from declutter.reading_html import LEAST_WORDS, read_html_source

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


def test_markdown_has_the_title_of_the_head_where_the_page_shows_none() -> None:
    page = PAGE.replace("<h1>The last ferry</h1>", "")
    assert declutter.clean(page, format="markdown").startswith("# The last ferry\n\n")
    assert declutter.explain(page, format="markdown").text.count("last ferry") == 1
    # Plain text has a line for each block that is kept, and no other.
    assert "last ferry" not in declutter.clean(page)
    assert declutter.clean(page, format="markdown", drop=tuple(declutter.Label)) == ""


LINKED = PAGE.replace("<b>engine</b>", "<a href='../engine.html'>engine</a>")


@pytest.mark.parametrize(
    ("base", "url", "want"),
    [
        ("", "", "../engine.html"),
        ("", "https://x.org/a/b/c.html?d#e", "https://x.org/a/engine.html"),
        ("<base href='https://y.org/a/'>", "", "https://y.org/engine.html"),
        ("<base href='https://y.org/a/'>", "https://x.org/a/b/c.html", "https://y.org/engine.html"),
        ("<base href='/d/e/'>", "https://x.org/a/b/c.html", "https://x.org/d/engine.html"),
        ("<base href='/d/e/'>", "", "../engine.html"),
        ("<base href='javascript:x'>", "https://x.org/a/", "https://x.org/engine.html"),
        ("<base target=_blank><base href='https://y.org/a/'>", "", "https://y.org/engine.html"),
        (f"<base href='https://y.org/{'a/' * 3000}'>", "https://x.org/a/", "../engine.html"),
    ],
)
def test_relative_links_start_from_the_base_or_the_address(base: str, url: str, want: str) -> None:
    page = LINKED.replace("<head>", f"<head>{base}")
    assert f"[engine]({want})" in declutter.clean(page, format="markdown", url=url)
    assert declutter.clean(page, url=url) == declutter.clean(PAGE)


def test_text_from_structured_data_has_the_title_and_the_base_of_its_page() -> None:
    data = json.dumps({"@type": "Article", "articleBody": f"<p>{FIRST}</p><p>{SECOND} <a href=b>b</a></p>"})
    data = data.replace("</", "<\\/")
    page = (
        '<html><head><base href="https://y.org/a/"><title>The last ferry</title></head><body>'
        f'<script type="application/ld+json">{data}</script></body></html>'
    )
    text = declutter.clean(page, format="markdown")
    assert text.startswith("# The last ferry\n\n")
    assert "[b](https://y.org/a/b)" in text


def test_text_from_structured_data_has_the_headline_of_the_same_data() -> None:
    data = json.dumps({"@type": "Article", "headline": "The last ferry", "articleBody": f"{FIRST}\n{SECOND}"})
    page = f'<html><body><script type="application/ld+json">{data}</script></body></html>'
    assert declutter.clean(page, format="markdown").startswith("# The last ferry\n\n")


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


HOSTILE = [
    *"http https javascript data file : / // /// [ ] @ ? # % .. . é ・ x.org :99999 ::1 < > ( ) \\".split(),  # noqa: SIM905
    *" \t\n\0\ud800",
]
addresses = st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join)


@given(addresses, addresses, addresses)
def test_no_address_raises(link: str, base: str, path: str) -> None:
    page = PAGE.replace("<head>", f"<head><base href='{escape(base)}'>")
    page = page.replace("<b>engine</b>", f"<a href='{escape(link)}'>engine</a><img src='{escape(link)}'>")
    assert "engine" in declutter.clean(page, format="markdown", url=f"https://x.org/{path}")


@given(st.sampled_from([PAGE, FIRST]), st.one_of(st.text(), addresses, addresses.map("https://x".__add__)))
def test_an_address_is_accepted_or_a_value_error(source: str, url: str) -> None:
    try:
        text = declutter.clean(source, url=url)
    except ValueError as error:
        assert str(error).startswith("url must be an absolute address")  # noqa: PT017 - either answer is fine
    else:
        assert text == declutter.clean(source)


@given(st.binary(max_size=200))
def test_no_bytes_raise(page: bytes) -> None:
    assert isinstance(declutter.clean(page, input="html"), str)


def test_where_next_to_nothing_would_be_left_the_next_mode_decides(monkeypatch):
    never, always = (2.0, 2.0), (0.0, 0.0)
    strict = load(models_folder(), "html")._replace(
        thresholds={"precision": never, "balanced": never, "recall": always}
    )
    monkeypatch.setattr(api, "_model", lambda name: strict)
    everything = declutter.clean(PAGE, mode="recall")
    assert "Privacy" in everything
    assert declutter.clean(PAGE) == declutter.clean(PAGE, mode="precision") == everything
    assert declutter.clean(PAGE, keep=["social"]) == everything, "asking for one label more loses no other line"
    monkeypatch.setattr(
        api, "_model", lambda name: load(models_folder(), "text")._replace(thresholds=strict.thresholds)
    )
    assert declutter.clean("A line of text.\nAnd another one.", input="text") == "", (
        "plain text gets what was asked for"
    )


WORDS = ("The", "ferry", "crosses", "the", "bay", "twice", "a", "day.", "Share", "Subscribe", "Home", "©", "日本語")
blocks = st.tuples(
    st.sampled_from(["p", "h2", "li", "div", "a"]), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
)
pages = st.lists(blocks, min_size=1, max_size=12).map(lambda parts: "".join(f"<{t}>{x}</{t}>" for t, x in parts))
COPIES = {declutter.Label.LEAD_IN, declutter.Label.DUPLICATE}


@given(pages, st.sets(st.sampled_from(sorted(set(LABELS) - COPIES)), max_size=3))
@settings(max_examples=60, deadline=None)
def test_a_mode_keeps_what_a_stricter_one_keeps_and_a_label_more_loses_nothing(page, wanted):
    """Pages of few words are those of which next to nothing may be left."""
    last = set()
    for mode in ("precision", "balanced", "recall"):
        explained = declutter.explain(page, input="html", mode=mode)
        assert explained.text == declutter.clean(page, input="html", mode=mode)
        kept = {line.number for line in explained.lines if line.keep and line.label not in COPIES}
        assert last <= kept
        last = kept
        more = declutter.explain(page, input="html", mode=mode, keep=wanted)
        assert kept <= {line.number for line in more.lines if line.keep}


def test_of_one_part_of_a_long_page_nothing_may_be_left():
    assert read_html_source(PAGE, markdown=False).least == LEAST_WORDS
    assert read_html_source("<p>Home</p>" * (MAX_PAGE_BLOCKS + 1), markdown=False).least == 0

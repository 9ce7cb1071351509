"""The title of a page's piece, from its ``<h1>`` and its head."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_markup_properties import soup

from declutter.jsonld import headline
from declutter.markup import read_html
from declutter.title import likeness, page_title, spoken_title, squeezed, title_of


@pytest.mark.parametrize(
    ("headings", "wordings", "site", "want"),
    [
        ([], ["The last ferry"], "", "The last ferry"),
        ([], ["", "The last ferry | Bay Herald"], "", "The last ferry"),
        ([], ["The last ferry – Bay – Bay Herald"], "Bay Herald", "The last ferry – Bay"),
        (
            [],
            ["Ferries: a history - Part 1 and what came after it"],
            "",
            "Ferries: a history - Part 1 and what came after it",
        ),
        ([], ["The last ferry - a story"], "Bay Herald", "The last ferry - a story"),  # the site would stand there
        ([], ["| Bay Herald"], "", "Bay Herald"),
        ([], ["| Bay Herald", "Home - Bay Herald"], "Bay Herald", None),
        ([], ["Untitled Document", "  ", "***"], "", None),
        ([], ["x" * 400], "", None),
        (["The Last Ferry"], ["the last ferry sails | Bay Herald"], "", "The Last Ferry"),
        (["Ferries"], ["Ferries | Reports from all the bays of the county"], "", "Ferries"),
        (["Bay Herald", "It’s late"], ["It's late - Bay Herald"], "Bay Herald", "It’s late"),
        (["Bay Herald"], ["It's late again - Bay Herald"], "", "It's late again"),  # an <h1> of the site's name
        (["Bay Herald"], [], "", None),  # alone it is not certain
        (["最後の渡し船"], ["最後の渡し船｜湾岸新聞"], "", "最後の渡し船"),
        ([], [], "", None),
    ],
)
def test_titles(headings: list[str], wordings: list[str], site: str, want: str | None) -> None:
    assert title_of(headings, wordings, site) == want


def test_the_title_of_a_page() -> None:
    data = '<script type="application/ld+json">{"@type": "Article", "headline": "The last &amp; best ferry"}</script>'
    assert page_title(read_html("<h1>The last<br>ferry</h1><title>The last ferry - Bay</title>")) == "The last ferry"
    assert page_title(read_html(f"{data}<title>Ferry | Bay</title><p>a")) == "The last & best ferry"
    head = "<head><meta property=og:title content=Ferries><meta property=og:site_name content='The Bay'>"
    assert page_title(read_html(f"{head}{data}<title>Ferry - The Bay</title></head><p>a")) == "Ferries"
    assert page_title(read_html("<head><meta property=og:site_name content=Bay><title>Bay</title></head><p>a")) is None


def test_a_heading_of_many_blocks_may_be_the_title() -> None:
    page = read_html(f"<h2>Ferry{'<br>-' * 50}</h2><p>text")
    everything = range(len(page.blocks))
    assert len(everything) == 52
    # A set: each kept block is looked up in it, and a title can have as many blocks as the page.
    assert spoken_title(page, everything, "Ferry") == frozenset(range(51))
    assert spoken_title(page, everything, "Ferries") is None


@pytest.mark.parametrize(
    ("data", "want"),
    [
        ([{"headline": "A"}, {"headline": " A "}], "A"),
        ({"@graph": [{"x": {"headline": "A"}}]}, "A"),
        ([{"headline": "A"}, {"headline": "B"}], None),
        ({"headline": ["A"]}, None),
        ({"headline": " "}, None),
    ],
)
def test_the_headline_of_structured_data(data: object, want: str | None) -> None:
    assert headline(f'<script type="application/ld+json">{json.dumps(data)}</script>') == want


def test_damaged_structured_data_has_no_headline() -> None:
    assert headline('<script type="application/ld+json">{"headline": "A"') is None
    assert headline('"headline" ld+json>' + "[" * 100_000) is None


@given(st.text(), st.text())
def test_likeness_is_a_share(left: str, right: str) -> None:
    assert 0 <= likeness(left, right) == likeness(right, left) <= 1
    assert likeness(left, left) == bool(squeezed(left))


@given(st.lists(st.text(), max_size=3), st.lists(st.text(alphabet="ab |-–:"), max_size=3), st.text(max_size=5))
def test_a_title_is_part_of_what_is_given(headings: list[str], wordings: list[str], site: str) -> None:
    title = title_of(headings, wordings, site)
    assert title is None or any(title in given for given in (*headings, *wordings))
    assert title is None or squeezed(title)


@given(soup)
def test_no_soup_raises(html: str) -> None:
    page_title(read_html(html))

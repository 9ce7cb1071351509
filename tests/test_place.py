"""The figures of a block's place say which containers are around it and how much of the page's text they hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_markup_properties import soup

from declutter.markup import read_html
from declutter.parts import part_of
from declutter.place import PLACE_FEATURES, place
from declutter.roles import ROLES

LONG = "A sentence of a hundred characters, which is enough of them for a paragraph on whatever page it is.."
#: A thread of two comments, one in the other, below a piece as long as both.
HTML = (
    f"<body class=comments><article><p>{LONG}</p><p>{LONG}</p></article>"
    f"<div id=comments><h2>Comments</h2><p>{LONG}</p><div class=comment-reply><p>{LONG}</p><p>Yes.</p></div></div>"
    "<div class=footer><p>Imprint</p></div><p>End</p>"
)
NAMES = ("comments", "comment", "article", "ad", "x", "sidebar", "footer post", "")
INSIDE = [PLACE_FEATURES.index(f"inside {role}") for role in ROLES]
SHARES = [PLACE_FEATURES.index(f"share of the page's paragraphs of the {role}") for role in ROLES]


def column(name: str, html: str) -> list[float]:
    return [float(value) for value in place(read_html(html))[:, PLACE_FEATURES.index(name)]]


def inside(role: str, html: str) -> list[float]:
    return column(f"inside {role}", html)


def shares(role: str, html: str) -> list[float]:
    return column(f"share of the page's paragraphs of the {role}", html)


def test_every_figure_has_a_name_of_its_own() -> None:
    assert len(set(PLACE_FEATURES)) == len(PLACE_FEATURES)
    page = read_html(HTML)
    assert place(page).shape == (len(page.blocks), len(PLACE_FEATURES)) == (8, len(PLACE_FEATURES))
    assert place(page).dtype == np.float32
    assert place(read_html("")).shape == (0, len(PLACE_FEATURES))


def test_whether_a_container_of_a_role_is_around_a_block() -> None:
    assert inside("comment", HTML) == [0, 0, 1, 1, 1, 1, 0, 0]
    assert inside("footer", HTML) == [0, 0, 0, 0, 0, 0, 1, 0]
    assert inside("main", HTML) == [0] * 8  # a tag is no name
    assert inside("ad", HTML) == [0] * 8


def test_the_share_is_that_of_the_innermost_container() -> None:
    assert len(LONG) == 100
    assert shares("comment", HTML) == pytest.approx([0, 0, 0.5, 0.5, 0.25, 0.25, 0, 0])
    assert shares("ad", HTML) == [0] * 8


def test_a_container_without_a_paragraph_has_no_share() -> None:
    assert shares("footer", HTML) == [0] * 8
    assert inside("comment", "<div class=comment><p>a</p></div><p>b") == [1, 0]
    assert shares("comment", "<div class=comment><p>a</p></div><p>b") == [0, 0]


def test_a_container_around_everything_holds_everything() -> None:
    html = f"<div class='sidebar-left'><p>{LONG}</p><p>x</p><aside><p>{LONG}</p></aside></div>"
    assert shares("side", html) == [1, 1, 1]


def test_a_name_that_the_page_has_is_no_container() -> None:
    assert inside("comment", f"<body class=comments><p>{LONG}") == [0]
    assert shares("comment", f"<body class=comments><p>{LONG}") == [0]


def test_text_of_links_is_no_paragraph() -> None:
    html = f"<div class=related><p><a href=x>{LONG}</a></p></div><div class=comment><p>{LONG}</p></div>"
    assert inside("related", html) == [1, 0]
    assert shares("related", html) == [0, 0]
    assert shares("comment", html) == [0, 1]


def test_a_part_of_a_page_has_the_roles_of_the_page() -> None:
    page = read_html(HTML)
    whole = place(page)[:, INSIDE]
    for start, stop in ((0, 3), (3, 6), (4, 8), (5, 6)):
        np.testing.assert_array_equal(place(part_of(page, start, stop))[:, INSIDE], whole[start:stop])


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["x", LONG]), st.integers(0, 3)), max_size=10))
def test_shares_are_those_of_containers_around_a_block(tree: list[tuple[str, str, int]]) -> None:
    html = "".join(f"<div class='{name}'><p>{text}</p>{'</div>' * ends}" for name, text, ends in tree)
    figures = place(read_html(html))
    assert np.isin(figures[:, INSIDE], [0, 1]).all()
    assert ((figures[:, SHARES] >= 0) & (figures[:, SHARES] <= figures[:, INSIDE])).all()
    paragraph = np.array([text == LONG for _, text, _ in tree], bool)
    assert (figures[paragraph][:, SHARES] > 0).tolist() == (figures[paragraph][:, INSIDE] > 0).tolist()


@given(soup)
def test_figures_of_any_soup_are_finite(html: str) -> None:
    page = read_html(html)
    figures = place(page)
    assert figures.shape == (len(page.blocks), len(PLACE_FEATURES))
    assert np.isfinite(figures).all()

"""What a container is for is read from the words of its names, whole or by their stem; the innermost one counts."""

from __future__ import annotations

import time
from html import escape
from string import ascii_lowercase
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_markup_properties import soup

from declutter import roles
from declutter.markup import read_html
from declutter.page import Elements, Page
from declutter.roles import ROLES, role_containers, role_of

NAMES = (
    "comment",
    "comments-area",
    "post body",
    "sidebar-left",
    "ad",
    "adobe",
    "x1",
    "Nav_Main",
    "related ad comment2",
)
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=20))


def role(word: str) -> str | None:
    """The name of a word's role."""
    found = role_of(word)
    return None if found is None else ROLES[found]


def containers(page: Page, name: str) -> list[int]:
    """The containers of one role around each block."""
    return role_containers(page.elements, len(page.blocks))[ROLES.index(name)].tolist()


def roles_in(html: str) -> set[str]:
    """The roles of the containers around the first block."""
    page = read_html(html)
    found = role_containers(page.elements, len(page.blocks))[:, 0]
    return {name for name, element in zip(ROLES, found.tolist(), strict=True) if element >= 0}


def one_element(tag: str, attributes: str, n_blocks: int = 1) -> Elements:
    """A document of one element around all blocks."""
    return Elements([-1, 0], ["", tag], ["", attributes], [0, 0], [0, 0], [n_blocks, n_blocks])


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("comment", "comment"),
        ("comments", "comment"),
        ("commentlist", "comment"),
        ("kommentare", "comment"),
        ("commen", None),
        ("wpcomments", None),
        ("ad", "ad"),
        ("ads", "ad"),
        ("advertisement", "ad"),
        ("add", None),
        ("adobe", None),
        ("a", None),
        ("tag", "navigation"),
        ("tags", "navigation"),
        ("tagline", None),
        ("tab", "navigation"),
        ("table", None),
        ("like", "social"),
        ("liked", None),
        ("post", "main"),
        ("posted", "byline"),
        ("postal", None),
        ("top", None),
        ("topbar", "header"),
        ("topic", "forum"),
        ("col", None),
        ("colour", None),
        ("column", "side"),
        ("sidebar", "side"),
        ("footer", "footer"),
        ("caption", "caption"),
        ("modal", "overlay"),
        ("price", "product"),
        ("headline", "heading"),
        ("newsletter", "newsletter"),
        ("popular", "related"),
        ("", None),
        ("comment" * 100_000, "comment"),
        ("x" * 1_000_000, None),
    ],
)
def test_a_word_counts_whole_and_a_stem_with_what_continues_it(word: str, wanted: str | None) -> None:
    assert role(word) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"), [(name, word) for name, words in roles._WORDS.items() for word in words.split()]
)
def test_no_word_is_hidden_behind_a_word_of_another_role(name: str, wanted: str) -> None:
    assert role(wanted.rstrip("*")) == name
    if wanted.endswith("*"):
        assert role(f"{wanted.rstrip('*')}zzz") == name


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ("class=comments", {"comment"}),
        ("id=comments", {"comment"}),
        ("class=comment-list", {"comment"}),
        ("class=comment_list", {"comment"}),
        ("class=wp-comments", {"comment"}),
        ("class=commentsArea", {"comment"}),
        ("class=COMMENTS", {"comment"}),
        ("class=mainContent", {"main"}),
        ("class=wpComments", set()),  # names are read in lower case: no word begins at a capital
        ("class=comment2ad", {"comment", "ad"}),
        ("class='x1 sidebar-left' id=Ads", {"side", "ad"}),
        ("class='post__author'", {"main", "byline"}),
        ("class=adobe-reader", set()),
        ("class='comment comment-1 comments'", {"comment"}),
        ("title=comments data-id=comments href=comments", set()),
        ("class", set()),
        ("class=''", set()),
        ("class='—'", set()),
        ("", set()),
    ],
)
def test_names_have_the_roles_of_their_words(attributes: str, wanted: set[str]) -> None:
    assert roles_in(f"<div {attributes}><p>x</div>") == wanted


def test_the_tag_is_no_name() -> None:
    assert roles_in("<nav><p>x</nav>") == set()


@pytest.mark.parametrize("tag", ["", "html", "body"])
def test_what_the_whole_page_is_called_says_nothing(tag: str) -> None:
    assert (role_containers(one_element(tag, 'class="comments"'), 1) == -1).all()
    assert (role_containers(one_element("div", 'class="comments"'), 1) >= 0).any()


def test_names_of_a_page_are_ignored_and_those_inside_it_are_not() -> None:
    assert roles_in("<html class=comments><body class='single-post' id=ad><p>x") == set()
    assert roles_in("<html class=comments><body class='single-post' id=ad><p class=byline>x") == {"byline"}


def test_the_innermost_container_counts() -> None:
    page = read_html(
        "<p>a<div class=comments><p>b<div class='comment-body related'><p>c</div><p>d</div><p>e"
        "<div id=respond><p class=x>f</div>"
    )
    assert [block.text for block in page.blocks] == list("abcdef")
    outer, inner, last = (i for i, text in enumerate(page.elements.attributes) if text and text != 'class="x"')
    assert containers(page, "comment") == [-1, outer, inner, outer, -1, last]
    assert containers(page, "related") == [-1, -1, inner, -1, -1, -1]
    assert containers(page, "ad") == [-1] * 6


def test_siblings_of_one_name_are_containers_of_their_own() -> None:
    page = read_html("<div class=comment><p>a</div><div class=comment><p>b</div>")
    first, second = (i for i, text in enumerate(page.elements.attributes) if text)
    assert containers(page, "comment") == [first, second]


def test_the_blocks_own_element_is_a_container() -> None:
    page = read_html("<p class=caption>a<p>b")
    assert containers(page, "caption") == [page.blocks[0].element, -1]


def test_empty_containers_are_around_nothing() -> None:
    page = read_html("<div class=comments></div><p>a<div class=comments><div id=ad></div></div><p>b")
    assert (role_containers(page.elements, 2) == -1).all()


@pytest.mark.parametrize("html", ["", "<div class=comments></div>", "<body class=ad>"])
def test_a_page_without_blocks(html: str) -> None:
    page = read_html(html)
    assert role_containers(page.elements, len(page.blocks)).shape == (len(ROLES), 0)


SIZE = 5_000
#: Shapes of as many containers, or names of one, as blocks.
MANY = {
    "nested": lambda: "".join(f"<div class='comment-{i} ad'>" for i in range(SIZE)) + "<p>x" * SIZE,
    "side by side": lambda: "".join(f"<div class='comment{i} ad'><p>x</div>" for i in range(SIZE)),
    "classes": lambda: f"<div class='{' '.join(f'c{i} ad-{i} comment' for i in range(SIZE))}'>" + "<p>x" * SIZE,
    "one long class": lambda: f"<div class='{'comment-' * SIZE}'>" + "<p>x" * SIZE,
    "one long word": lambda: f"<div class='{'comment' * SIZE}'>" + "<p>x" * SIZE,
}


@pytest.mark.parametrize("shape", MANY)
def test_very_many_containers_and_names_are_read_in_time(shape: str) -> None:
    page = read_html(MANY[shape]())
    start = time.process_time()
    found = role_containers(page.elements, len(page.blocks))
    assert time.process_time() - start < 2  # a hundredth of a second or so
    assert (found[ROLES.index("comment")] >= 0).all()


class Written(np.ndarray):
    """An array that counts the cells that are written."""

    cells = 0

    def __setitem__(self, key: Any, value: Any) -> None:
        Written.cells += self[key].size
        super().__setitem__(key, value)


def test_many_words_of_one_role_are_no_more_work_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    elements = one_element("div", f'class="{" ".join(f"comment{letter}" for letter in ascii_lowercase)} ad"', 100)
    full = np.full
    monkeypatch.setattr(np, "full", lambda *args: full(*args).view(Written))
    monkeypatch.setattr(Written, "cells", 0)
    found = role_containers(elements, 100)
    assert {name for name, row in zip(ROLES, found, strict=True) if (row == 1).all()} == {"comment", "ad"}
    assert 0 < Written.cells <= 2 * 100  # words times blocks would be 2,700


@given(st.text())
def test_any_word_has_one_role_or_none(word: str) -> None:
    found = role_of(word)
    assert found is None or 0 <= found < len(ROLES)


@given(st.lists(names, max_size=6), st.sampled_from(["div", "body", "p", "x-card", ""]))
def test_any_names_are_read(words: list[str], tag: str) -> None:
    for attributes in (" ".join(words), f'class="{" ".join(words)}"', f'id="{"".join(words)}" class="x"'):
        found = role_containers(one_element(tag, attributes), 1)
        assert np.isin(found, [-1, 1]).all()


@given(st.lists(st.tuples(names, st.integers(0, 2)), max_size=8))
def test_every_container_is_the_first_of_its_role_above_the_block(tree: list[tuple[str, int]]) -> None:
    html = "".join(f"<div class='{escape(name)}'><p>x</p>{'</div>' * ends}" for name, ends in tree)
    page = read_html(html)
    elements = page.elements
    alone = [
        [ROLES[i] for i in np.flatnonzero(role_containers(one_element(tag, attributes), 1)[:, 0] >= 0)]
        for tag, attributes in zip(elements.tag, elements.attributes, strict=True)
    ]
    for name in ROLES:
        wanted = [next((e for e in elements.chain(b.element) if name in alone[e]), -1) for b in page.blocks]
        assert containers(page, name) == wanted


@given(soup)
def test_any_soup_has_containers_of_its_own(html: str) -> None:
    page = read_html(html)
    found = role_containers(page.elements, len(page.blocks))
    assert found.dtype == np.int64
    assert found.shape == (len(ROLES), len(page.blocks))
    assert ((found >= -1) & (found < len(page.elements))).all()

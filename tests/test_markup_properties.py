"""What holds for any page."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_markup_tables import spans_fit

from declutter import markup
from declutter.markup import read_html
from declutter.tags import BLOCKS, INLINE
from declutter.tidy import tidy
from declutter.tree import MAX_DEPTH

CONTAINERS = ("div", "section", "article", "ul", "ol", "li", "blockquote", "span", "b", "a href='x y'", "em", "x-card",
              "p", "h2", "nav", "dl", "dd", "figure", "label", "font color=red", "center", "pre")  # fmt: skip
HIDING = ("script", "style", "select", "svg", "textarea", "object", "span hidden", "b aria-hidden='true'", "template")
BITS = ("<br>", "<hr>", "<img alt=no>", "<wbr>", "<!-- no -->", " ", "\n", "&nbsp;", "<input value=no>")
MARKUP = ("<div", "<p>", "</p>", "<b", "</b>", "<a href=", "<table>", "<tr>", "<td>", "</table>", "<li>", "<pre>", "</",
          "<!--", "-->", "<![CDATA[", "<script>", "</script>", "<svg>", "<template>", "<select>", "<?", "<!", '"', "'",
          "=", ">", "<", "/", "&", "&lt", "&#0;", "&#xd800;", "\0", "\r\n", " ", "x", "É", "\ud800", "<plaintext>",
          "<noscript>", "<button>", "<xmp>", "<body", "<html", "<head>", "<frameset>", "<math>", "<x-y>", "<br/>",
          "</body>", "<title>", "</title>", "<textarea>", "<ruby>", "<rt>", "hidden", "style=display:none")  # fmt: skip
soup = st.lists(st.sampled_from(MARKUP), max_size=60).map("".join)
trees = st.recursive(
    st.one_of(st.just("WORD"), st.sampled_from(BITS)),
    lambda children: st.tuples(
        st.sampled_from((*CONTAINERS, *CONTAINERS, *HIDING)), st.lists(children, max_size=5)
    ),
    max_leaves=40,
)  # fmt: skip


def written(tree: object, words: list[str]) -> str:
    """Return a tree as HTML, each ``WORD`` as a word of its own; collect in ``words`` those that must be found."""
    if isinstance(tree, str):
        if tree != "WORD":
            return tree
        words.append(f"w{len(words)}q")
        return f" {words[-1]} "
    assert isinstance(tree, tuple)
    tag, children = tree
    if tag in HIDING:
        return f"<{tag}>{' hiddenword '.join(' x' for _ in children)}</{tag.split()[0]}>"
    return f"<{tag}>{''.join(written(child, words) for child in children)}</{tag.split()[0]}>"


@given(st.lists(trees, max_size=6))
def test_every_word_is_found_once_and_in_order(forest: list[object]) -> None:
    words: list[str] = []
    html = "".join(written(tree, words) for tree in forest)
    page = read_html(html)
    assert re.findall(r"w\d+q", " ".join(block.text for block in page.blocks)) == words
    assert "hiddenword" not in " ".join(block.text for block in page.blocks)
    assert spans_fit(page)


@given(soup)
def test_any_soup_is_read(html: str) -> None:
    page = read_html(html)
    for block in page.blocks:
        assert block.text.strip("\n")
        assert block.tag in BLOCKS | {"", "xmp", "plaintext"} or "-" in block.tag
        assert 0 <= block.element < len(page.elements)
        assert 0 <= block.start < block.stop <= len(page.pieces)
        assert 0 <= block.link_chars <= len(block.text)
        assert 0 <= block.bold_chars <= len(block.text)
        assert not page.collapsed or block.text == " ".join(block.text.split())
    assert spans_fit(page)
    assert all(parent < row for row, parent in enumerate(page.elements.parent))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    read_html(text)


def calls(function: Callable[[str], object], argument: str) -> int:
    """Return how many calls, also of built-in functions, ``function(argument)`` makes."""
    count = 0

    def counted(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        function(argument)
    finally:
        sys.setprofile(None)
    return count


SHAPES = {
    "flat": "<p>some <b>text</b> and <a href=x>a link</a></p>",
    "inline": "<i>a</i> <b class=x>b</b><span>c</span>",
    "unclosed": "<div class=a><p>some <b>text",
    "list": "<ul><li>a<li>b</ul>",
    "nested lists": "<ul><li>a",
    "table": "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
    "nested tables": "<table><tr><td>a<td>",
    "rows": "<tr><td>a<td>b",
    "breaks": "a<br>b<br><br>",
    "comments": "a<!-- b --><!-- c -->",
    "buttons": "<p>a <button>b</button>",
    "hidden": "<div hidden>a</div><span hidden>b</span>",
    "pre": "<pre>a\n<b>b</b></pre>",
    "links around blocks": "<a href=x><div>a</div></a>",
    "noscript": "<noscript>a</noscript>",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("before", [str, tidy])
def test_work_grows_in_proportion(shape: str, before: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        markup, "tamed", lambda html: before(html).encode()
    )  # else only the longer page might be tidied
    few, many = 100, 1600
    prefix = "<table>" if shape == "rows" else ""
    small, large = (calls(read_html, prefix + SHAPES[shape] * number) for number in (few, many))
    assert large <= small * many / few * 1.1


def test_deep_nesting_is_bounded_and_loses_no_text() -> None:
    page = read_html("".join(f"<div class=c{number}>w{number} " for number in range(5000)))
    assert max(page.elements.depths()) <= MAX_DEPTH
    assert " ".join(block.text for block in page.blocks).split() == [f"w{number}" for number in range(5000)]


def test_inline_and_block_names_do_not_overlap() -> None:
    assert not BLOCKS & INLINE
    assert Counter(BLOCKS | INLINE).most_common(1)[0][1] == 1

"""Pages that would keep a parser busy: recognised, rewritten, no text lost."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter import guard
from declutter.guard import tamed
from declutter.markup import read_html
from declutter.tags import VOID
from declutter.tidy import tidy
from declutter.tree import MAX_DEPTH

KB = 1024


def repeated(unit: str, size: int) -> str:
    return unit * (size // len(unit))


def numbered(unit: str, size: int) -> str:
    """Return ``unit`` with ``#`` for a number that grows, again and again."""
    return "".join(unit.replace("#", str(number)) for number in range(size // (len(unit) + 3)))


def depth(html: str) -> int:
    """Return the greatest number of start tags without end tag so far."""
    deepest = now = 0
    for end, name in re.findall(r"<(/?)([a-z][a-z0-9]*)", html):
        if name not in VOID:
            now += -1 if end else 1
            deepest = max(deepest, now)
    return deepest


#: Each takes Lexbor minutes at 1 MB, or makes a page many times as long of it.
SLOW = {
    "nested blocks": lambda size: repeated("<div>x", size),
    "nested lists": lambda size: repeated("<ul>x", size),
    "nested and closed": lambda size: repeated("<div>", size // 2) + "x" + repeated("</div>", size // 2),
    "definitions": lambda size: repeated("<dl>x", size),
    "ruby": lambda size: repeated("<rt>y", size),
    "formatting left open": lambda size: numbered("<p><b id=#>x", size),
    "formatting in closed blocks": lambda size: numbered("<p><font size=#>x</p>", size),
    "formatting around blocks": lambda size: repeated("<b><div></b>x", size),
    "formatting before tables": lambda size: numbered("<b id=#><table>x", size),
    "headings in formatting": lambda size: repeated("<b><h1>x", size),
    "first all open, then all closed": lambda size: "".join(repeated(f"<{t}>x", size // 3) for t in ("b", "div", "/b")),
    "links in blocks": lambda size: repeated("<a><div>x", size),
    "end tags hidden in comments": lambda size: repeated("<div><!--</div>-->x", size),
    "end tags hidden in attributes": lambda size: repeated("<div title='</div>'>x", size),
    "end tags hidden by quotes": lambda size: repeated('<div><br x" b=">"</div>x', size),
    "end tags that do not reach": lambda size: repeated("<div><table></div></table>x", size),
    "other names that begin alike": lambda size: repeated("<blockquote></blockquoted>x", size),
    "spans under blocks": lambda size: repeated("<span>", size // 2) + repeated("<p></p>x", size // 2),
    "drawings that end": lambda size: repeated("<svg><p>x", size),
    "tables": lambda size: repeated("<table><tr><td>x", size),
}
#: Windows of many attributes, and windows in which all ``>`` are in quotes that are closed further on.
LONG_VALUE = "".join(f" a{number}-#" for number in range(1500)) + f' b#="{">" * 13 * KB}"'
LONG_TAGS = {
    "attributes": lambda size: f"<div{numbered(' a#=1', size)}>x",
    "attributes of one letter": lambda size: f"<div {numbered('# ', size)}>x",
    "quoted": lambda size: "<div" + numbered(' a#=">"', size) + ">x",
    "quoted without space": lambda size: "<div " + numbered("a#='>'", size) + ">x",
    "between long values": lambda size: f"<div{numbered(LONG_VALUE, size)}>x",
    "attributes of the root": lambda size: numbered("<html a#=1>", size) + "x",
}


@pytest.mark.parametrize("shape", [*SLOW, *LONG_TAGS])
def test_one_megabyte_of_any_shape_is_read_in_time(shape: str) -> None:
    html = {**SLOW, **LONG_TAGS}[shape](1000 * KB)
    start = time.process_time()
    page = read_html(html)
    assert time.process_time() - start < 8  # a second or so; minutes without the guard
    assert sum(block.text.count("x") for block in page.blocks) == html.count("x") - html.count('x"')


@pytest.mark.parametrize("shape", SLOW)
def test_slow_shapes_are_rewritten(shape: str) -> None:
    html = SLOW[shape](200 * KB)
    rewritten = tamed(html).decode()
    assert rewritten != html
    assert depth(rewritten) <= MAX_DEPTH
    assert len(rewritten) < 4 * len(html)


@pytest.mark.parametrize("shape", LONG_TAGS)
def test_attributes_without_end_are_cut(shape: str) -> None:
    html = LONG_TAGS[shape](600 * KB)
    assert len(tamed(html)) < 20 * KB


ORDINARY = [
    "",
    "text",
    "<p>a</p>" * 100,
    "<p>a</p>" * 50_000,  # many tags, but every one is closed
    "<!DOCTYPE html><h1>a</h1><br><!-- b --><blockquote class='a b'>c</blockquote >" * 5000,
    "<div><p>a <b>b</b> <a href='x'>c</a></p></div>" * 5000,
    "<table><tr><td>a</td><td>b</td></tr></table>" * 5000,
    f"<pre>{'text ' * 3000}</pre>",
    f"<img src='data:image/png;base64,{'A' * 300_000}'>",
    f"<script>{'x' * 300_000}</script>",
]


@pytest.mark.parametrize("html", ORDINARY, ids=range(len(ORDINARY)))
def test_ordinary_pages_are_left_alone(html: str) -> None:
    assert tamed(html) == html.encode()


def test_lone_surrogates_are_left_out() -> None:
    assert tamed("a\ud800b") == b"ab"


@pytest.mark.parametrize(
    "html",
    [
        "<p>a",
        "</p>",
        "<div><p></div></p>",
        "<h>x</h1>",
        "<blockquo>x</blockquote>",
        "<x-a>b</x-a>",
        "<abcdefghi>b</abcdefghi>",
        "<p a='>'>b</p>",
        '<p a= "<">b</p>',
        "<p>b</p",
        "<p>b</p><",
        "<p>b</p></",
        "<p>a<b</p>",
        "<!-- <p> --><p>b</p>",
        "<!--><p>b</p>",
        "<![CDATA[<p>]]><p>b</p>",
        "<div>" * 300 + "</div>" * 300,
    ],
)
def test_doubtful_markup_is_not_called_regular(html: str) -> None:
    assert not guard._is_regular(guard._tags(html.encode()))
    assert guard._is_regular(guard._tags(b"<p>b</p><h2>c</h3><figcaption>d</figcaption><br>"))


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<p>a<p>b", "<p>a</p><p>b"),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>e"),
        ("<p>a<div>b</div></p>", "<p>a</p><div>b</div></p>"),
        ("<p><b>a</p>b", "<p><b>a</b></p>b"),
        ("<b><p>a</b>b</p>", "<b><p>a</b>b</p>"),  # the parser knows what to do
        ("<span><p>a</span>b", "<span><p>ab"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        (
            "<table><tr><td>a<td>b</div><tr><td>c</table>d",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d",
        ),
        ("<div><table><tr><td>a</div>b</table>c</div>", "<div><table><tr><td>ab</td></tr></table>c</div>"),
        ("<td>a</td>", "a"),
        ("<a>b<a>c", "<a>b</a><a>c"),
        ("<h1>a<h2>b", "<h1>a</h1><h2>b"),
        ("<form>a<form>b</form>c", "<form>ab</form>c"),
        ("a<script>b<i>c</script >d<style>e</style>f<!-- g -->h<!i>j</k>l", "adfhjl"),
        ("<script>a", ""),
        ("a<!-- b", "a"),
        ("1 < 2 <3", "1 &lt; 2 &lt;3"),
        ("<svg><path/><g>a</g><p>b", "<svg>a</svg><p>b"),
        ("<math/>a<math><mi/>b</math>c", "a<math><mi/>b</mi></math>c"),
        ("<html a><html b><body><body c>d</body></html>e", "<html a><body>de"),
        ("<xmp>a</xmp><frameset><frame>b", "<pre>a</pre><frame>b"),
        ("<P Class=x>a</P\n>", "<P Class=x>a</p>"),
        ("<p a='>' b=\">\" c=d>e", "<p a='>' b=\">\" c=d>e"),
        ("<p =\">\">e", '<p =">">e'),
    ],
)  # fmt: skip
def test_tidy(html: str, want: str) -> None:
    assert tidy(html) == want


def test_tags_beyond_the_greatest_depth_become_breaks() -> None:
    html = "<div>" * (MAX_DEPTH + 2) + "a<i>b</i></div>c</div>" + "</div>" * MAX_DEPTH + "d"
    assert [block.text for block in read_html(tidy(html)).blocks] == ["ab", "c", "d"]


NAMES = (
    "div",
    "p",
    "b",
    "i",
    "span",
    "a",
    "ul",
    "li",
    "h1",
    "h2",
    "em",
    "section",
    "dl",
    "dt",
    "dd",
    "x-y",
    "blockquote",
)
tokens = st.sampled_from([f"<{end}{name}>" for name in NAMES for end in ("", "/")] + [" w ", "<br>", "<hr>", " a=b "])


@given(st.lists(tokens, max_size=80))
def test_tidying_loses_and_adds_no_word(listed: list[str]) -> None:
    html = "".join(token.replace("w", f"w{number}") for number, token in enumerate(listed))
    plain, tidied = (" ".join(b.text for b in read_html(source).blocks).split() for source in (html, tidy(html)))
    assert Counter(tidied) == Counter(plain)
    assert depth(tidy(html)) <= len(listed) + 1


@given(st.text(alphabet="<>/!-=\"' abpdivtablescript&;\n", max_size=200))
def test_any_text_is_tidied_and_judged(text: str) -> None:
    assert isinstance(tidy(text), str)
    tags = guard._tags(text.encode())
    if guard._is_regular(tags):  # then every element is closed in its turn, and tidying changes nothing that counts
        assert depth(tidy(text)) <= MAX_DEPTH
    assert isinstance(guard._has_long_tag(text.encode() * 200), bool)


@given(st.text(alphabet="=>\"' a", max_size=30), st.integers(0, 10), st.integers(0, 30))
def test_where_a_tag_ends_is_what_the_whole_pattern_says(text: str, begin: int, stop: int) -> None:
    page = text.encode()
    match = guard._VALUES.match(page, begin, stop)
    ends = match is not None and match.end() < stop and page.startswith(b">", match.end())
    assert guard._has_end(page, begin, stop) == ends

"""Blocks as Markdown and as plain text."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_markup_properties import soup, trees, written

from declutter.inline import escape
from declutter.markdown import to_markdown, to_text
from declutter.markup import read_html
from declutter.title import page_title


def markdown(html: str, *, images: bool = False, title: str | None = None, base: str = "") -> str:
    page = read_html(html)
    return to_markdown(page, range(len(page.blocks)), images=images, title=title, base=base)


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<p>a <b>b</b> <i>c</i> <code>d*e</code> <s>f</s> <sub>g</sub>", "a **b** *c* `d*e` ~~f~~ g"),
        ("<p><b>a<i>b</i></b>", "**a*b***"),
        ("<p>a<b> b </b>c", "a **b** c"),
        ("<p>a<b> </b>c", "a c"),
        ("<p>a<b>b</b>c", "a**b**c"),
        ("<p>a<b>“b”</b>c", "a“b”c"),  # there the marks would not be marks
        ("<p>a <code>b`c</code> <code>`</code>", "a ``b`c`` `` ` ``"),
        ("<p><b>a", "**a**"),
        ("<b><p>a</p></b>", "a"),  # marks do not reach over paragraphs
    ],
)
def test_emphasis(html: str, want: str) -> None:
    assert markdown(html) == want


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<p><a href=http://a.b/c?d=e&amp;f=g#h>a <b>b</b></a>", "[a **b**](http://a.b/c?d=e&f=g#h)"),
        ("<p><a href='../x y(1).html'> a </a>b", "[a](<../x%20y(1).html>) b"),
        ("<p><a href='#here'>a</a>", "[a](#here)"),
        ("<p><a href='javascript:void(0)'>a</a> <a>b</a> <a href=c></a>d", "a b d"),
        ("<p>wow!<a href=a>[b]</a>", "wow\\![\\[b\\]](a)"),
        ("<a href=a><h3>b</h3><p>c <i>d</i></p></a><p>e", "### [b](a)\n\n[c *d*](a)\n\ne"),
        ("<p><a href=a>b</a><a href=c>d</a>", "[b](a) [d](c)"),
    ],
)
def test_links(html: str, want: str) -> None:
    assert markdown(html) == want


def test_images_only_on_request() -> None:
    html = (
        "<p>a <img src=b.png alt='c [d]'> e</p><figure><a href=f><img src='data:x' data-src=g.jpg></a>"
        "<figcaption>h</figcaption></figure><img src=last.png>"
    )
    assert markdown(html) == "a e\n\nh"
    assert markdown(html, images=True) == "a ![c \\[d\\]](b.png) e\n\n[![](g.jpg)](f)\n\nh"
    page = read_html("<p>a</p><img src=b><p>c</p><img src=d><p>e</p>")
    assert to_markdown(page, [0, 2], images=True) == "a\n\ne"  # what stood between is not known to belong to them


@pytest.mark.parametrize(
    ("html", "kept", "want"),
    [
        ("<p>a</p><p>b <img src=c></p><p>d</p>", [0, 2], "a\n\nd"),  # of a dropped block
        ("<figure><img src=a><figcaption>b</figcaption></figure><p>c", [0, 1], "![](a)\n\nb\n\nc"),
        ("<figure><img src=a><figcaption>b</figcaption></figure><p>c", [1], "c"),
        ("<p>x<figure><img src=a><figcaption>b</figcaption></figure><p>c", [1], "![](a)\n\nb"),
        ("<figure><figcaption>b</figcaption><a href=l><img src=a></a></figure><p>x", [0], "b\n\n[![](a)](l)"),
        ("<figure><figcaption>b</figcaption></figure><img src=a><p>x", [0], "b"),  # outside the figure
        ("<p>a</p><figure><img src=b></figure>", [0], "a"),
        ("<p>a<aside><img src=b></aside><div hidden><img src=c></div><p>e", [0, 1], "a\n\ne"),
        ("<p>a<div role=navigation><img src=b></div><button><img src=c></button><p>e", [0, 1], "a\n\ne"),
        ("<p>a<aside><p>b</p><img src=c><p>d</p></aside>", [0, 1, 2], "a\n\nb\n\n![](c)\n\nd"),
        ("<p>a<aside><img src=b><p>c</p></aside>", [0, 1], "a\n\n![](b)\n\nc"),
        ("<p>a<video><img src=b></video><!-- <img src=c> --><span hidden><img src=d></span><p>e", [0, 1], "a\n\ne"),
        ("<p>a<img src=b data-src=/c><noscript><img src=/c></noscript><p>d", [0, 1], "a![](/c)\n\nd"),
        ("<p>a</p><img src=b data-src=/c><noscript><img src=/c></noscript><p>d", [0, 1], "a\n\n![](/c)\n\nd"),
        ("<pre>a<img src=b></pre>", [0], "```\na\n```"),
    ],
)  # fmt: skip
def test_whose_image_it_is(html: str, kept: list[int], want: str) -> None:
    assert to_markdown(read_html(html), kept, images=True) == want


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<ul><li>a<br><img src=b><li>c</ul>", "- a\n\n  ![](b)\n- c"),
        ("<ul><li>a<li><div><img src=b></div><p>c</ul>", "- a\n- ![](b)\n\n  c"),
        ("<blockquote><p>a</p><img src=b><p>c</blockquote><img src=d><p>e", "> a\n>\n> ![](b)\n>\n> c\n\n![](d)\n\ne"),
        ("<table><tr><th>a<th><img src=t><tr><td>b<td>c <img src=u></table><img src=v><p>d",
         "| a |  |\n| --- | --- |\n| b | c ![](u) |\n\n![](v)\n\nd"),
        ("<x-a><p>a</p><x-b><img src=b></x-b></x-a><p>c", "a\n\n![](b)\n\nc"),
    ],
)  # fmt: skip
def test_images_break_no_list_and_no_table(html: str, want: str) -> None:
    assert markdown(html, images=True) == want


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<h1>a <b>b</b></h1><h2>c<br>d</h2><h6>e</h6>", "# a b\n\n## c d\n\n###### e"),
        ("<h2>C #</h2>", "## C \\#"),
        ("<p>a<br>b<br><br>c", "a  \nb\n\nc"),
        ("<blockquote><p>a<p>b<br>c<blockquote>d</blockquote></blockquote>e", "> a\n>\n> b  \n> c\n>\n> > d\n\ne"),
        ("<dl><dt>a<dd>b<dt><b>c</b><dd>d</dl>", "**a**\n\nb\n\n**c**\n\nd"),
        ("<pre>a\n\n  b</pre>", "```\na\n\n  b\n```"),
        ("<pre><code class='x language-c++'>a</code></pre>", "```c++\na\n```"),
        ("<div class='highlight-source-js'><pre>```</pre></div>", "````js\n```\n````"),
        ("<pre class='brush: python; ruler'>a</pre>", "```python\na\n```"),
        ("<div class=language-x><div><div><div><pre>a</pre></div></div></div></div>", "```\na\n```"),
    ],
)
def test_blocks(html: str, want: str) -> None:
    assert markdown(html) == want


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
        ("<ol start=x><li>a</ol>", "1. a"),
        ("<ul><li>a<ol><li>b<li>c<ul><li>d</ul></ol><li>e</ul>", "- a\n  1. b\n  2. c\n     - d\n- e"),
        ("<ul><li>a<p>b<pre>c\n d</pre><li>e</ul>f", "- a\n\n  b\n\n  ```\n  c\n   d\n  ```\n- e\n\nf"),
        ("<ul><li>a<ol start=3><li>b</ol></ul>", "- a\n\n  3. b"),  # only 1 may follow a line immediately
        ("<blockquote><ul><li>a<li>b</ul></blockquote>", "> - a\n> - b"),
        ("<li>a", "- a"),
        ("<ul><li><ul><li>a</ul></ul>", "- a"),
        (
            "<ol><li>a<table><tr><th>b<th>c<tr><td>d<td>e</table>f<li>g</ol>",
            "1. a\n\n   | b | c |\n   | --- | --- |\n   | d | e |\n\n   f\n2. g",
        ),
    ],
)
def test_lists(html: str, want: str) -> None:
    assert markdown(html) == want


def test_list_items_whose_parent_is_not_kept() -> None:
    page = read_html("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>")
    assert to_markdown(page, [1, 2, 3]) == "- b\n- c\n- d"
    assert to_markdown(page, [0, 2]) == "- a\n  - c"


def test_tables() -> None:
    html = (
        "<table><thead><tr><th>a<th>b<tbody><tr><td>c|d<td><a href=e>f</a><tr><td><td>g<br>h<td>i</table>"
        "<table><tr><td>k<td>v<tr><td>l<td>w</table>"
    )
    assert markdown(html) == (
        "| a | b |  |\n| --- | --- | --- |\n| c\\|d | [f](e) |  |\n|  | g h | i |\n\n"
        "|  |  |\n| --- | --- |\n| k | v |\n| l | w |"
    )


def test_title_becomes_the_first_heading() -> None:
    assert markdown("<p>a", title="T *x*") == "# T \\*x\\*\n\na"
    assert markdown("<h1>t</h1><p>a", title="T") == "# t\n\na"
    assert markdown("<p>a", title="C#") == "# C\\#\n\na"
    assert markdown("", title="T") == ""  # where nothing is kept, nothing is the answer


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<h1>Other words</h1><p>a", "# Other words\n\na"),  # an only <h1> is the title
        ("<h1>Home</h1><h1>It’s <i>late</i></h1>", "# Home\n\n# It’s *late*"),  # one of several is like it
        ("<h1>One</h1><p>a<h1>Two</h1>", "# It's late\n\n# One\n\na\n\n# Two"),
        ("<p>b<h3>It’s late!</h3><p>a<h2>Two</h2>", "b\n\n# It’s late!\n\na\n\n## Two"),
        ("<h2>It’s<br>late</h2><p>a", "# It’s late\n\na"),
        ("<h2>One</h2><h2>It's late</h2>", "# It's late\n\n## One\n\n## It's late"),  # a part of the piece, perhaps
        ("<div class=head><b>It's late</b><br>a<br>b</div>", "# It's late\n\na  \nb"),
        ("<ul><li>It's late<li>a</ul>", "# It's late\n\n- It's late\n- a"),
        ("<p>a<p>It's late", "# It's late\n\na\n\nIt's late"),
    ],
)
def test_the_title_stands_there_once(html: str, want: str) -> None:
    assert markdown(html, title="It's late") == want


def test_links_and_images_become_absolute() -> None:
    html = (
        "<h2><a href='a b'>h</a></h2><p><a href=../c?d#e>c</a> <a href=#f>f</a> <a href=mailto:g@h>g</a> <img src=/i>"
        "<table><tr><th>t<tr><td><a href=//j/k>j</a><td>x</table><img src=l.png><p>m"
    )
    got = markdown(html, images=True, base="https://x.org/y/z.html")
    assert re.findall(r"\]\((.*?)\)", got) == [
        "https://x.org/y/a%20b",
        "https://x.org/c?d#e",
        "#f",
        "mailto:g@h",
        "https://x.org/i",
        "https://j/k",
        "https://x.org/y/l.png",
    ]


def test_nothing_is_nothing() -> None:
    assert markdown("") == ""
    assert to_text([]) == ""


def test_plain_text_is_a_block_per_line() -> None:
    assert to_text(read_html("<p>a<br>b<pre>c\n d</pre>").blocks) == "a\nb\nc\n d"


def test_the_inline_rules_of_the_walk_hold() -> None:
    html = (
        "<p>a <span hidden>no</span><!-- no --><b><span>Weight</span><span>1</span></b> <ruby>x<rt>no</rt></ruby>"
        "&lt;y&gt;<select><option>no</select> the <button>note</button>, z"
    )
    assert markdown(html) == "a **Weight 1** x\\<y> the note, z"


SIGNS = "# > - + * _ ` ~ | [ ] ( ) ! \\ < > & ; : . 1 2 = a b é 日 \" '".split()  # noqa: SIM905


@given(st.lists(st.sampled_from([*SIGNS, " "]), min_size=1, max_size=12).map("".join))
def test_no_text_is_taken_for_markup(text: str) -> None:
    md = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    text = " ".join(text.split())
    if text:
        shown = md.render(markdown(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"))
        assert unescape(shown) == f"<p>{text}</p>\n"


@given(st.lists(trees, max_size=6))
def test_every_word_survives_markdown(forest: list[object]) -> None:
    words: list[str] = []
    html = "".join(written(tree, words) for tree in forest)
    assert re.findall(r"w\d+q", markdown(html)) == words


@given(soup, st.booleans())
def test_any_soup_becomes_markdown(html: str, images: bool) -> None:
    page = read_html(html)
    kept = range(len(page.blocks))
    got = to_markdown(page, kept, images=images, title=page_title(page), base="https://x.org/y")
    assert got == got.strip("\n")


def test_escape_leaves_what_is_no_markup() -> None:
    for text in ("snake_case", "[1]", "a < b", "R&D", "5 ~ 6", "a\\b", "(x)"):
        assert escape(text) == text

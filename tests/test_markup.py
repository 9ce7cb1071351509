"""HTML to blocks: a page for each behaviour."""

from __future__ import annotations

import pytest

from declutter.markup import read_html
from declutter.page import Block, Page, names_in
from declutter.tags import Inside, heading_level


def texts(html: str) -> list[str]:
    return [block.text for block in read_html(html).blocks]


def only(html: str) -> Block:
    (block,) = read_html(html).blocks
    return block


def tags_around(page: Page, number: int) -> list[str]:
    return [page.elements.tag[element] for element in page.elements.chain(page.blocks[number].element)]


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<p><b>bold</b>, next", ["bold, next"]),
        ("<p><b>a</b>b", ["ab"]),
        ("<p>a <i>b</i> c", ["a b c"]),
        ("<p>a<i> b</i>c", ["a bc"]),
        ("<p>  a\n\tb  ", ["a b"]),
        ("<p>a&nbsp;b&#160;&nbsp;c", ["a b c"]),
        ("<p>so&shy;ft ze\u200bro \ufeffmark wo\u2060rd wb<wbr>r", ["soft zero mark word wbr"]),
        ("<p>می\u200cخواهم 👩\u200d🔬", ["می\u200cخواهم 👩\u200d🔬"]),  # these are spelled with joiners
        ("<p>H<sub>2</sub>O and x<sup>2</sup>", ["H2O and x2"]),
        ("<p><ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京</ruby>", ["東京"]),
        ("<p>a &lt;b&gt; &amp;lt; &amp;amp; c", ["a <b> &lt; &amp; c"]),
        ("<p>1 < 2 > 0", ["1 < 2 > 0"]),
        ("<p>a<p>b<div>c</div>d", ["a", "b", "c", "d"]),
        ("<p>a<!-- <p>no</p> -- > -->b", ["ab"]),
        ("<p>a<?php echo '<p>' ?>b", ["a' ?>b"]),
        ("a<hr>b", ["a", "b"]),
        ("<p>&nbsp;</p><p> </p><div></div>", []),
        ("", []),
        ("no tags at all", ["no tags at all"]),
        ("<p>a\0b", ["ab"]),
        ("<p>a\ud800b", ["ab"]),
    ],
)
def test_text_and_white_space(html: str, want: list[str]) -> None:
    assert texts(html) == want


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<p><span>Weight</span><span>1.2 kg</span>", ["Weight 1.2 kg"]),
        ("<p><b>Colour</b><i>Red</i>", ["Colour Red"]),
        ("<p><span>W</span><span>ord</span>", ["Word"]),  # as drop caps and office programs leave them
        ("<p><i>x</i><sub>1</sub>", ["x1"]),
        ("<p><span>NA</span><span>SA</span>", ["NASA"]),
        ("<p><b>x</b>foo<i>Bar</i>", ["xfooBar"]),  # here a reader sees one word
        ("<p><a href=a>home</a><a href=b>about</a>", ["home about"]),
    ],
)
def test_words_of_neighbouring_elements(html: str, want: list[str]) -> None:
    assert texts(html) == want


@pytest.mark.parametrize(
    "html",
    [
        "<script>no</script>",
        "<script>if (a<b) '<p>no</p>'</script>",
        "<script><!--<script>no</script>--></script>",
        "<style>no</style>",
        "<template><p>no</p></template>",
        "<svg><title>no</title><text>no</text><style>no</style></svg>",
        "<iframe><p>no</p></iframe>",
        "<object>no<object>no</object>no</object>",
        "<select><option>no<option>no</select>",
        "<datalist><option>no</datalist>",
        "<textarea><p>no</textarea>",
        "<input value=no>",
        "<video>no</video><audio>no</audio><canvas>no</canvas>",
        "<img alt=no>",
        "<noframes><p>no</noframes>",
        "<span hidden>no</span>",
        "<b style='color:red; display : none'>no</b>",
        "<b style='color:red;display: none'>no</b>",
        "<i aria-hidden=true>no</i>",
        "<a href=x style=visibility:hidden>no</a>",
        "<em hidden><em>no</em>no</em>",
        "<math><semantics><annotation>no</annotation></semantics></math>",
    ],
)
def test_what_no_reader_sees_is_skipped(html: str) -> None:
    if "display : none" in html:
        assert texts(f"<p>a {html}b") == ["a nob"]  # no such property
    else:
        assert texts(f"<p>a {html}b") == ["a b"]


def test_head_is_no_text_but_tells_the_title() -> None:
    page = read_html("<html lang=de-AT><title>Title – Site</title><meta name=description content=no><p>a")
    assert [block.text for block in page.blocks] == ["a"]
    assert (page.title, page.language) == ("Title", "de-AT")


SITE = "<meta property=og:site_name content='The Site'>"


@pytest.mark.parametrize(
    ("html", "want"),
    [
        ("<title>Ferry to the bay | Site</title><h1>Site</h1><h1>Ferry to the bay</h1>", "Site"),
        (
            f"{SITE}<title>Ferry to the bay | The Site</title><h1>The site</h1><h1>Ferry to the bay</h1>",
            "Ferry to the bay",
        ),
        (f"{SITE}<title>The Site</title><h1>The Site</h1>", "The Site"),
        ("<meta property=og:title content='The ferry'><title>x</title><h1>the Ferry</h1>", "the Ferry"),
        ("<meta property=og:title content='The ferry'><title>x | y</title><h1>z</h1>", "The ferry"),
        ("<title>A\n long title - Site</title>", "A long title"),
        ("<h1>Only</h1>", "Only"),
        ("<h1>One</h1><h1>Two</h1>", None),
        ("<svg><title>no</title></svg><p>a", None),
        ("<title></title>", None),
    ],
)
def test_title(html: str, want: str | None) -> None:
    assert read_html(html).title == want


def test_line_breaks_split_and_are_counted() -> None:
    blocks = read_html("<p>a<br>b<br><br>c<br> <br>\n<br>d<p>e<br>").blocks
    assert [(block.text, block.breaks) for block in blocks] == [("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 0)]
    assert len({block.element for block in blocks[:4]}) == 1


def test_preformatted_text_keeps_lines_and_indentation() -> None:
    block = only("<pre class=code>\n  def <b>f</b>():  \n\n\treturn&nbsp;1<br>  # a &lt; b\n\n</pre>")
    assert block.text == "  def f():\n\n\treturn 1\n  # a < b"
    assert (block.tag, bool(block.inside & Inside.PRE)) == ("pre", True)
    assert texts("<pre><div>a</div><div> b</div><!-- no --><svg>no</svg></pre>c") == ["a\n b", "c"]
    assert only("<pre>a <a href=x>b</a> <a href=y>c</a></pre>").links == 2


def test_raw_text_of_old_pages_keeps_its_tags() -> None:
    assert texts("<xmp>\n<b>a</b>\n &amp;</xmp>b") == ["<b>a</b>\n &amp;", "b"]
    assert texts("a<plaintext><b>c</b>") == ["a", "<b>c</b>"]


def test_links() -> None:
    block = only("<p>See <a href=x>the <b>ferry</b> plan</a> or <a>no link</a>, <a href=y><img></a> <a href=z>z</a>")
    assert (block.links, block.link_chars) == (2, len("the ferry plan") + 1)
    assert only("<p><a href=x>a &amp; b</a>").link_chars == 5
    page = read_html("<a href=card><h3>Head</h3><p>Text</p></a><p>after")
    assert [(block.links, block.link_chars) for block in page.blocks] == [(1, 4), (1, 4), (0, 0)]
    assert [page.pieces[block.link][:6] for block in page.blocks[:2]] == ["a href"] * 2
    assert page.blocks[2].link == -1


def test_bold() -> None:
    assert only("<p><b>Bold <strong>and</strong></b> not").bold_chars == 8
    assert [b.bold_chars for b in read_html("<b><p>a</p><p>bc</p></b>").blocks] == [1, 2]


def test_place_in_the_tree() -> None:
    page = read_html(
        "<body><header><nav><ul><li>Home</ul></nav></header><main><article class='Post main' id=A1><h2>Head</h2>"
        "<figure><img><figcaption>Cap</figcaption></figure><ol><li>x<ul><li>y</ul></ol></article></main>"
        "<aside role=search><form><button>Go</button></form></aside><footer>f</footer>"
    )
    found = {block.text: block.inside for block in page.blocks}
    assert found["Home"] == Inside.HEADER | Inside.NAV | Inside.LIST
    assert found["Head"] == Inside.MAIN | Inside.ARTICLE | Inside.H2
    assert heading_level(found["Head"]) == 2
    assert heading_level(found["Home"]) == 0
    assert found["Cap"] == Inside.MAIN | Inside.ARTICLE | Inside.FIGURE | Inside.CAPTION
    assert found["Go"] == Inside.ASIDE | Inside.FORM | Inside.BUTTON
    assert found["f"] == Inside.FOOTER
    y = [block.text for block in page.blocks].index("y")
    assert tags_around(page, y) == ["li", "ul", "li", "ol", "article", "main", "body"]
    elements = page.elements
    assert elements.list_depths()[page.blocks[y].element] == 2
    article = elements.tag.index("article")
    assert names_in(elements.attributes[article]) == "post main a1"
    assert elements.get(article, "id") == "A1"
    assert elements.get(article, "hidden") is None
    assert elements.depths()[article] == 3
    inside = [block.text for block in page.blocks[elements.first[article] : elements.stop[article]]]
    assert inside == ["Head", "Cap", "x", "y"]
    assert elements.ordinals()[elements.tag.index("aside")] == 1


def test_ordinals_count_children_of_one_kind() -> None:
    elements = read_html("<ol><li>a<li>b<li>c</ol>").elements
    assert [n for n, tag in zip(elements.ordinals(), elements.tag, strict=True) if tag == "li"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("attributes", "bit"),
    [
        ("hidden", Inside.HIDDEN),
        ('style="DISPLAY:none"', Inside.HIDDEN),
        ("style=visibility:hidden;color:red", Inside.HIDDEN),
        ("aria-hidden=true", Inside.ARIA_HIDDEN),
        ("aria-hidden=false", Inside(0)),
        ("hidden=until-found", Inside(0)),
        ('hidden id="S:9"', Inside(0)),  # how React sends parts of a page
        ('class="overflow-hidden none"', Inside(0)),
        ('style="overflow:hidden;background:none"', Inside(0)),
        ('data-x="hidden"', Inside(0)),
    ],
)
def test_hidden_blocks_are_there_and_marked(attributes: str, bit: Inside) -> None:
    assert only(f"<div {attributes}><p>a</div>").inside == bit


def test_a_page_that_hides_its_root_is_shown() -> None:
    assert only("<html hidden><body style=display:none>a").inside == 0


def test_folded_sections_are_not_hidden() -> None:
    assert [b.inside for b in read_html("<details><summary>s</summary>t</details>").blocks] == [Inside.DETAILS] * 2


def test_noscript_is_the_page_only_where_there_is_little_else() -> None:
    page = "<noscript><p>" + "The whole thread. " * 90 + "</noscript>"
    assert len(texts(f"<p>Menu</p>{page}")) == 2
    assert texts(f"<p>{'Text. ' * 200}</p>{page}<p>b") == [("Text. " * 200).strip(), "b"]
    assert read_html("<noscript><p>Please enable it.</noscript><p>b").blocks[1].inside == 0  # the <p> is left open
    assert texts("<head><noscript><style>no</style></noscript></head><p>a") == ["a"]


def test_buttons_break_lines_but_for_words_of_a_paragraph() -> None:
    assert texts("<div>a <button>b</button> c</div>") == ["a", "b", "c"]
    assert texts("<p>the <button>note</button>, as said</p>") == ["the note, as said"]


def test_elements_that_a_page_defines_contain_but_do_not_break() -> None:
    page = read_html(
        "<p>on <relative-time>Monday</relative-time>, <x-y hidden>z</x-y></p><my-card class=k><p>a</my-card>"
    )
    assert [block.text for block in page.blocks] == ["on Monday, z", "a"]
    assert tags_around(page, 1) == ["p", "my-card", "body"]


def linked_data(json: str) -> str | None:
    return read_html(f"<script type='application/ld+json'>{json}</SCRIPT ><div id=app></div>").article_body()


@pytest.mark.parametrize(
    ("json", "want"),
    [
        ('{"articleBody": "First.\\nSecond."}', "First.\nSecond."),
        ('{"@graph": [{"@type": "NewsArticle", "articleBody": " a "}, {"@type": ["Comment"], "text": "b"}]}', "a\nb"),
        ('[ {"articleBody": "a"}, {"x": {"articleBody": "a"}} ];', "a"),
        ('//<![CDATA[\n{"articleBody": "a\nb"}\n//]]>', "a\nb"),
        ('<!-- {"articleBody": "a"} -->', "a"),
        ('{"@type": [{}, null, "Answer"], "text": "a"}', "a"),
        ('{"@type": "Person", "text": "a", "about": "articleBody"}', None),
        ('{"articleBody": 5}', None),
        ('{"articleBody": " "}', None),
        ('{"articleBody": "a"', None),
        ("articleBody", None),
        ("[" * 100_000 + "articleBody", None),
        ("", None),
    ],
)
def test_structured_data_for_pages_without_text(json: str, want: str | None) -> None:
    assert linked_data(json) == want


def test_pages_without_structured_data() -> None:
    assert read_html("<p>articleBody").article_body() is None
    assert read_html("ld+json articleBody").article_body() is None
    assert read_html("<script type=application/ld+json>articleBody").article_body() is None

"""What a page declares of its piece, as evidence on its blocks."""

import time

import numpy as np
import pytest
from line_helpers import tables

from declutter.declared import DECLARED_FEATURES, declared_figures
from declutter.markup import read_html
from declutter.page import Declared
from declutter.parts import part_of
from declutter.tokens import tokenize

FIRST = "On Tuesday the last ferry left the harbour for good."
BODY = f"""<div><h1>The last ferry crosses the bay</h1><div><p>{FIRST} Many people cried.</p>
<p>More text follows here, of nets and ropes and salt.</p></div></div>
<div><p>Another piece about cars that no one drives.</p></div>"""
HEAD = "<title>The last ferry crosses the bay</title>"


def figures_of(html, change=lambda page: page):
    page = change(read_html(html))
    found = declared_figures(page, tokenize([block.text for block in page.blocks], tables()), tables())
    assert found.shape == (len(page.blocks), len(DECLARED_FEATURES))
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    return dict(zip(DECLARED_FEATURES, found.T, strict=True))


def page_of(head="", body=BODY):
    return f"<html><head>{head}</head><body>{body}</body></html>"


def test_names_are_unique():
    assert len(set(DECLARED_FEATURES)) == len(DECLARED_FEATURES)


def test_a_page_that_declares_nothing_has_zeros():
    assert not any(column.any() for column in figures_of(page_of(body="<p>One.</p><p>Two.</p>")).values())


def test_words_of_the_title():
    found = figures_of(page_of(HEAD))
    assert found["title: share of it"].tolist() == pytest.approx([1, 2 / 3, 0, 0])  # last, ferry (not “the”, “bay”)
    assert found["title: share of the block"][0] == 1
    assert found["page's title: share of it"].tolist() == [1] * 4
    assert found["title: nearness after"].tolist() == pytest.approx(1 / np.sqrt([1, 2, 3, 4]))
    assert not found["title: nearness before"].any()


@pytest.mark.parametrize(
    "name",
    [
        'name="description"',
        'property="og:description"',
        'name="DESCRIPTION"',
        'property="OG:Description"',
        'name="og:description"',
    ],
)
def test_a_description_that_repeats_the_first_line(name):
    found = figures_of(page_of(f'{HEAD}<meta {name} content="{FIRST}">'))
    assert found["description: share of it"].tolist() == pytest.approx([2 / 9, 1, 0, 0])
    assert found["description: share of the block"].tolist() == pytest.approx([2 / 5, 9 / 12, 0, 0])
    assert found["description: nearness before"].tolist() == pytest.approx([1 / np.sqrt(2), 0, 0, 0])
    assert found["description: nearness after"].tolist() == pytest.approx([0, 1, 1 / np.sqrt(2), 1 / np.sqrt(3)])
    # The heading's element is one level below what also holds the paragraph; the other piece's paragraph is two.
    assert found["description: nearness in the tree"].tolist() == pytest.approx([1 / 2, 1, 1 / 2, 1 / 3])


def test_of_several_descriptions_the_first_that_is_not_blank_counts():
    metas = f'<meta name="description" content=" "><meta name="description" content="{FIRST}">'
    assert figures_of(page_of(metas + '<meta name="description" content="x y">'))["description: share of it"][1] == 1


def body_of(data):
    return f'<script type="application/ld+json">{data}</script>'


def test_the_text_in_structured_data():
    found = figures_of(page_of(HEAD + body_of(f'{{"articleBody": "{FIRST} Many people cried."}}')))
    # “the last ferry” of the heading's four runs of three words; all runs of the paragraph.
    assert found["body: share of the block"].tolist() == pytest.approx([1 / 4, 1, 0, 0])
    assert found["page has a body"].tolist() == [1] * 4
    assert found["page's body: share of it"].tolist() == [1] * 4


@pytest.mark.parametrize(
    "data",
    [
        '{"@type": "Comment", "text": "Another piece about cars"}',
        '{"@type": ["Comment", "Answer"], "text": "Another piece about cars"}',
        '{"@type": "Article", "comment": [{"@type": "Comment", "articleBody": "Another piece about cars"}]}',
    ],
)
def test_comments_in_structured_data_are_not_the_piece(data):
    assert not figures_of(page_of(HEAD + body_of(data)))["page has a body"].any()


@pytest.mark.parametrize("before", ['<link type="application/ld+json" href="/a.json">', "<!-- application/ld+json -->"])
def test_what_else_speaks_of_structured_data_is_passed_over(before):
    found = figures_of(page_of(HEAD + before + body_of(f'{{"articleBody": "{FIRST}"}}')))
    assert found["page has a body"].all()


def test_the_answer_does_not_depend_on_how_deep_the_caller_is():
    data = body_of('{"articleBody": "' + FIRST + '", "a": ' + "[" * 900 + "]" * 900 + "}")

    def called(depth):
        return called(depth - 1) if depth else figures_of(page_of(HEAD + data))["page has a body"].tolist()

    assert called(0) == called(300)


def test_structured_data_of_enormous_size_is_left_alone():
    data = f'<script type="application/ld+json">{{"articleBody": "{FIRST * 20_000}"}}</script>'
    assert not figures_of(page_of(HEAD + data))["page has a body"].any()


@pytest.mark.parametrize(
    "data", ['{"articleBody":"' + '[\\"' * 50_000, '{"articleBody":"' + "a\\n" * 200_000 + '"}', '"[' * 50_000 + "\\"]
)
def test_odd_structured_data_takes_no_time(data):
    start = time.process_time()
    figures_of(page_of(HEAD + body_of(data)))
    assert time.process_time() - start < 2  # a tenth of a second or so


def test_scripts_without_spaces():
    title = "最后一班渡轮离开港口"
    found = figures_of(page_of(f"<title>{title}</title>", f"<h1>{title}</h1><p>今天的天气很好。</p>"))
    assert found["title: share of it"].tolist() == [1, 0]
    backwards = figures_of(page_of(f"<title>{title}</title>", f"<p>{title[::-1]}。</p>"))
    assert backwards["title: share of it"].tolist() == [0], "single signs tell nothing"


def test_a_part_of_a_page_declares_what_the_page_does():
    html = page_of(f'{HEAD}<meta name="description" content="{FIRST}">')
    found = figures_of(html, lambda page: part_of(page, 1, 4, group=1))
    assert found["description: share of it"].tolist() == pytest.approx([1, 0, 0])


def test_a_page_may_be_told_what_it_declares():
    def told(page):
        page.declare(Declared(description="More text follows here"))
        return page

    assert figures_of(page_of(HEAD), told)["description: share of it"].argmax() == 2


def test_time_is_linear():
    def seconds(n):
        body = "".join(f"<div><p>Word {i} and the last ferry of the day</p></div>" for i in range(n))
        data = f'<script type="application/ld+json">{{"articleBody": "{"the last ferry of the day " * n}"}}</script>'
        page = read_html(page_of(f'{HEAD}{data}<meta name="description" content="{FIRST * 30}">', body))
        tokens = tokenize([block.text for block in page.blocks], tables())
        page.declared()
        start = time.process_time()
        declared_figures(page, tokens, tables())
        return time.process_time() - start

    seconds(100)
    assert min(seconds(4000) for _ in range(3)) < 12 * min(seconds(1000) for _ in range(3)) + 0.02

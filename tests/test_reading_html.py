"""What is kept of a page while it is judged: as little as the answer needs."""

from __future__ import annotations

import json

import pytest

from declutter.markup import read_html
from declutter.page import Elements, names_in
from declutter.place import _siblings
from declutter.reading_html import _with_structured_text, read_html_source
from declutter.text import Line

PAGE = "<body><p>one</p><p>two <b>and</b> more</p><p>three</p></body>"


def test_lines_of_blocks_are_a_sequence() -> None:
    lines = read_html_source(PAGE, markdown=False).lines
    assert list(lines) == [Line(0, "one"), Line(1, "two and more"), Line(2, "three")]
    assert lines[-1] == lines[2] == Line(2, "three")
    assert lines[1:] == [lines[1], lines[2]]
    with pytest.raises(IndexError):
        lines[3]


def test_lines_are_not_there_before_they_are_asked_for() -> None:
    lines = read_html_source(PAGE, markdown=False).lines
    assert lines[0] is not lines[0]


@pytest.mark.parametrize(("markdown", "wanted"), [(False, "one\ntwo and more"), (True, "one\n\ntwo **and** more")])
def test_either_format_has_what_it_is_made_from(markdown: bool, wanted: str) -> None:
    assert read_html_source(PAGE, markdown=markdown).join({0, 1}) == wanted


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ("", ""),
        ('class="A b"', "a b"),
        ('id="x" data-class="no" class="y"', "x y"),
        ('data-id="no"', ""),
        ('title="a class= b"', ""),
        ('class=""', ""),
    ],
)
def test_names_are_those_of_class_and_id_alone(attributes: str, wanted: str) -> None:
    assert names_in(attributes) == wanted


def test_equal_attributes_are_read_once() -> None:
    same = 'class="a"'
    elements = Elements([-1, 0, 0, 0], ["", "p", "p", "p"], ["", same, 'id="B"', same], [0] * 4, [0] * 4, [0] * 4)
    names = elements.names()
    assert (names.row, names.names) == ([0, 1, 2, 1], ["", "a", "b"])
    assert elements.names() is names


def test_siblings_share_parent_tag_and_class() -> None:
    tags = ["", "div", "p", "div", "p", "p", "p"]
    parents = [-1, 0, 1, 1, 3, 1, 1]
    classes = ["", "", 'class="a"', "", 'class="a"', 'class="b"', 'id="x" class="a"']
    alike, among = _siblings(Elements(parents, tags, classes, [0] * 7, [0] * 7, [0] * 7))
    assert alike.tolist() == [1, 1, 2, 1, 1, 1, 2]
    assert among.tolist() == [1, 1, 1, 1, 1, 1, 2]


def test_a_page_read_from_its_structured_data_declares_what_the_page_does():
    text = "<h1>A heading</h1>" + "<p>The ferry crosses the bay twice a day, and people wait for it.</p>" * 9
    data = json.dumps({"@type": "Article", "articleBody": text})
    page = read_html(f'<title>The ferry</title><script type="application/ld+json">{data}</script>')
    structured = _with_structured_text(page)
    assert len(structured.blocks) == 11
    assert structured.declared() == page.declared()
    assert structured.declared().title == "The ferry"

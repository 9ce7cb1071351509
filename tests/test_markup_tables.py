"""Data tables and layout tables."""

from __future__ import annotations

import pytest

from declutter.markup import read_html
from declutter.page import Page
from declutter.tags import Inside

PROSE = "The ferry crosses the bay twice a day, and in winter the early crossing is often cancelled. " * 5


def blocks(html: str) -> list[tuple[str, str]]:
    return [(block.tag, block.text) for block in read_html(html).blocks]


def table(*rows: str, attributes: str = "") -> str:
    return f"<table {attributes}>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def spans_fit(page: Page) -> bool:
    """Whether every element's blocks are a run within its parent's."""
    elements, n_blocks = page.elements, len(page.blocks)
    return all(
        0 <= elements.first[parent] <= elements.first[e] <= elements.stop[e] <= elements.stop[parent] <= n_blocks
        for e, parent in enumerate(elements.parent)
        if parent >= 0
    )


def test_a_row_is_a_block() -> None:
    html = f"<p>a</p>{table('<th>Name<th>Price', '<td>Ticket<td><b>2</b> €', '<td>Bike<td>', '<td><td>')}<p>b</p>"
    assert blocks(html) == [("p", "a"), ("tr", "Name | Price"), ("tr", "Ticket | 2 €"), ("tr", "Bike"), ("p", "b")]
    page = read_html(html)
    assert spans_fit(page)
    row = page.blocks[2]
    assert (row.bold_chars, len(row.cells), row.inside) == (1, 2, Inside.TABLE)
    assert page.blocks[3].cells[1] == (0, 0)
    e = row.element
    assert page.blocks[page.elements.first[e] : page.elements.stop[e]] == [row]


def test_links_of_a_row_add_up() -> None:
    row = read_html(table("<td><a href=a>ab</a><td><a href=b>cd</a> e", "<td>x<td>y")).blocks[0]
    assert (row.links, row.link_chars, row.text) == (2, 4, "ab | cd e")


def test_lines_of_a_cell_are_joined() -> None:
    assert blocks(table("<td>a<br>b<td><p>c<p>d", "<td>x<td>y"))[0] == ("tr", "a b | c d")


def test_caption_and_sections() -> None:
    html = "<table><caption>Prices</caption><thead><tr><th>a<th>b<tbody><tr><td>1<td>2<tfoot><tr><td>3<td>4</table>"
    assert blocks(html) == [("caption", "Prices"), ("tr", "a | b"), ("tr", "1 | 2"), ("tr", "3 | 4")]


@pytest.mark.parametrize(
    "html",
    [
        table("<td>a<td>b"),  # one row
        table("<td>a", "<td>b"),  # one column
        table("<td>a<td>b", "<td>c<td>d", attributes="role=presentation"),
        table(f"<td>menu<td>{PROSE}", "<td>c<td>d"),  # parts of a page
        table("<td><p>1<p>2<p>3<p>4<td>b", "<td>c<td>d"),
    ],
)
def test_layout_tables_are_containers(html: str) -> None:
    assert "tr" not in {tag for tag, _ in blocks(html)}


def test_a_table_that_holds_a_table_is_layout() -> None:
    inner = table("<td>a<td>b", "<td>c<td>d")
    assert blocks(table(f"<td>menu<td>{inner}", "<td>x<td>y")) == [
        ("td", "menu"),
        ("tr", "a | b"),
        ("tr", "c | d"),
        ("td", "x"),
        ("td", "y"),
    ]


def test_one_row_with_heads_is_data() -> None:
    assert blocks(table("<th>Price<td>2 €")) == [("tr", "Price | 2 €")]


def test_some_long_cells_do_not_make_a_layout() -> None:
    rows = [f"<td>{number}<td>value" for number in range(20)]
    assert blocks(table(*rows, f"<td>note<td>{PROSE}"))[-1][0] == "tr"


def test_text_that_stands_between_rows_is_moved_before_the_table() -> None:
    assert blocks("<table>odd<tr><td>a<td>b<tr><td>c<td>d</table>")[0] == ("body", "odd")


def test_parts_of_tables_outside_tables_are_text() -> None:
    assert blocks("<td>a</td><tr>b</tr>") == [("body", "ab")]

"""Pages of very many blocks: judged in parts, neighbours together where they are very short."""

from __future__ import annotations

import numpy as np
import pytest

import declutter
from declutter import parts
from declutter.markup import read_html
from declutter.parts import part_of
from declutter.place import place
from declutter.reading import group_of

HTML = (
    "<body><main><ul>" + "<li class=a>item <b>x</b></li>" * 5 + "</ul><div><p>y</p><p>z</p></div></main><p>w</p></body>"
)


def test_the_whole_page_as_a_part_is_the_page() -> None:
    page = read_html(HTML)
    part = part_of(page, 0, len(page.blocks))
    assert part.blocks == page.blocks
    assert part.elements == page.elements
    assert np.array_equal(place(part), place(page))


@pytest.mark.parametrize(("start", "stop"), [(0, 3), (3, 6), (6, 8), (7, 8), (2, 2)])
def test_a_part_has_its_blocks_and_the_elements_around_them(start: int, stop: int) -> None:
    page = read_html(HTML)
    part = part_of(page, start, stop)
    assert [block.text for block in part.blocks] == [block.text for block in page.blocks[start:stop]]
    for own, block in zip(part.blocks, page.blocks[start:stop], strict=True):
        chains = [[e.tag[row] for row in e.chain(b.element)] for e, b in ((part.elements, own), (page.elements, block))]
        assert chains[0] == chains[1]
    assert all(0 <= f <= s <= stop - start for f, s in zip(part.elements.first, part.elements.stop, strict=True))
    assert place(part).shape[0] == stop - start


def test_neighbours_become_one_block() -> None:
    part = part_of(read_html(HTML), 0, 8, group=3)
    assert [block.text for block in part.blocks] == ["item x item x item x", "item x item x y", "z w"]
    assert part.blocks[0].bold_chars == 3
    assert max(part.elements.stop) == 3


def test_groups_are_for_very_many_very_short_lines() -> None:
    assert group_of(20_000, 20_000) == 1
    assert group_of(20_001, 20_001) == 2
    assert group_of(500_000, 1_000_000) == 25
    assert group_of(200_000, 20_000_000) == 1


@pytest.mark.parametrize("kind", ["html", "text"])
def test_every_line_has_an_answer_of_its_own(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_PAGE_BLOCKS", 7)
    source = "".join(f"<p>{n}</p>" for n in range(45_001)) if kind == "html" else "\n".join(map(str, range(45_001)))
    explained = declutter.explain(source, input=kind)  # type: ignore[arg-type]
    assert [line.text for line in explained.lines] == [str(n) for n in range(45_001)]
    assert explained.text == declutter.clean(source, input=kind)  # type: ignore[arg-type]

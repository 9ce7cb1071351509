"""Tables: a row of a data table is one block, the cells of a layout table are like any other container."""

from __future__ import annotations

from collections import defaultdict

from declutter.page import Block, Elements

#: A cell beyond these is a part of the page rather than a value. In one corpus, the gold text has or lacks 95 % of the
#: rows within these limits as a whole, and 96 % of neighbouring cells stand on one line of it.
_MAX_CELL_BLOCKS = 3
_MAX_CELL_CHARS = 300
#: One cell in so many may be beyond them (notes in a table of specifications).
_HEAVY_CELLS = 10


def merge_rows(blocks: list[Block], elements: Elements) -> set[int]:
    """Put each row of a data table into its first block; return the indices of the other blocks of these rows."""
    merged: set[int] = set()
    rows_of, cells_of, layout = _structure(elements)
    for table, rows in rows_of.items():
        if table not in layout and _is_data([cells_of[row] for row in rows], blocks, elements):
            for row in rows:
                first, stop = elements.first[row], elements.stop[row]
                if first < stop:
                    _merge(row, cells_of[row], blocks, elements)
                    merged.update(range(first + 1, stop))
    return merged


def _structure(elements: Elements) -> tuple[dict[int, list[int]], dict[int, list[int]], set[int]]:
    """Return the rows of each table, the cells of each row, and the tables that hold tables or say they are layout."""
    tags, parents = elements.tag, elements.parent
    rows_of: defaultdict[int, list[int]] = defaultdict(list)
    cells_of: defaultdict[int, list[int]] = defaultdict(list)
    layout: set[int] = set()
    for element, tag in enumerate(tags):
        if tag in ("td", "th"):
            cells_of[parents[element]].append(element)
        elif tag == "tr":
            table = parents[element]
            rows_of[table if tags[table] == "table" else max(parents[table], 0)].append(element)
        elif tag == "table":
            if elements.get(element, "role") in ("presentation", "none"):
                layout.add(element)
            layout.add(next((e for e in elements.chain(parents[element]) if tags[e] == "table"), 0))
    return {table: rows for table, rows in rows_of.items() if tags[table] == "table"}, cells_of, layout


def _is_data(rows: list[list[int]], blocks: list[Block], elements: Elements) -> bool:
    first, stop = elements.first, elements.stop
    n_cells = n_heavy = n_columns = n_rows = 0
    has_header = False
    for cells in rows:
        filled = [cell for cell in cells if first[cell] < stop[cell]]
        n_cells += len(filled)
        n_rows += bool(filled)
        n_columns = max(n_columns, len(filled))
        for cell in filled:
            begin, end = first[cell], stop[cell]
            has_header = has_header or elements.tag[cell] == "th"
            if end - begin == 1:  # most cells: a generator for each would take as long as all the rest
                n_heavy += len(blocks[begin].text) > _MAX_CELL_CHARS
            else:
                n_characters = sum(len(block.text) for block in blocks[begin:end])
                n_heavy += end - begin > _MAX_CELL_BLOCKS or n_characters > _MAX_CELL_CHARS
    return n_columns > 1 and (n_rows > 1 or has_header) and n_heavy * _HEAVY_CELLS <= n_cells


def _merge(row: int, cells: list[int], blocks: list[Block], elements: Elements) -> None:
    """Make the row's first block the block of the row."""
    first, stop = elements.first, elements.stop
    merged = blocks[first[row] : stop[row]]
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    for cell in cells:
        content = blocks[first[cell] : stop[cell]]
        if content:
            text = content[0].text if len(content) == 1 else " ".join([block.text for block in content])
            texts.append(" ".join(text.split()))
            places.append((content[0].start, content[-1].stop))
        else:
            places.append((0, 0))
    block = merged[0]
    block.element, block.tag, block.inside = row, "tr", elements.inside[row]
    block.text, block.cells = " | ".join(texts), tuple(places)
    block.breaks, block.stop = 0, merged[-1].stop
    for other in merged[1:]:
        block.link_chars += other.link_chars
        block.links += other.links
        block.bold_chars += other.bold_chars

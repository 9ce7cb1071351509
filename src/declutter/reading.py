"""Source → lines, the evidence on them, and how the kept ones are put together: the plan, and the plain text.

HTML has :mod:`declutter.reading_html`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from declutter.features import Description, describe
from declutter.model import Model
from declutter.text import Line, join_kept, read_lines

#: Lines judged as one document. Longer texts are judged in parts of this length, so that memory stays in proportion;
#: repetition is then found inside each part only.
MAX_DOCUMENT_LINES = 4000


class Reading(NamedTuple):
    """What was read.

    Attributes:
        lines: the lines (HTML: the blocks' text), numbered as :class:`declutter.LabelledLine` numbers them.
        model: name of the model that judges them.
        part: how many lines are judged together.
        describe: the evidence on ``lines[start:stop]``.
        join: the result from the numbers of the kept lines.
        group: so many neighbouring lines are judged as one; 1 but for documents of very many very short lines.
        least: a result of fewer words is next to nothing, and the next mode that keeps more decides in its place.
    """

    lines: Sequence[Line]
    model: str
    part: int
    describe: Callable[[Model, int, int], Description]
    join: Callable[[set[int]], str]
    group: int = 1
    least: int = 0


#: Judging costs a line some 20 µs and 1 kB, however short it is. A document may have so many lines, or one for each so
#: many characters, before neighbours are judged as one; the longest of 1,965 real pages has 2,641 blocks.
_MANY_LINES = 20_000
_FEW_CHARACTERS = 50


#: Evidence takes some 60 bytes a character: parts hold no more characters than this, however few lines that are.
_MANY_CHARACTERS = 4_000_000


def lines_in_part(n_lines: int, n_characters: int, most: int) -> int:
    """Return how many lines, at most ``most``, are judged together, so that memory stays in proportion."""
    return max(1, min(most, n_lines * _MANY_CHARACTERS // max(n_characters, 1)))


def group_of(n_lines: int, n_characters: int) -> int:
    """Return how many neighbouring lines are judged as one, so that time and memory stay in proportion to the text."""
    return max(1, -(-n_lines // max(_MANY_LINES, n_characters // _FEW_CHARACTERS)))


def read_text_source(text: str) -> Reading:
    """Return plain text as lines."""
    lines = read_lines(text)
    group = group_of(len(lines), len(text))
    part = lines_in_part(len(lines), len(text), MAX_DOCUMENT_LINES) * group

    def evidence(model: Model, start: int, stop: int) -> Description:
        texts = [line.text.strip() for line in lines[start:stop]]
        if group > 1:
            texts = [" ".join(texts[at : at + group]) for at in range(0, len(texts), group)]
        return describe(texts, model.tables, model.phrases)

    return Reading(lines, "text", part, evidence, lambda kept: join_kept(lines, kept), group)

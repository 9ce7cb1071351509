"""Source → lines, the evidence on them, and how the kept ones are put together: the plan, and the plain text.

HTML has :mod:`declutter.reading_html`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from declutter.features import Description, describe
from declutter.model import Model
from declutter.text import Line, join_kept, read_lines

#: Lines judged as one document. Longer texts are judged in parts of this length, so that memory stays in proportion;
#: repetition is then found inside each part only.
MAX_DOCUMENT_LINES = 4000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    Attributes:
        lines: the lines (HTML: the blocks' text), numbered as :class:`declutter.LabelledLine` numbers them.
        model: name of the model that judges them.
        part: how many lines are judged together.
        describe: the evidence on ``lines[start:stop]``.
        join: the result from the numbers of the kept lines.
    """

    lines: list[Line]
    model: str
    part: int
    describe: Callable[[Model, int, int], Description]
    join: Callable[[set[int]], str]


def read_text_source(text: str) -> Reading:
    """Return plain text as lines."""
    lines = read_lines(text)

    def evidence(model: Model, start: int, stop: int) -> Description:
        return describe([line.text.strip() for line in lines[start:stop]], model.tables, model.phrases)

    return Reading(lines, "text", MAX_DOCUMENT_LINES, evidence, lambda kept: join_kept(text, kept))

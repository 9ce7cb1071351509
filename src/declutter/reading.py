"""Source → lines, the evidence on them, and how the kept ones are put together: the same for text and for HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from declutter.features import Description, describe, describe_page
from declutter.markdown import to_markdown, to_text
from declutter.markup import read_html
from declutter.model import Model
from declutter.page import Page
from declutter.text import Line, join_kept, read_lines

#: Lines judged as one document. Longer texts are judged in parts of this length, so that memory stays in proportion;
#: repetition is then found inside each part only.
MAX_DOCUMENT_LINES = 4000

#: A page whose paragraphs hold fewer characters than this is taken from its structured data, if that holds more.
_NEXT_TO_NOTHING = 250
_PARAGRAPH = 80  # characters


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


def read_html_source(html: str, *, markdown: bool) -> Reading:
    """Return the blocks of a page as lines; joined as plain text, a block per line, or as Markdown."""
    page = _with_structured_text(read_html(html))
    lines = [Line(number, block.text) for number, block in enumerate(page.blocks)]

    def join(kept: set[int]) -> str:
        if markdown:
            return to_markdown(page, sorted(kept), title=page.title)
        return to_text(page.blocks[number] for number in sorted(kept))

    def evidence(model: Model, start: int, stop: int) -> Description:
        return describe_page(page, model.tables, model.phrases)

    return Reading(lines, "html", max(len(lines), 1), evidence, join)


def _with_structured_text(page: Page) -> Page:
    """Return the page, or one made of the text in its JSON-LD where its markup holds next to none."""
    if (
        sum(len(b.text) for b in page.blocks if len(b.text) >= _PARAGRAPH and b.link_chars * 2 < len(b.text))
        >= _NEXT_TO_NOTHING
    ):
        return page
    body = page.article_body()
    if not body or len(body) < _NEXT_TO_NOTHING:
        return page
    inner = body if "</" in body else "".join(f"<p>{escape(line)}</p>" for line in body.splitlines())
    title = f"<h1>{escape(page.title)}</h1>" if page.title else ""
    return read_html(f"<body><article>{title}{inner}</article></body>")

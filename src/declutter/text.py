"""Plain text → lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_LOOKED_AT = 20_000  # characters
_TAGS_PER_CHARACTER = 1 / 400  # an HTML fragment has a tag every 60 characters or so, an article about HTML far fewer


class Line(NamedTuple):
    """A non-blank line of the source: its 0-based index in ``splitlines()``, and the line as it stands there."""

    number: int
    text: str


def read_lines(source: str) -> list[Line]:
    """Return the non-blank lines of ``source``, unchanged and in order."""
    return [Line(number, line) for number, line in enumerate(source.splitlines()) if line.strip()]


def join_kept(lines: Sequence[Line], kept: set[int]) -> str:
    """Return the kept lines unchanged and in order; a gap with a blank line in it becomes one blank line.

    Args:
        lines: the non-blank lines of a text.
        kept: the numbers of the lines to keep.
    """
    result: list[str] = []
    gap = False
    expected = 0  # the number of the next line, if no blank line stands before it
    for number, text in lines:
        gap = gap or number != expected
        expected = number + 1
        if number in kept:
            if gap and result:
                result.append("")
            result.append(text)
            gap = False
    return "\n".join(result)


def looks_like_html(source: str) -> bool:
    """Return whether ``source`` is HTML rather than plain text, judged by its first 20,000 characters."""
    start = source[:_LOOKED_AT].lstrip("\ufeff")
    if "<" not in start:
        return False
    page_start, block_tag = _patterns()
    if page_start.match(start):
        return True
    tags = sum(1 for _ in block_tag.finditer(start))
    return tags >= 4 and tags >= len(start) * _TAGS_PER_CHARACTER and start.lstrip().startswith("<")


@lru_cache(maxsize=1)
def _patterns() -> tuple[Any, Any]:
    """Return the patterns of a page's start and of a block-level tag, which most plain text is judged without.

    A page says so at its start; a fragment has several block-level tags. One “<p>” in prose about HTML is neither.
    """
    import regex  # noqa: PLC0415 - only here: a tenth of the time of the import

    page_start = r"\s{0,1000}(?:<\?xml[^>]{0,200}>\s{0,100})?<(?:!doctype\s+html|html|head|body)\b"
    block_tag = r"</?(?:p|div|table|tr|td|ul|ol|li|h[1-6]|article|section|span|a|br|img)\b[^<>]{0,2000}>"
    return regex.compile(page_start, regex.I), regex.compile(block_tag, regex.I)

"""The sets of pages, read in the order of their files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.page_language import page_language
from declutter.training.corpora import rows


@dataclass(frozen=True, slots=True)
class PageSet:
    """A set and how it is measured.

    Attributes:
        name: the corpus's file.
        trained_on: declutter's figures come from models that never saw the page's site.
        by_snippets: there is no gold text, but snippets that must and must not be in the result.
    """

    name: str
    trained_on: bool = True
    by_snippets: bool = False


SETS = {
    page_set.name: page_set
    for page_set in (
        PageSet("dragnet_test", trained_on=False),
        PageSet("trafilatura_eval", by_snippets=True),
        PageSet("wcxb_dev"),
        PageSet("magic_html"),
        PageSet("canola"),
        PageSet("readability_fixtures"),
    )
}

#: Untouched pages, for timing alone.
RAW = "raw_pages"


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page with what a person says of it; ``name`` is ``corpus/id``."""

    name: str
    html: str
    text: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    kind: str
    language: str


def file_of(folder: Path, name: str) -> Path:
    """Return the file of a set, which need not exist."""
    return folder / f"{name}.jsonl.xz"


def read_set(folder: Path, name: str, limit: int | None = None) -> Iterator[SetPage]:
    """Yield the set's pages, or the first ``limit`` of them."""
    for row in islice(rows(file_of(folder, name)), limit):
        yield SetPage(
            name=f"{name}/{row['id']}",
            html=row["html"],
            text=row.get("text") or "",
            wanted=tuple(row.get("wanted") or ()),
            unwanted=tuple(row.get("unwanted") or ()),
            kind=row.get("type") or "",
            language=page_language(row["html"]),
        )

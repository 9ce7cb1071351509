"""The Markdown tables of :mod:`benchmarks.pages`."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from benchmarks.page_scores import SetScores

#: A page type or language has a column of its own from this many pages.
_MIN_PAGES = 5
_REFERENCE = "trafilatura"
_PACKAGES = (
    "trafilatura",
    "readability-lxml",
    "resiliparse",
    "jusText",
    "boilerpy3",
    "newspaper4k",
    "goose3",
    "inscriptis",
    "selectolax",
    "numpy",
)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def versions() -> str:
    """Return what the figures were measured with, in one line."""
    return ", ".join([f"Python {platform.python_version()}", *map(_version, _PACKAGES)]) + "."


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed (extra bench) and left out"


def set_tables(scores: SetScores) -> list[str]:
    """Return a set's paragraphs: the table, what to know of it, and the tables by page type and language."""
    return [
        _overall(scores),
        *_notes(scores),
        *_by_group(scores, "page type", [page.kind for page in scores.pages], unknown=""),
        *_by_group(scores, "language", [page.language for page in scores.pages], unknown="?"),
    ]


def _overall(scores: SetScores) -> str:
    name = f"{scores.page_set.name}, {len(scores.pages)} pages"
    measures = (
        ["snippet F1", "precision", "recall"]
        if scores.page_set.by_snippets
        else ["word F1", "precision", "recall", "4-gram F1"]
    )
    rows = []
    for extractor in scores.extractors:
        main = scores.main(extractor)
        cells = [f"{main.f1:.4f}", f"{main.precision:.4f}", f"{main.recall:.4f}"]
        if not scores.page_set.by_snippets:
            cells.append(f"{scores.shingle_f1(extractor):.4f}")
        rows.append([extractor, *cells, str(scores.failed(extractor))])
    return table([name, *measures, "failed"], rows)


def _notes(scores: SetScores) -> list[str]:
    notes = []
    if scores.page_set.trained_on:
        notes.append(
            "declutter: out of fold, by models that never saw the page's site, on other extractors' text too; "
            "by both judgements; the thresholds were chosen on all training pages together."
        )
    else:
        notes.append("Measure only: no model was trained on these pages.")
    if scores.page_set.by_snippets:
        notes.append(
            f"As in trafilatura's own evaluation its modes extract no comments; `{_REFERENCE}`, its default, does."
        )
    if scores.left_out:
        notes.append(
            f"{scores.left_out} pages are left out, for every extractor: "
            "without gold text, or none of it was found in the page."
        )
    return [" ".join(notes)]


def _by_group(scores: SetScores, what: str, group_of: Sequence[str], unknown: str) -> list[str]:
    """Return the table by groups, if at least two known ones are large enough."""
    sizes = Counter(group_of)
    groups = [group for group, size in sizes.most_common() if size >= _MIN_PAGES and group != unknown]
    if len(groups) < 2:
        return []
    if sizes[unknown] >= _MIN_PAGES:
        groups.append(unknown)
    parts = [
        replace(scores, pages=[page for page, of in zip(scores.pages, group_of, strict=True) if of == group])
        for group in groups
    ]
    measure = "snippet F1" if scores.page_set.by_snippets else "word F1"
    columns = [f"{'not declared' if group == unknown else group} ({sizes[group]})" for group in groups]
    rows = [[name, *(f"{part.main(name).f1:.4f}" for part in parts)] for name in scores.extractors]
    return [table([f"{scores.page_set.name}, {measure} by {what}", *columns], rows)]


def time_table(seconds: Mapping[str, float], pages: int) -> str:
    """Return CPU time a page, and as a share of that of trafilatura's default."""
    reference = seconds[_REFERENCE]
    rows = [
        [name, f"{value * 1000:.1f}", f"{1 / value:,.0f}", f"{value / reference:.3f}"]
        for name, value in seconds.items()
    ]
    return table([f"raw_pages, {pages} pages", "CPU ms a page", "pages a second", "time / trafilatura's"], rows)


def growth_table(figures: Mapping[str, float]) -> str:
    """Return how time grows with the page."""
    rows = [[shape, f"{figure:.2f}"] for shape, figure in figures.items()]
    return table(["declutter, page 16 times as large", "time ratio / 16"], rows)

"""Pages to damage: of the corpora where they are, and always invented ones made of the seeds."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import islice

from declutter.training.corpora import Document, corpora_folder, rows, seed_documents

#: Robustness is no quality: measure-only sets may take part, for nothing is learned or tuned here.
CORPORA = ("wcxb_dev", "canola", "dragnet_test", "magic_html", "readability_fixtures", "trafilatura_eval", "raw_pages")
_LONGEST = 300_000  # characters; the few pages beyond would take most of the time
_TAGS = {"heading": "h2", "item": "li", "code": "pre", "caption": "figcaption", "comment": "blockquote"}
_LINKS = frozenset(("navigation", "related", "social", "ad", "newsletter"))


def seed_pages() -> list[str]:
    """Return the seed documents as HTML pages, each line in an element that suits its label."""
    return [_page(document) for document in seed_documents()]


def _page(document: Document) -> str:
    body = "\n".join(_block(label, line) for label, line in zip(document.labels, document.lines, strict=True))
    head = f'<meta charset="utf-8"><title>{escape(document.lines[0])}</title>'
    return f'<!DOCTYPE html><html lang="{document.lang}"><head>{head}</head><body><main>\n{body}\n</main></body></html>'


def _block(label: str, line: str) -> str:
    tag = _TAGS.get(label, "div" if label in _LINKS else "p")
    text = f'<a href="/{label}">{escape(line)}</a>' if label in _LINKS else escape(line)
    return f'<{tag} class="{label}">{text}</{tag}>'


def corpus_pages(per_corpus: int) -> Iterator[str]:
    """Yield the first pages of each corpus that is there, whole and not too long."""
    folder = corpora_folder()
    for name in CORPORA if folder is not None else ():
        path = folder / f"{name}.jsonl.xz" if folder is not None else None
        if path is not None and path.exists():
            found = (row["html"] for row in rows(path) if row.get("html") and len(row["html"]) <= _LONGEST)
            yield from islice(found, per_corpus)

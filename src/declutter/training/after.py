"""What other extractors leave of the pages with gold text, to be cleaned by models that never saw the page's site.

The training has the same pages by the same and other renderers; what is measured here comes from the folds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import trafilatura
from joblib import Parallel, delayed

from declutter.text import read_lines
from declutter.training.caching import MEMORY, renderers_digest
from declutter.training.corpora import GOLD_CORPORA, UNKNOWN_LANGUAGE, Document, Page, digest, gold_pages
from declutter.training.render import RENDERERS


def _trafilatura(html: str) -> str:
    return trafilatura.extract(html) or ""


#: Extractor → ``html -> text``: the lightest and the heaviest residue that people hand in, each with its defaults.
OTHERS: dict[str, Callable[[str], str]] = {"trafilatura": _trafilatura, "inscriptis": RENDERERS["inscriptis"]}


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines that are judged: all but blank ones."""
    return tuple(line.text for line in read_lines(text))


def leftovers(folder: Path) -> list[Document]:
    """Return what each of :data:`OTHERS` leaves of the pages with gold text, without labels (cached on disk)."""
    digests = tuple(digest(folder / f"{corpus}.jsonl.xz") for corpus in GOLD_CORPORA)
    found: list[Document] = _leftovers(str(folder), digests, renderers_digest() + digest(Path(__file__)))
    return found


@MEMORY.cache(ignore=["folder"])
def _leftovers(folder: str, digests: tuple[str, ...], code: str) -> list[Document]:
    tasks = (delayed(_of_page)(page) for page in gold_pages(Path(folder)))
    documents = [document for found in Parallel(n_jobs=-1, batch_size=8)(tasks) for document in found]
    return list({document.lines: document for document in documents}.values())  # equal texts have equal answers


def _of_page(page: Page) -> list[Document]:
    documents = []
    for extractor, extract in OTHERS.items():
        lines = lines_of(extract(page.html))
        if lines:
            name = f"{page.page}#{extractor}"
            documents.append(Document(name, page.group, page.corpus, UNKNOWN_LANGUAGE, extractor, (), lines))
    return documents

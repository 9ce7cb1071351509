"""HTML pages as examples: blocks with sides by alignment or snippets, and with labels that were read on their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import regex
from joblib import Parallel, delayed
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.features import describe_page
from declutter.markup import read_html
from declutter.page import Page
from declutter.phrases import PhraseTable
from declutter.training.align import DROP, KEEP, UNKNOWN, align
from declutter.training.corpora import GOLD_CORPORA, Document, digest, labelled_documents, page_group, rows
from declutter.training.examples import KEPT, Examples, Part, count_words, label_indices, part_of, stacked
from declutter.training.readings import READINGS, read_documents
from declutter.training.sources import MEMORY, code_digest, lookups

_MOST_BLOCKS = 3000  # the longest pages would fill whole training steps
_PREFIX = {"wcxb_dev": "wcxb-dev-", "magic_html": "magic-", "trafilatura_eval": "trafilatura-"}
_NOT_WORD = regex.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class PageSource:
    """A corpus page with whatever is known of its blocks: gold text, snippets, labelled lines."""

    page: str
    group: str
    corpus: str
    kind: str
    html: str
    text: str | None
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    labelled: dict[str, str]


def squashed(text: str) -> str:
    """Return the letters and digits of ``text``, case folded: what two renderings of one line have in common."""
    key: str = _NOT_WORD.sub("", text.casefold())
    return key


def page_sources(folder: Path) -> Iterator[PageSource]:
    """Yield all pages that may be trained on."""
    known = _labels_by_page([*labelled_documents(folder), *read_documents(folder)])
    for corpus in (*GOLD_CORPORA, "trafilatura_eval"):
        for row in rows(folder / f"{corpus}.jsonl.xz"):
            name = f"{corpus}/{row['id']}"
            yield PageSource(
                page=name,
                group=page_group(corpus, row),
                corpus=corpus,
                kind=row.get("type") or "article",
                html=row["html"],
                text=row.get("text"),
                wanted=tuple(row.get("wanted") or ()),
                unwanted=tuple(row.get("unwanted") or ()),
                labelled=known.get(name) or known.get(f"{_PREFIX.get(corpus, '')}{row['id']}", {}),
            )


def _labels_by_page(documents: Iterable[Document]) -> dict[str, dict[str, str]]:
    """Return page → squashed line → label; lines that were given two labels are left out."""
    pages: dict[str, dict[str, str]] = {}
    for document in documents:
        page = pages.setdefault(document.name.rpartition("#")[0], {})
        for label, line in zip(document.labels, document.lines, strict=True):
            key = squashed(line)
            if key:
                page[key] = label if page.get(key, label) == label else ""
    return pages


def page_labels(source: PageSource, page: Page, tables: Tables) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return label (-1 unknown) and side of each block."""
    texts = [block.text for block in page.blocks]
    keys = [squashed(text) for text in texts]
    side = align(texts, source.text, tables) if source.text is not None else _by_snippets(keys, source)
    label = np.full(len(texts), -1, np.int8)
    for i, key in enumerate(keys):
        name = source.labelled.get(key)
        if name:
            label[i] = label_indices([name])[0]
    # Where a person read the line the label decides, but for copies: which of two blocks is the copy, text can't tell.
    read = (label >= 0) & ~np.isin(label, label_indices(["duplicate", "lead_in"]))
    label[~read] = -1
    side[read] = KEPT[label[read]]
    return label, side


def _by_snippets(keys: Sequence[str], source: PageSource) -> NDArray[np.int8]:
    wanted, unwanted = ([squashed(s) for s in snippets] for snippets in (source.wanted, source.unwanted))
    side = np.full(len(keys), UNKNOWN, np.int8)
    for i, key in enumerate(keys):
        if len(key) > 3:
            if any(len(s) > 3 and s in key for s in wanted):
                side[i] = KEEP
            elif any(len(s) > 3 and s in key for s in unwanted):
                side[i] = DROP
    return side


def html_examples(folder: Path) -> tuple[Examples, list[PageSource]]:
    """Return the pages as examples, cached on disk, and the pages (without their HTML) in the same order."""
    digests = tuple(digest(folder / f"{corpus}.jsonl.xz") for corpus in (*GOLD_CORPORA, "trafilatura_eval"))
    code = code_digest() + (digest(READINGS) if READINGS.exists() else "")
    found: tuple[Examples, list[PageSource]] = _html_examples(str(folder), digests, code)
    return found


@MEMORY.cache(ignore=["folder"])
def _html_examples(folder: str, digests: tuple[str, ...], code: str) -> tuple[Examples, list[PageSource]]:
    tables, phrases = lookups()
    tasks = (delayed(_example)(source, tables, phrases) for source in page_sources(Path(folder)))
    found = [pair for pair in Parallel(n_jobs=-1, batch_size=8)(tasks) if pair is not None]
    return stacked([example for example, _ in found]), [source for _, source in found]


def _example(source: PageSource, tables: Tables, phrases: PhraseTable) -> tuple[Part, PageSource] | None:
    page = read_html(source.html)
    if not 1 <= len(page.blocks) <= _MOST_BLOCKS:
        return None
    label, side = page_labels(source, page, tables)
    if not (side == KEEP).any():
        return None
    words = count_words([block.text for block in page.blocks], tables)
    return part_of(source.group, describe_page(page, tables, phrases), (label, side), words), replace(source, html="")

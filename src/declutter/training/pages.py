"""HTML pages as examples: blocks with sides by alignment or snippets, and with labels that were read on their text."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import regex
from joblib import Parallel, delayed
from numpy.typing import NDArray

from declutter.characters import Tables
from declutter.labels import Label
from declutter.markup import read_html
from declutter.page import Page
from declutter.page_features import describe_page
from declutter.phrases import PhraseTable
from declutter.training.align import DROP, KEEP, UNKNOWN, align
from declutter.training.caching import MEMORY, code_digest
from declutter.training.corpora import (
    GOLD_CORPORA,
    SEEDS,
    SILVER_CORPUS,
    Document,
    digest,
    labelled_documents,
    lines_digest,
    page_group,
    rows,
)
from declutter.training.examples import KEPT, Examples, Part, label_indices, part_of, stacked
from declutter.training.lookups import lookups
from declutter.training.readings import READINGS, read_documents
from declutter.training.render import BLOCKS
from declutter.training.silver import align_silver, silver_texts
from declutter.training.threads import comment_texts, with_thread

_MOST_BLOCKS = 3000  # the longest pages would fill whole training steps
_PREFIX = {"wcxb_dev": "wcxb-dev-", "magic_html": "magic-", "trafilatura_eval": "trafilatura-"}
_MIN_COPY = 20  # letters and digits: shorter blocks may stand several times with reason
_AROUND = 8  # blocks before and after a copy that speak for it
_THREADS = 0.4  # of the articles have a copy with a thread of comments
(_COMMENT,) = label_indices([Label.COMMENT])
_NOT_WORD = regex.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class PageSource:
    """A corpus page with whatever is known of its blocks: gold text, snippets, labelled lines, or each block's label.

    ``labelled`` is by squashed text; ``read`` has the label of each block where a person read the page as blocks. A
    copy ``with_comments`` (see :mod:`declutter.training.threads`) is there to learn from, never to measure on.
    ``digest`` (of the blocks' texts), ``lonely`` (which blocks the page has no other copy of) and ``groupings`` (see
    :mod:`declutter.alike`) are known when the page has been read.
    """

    page: str
    group: str
    corpus: str
    kind: str
    html: str
    text: str | None
    silver: tuple[str, str] | None
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    labelled: dict[str, str]
    read: tuple[str, ...]
    digest: str = ""
    lonely: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    groupings: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    with_comments: bool = False


def squashed(text: str) -> str:
    """Return the letters and digits of ``text``, case folded: what two renderings of one line have in common."""
    key: str = _NOT_WORD.sub("", text.casefold())
    return key


def page_sources(folder: Path) -> Iterator[PageSource]:
    """Yield all pages that may be trained on."""
    documents = read_documents(folder)
    read = {d.name.rpartition("#")[0]: d.labels for d in documents if d.kind == BLOCKS}
    known = _labels_by_page([*labelled_documents(folder), *(d for d in documents if d.kind != BLOCKS)])
    for corpus in (*GOLD_CORPORA, SILVER_CORPUS):
        for row in rows(folder / f"{corpus}.jsonl.xz"):
            name = f"{corpus}/{row['id']}"
            yield PageSource(
                page=name,
                group=page_group(corpus, row),
                corpus=corpus,
                kind=row.get("type") or "article",
                html=row["html"],
                text=row.get("text") or None,
                silver=None,
                wanted=tuple(row.get("wanted") or ()),
                unwanted=tuple(row.get("unwanted") or ()),
                labelled=known.get(name) or known.get(f"{_PREFIX.get(corpus, '')}{row['id']}", {}),
                read=read.get(name, ()),
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
    read_blocks = label_indices(source.read)
    if source.text is None and source.read:
        return read_blocks, KEPT[read_blocks].astype(np.int8)
    texts = [block.text for block in page.blocks]
    keys = [squashed(text) for text in texts]
    surplus = np.zeros(len(texts), bool)
    if source.text is not None:
        aligned = align(texts, source.text, tables)
        side = without_surplus_copies(aligned, keys, source.text)
        surplus = side != aligned
    else:
        side = _by_snippets(keys, source)
        if source.silver is not None:
            side = np.where(side == UNKNOWN, align_silver(texts, source.silver, tables), side)
    label = np.full(len(texts), -1, np.int8)
    for i, key in enumerate(keys):
        name = source.labelled.get(key)
        if name:
            label[i] = label_indices([name])[0]
    if source.read and not source.with_comments:  # gold text decides, but for comments, which some of it keeps
        label[read_blocks == _COMMENT] = _COMMENT
    # Where a person read the line the label decides, but for copies (which of two blocks is the copy, text can't tell),
    # and for what the gold text leaves out: lines were read without the page around them, where another article below
    # the piece, or a product's reviews, look like prose. Gold text of which the page has nothing decides nothing.
    has_gold = source.text is not None and bool((side == KEEP).any())
    elsewhere = (side == DROP) & KEPT[label] & has_gold
    believed = (label >= 0) & ~surplus & ~elsewhere & ~np.isin(label, label_indices(["duplicate", "lead_in"]))
    label[~believed] = -1
    side[believed] = KEPT[label[believed]]
    return label, side


def without_surplus_copies(side: NDArray[np.int8], keys: Sequence[str], gold: str) -> NDArray[np.int8]:
    """Return the sides with those copies dropped that the page has more often than the gold text.

    Of several copies (a title above a menu, a text laid out once for telephones and once for desks) those stay that
    have the most other kept blocks around them, the earlier ones where that decides nothing.
    """
    places: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if side[i] == KEEP and len(key) >= _MIN_COPY:
            places.setdefault(key, []).append(i)
    copies = {key: at for key, at in places.items() if len(at) > 1}
    if not copies:
        return side
    alone = side == KEEP
    alone[[i for at in copies.values() for i in at]] = False
    sums = np.concatenate([[0], np.cumsum(alone)])
    text = squashed(gold)
    result = side.copy()
    for key, at in copies.items():
        wanted = max(1, text.count(key))
        ranked = sorted(at, key=lambda i: sums[max(i - _AROUND, 0)] - sums[min(i + _AROUND + 1, len(alone))])
        result[ranked[wanted:]] = DROP
    return result


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
    digests = tuple(digest(folder / f"{corpus}.jsonl.xz") for corpus in (*GOLD_CORPORA, SILVER_CORPUS))
    read = [path for path in (READINGS, folder / "labelled_lines.jsonl") if path.exists()]
    read += sorted(SEEDS.glob("*.jsonl"))  # texts of the comments put in
    found: tuple[Examples, list[PageSource]] = _html_examples(
        str(folder), (*digests, *map(digest, read)), code_digest()
    )
    return found


@MEMORY.cache(ignore=["folder"])
def _html_examples(folder: str, digests: tuple[str, ...], code: str) -> tuple[Examples, list[PageSource]]:
    tables, phrases = lookups()
    tasks = (delayed(_examples)(source, tables, phrases) for source in page_sources(Path(folder)))
    found = [pair for pairs in Parallel(n_jobs=-1, batch_size=8)(tasks) for pair in pairs]
    return stacked([example for example, _ in found]), [source for _, source in found]


def _examples(source: PageSource, tables: Tables, phrases: PhraseTable) -> list[tuple[Part, PageSource]]:
    """Return the page as an example; of some articles also a copy with readers' comments put in."""
    page = read_html(source.html)
    if source.text is None and not source.read:
        source = replace(source, silver=silver_texts(source.html))
    example = _example(source, page, tables, phrases)
    if example is None:
        return []
    rng = random.Random(source.page)  # noqa: S311 - reproducible chance, no secret
    kept = np.flatnonzero(example[0][1][4] == KEEP)
    if source.text is None or source.kind != "article" or rng.random() > _THREADS:
        return [example]
    crowded = replace(source, with_comments=True)
    copied = read_html(with_thread(page, int(kept[-1]), comment_texts(), rng))
    copied.declare(page.declared())
    copy = _example(crowded, copied, tables, phrases)
    return [example] if copy is None else [example, copy]


def _example(source: PageSource, page: Page, tables: Tables, phrases: PhraseTable) -> tuple[Part, PageSource] | None:
    if not 1 <= len(page.blocks) <= _MOST_BLOCKS:
        return None
    label, side = page_labels(source, page, tables)
    if not (side == KEEP).any():
        return None
    texts = [block.text for block in page.blocks]
    described = describe_page(page, tables, phrases)
    part = part_of(source.group, described, label, side)
    lonely = described.repeats.partner < 0
    read = replace(source, html="", silver=None, digest=lines_digest(texts))
    return part, replace(read, lonely=lonely, groupings=described.groupings)

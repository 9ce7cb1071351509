"""Pages rendered by every extractor as examples, with sides by alignment to their gold text, or to silver texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from joblib import Parallel, delayed

from declutter.characters import Tables
from declutter.phrases import PhraseTable
from declutter.training.align import KEEP, align
from declutter.training.caching import MEMORY, code_digest, renderers_digest
from declutter.training.corpora import GOLD_CORPORA, SILVER_CORPUS, Page, digest, gold_pages, page_group, rows
from declutter.training.examples import Examples, Part, example, stacked
from declutter.training.lookups import lookups
from declutter.training.render import RENDERERS, render
from declutter.training.silver import align_silver, silver_texts

#: Longer renderings are mostly endless lists; they would fill whole training steps.
_MOST_LINES = 1500

#: The judges of silver pages do not render them: of their own text they would keep every line.
_SILVER_RENDERERS = tuple(name for name in RENDERERS if name not in ("trafilatura", "readability"))


def rendered_examples(folder: Path) -> Examples:
    """Return the pages with gold text, rendered by every extractor, with sides by alignment (cached on disk)."""
    digests = tuple(digest(folder / f"{corpus}.jsonl.xz") for corpus in (*GOLD_CORPORA, SILVER_CORPUS))
    found: Examples = _rendered_examples(str(folder), digests, code_digest())
    return found


@MEMORY.cache(ignore=["folder"])
def _rendered_examples(folder: str, digests: tuple[str, ...], code: str) -> Examples:
    tables, phrases = lookups()
    pages = list(_gold_and_silver(folder, digests))  # now: a parallel run must not start another from its own tasks
    tasks = (delayed(_parts)(*page, tables, phrases) for page in pages)
    return stacked([part for parts in Parallel(n_jobs=-1, batch_size=8)(tasks) for part in parts])


def _gold_and_silver(
    folder: str, digests: tuple[str, ...]
) -> Iterator[tuple[str, str | tuple[str, str], list[list[str]]]]:
    """Yield group, gold text or the two silver texts, and the renderings of each page."""
    for _, group, text, renderings in _renderings(folder, digests[:-1], renderers_digest()):
        yield group, text, renderings
    yield from _silver_renderings(folder, digests[-1], renderers_digest())


def _parts(
    group: str, text: str | tuple[str, str], renderings: list[list[str]], tables: Tables, phrases: PhraseTable
) -> list[Part]:
    parts = []
    for lines in _usable(renderings):
        sides = align(lines, text, tables) if isinstance(text, str) else align_silver(lines, text, tables)
        if (sides == KEEP).any():  # else the gold text is not in the page, or the extractor missed it all
            parts.append(example((group, lines, None, sides), tables, phrases))
    return parts


def _usable(renderings: list[list[str]]) -> Iterator[list[str]]:
    seen = set()
    for lines in renderings:
        key = hash(tuple(lines))
        if 3 <= len(lines) <= _MOST_LINES and key not in seen:
            seen.add(key)
            yield lines


@MEMORY.cache(ignore=["folder"])
def _renderings(folder: str, digests: tuple[str, ...], code: str) -> list[tuple[str, str, str, list[list[str]]]]:
    def every(page: Page) -> tuple[str, str, str, list[list[str]]]:
        return page.page, page.group, page.text, [render(page.html, name) for name in RENDERERS]

    tasks = (delayed(every)(page) for page in gold_pages(Path(folder)))
    return list(Parallel(n_jobs=-1, batch_size=8)(tasks))


@MEMORY.cache(ignore=["folder"])
def _silver_renderings(
    folder: str, corpus_digest: str, code: str
) -> list[tuple[str, tuple[str, str], list[list[str]]]]:
    """Return group, the judges' texts and the renderings of the pages without gold text on which the judges agree."""

    def every(group: str, html: str) -> tuple[str, tuple[str, str], list[list[str]]] | None:
        texts = silver_texts(html)
        return None if texts is None else (group, texts, [render(html, name) for name in _SILVER_RENDERERS])

    pages = rows(Path(folder) / f"{SILVER_CORPUS}.jsonl.xz")
    tasks = (delayed(every)(page_group(SILVER_CORPUS, row), row["html"]) for row in pages)
    return [found for found in Parallel(n_jobs=-1, batch_size=8)(tasks) if found is not None]

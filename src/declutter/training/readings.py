"""Labels for corpus pages that we read line by line: ``readings.jsonl`` holds the labels, never the text.

A row names the page, the extractor and a digest of the lines that were read; the lines are rendered again from the
corpus. Where another version of the extractor leaves other lines, the row is left out and counted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed

from declutter.training.caching import MEMORY, renderers_digest, runtime_digest
from declutter.training.corpora import UNKNOWN_LANGUAGE, Document, digest, lines_digest, page_group, rows
from declutter.training.render import render

READINGS = Path(__file__).parent / "readings.jsonl"


def encode(labels: Sequence[str]) -> str:
    """Return labels as runs: ``prose*3 ad`` for three lines of prose and one of advertising."""
    runs = ((label, len(list(run))) for label, run in groupby(labels))
    return " ".join(label if size == 1 else f"{label}*{size}" for label, size in runs)


def decode(runs: str) -> list[str]:
    """Return the labels that :func:`encode` encoded."""
    labels: list[str] = []
    for run in runs.split():
        label, _, size = run.partition("*")
        labels += [label] * int(size or 1)
    return labels


def read_documents(folder: Path) -> list[Document]:
    """Return the documents of :data:`READINGS`, rendered from the corpora in ``folder``."""
    wanted = list(rows(READINGS)) if READINGS.exists() else []
    sources = [folder / f"{corpus}.jsonl.xz" for corpus in sorted({row["corpus"] for row in wanted})]
    digests = [digest(path) for path in sources if path.exists()]
    made_from = (*digests, renderers_digest(), runtime_digest())  # the library's own blocks are among the readings
    rendered = _rendered(str(folder), [(row["corpus"], row["id"], row["renderer"]) for row in wanted], made_from)
    documents = []
    for row, (group, lines) in zip(wanted, rendered, strict=True):
        labels = decode(row["labels"])
        if lines_digest(lines) == row["digest"] and len(labels) == len(lines):
            name = f"{row['corpus']}/{row['id']}#{row['renderer']}"
            documents.append(
                Document(name, group, "readings", UNKNOWN_LANGUAGE, row["renderer"], tuple(labels), tuple(lines))
            )
    if len(documents) < len(wanted):
        missing = len(wanted) - len(documents)
        print(f"{missing} of {len(wanted)} readings left out: the extractor now leaves other lines", file=sys.stderr)
    return documents


@MEMORY.cache(ignore=["folder"])
def _rendered(
    folder: str, wanted: list[tuple[str, str, str]], made_from: tuple[str, ...]
) -> list[tuple[str, list[str]]]:
    """Return the split group and the lines of each ``(corpus, id, renderer)``; ``made_from`` are digests."""
    pages: dict[tuple[str, str], dict[str, Any]] = {}
    for corpus in sorted({corpus for corpus, _, _ in wanted}):
        ids = {page for name, page, _ in wanted if name == corpus}
        for row in rows(Path(folder) / f"{corpus}.jsonl.xz"):
            if str(row["id"]) in ids:
                pages[corpus, str(row["id"])] = row
    found = [(corpus, pages[corpus, page], renderer) for corpus, page, renderer in wanted]
    lines = Parallel(n_jobs=-1, batch_size=8)(delayed(render)(row["html"], renderer) for _, row, renderer in found)
    return [(page_group(corpus, row), done) for (corpus, row, _), done in zip(found, lines, strict=True)]

"""The model card: what the model was made from, how, and what it scores on data that it never saw."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import scipy
import sklearn
from numpy.typing import NDArray

from declutter._version import __version__
from declutter.characters import Tables
from declutter.labels import LABELS
from declutter.modelfile import load
from declutter.training.corpora import GOLD_CORPORA, SILVER_CORPUS, Document, digest, lines_digest
from declutter.training.evaluate import by_language, label_f1, reliability, word_shares
from declutter.training.examples import KEPT, count_words, label_indices
from declutter.training.lookups import lookups
from declutter.training.outoffold import OutOfFold
from declutter.training.pool import FOLDER

_LICENCES = {
    "wcxb_dev": "WCXB (Murrough-Foley/web-content-extraction-benchmark), CC BY 4.0",
    "canola": "CANOLA (krdwrd/data), CC BY-SA 4.0",
    "magic_html": "magic-html (opendatalab/magic-html), Apache-2.0",
    "readability_fixtures": "Readability (mozilla/readability), Apache-2.0",
    "trafilatura_eval": "trafilatura's evaluation data (adbar/trafilatura), Apache-2.0",
    "labelled_lines": (
        "lines read by the project on pages of WCXB, magic-html and trafilatura's evaluation data "
        "(adbar/trafilatura, Apache-2.0)"
    ),
}


def write_card(
    out: Path, folders: tuple[Path, Path], documents: Sequence[Document], read: Sequence[Document], answers: OutOfFold
) -> None:
    """Write ``CARD.md`` into ``out``.

    Args:
        out: the model's folder.
        folders: those of the corpora and of the seeds.
        documents: the hand-labelled documents that the out-of-fold answers are for.
        read: documents whose labels stand in ``readings.jsonl``.
        answers: the out-of-fold answers.
    """
    model = load(out, "text")
    notes = (Path(__file__).parent / "card_notes.md").read_text(encoding="utf-8")
    parts = [
        "# Model card: declutter text model",
        f"Written by `python -m declutter.training` on {datetime.now(timezone.utc):%Y-%m-%d}; declutter {__version__}, "
        f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
        f"scikit-learn {sklearn.__version__}.",
        notes.strip(),
        "## Data",
        *_data(*folders, documents, read),
        "## Scores, out of fold (five folds by site; seeds by document)",
        *_scores(documents, answers, model.thresholds),
        "## Reliability of `score` (out of fold, words as weights)",
        "| mean score | share of words that belong to the piece | lines |\n| --- | --- | --- |",
        *_reliability(documents, answers),
    ]
    (out / "CARD.md").write_text(_spaced(parts), encoding="utf-8")


def _spaced(parts: Sequence[str]) -> str:
    """Join parts: table rows stand close, everything else apart."""
    text = ""
    for part in parts:
        close = part.startswith("|") and text.rstrip("\n").rsplit("\n", 1)[-1].startswith("|")
        text = (text.rstrip("\n") + "\n" if close else text) + part + "\n\n"
    return text.rstrip("\n") + "\n"


def _data(folder: Path, seeds: Path, documents: Sequence[Document], read: Sequence[Document]) -> list[str]:
    rows = ["| source | what | SHA-256 |\n| --- | --- | --- |"]
    rows += [
        f"| {_LICENCES[name]} | pages with gold text, rendered | `{digest(folder / f'{name}.jsonl.xz')[:16]}…` |"
        for name in GOLD_CORPORA
    ]
    rows.append(
        f"| {_LICENCES[SILVER_CORPUS]} | pages on which trafilatura and readability agree, rendered; snippets | "
        f"`{digest(folder / f'{SILVER_CORPUS}.jsonl.xz')[:16]}…` |"
    )
    count = sum(d.origin == "labelled_lines" for d in documents)
    rows.append(
        f"| {_LICENCES['labelled_lines']} | {count} documents | `{digest(folder / 'labelled_lines.jsonl')[:16]}…` |"
    )
    if read:
        rows.append(
            f"| `readings.jsonl`: labels read by the project on pages of the corpora above | {len(read)} documents | |"
        )
    for path in sorted(seeds.glob("*.jsonl")):
        size = sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        rows.append(f"| `seeds/{path.name}`, written for this project | {size} documents | `{digest(path)[:16]}…` |")
    pieces = sorted((seeds / FOLDER.name).glob("*.json"))
    if pieces:
        together = lines_digest([digest(path) for path in pieces])
        what = f"| `seeds/{FOLDER.name}/*.json`, written for this project | pieces of clutter, {len(pieces)} languages"
        rows.append(f"{what} | `{together}…` |")
    return rows


def _scores(documents: Sequence[Document], answers: OutOfFold, thresholds: dict[str, tuple[float, float]]) -> list[str]:
    rows = ["| set | mode | words kept | clutter removed |\n| --- | --- | --- | --- |"]
    label_rows = ["| set | macro F1 | " + " | ".join(LABELS) + " |\n|" + " --- |" * (len(LABELS) + 2)]
    model_tables = lookups()[0]
    for origin in ("labelled_lines", "seeds"):
        chosen = [d for d in documents if d.origin == origin]
        gold, words, label, score, cased = _flat(chosen, answers, model_tables)
        for mode, pair in thresholds.items():
            shares = word_shares(gold, score >= np.where(cased, *np.array(pair).astype(score.dtype)), words)
            rows.append(f"| {origin} | {mode} | {shares.kept:.4f} | {shares.removed:.3f} |")
        f1 = label_f1(gold, label)
        label_rows.append(
            f"| {origin} | {f1['macro']:.3f} | "
            + " | ".join(f"{f1[name]:.2f}" if name in f1 else "" for name in LABELS)
            + " |"
        )
    language_rows = [
        "| language (both sets, `balanced`) | documents | words kept | clutter removed |\n| --- | --- | --- | --- |"
    ]
    gold, words, _, score, cased = _flat(documents, answers, model_tables)
    keep = score >= np.where(cased, *np.array(thresholds["balanced"]).astype(score.dtype))
    langs = [d.lang for d in documents]
    for lang, places in by_language(langs, np.cumsum([0, *(len(d.lines) for d in documents)])).items():
        shares = word_shares(gold[places], keep[places], words[places])
        language_rows.append(f"| {lang} | {langs.count(lang)} | {shares.kept:.4f} | {shares.removed:.3f} |")
    return [*rows, "By label:", *label_rows, "By language:", *language_rows]


def _flat(
    documents: Sequence[Document], answers: OutOfFold, tables: Tables
) -> tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return gold labels, words, predicted labels, scores and script groups, line by line."""
    gold = np.concatenate([label_indices(d.labels) for d in documents])
    words = np.concatenate([count_words(d.lines, tables) for d in documents])
    return gold, words, *answers.flat(documents)


def _reliability(documents: Sequence[Document], answers: OutOfFold) -> list[str]:
    gold, words, _, score, _ = _flat(documents, answers, lookups()[0])
    return [f"| {mean:.3f} | {share:.3f} | {lines:,} |" for mean, share, lines in reliability(score, KEPT[gold], words)]

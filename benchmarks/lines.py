"""``python -m benchmarks.lines``: quality and speed on plain text, beside the published line rules.

Figures on ``labelled_lines`` and ``seeds`` are out-of-fold: the answers of models that never saw the document's site
(``models/out_of_fold.npz``, written by the training command). ``seed_documents`` is measure-only: the shipped model
answers. Without the corpora only the seeds and the speed are printed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import numpy as np

from benchmarks import floors, speed
from benchmarks.line_rules import RULES
from declutter import explain
from declutter.characters import Tables
from declutter.labels import LABELS, Mode
from declutter.modelfile import load, models_folder
from declutter.training.calibrate import MIN_DOCUMENTS
from declutter.training.corpora import Document, corpora_folder, labelled_documents, seed_documents
from declutter.training.evaluate import WordShares, by_language, label_f1, word_shares
from declutter.training.examples import count_words, label_indices
from declutter.training.outoffold import OutOfFold


class LabelledSet:
    """Documents of one set with the library's answers, flat over their lines."""

    def __init__(self, name: str, documents: Sequence[Document], tables: Tables) -> None:
        self.name, self.documents = name, documents
        self.bounds = np.cumsum([0, *(len(d.lines) for d in documents)])
        self.gold = np.concatenate([label_indices(d.labels) for d in documents])
        self.words = np.concatenate([count_words(d.lines, tables) for d in documents])
        self.label = np.zeros(len(self.gold), np.int64)
        self.score = np.zeros(len(self.gold))
        self.cased = np.zeros(len(self.gold), bool)
        self.kept: dict[str, np.ndarray] = {}  # by mode, where the library itself has decided

    def answer_out_of_fold(self, answers: OutOfFold) -> None:
        """Take the out-of-fold answers; exits with one line where a document has none."""
        try:
            self.label, self.score, self.cased = answers.flat(self.documents)
        except LookupError as error:
            raise SystemExit(f"{error} has no out-of-fold answers: run python -m declutter.training") from None

    def answer_with_shipped(self) -> None:
        """Ask the library, with the shipped model, in each mode."""
        index = {label: i for i, label in enumerate(LABELS)}
        for mode in get_args(Mode):
            explained = [explain("\n".join(d.lines), input="text", mode=mode) for d in self.documents]
            lines = [line for explanation in explained for line in explanation.lines]
            self.kept[mode] = np.array([line.keep for line in lines])
            self.label[:] = [index[line.label] for line in lines]

    def keep(self, mode: str, thresholds: tuple[float, float]) -> np.ndarray:
        """Return which lines are kept: as the library decided, else at the mode's thresholds.

        Args:
            mode: the mode.
            thresholds: for alphabets with capitals and for others, rounded like the scores that are stored.
        """
        if mode in self.kept:
            return self.kept[mode]
        return self.score >= np.where(self.cased, *np.array(thresholds).astype(self.score.dtype))

    def shares(self, mode: str, thresholds: tuple[float, float]) -> WordShares:
        """Return words kept and removed."""
        return word_shares(self.gold, self.keep(mode, thresholds), self.words)

    def rule_shares(self, name: str) -> WordShares:
        """Return words kept and removed by a published rule."""
        keep = np.concatenate([RULES[name](d.lines, d.lang) for d in self.documents])
        return word_shares(self.gold, keep, self.words)


def labelled_sets(tables: Tables) -> list[LabelledSet]:
    """Return the sets that can be read here, answered."""
    answers = OutOfFold.read(models_folder() / "out_of_fold.npz")
    seeds = LabelledSet("seeds", seed_documents(), tables)
    seeds.answer_out_of_fold(answers)
    folder = corpora_folder()
    if folder is None:
        print("no corpora (DECLUTTER_CORPORA): labelled_lines and seed_documents are left out\n")
        return [seeds]
    labelled = LabelledSet("labelled_lines", labelled_documents(folder), tables)
    labelled.answer_out_of_fold(answers)
    measured = LabelledSet("seed_documents", labelled_documents(folder, "seed_documents"), tables)
    measured.answer_with_shipped()
    return [labelled, seeds, measured]


def quality(sets: Sequence[LabelledSet], thresholds: dict[str, tuple[float, float]]) -> dict[str, float]:
    """Print the quality tables and return the figures by name."""
    figures: dict[str, float] = {}
    print("| set | filter | words kept | clutter removed |\n| --- | --- | --- | --- |")
    for labelled in sets:
        for mode, pair in thresholds.items():
            shares = labelled.shares(mode, pair)
            print(f"| {labelled.name} | declutter {mode} | {shares.kept:.4f} | {shares.removed:.3f} |")
            figures[f"{labelled.name} {mode} kept"] = shares.kept
            figures[f"{labelled.name} {mode} removed"] = shares.removed
        for name in RULES:
            shares = labelled.rule_shares(name)
            print(f"| {labelled.name} | {name} | {shares.kept:.4f} | {shares.removed:.3f} |")
    print("\n| set | " + " | ".join(["macro F1", *LABELS]) + " |\n|" + " --- |" * (len(LABELS) + 2))
    for labelled in sets:
        f1 = label_f1(labelled.gold, labelled.label)
        cells = [f"{f1[name]:.3f}" if name in f1 else "" for name in ["macro", *LABELS]]
        print(f"| {labelled.name} | " + " | ".join(cells) + " |")
        figures |= {f"{labelled.name} F1 {name}": value for name, value in f1.items()}
    return figures


def languages(sets: Sequence[LabelledSet], thresholds: tuple[float, float]) -> dict[str, float]:
    """Print words kept and removed for each language, all given sets together, and return them by name."""
    documents = [(labelled, d) for labelled in sets for d in range(len(labelled.documents))]
    langs = [labelled.documents[d].lang for labelled, d in documents]
    sizes = [int(labelled.bounds[d + 1] - labelled.bounds[d]) for labelled, d in documents]
    gold, words = (np.concatenate([getattr(labelled, name) for labelled in sets]) for name in ("gold", "words"))
    keep = np.concatenate([labelled.keep("balanced", thresholds) for labelled in sets])
    figures = {}
    name = "+".join(labelled.name for labelled in sets)  # other sets, other figures
    print("\n| language | documents | words kept | clutter removed |\n| --- | --- | --- | --- |")
    for lang, places in by_language(langs, np.cumsum([0, *sizes])).items():
        if langs.count(lang) >= MIN_DOCUMENTS:
            shares = word_shares(gold[places], keep[places], words[places])
            print(f"| {lang} | {langs.count(lang)} | {shares.kept:.4f} | {shares.removed:.3f} |")
            figures[f"{name} {lang} kept"], figures[f"{name} {lang} removed"] = shares.kept, shares.removed
    return figures


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return its exit code: 1 where a figure fell below its floor."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lines", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a figure is below benchmarks/floors.json")
    parser.add_argument("--update", action="store_true", help="write today's figures to benchmarks/floors.json")
    parser.add_argument("--allow-lower", action="store_true", help="with --update: let figures go down")
    parser.add_argument("--no-speed", action="store_true", help="quality only")
    arguments = parser.parse_args(argv)
    model = load(models_folder(), "text")
    sets = labelled_sets(model.tables)
    figures = quality(sets, model.thresholds)
    figures |= languages([s for s in sets if s.name != "seed_documents"], model.thresholds["balanced"])
    if not arguments.no_speed:
        print()
        speed.report(sets[0].documents)
    path = Path(floors.__file__).with_name("floors.json")
    if arguments.update:
        return floors.update(path, figures, allow_lower=arguments.allow_lower)
    return floors.check(path, figures) if arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())

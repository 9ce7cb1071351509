"""The HTML model: fitted on the blocks of pages, calibrated on folds that it did not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from declutter.features import BUCKETS, HTML_FEATURES
from declutter.markup import read_html
from declutter.model import Floats, Params, save
from declutter.place import NAME_BUCKETS
from declutter.training.calibrate import Calibration, fitted_curve
from declutter.training.corpora import GOLD_CORPORA, rows
from declutter.training.evaluate import threshold_of
from declutter.training.examples import Examples
from declutter.training.export import packed
from declutter.training.fit import Plan, Settings, fit, new_params, predict, standardisation
from declutter.training.pages import PageSource, html_examples
from declutter.training.sources import split, static_arrays

#: More words are left out than for text: words of the training sites over-fit, the tree carries most of the evidence.
PLAN = Plan(6, Settings(dimensions=24, width=96, word_dropout=0.5, document_dropout=0.3))

#: Two of the five folds are enough for one curve and three thresholds.
CALIBRATION_FOLDS = (0, 1)

#: ``balanced`` is the threshold of the best mean word F1 per page; the others keep these shares of the gold words.
_PROMISES = {"precision": 0.93, "recall": 0.985}

Answers = dict[int, Floats]


def fitted(examples: Examples, held_out: int | None, plan: Plan = PLAN) -> tuple[Params, tuple[Floats, Floats]]:
    """Return parameters and standardisation, fitted on all pages but those of fold ``held_out`` (if any)."""
    standard = standardisation(examples)
    params = new_params(len(HTML_FEATURES), plan.settings, {"embedding": BUCKETS, "names": NAME_BUCKETS})
    fit(params, examples, split(examples.groups, held_out)[0], standard, plan)
    return params, standard


def out_of_fold(examples: Examples, plan: Plan, jobs: int) -> Answers:
    """Return page → the probabilities of its blocks by a model that never saw its site, for the calibration folds."""

    def one(fold: int) -> Answers:
        params, standard = fitted(examples, fold, plan)
        _, held_out = split(examples.groups, fold)
        answers = predict(params, examples, held_out, standard)
        sizes = [int(examples.bounds[d + 1] - examples.bounds[d]) for d in held_out]
        return dict(zip(held_out, np.split(answers, np.cumsum(sizes)[:-1]), strict=True))

    parts = Parallel(n_jobs=jobs)(delayed(one)(fold) for fold in CALIBRATION_FOLDS)
    return {page: answers for part in parts for page, answers in part.items()}


def calibrated(
    examples: Examples, sources: list[PageSource], answers: Answers, texts: dict[str, list[str]]
) -> Calibration:
    """Return the calibration: isotonic on the blocks' sides, the thresholds by words and by the pages' F1."""
    pages = sorted(answers)
    lines = examples.lines_of(pages)
    probabilities = np.concatenate([answers[page] for page in pages])
    side, words = examples.side[lines], examples.words[lines]
    content = side == 1
    curve = fitted_curve(probabilities, content, words * (side >= 0))  # what is unknown weighs nothing
    score = curve.score(probabilities)[content]
    thresholds = {mode: threshold_of(score, words[content], promise) for mode, promise in _PROMISES.items()}

    def mean_f1(threshold: float) -> float:
        return page_f1(sources, answers, texts, lambda p: curve.score(p) >= threshold)

    f1 = {float(t): mean_f1(float(t)) for t in np.arange(0.2, 0.75, 0.05).round(2)}
    thresholds["balanced"] = max(f1, key=lambda t: f1[t])
    names = ("precision", "balanced", "recall")
    return replace(curve, thresholds={name: (thresholds[name], thresholds[name]) for name in names})


def block_texts(folder: Path, wanted: set[str]) -> dict[str, list[str]]:
    """Return page → the text of its blocks, for pages with gold text."""
    return {
        name: [block.text for block in read_html(row["html"]).blocks]
        for corpus in GOLD_CORPORA
        for row in rows(folder / f"{corpus}.jsonl.xz")
        for name in [f"{corpus}/{row['id']}"]
        if name in wanted
    }


def page_f1(
    sources: list[PageSource],
    answers: Answers,
    texts: dict[str, list[str]],
    keep: Callable[[Floats], NDArray[np.bool_]],
) -> float:
    """Return the mean bag-of-words F1 per page with gold text, as WCXB defines it."""
    scores = []
    for page, probabilities in answers.items():
        gold = sources[page].text
        if gold is not None:
            blocks = zip(texts[sources[page].page], keep(probabilities), strict=True)
            scores.append(word_f1(" ".join(text for text, kept in blocks if kept), gold))
    return float(np.mean(scores))


def word_f1(ours: str, gold: str) -> float:
    """Return the F1 of two texts as bags of lower-cased words."""
    first, second = Counter(ours.lower().split()), Counter(gold.lower().split())
    common = sum((first & second).values())
    return 2 * common / (sum(first.values()) + sum(second.values())) if first or second else 1.0


def train(folder: Path, out: Path, jobs: int, plan: Plan = PLAN) -> float:
    """Fit, calibrate and write ``html.npz`` and ``html.json``; return the mean word F1 of pages not seen."""
    examples, sources = html_examples(folder)
    answers = out_of_fold(examples, plan, jobs)
    texts = block_texts(folder, {sources[page].page for page in answers})
    calibration = calibrated(examples, sources, answers, texts)
    params, standard = fitted(examples, None, plan)
    save(out, "html", packed(params, standard, static_arrays()), calibration.facts())
    threshold = calibration.thresholds["balanced"][0]
    return page_f1(sources, answers, texts, lambda p: calibration.score(p) >= threshold)

"""From sources to a model: folds, calibration, thresholds, the final fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from declutter.assemble import kept_mass, without_false_copies
from declutter.features import FEATURES, describe
from declutter.labels import policy
from declutter.model import Params
from declutter.training.corpora import Document
from declutter.training.evaluate import threshold_for
from declutter.training.examples import KEPT, Examples
from declutter.training.fit import Plan, Settings, fit, new_params, predict, standardisation
from declutter.training.sources import N_FOLDS, fold_of, lookups

Floats = NDArray[np.float32]
Start = tuple[Params, tuple[Floats, Floats]]
Progress = Callable[[str, int, int], None]

#: What each mode promises to keep of the piece's words on unseen sites (``precision`` trades more for less clutter).
PROMISES = {"precision": 0.96, "balanced": 0.985, "recall": 0.995}


@dataclass(frozen=True, slots=True)
class Recipe:
    """The order of training: first everything, where only the side of most lines is known, then hand labels alone.

    Pages aligned with gold text outnumber hand labels thirty to one and are noisier: seen first and for few epochs they
    teach what pages look like, seen together with hand labels to the end they would outvote them.
    """

    first: Plan
    second: Plan


def recipe(settings: Settings, first_epochs: int, second_epochs: int) -> Recipe:
    """Return the recipe with the same settings in both parts."""
    return Recipe(Plan(first_epochs, settings), Plan(second_epochs, settings))


@dataclass(frozen=True, slots=True)
class Sources:
    """Examples of the three sources; ``rendered`` is ``None`` where there are no corpora."""

    hand: Examples
    damaged: Examples
    rendered: Examples | None


def joined(parts: Sequence[Examples]) -> Examples:
    """Return examples one after another."""
    merged: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Examples)
        if field.name not in ("bounds", "groups") and getattr(parts[0], field.name) is not None
    }
    starts = np.cumsum([0, *(int(part.bounds[-1]) for part in parts)])
    bounds = [part.bounds[1:] + start for part, start in zip(parts, starts, strict=False)]
    return Examples(
        **merged,
        bounds=np.concatenate([[0], *bounds]),
        groups=tuple(group for part in parts for group in part.groups),
    )


def fitted(
    sources: Sources, plan: Recipe, held_out: int | None, progress: Progress, start: Start | None = None
) -> Start:
    """Return parameters and standardisation, fitted on all groups but those of the fold ``held_out`` (if any).

    Args:
        sources: the examples.
        plan: how long to train on what.
        held_out: a fold, or ``None``.
        progress: called after each step with a name, the steps done and the steps in all.
        start: parameters and standardisation to go on from (changed in place); fresh ones where ``None``.
    """
    if start is None:
        start = new_params(len(FEATURES), plan.first.settings), standardisation(sources.hand)
    params, standard = start
    name = "all" if held_out is None else f"fold {held_out}"
    hand = joined([sources.hand, sources.damaged])

    def chosen(examples: Examples) -> list[int]:
        return [d for d, group in enumerate(examples.groups) if held_out is None or fold_of(group) != held_out]

    if sources.rendered is not None:
        every = joined([hand, sources.rendered])
        fit(params, every, chosen(every), standard, plan.first, lambda d, t, _: progress(f"{name}: all pages", d, t))
        del every
    fit(params, hand, chosen(hand), standard, plan.second, lambda d, t, _: progress(f"{name}: hand labels", d, t))
    return params, standard


def cross_validated(sources: Sources, plan: Recipe, jobs: int) -> Floats:
    """Return for every line of the hand-labelled documents the probabilities of a model that never saw its group."""

    def one(fold: int) -> tuple[list[int], Floats]:
        params, standard = fitted(sources, plan, fold, lambda name, done, total: None)
        held_out = [d for d, group in enumerate(sources.hand.groups) if fold_of(group) == fold]
        return held_out, predict(params, sources.hand, held_out, standard)

    probabilities = np.zeros((len(sources.hand.label), 15), np.float32)
    for held_out, answers in Parallel(n_jobs=jobs, verbose=5)(delayed(one)(fold) for fold in range(N_FOLDS)):
        probabilities[sources.hand.lines_of(held_out)] = answers
    return probabilities


def as_at_run_time(probabilities: Floats, documents: Sequence[Document]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the probabilities as the runtime has them, and per line whether its document's alphabet has capitals.

    The runtime rules copies out where there is no other copy.
    """
    tables, phrases = lookups()
    parts, cased, start = [], [], 0
    for document in documents:
        stop = start + len(document.lines)
        described = describe([line.strip() for line in document.lines], tables, phrases)
        parts.append(without_false_copies(probabilities[start:stop], described.repeats))
        cased.append(np.full(stop - start, described.cased))
        start = stop
    return np.concatenate(parts).astype(np.float32), np.concatenate(cased)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Raw keep probability → calibrated, and thresholds on the calibrated score (alphabets with capitals, others)."""

    raw: list[float]
    calibrated: list[float]
    thresholds: dict[str, tuple[float, float]]

    def score(self, probabilities: Floats) -> NDArray[np.float64]:
        """Return the calibrated scores under the default policy."""
        return np.interp(kept_mass(probabilities, policy()), self.raw, self.calibrated)

    def facts(self) -> dict[str, Any]:
        """Return what the model's JSON file says of it."""
        return {
            "calibration": {"raw": self.raw, "calibrated": self.calibrated},
            "thresholds": {mode: list(pair) for mode, pair in self.thresholds.items()},
        }


def calibrated(
    probabilities: Floats, examples: Examples, cased: NDArray[np.bool_], sets: Sequence[NDArray[np.int64]]
) -> Calibration:
    """Return the calibration fitted on out-of-fold probabilities.

    Isotonic regression, words as weights (Zadrozny and Elkan, “Transforming classifier scores into accurate multiclass
    probability estimates”, 2002). Each threshold keeps its promise on *every* one of ``sets`` (line numbers) and in
    each group of scripts.
    """
    mass = kept_mass(probabilities, policy())
    content = KEPT[examples.label]
    curve = IsotonicRegression(y_min=0.001, y_max=0.999, out_of_bounds="clip")
    curve.fit(mass, content, sample_weight=examples.words)
    raw = np.unique(np.quantile(mass, np.linspace(0, 1, 41)).round(6))
    # A strictly rising curve keeps the order of the lines: flat steps of the isotonic fit would merge thresholds.
    values = np.maximum.accumulate(curve.predict(raw) + np.linspace(0, 1e-6, len(raw)))
    fitted_curve = Calibration(raw.tolist(), values.round(9).tolist(), {})
    score = fitted_curve.score(probabilities)

    def threshold(promise: float, group: NDArray[np.bool_]) -> float:
        places = [s[group[s]] for s in sets] if (group & content).any() else list(sets)
        return min(
            threshold_for(score[s], examples.label[s], examples.words[s], promise) for s in places if content[s].any()
        )

    return replace(
        fitted_curve,
        thresholds={
            mode: (threshold(promise, cased), threshold(promise, ~cased)) for mode, promise in PROMISES.items()
        },
    )

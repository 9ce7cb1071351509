"""From sources to a text model: folds and the final fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from declutter.assemble import without_false_copies
from declutter.features import FEATURES, describe
from declutter.model import Params
from declutter.training.corpora import Document
from declutter.training.examples import Examples
from declutter.training.fit import Plan, Settings, fit, new_params, predict, standardisation
from declutter.training.folds import N_FOLDS, split
from declutter.training.lookups import lookups

Floats = NDArray[np.float32]
Start = tuple[Params, tuple[Floats, Floats]]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The order of training: first everything, where only the side of most lines is known, then hand labels alone.

    Pages aligned with gold text outnumber hand labels eight to one and are noisier: seen first and for few epochs they
    teach what pages look like, seen together with hand labels to the end they would outvote them.
    """

    first: Plan
    second: Plan


def recipe(settings: Settings, first_epochs: int, second_epochs: int) -> Recipe:
    """Return the recipe with the same settings in both parts."""
    return Recipe(Plan(first_epochs, settings), Plan(second_epochs, settings))


@dataclass(frozen=True, slots=True)
class Sources:
    """Examples of the three sources; ``rendered`` is ``None`` where there are no corpora.

    ``after`` (see :mod:`declutter.training.after`) is never learnt from, the folds' models answer it.
    """

    hand: Examples
    damaged: Examples
    rendered: Examples | None
    after: Examples | None = None


def joined(parts: Sequence[Examples]) -> Examples:
    """Return examples one after another."""
    merged: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Examples)
        if field.init and field.name not in ("bounds", "groups") and getattr(parts[0], field.name) is not None
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

    if sources.rendered is not None:
        every = joined([hand, sources.rendered])
        learn, _ = split(every.groups, held_out)
        fit(params, every, learn, standard, plan.first, lambda d, t, _: progress(f"{name}: all pages", d, t))
        del every
    learn, _ = split(hand.groups, held_out)
    fit(params, hand, learn, standard, plan.second, lambda d, t, _: progress(f"{name}: hand labels", d, t))
    return params, standard


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """Probabilities ``(n, 15)`` by models that never saw the line's group, and the model fitted on all groups.

    Attributes:
        hand: of the lines of ``Sources.hand``.
        after: of the lines of ``Sources.after``.
        whole: the model fitted on all groups.
    """

    hand: Floats
    after: Floats
    whole: Start


def cross_validated(sources: Sources, plan: Recipe, jobs: int) -> CrossValidated:
    """Return the answers of the folds' models and the model of all groups. All fits run side by side."""
    asked = [examples for examples in (sources.hand, sources.after) if examples is not None]

    def one(fold: int | None) -> list[tuple[list[int], Floats]] | Start:
        params, standard = fitted(sources, plan, fold, lambda name, done, total: None)
        if fold is None:
            return params, standard
        unseen = [split(examples.groups, fold)[1] for examples in asked]
        pairs = zip(asked, unseen, strict=True)
        return [(documents, predict(params, examples, documents, standard)) for examples, documents in pairs]

    *folds, whole = Parallel(n_jobs=jobs, verbose=5)(delayed(one)(fold) for fold in (*range(N_FOLDS), None))
    found = [np.zeros((len(examples.label), 15), np.float32) for examples in asked]
    for answers in folds:
        for examples, probabilities, (documents, answered) in zip(asked, found, answers, strict=True):
            probabilities[examples.lines_of(documents)] = answered
    return CrossValidated(found[0], found[1] if sources.after is not None else np.zeros((0, 15), np.float32), whole)


def as_at_run_time(probabilities: Floats, documents: Sequence[Document]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the probabilities as the runtime has them, and per line whether its document's alphabet has capitals.

    The runtime rules copies out where there is no other copy.
    """
    tables, phrases = lookups()
    parts, cased, start = [], [], 0
    for document in documents:
        stop = start + len(document.lines)
        described = describe([line.strip() for line in document.lines], tables, phrases)
        parts.append(without_false_copies(probabilities[start:stop], described.repeats.partner < 0))
        cased.append(np.full(stop - start, described.cased))
        start = stop
    return np.concatenate(parts).astype(np.float32), np.concatenate(cased)

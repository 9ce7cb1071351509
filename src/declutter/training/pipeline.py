"""From sources to a text model: folds and the final fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
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

# Shares of units and of words that are left out while hand labels are learnt (see the model card's comparison).
_SECOND_DROPOUT, _SECOND_WORD_DROPOUT = 0.4, 0.85


@dataclass(frozen=True, slots=True)
class Recipe:
    """The order of training: first everything, where only the side of most lines is known, then hand labels alone.

    Pages aligned with gold text outnumber hand labels eight to one and are noisier: seen first and for few epochs they
    teach what pages look like, seen together with hand labels to the end they would outvote them.
    """

    first: Plan
    second: Plan


def recipe(settings: Settings, first_epochs: int, second_epochs: int) -> Recipe:
    """Return the recipe; in its second part more is left out, for hand labels are few and soon known by heart."""
    second = replace(settings, dropout=_SECOND_DROPOUT, word_dropout=_SECOND_WORD_DROPOUT)
    return Recipe(Plan(first_epochs, settings), Plan(second_epochs, second))


@dataclass(frozen=True, slots=True)
class Sources:
    """Examples of the three sources; ``rendered`` is ``None`` where there are no corpora.

    ``damaged`` has one or more damaged copies of each document of ``hand``, copy after copy.
    ``after`` (see :mod:`declutter.training.after`) is never learnt from, the folds' models answer it.
    """

    hand: Examples
    damaged: tuple[Examples, ...]
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
    if sources.rendered is not None:
        every = joined([sources.hand, sources.damaged[0], sources.rendered])
        learn, _ = split(every.groups, held_out)
        fit(params, every, [learn], standard, plan.first, lambda d, t, _: progress(f"{name}: all pages", d, t))
        del every
    hand = joined([sources.hand, *sources.damaged])
    learn, _ = split(hand.groups, held_out)
    rounds = copy_by_copy(learn, len(sources.hand.groups))
    fit(params, hand, rounds, standard, plan.second, lambda d, t, _: progress(f"{name}: hand labels", d, t))
    return params, standard


def copy_by_copy(learn: Sequence[int], size: int) -> list[list[int]]:
    """Return for each damaged copy the documents of an epoch: those not damaged, and that copy of each.

    One copy for all epochs would be learnt by heart.

    Args:
        learn: the documents to learn from, ascending.
        size: how many documents there are without the copies, which stand after them, copy after copy.
    """
    undamaged = [d for d in learn if d < size]
    copies = range(1, max(learn, default=0) // size + 1)
    return [undamaged + [d for d in learn if d // size == copy] for copy in copies] or [undamaged]


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

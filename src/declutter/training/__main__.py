"""``python -m declutter.training``: fit, evaluate and write ``models/`` in one command.

With the corpora it trains from nothing on all sources. Without them it goes on from the shipped weights with the seeds
alone, which is how a user's own seed file reaches the model.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.progress import Progress

from declutter.model import Params
from declutter.modelfile import save
from declutter.training import html
from declutter.training.after import leftovers
from declutter.training.card import write_card
from declutter.training.corpora import (
    ROOT,
    SEEDS,
    Document,
    SeedError,
    corpora_folder,
    labelled_documents,
    seed_documents,
)
from declutter.training.export import packed, shipped
from declutter.training.fit import Plan, Settings
from declutter.training.languages import with_languages
from declutter.training.lookups import static_arrays
from declutter.training.outoffold import OutOfFold
from declutter.training.pipeline import (
    Recipe,
    Sources,
    as_at_run_time,
    cross_validated,
    fitted,
    recipe,
)
from declutter.training.pool import FOLDER, Pool, PoolError, pools
from declutter.training.readings import read_documents
from declutter.training.rendered import rendered_examples
from declutter.training.sources import damaged_examples, labelled_examples, unlabelled_examples
from declutter.training.text import TextJudgement

SETTINGS = Settings()
#: Damaged copies of each document, of which an epoch sees one.
COPIES = 12
FULL = recipe(SETTINGS, first_epochs=3, second_epochs=48)
SEEDS_ONLY = recipe(Settings(rate=5e-4), first_epochs=0, second_epochs=4)


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m declutter.training", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "models", help="folder to write (default: models/)")
    parser.add_argument("--seeds", type=Path, default=SEEDS, help="folder of seed documents (default: seeds/)")
    parser.add_argument("--jobs", type=int, default=-1, help="processes for the folds (default: all cores)")
    parser.add_argument("--only", choices=("text", "html"), help="train one of the two models (needs the corpora)")
    parser.add_argument("--epochs", type=int, help="fewer epochs, to try things out")
    arguments = parser.parse_args(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    folder = corpora_folder()
    try:
        seeds = seed_documents(arguments.seeds)
        written = pools(arguments.seeds / FOLDER.name) or pools()
    except (SeedError, PoolError) as error:
        raise SystemExit(f"declutter: {error}") from error
    if folder is None:
        print("no corpora: going on from the shipped model with the seeds alone (DECLUTTER_CORPORA names the corpora)")
        return _from_shipped(arguments, seeds, written)
    if arguments.only != "html":
        _text_from_corpora(arguments, seeds, written, folder)
    if arguments.only != "text":
        _html_from_corpora(arguments, folder)
    return 0


def _text_from_corpora(
    arguments: argparse.Namespace, seeds: list[Document], written: dict[str, Pool], folder: Path
) -> None:
    documents = labelled_documents(folder) + seeds
    plan = FULL if arguments.epochs is None else recipe(SETTINGS, 1, arguments.epochs)
    read = read_documents(folder)
    sources = _sources(documents, read, written, folder)
    after = leftovers(folder)
    left = unlabelled_examples(after)
    answers = cross_validated(replace(sources, after=left), plan, arguments.jobs)
    probabilities, cased = as_at_run_time(answers.hand[: _lines(documents)], documents)
    languages = [document.lang for document in documents]
    judgement = TextJudgement.fitted(probabilities, labelled_examples(documents), cased, languages)
    out_of_fold = OutOfFold.of(documents, judgement.label, judgement.score, cased)
    arrays = packed(*answers.whole, static_arrays()) | judgement.arrays()
    save(arguments.out, "text", arrays, judgement.facts())
    out_of_fold.write(arguments.out / "out_of_fold.npz")
    probabilities, cased = as_at_run_time(answers.after, after)
    of_after = OutOfFold.of(after, *judgement.of_unseen(probabilities, left), cased)
    of_after.write(arguments.out / "out_of_fold_after.npz")
    write_card(arguments.out, (folder, arguments.seeds), documents, read, out_of_fold)
    print(f"wrote {arguments.out / 'text.npz'}, text.json, out_of_fold.npz, out_of_fold_after.npz and CARD.md")


def _html_from_corpora(arguments: argparse.Namespace, folder: Path) -> None:
    plan = html.PLAN if arguments.epochs is None else Plan(arguments.epochs, html.PLAN.settings)
    score = html.train(folder, arguments.out, arguments.jobs, plan)
    print(f"wrote {arguments.out / 'html.npz'} and html.json; mean word F1 of pages not seen: {score:.4f}")


def _from_shipped(arguments: argparse.Namespace, documents: list[Document], written: dict[str, Pool]) -> int:
    sources = _sources(documents, [], written, None)
    start, judgement, facts = shipped()
    plan = SEEDS_ONLY if arguments.epochs is None else recipe(SEEDS_ONLY.second.settings, 0, arguments.epochs)
    params, standard = _with_progress(sources, plan, start)
    save(arguments.out, "text", packed(params, standard, static_arrays()) | judgement, facts)
    kept = "calibration, second judgement, labelling and thresholds kept"
    print(f"wrote {arguments.out / 'text.npz'} and text.json ({kept})")
    return 0


def _sources(documents: list[Document], read: list[Document], written: dict[str, Pool], folder: Path | None) -> Sources:
    hand = documents + read
    return Sources(
        hand=labelled_examples(hand),
        damaged=damaged_examples(with_languages(hand), written, COPIES),
        rendered=rendered_examples(folder) if folder is not None else None,
    )


def _lines(documents: list[Document]) -> int:
    return sum(len(document.lines) for document in documents)


def _with_progress(sources: Sources, plan: Recipe, start: tuple[Params, Any]) -> tuple[Params, Any]:
    with Progress(disable=not sys.stderr.isatty()) as bars:
        tasks: dict[str, Any] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name)
            bars.update(tasks[name], completed=done, total=max(done, total))

        return fitted(sources, plan, None, show, start)


if __name__ == "__main__":
    sys.exit(main())

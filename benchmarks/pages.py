"""``python -m benchmarks.pages``: quality and CPU time on HTML pages, declutter beside the extractors people use.

Quality: bag-of-words F1, 4-gram F1 or snippet F1 (:mod:`benchmarks.page_metrics`), per set, page type and language.
``dragnet_test`` is measure-only; on the corpora that the models are trained on, declutter's figures are out of fold by
site (:mod:`benchmarks.held_out`). CPU time: ``raw_pages``, every extractor in turn on each page.

A full run writes its tables and two plots to ``benchmarks/results/``; a run on the first ``--pages`` or on some
``--sets`` prints them only, unless ``--out`` says where they shall go.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from benchmarks import page_times
from benchmarks.held_out import FILE, HeldOut
from benchmarks.page_plots import draw
from benchmarks.page_scores import SetScores, score_set
from benchmarks.page_sets import RAW, SETS, file_of, read_set
from benchmarks.page_tables import growth_table, set_tables, time_table, versions
from benchmarks.peers import AFTER_OTHERS, OURS, PEERS, Extractor
from declutter.training.corpora import require_corpora

RESULTS = Path(__file__).with_name("results")

#: Name of the tables' rows → extractor.
EXTRACTORS: dict[str, Extractor] = {**OURS, **AFTER_OTHERS, **PEERS}

_MODES = {"declutter": "balanced", "declutter, precision": "precision", "declutter, recall": "recall"}


class Report:
    """Paragraphs of Markdown, printed as they come and written at the end."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []

    def add(self, *paragraphs: str) -> None:
        """Print paragraphs and keep them."""
        for paragraph in paragraphs:
            print(f"{paragraph}\n", flush=True)
            self.paragraphs.append(paragraph)

    def write(self, folder: Path, sets: list[SetScores], seconds: dict[str, float]) -> None:
        """Write ``pages.md`` and the plots."""
        folder.mkdir(parents=True, exist_ok=True)
        plots = []
        if importlib.util.find_spec("matplotlib"):
            plots = [f"![{path.stem.replace('_', ' ')}]({path.name})" for path in draw(folder, sets, seconds)]
        else:
            print("matplotlib is not installed (extra bench): no plots\n")
        text = "\n\n".join(["# python -m benchmarks.pages", *self.paragraphs, *plots])
        (folder / "pages.md").write_text(f"{text}\n", encoding="utf-8")
        print(f"written to {folder}")


def times(report: Report, folder: Path, limit: int | None) -> dict[str, float]:
    """Report the extractors' CPU time on the untouched pages and return it."""
    if not file_of(folder, RAW).exists():
        return {}
    pages = [page.html for page in read_set(folder, RAW, limit)]
    seconds = page_times.seconds_a_page(EXTRACTORS, pages)
    report.add(time_table(seconds, len(pages)))
    return seconds


def quality(report: Report, folder: Path, names: list[str], limit: int | None) -> list[SetScores]:
    """Report the quality on the sets that are there and return it."""
    held_out = HeldOut.read(_MODES)
    if held_out is None and any(SETS[name].trained_on for name in names):
        report.add(
            f"No models/{FILE} (python -m declutter.training writes it): only the measure-only sets are measured."
        )
    measured = []
    for name in names:
        page_set = SETS[name]
        if not file_of(folder, name).exists() or (page_set.trained_on and held_out is None):
            continue
        scores = score_set(page_set, read_set(folder, name, limit), held_out)
        if scores.pages:
            report.add(*set_tables(scores))
            measured.append(scores)
        else:
            report.add(f"{name}: none of {scores.left_out} pages has out-of-fold answers.")
    return measured


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--pages", type=int, help="only the first so many pages of each set")
    parser.add_argument("--sets", nargs="*", choices=[RAW, *SETS], help=f"only these sets ({RAW}: CPU time)")
    parser.add_argument(
        "--growth", action="store_true", help="also how time grows with the page (alone: --sets --growth)"
    )
    parser.add_argument("--out", type=Path, help="folder for tables and plots")
    arguments = parser.parse_args(argv)
    folder = require_corpora()
    report = Report()
    report.add(versions())
    names = [RAW, *SETS] if arguments.sets is None else arguments.sets
    seconds = times(report, folder, arguments.pages) if RAW in names else {}
    if arguments.growth:
        report.add(growth_table({shape: page_times.growth(shape) for shape in page_times.SHAPES}))
    sets = quality(report, folder, [name for name in SETS if name in names], arguments.pages)
    whole = arguments.pages is None and arguments.sets is None
    out = arguments.out or (RESULTS if whole else None)
    if out is not None:
        report.write(out, sets, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m benchmarks.robustness``: what bad input, large input and many inputs do to ``clean``.

Prints (a) how many damaged pages and odd inputs were tried and which failed; a failure is an exception, or more than
two seconds of CPU time for at most a megabyte; (b) the slowest of a catalogue of shapes; (c) peak memory over
size for large inputs; (d) memory after many documents. Same seed, same inputs: ``--case N`` runs one of them again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple, get_args

from joblib import Parallel, delayed

from benchmarks.adversarial import CATALOGUE, Kind
from benchmarks.mutations import LIMIT, mutated, odd_input
from benchmarks.robustness_child import LARGE
from benchmarks.robustness_pages import corpus_pages, seed_pages
from declutter import clean

#: CPU seconds that an input of at most a megabyte may take.
MOST_SECONDS = 2.0
_BATCH = 250  # cases that a worker takes at once
_GIVE_UP = 300  # seconds of wall-clock time


class Outcome(NamedTuple):
    """What became of one case: CPU seconds, and the exception as text, if there was one."""

    case: int
    seconds: float
    error: str = ""

    @property
    def failed(self) -> bool:
        """Whether the case raised or took too long."""
        return bool(self.error) or self.seconds > MOST_SECONDS


@cache
def pages(per_corpus: int) -> tuple[str, ...]:
    """Return the pages that are damaged: of each corpus that is there so many, and those made of the seeds."""
    return (*corpus_pages(per_corpus), *seed_pages())


def case(number: int, seed: int, undamaged: Sequence[str], limit: int = LIMIT) -> tuple[str | bytes, Kind]:
    """Return the input of a case, at most ``limit`` long, and how it is handed in; the same each time."""
    rng = Random(f"{seed}:{number}")  # noqa: S311 - reproducible chance, no secret
    kind: Kind = rng.choice(get_args(Kind))
    return (odd_input(rng) if rng.random() < 0.1 else mutated(rng.choice(undamaged), rng, limit)), kind


def tried(numbers: range, seed: int, undamaged: Sequence[str], limit: int = LIMIT) -> list[Outcome]:
    """Run the cases of these numbers."""
    outcomes = []
    for number in numbers:
        source, kind = case(number, seed, undamaged, limit)
        start, error = time.process_time(), ""
        try:
            clean(source, input=kind)
        except Exception as caught:  # any exception is a finding
            error = f"{type(caught).__name__}: {caught}"
        outcomes.append(Outcome(number, time.process_time() - start, error))
    return outcomes


def fuzz(tries: int, seed: int, jobs: int, per_corpus: int) -> list[Outcome]:
    """Try damaged pages and odd inputs; return what became of each."""
    undamaged = pages(per_corpus)
    batches = [range(start, min(start + _BATCH, tries)) for start in range(0, tries, _BATCH)]
    run = Parallel(n_jobs=jobs)(delayed(tried)(batch, seed, undamaged) for batch in batches)
    return [outcome for batch in run for outcome in batch]


def measured(*arguments: str) -> dict[str, Any] | None:
    """Return what a process of its own measures, or None if it fails or takes minutes."""
    argv = [sys.executable, "-m", "benchmarks.robustness_child", *arguments]
    try:
        answer = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=_GIVE_UP)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def report_fuzz(outcomes: Sequence[Outcome]) -> None:
    """Print (a)."""
    failures = [outcome for outcome in outcomes if outcome.failed]
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    mean = sum(outcome.seconds for outcome in outcomes) / len(outcomes)
    print("| damaged pages and odd inputs | figure |\n| --- | --- |")
    print(f"| tried | {len(outcomes):,} |\n| failures | {len(failures)} |\n| mean | {mean * 1000:.1f} ms CPU |")
    print(f"| slowest | {slowest.seconds:.2f} s CPU, case {slowest.case} |")
    for failure in failures[:20]:
        print(f"| failed | case {failure.case}: {failure.error or f'{failure.seconds:.2f} s'} |")


def report_shapes(size: int, shown: int) -> None:
    """Print (b): the shapes that take longest at ``size`` characters."""
    found = {name: measured("one", name, str(size)) for name in CATALOGUE}
    missing = [name for name, figures in found.items() if figures is None]
    ranked = sorted((figures["seconds"], name) for name, figures in found.items() if figures)[::-1]
    over = sum(seconds > MOST_SECONDS for seconds, _ in ranked)
    title = f"the slowest of {len(found)} shapes of {size / 1e6:g} MB ({over} above {MOST_SECONDS:g} s)"
    print(f"\n| {title} | s CPU |\n| --- | --- |")
    for seconds, name in ranked[: max(shown, over)]:
        print(f"| {name} | {seconds:.2f} |")
    for name in missing:
        print(f"| {name} | failed |")


def report_memory(size: int) -> None:
    """Print (c)."""
    print("\n| peak memory | MB | baseline, MB | peak, MB | (peak - baseline) / size | s CPU |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in LARGE:
        figures = measured("one", name, str(size))
        if figures is None:
            print(f"| {name} | {size / 1e6:g} | | failed | | |")
            continue
        mb, baseline, peak, seconds = (figures[key] for key in ("mb", "baseline", "peak", "seconds"))
        print(f"| {name} | {mb:.1f} | {baseline:.0f} | {peak:.0f} | {(peak - baseline) / mb:.1f} | {seconds:.1f} |")


def report_curve(documents: int) -> None:
    """Print (d)."""
    curve = measured("many", str(documents))
    if not curve:
        print("\nmemory over many documents: failed")
        return
    first, *_, last = curve.values()
    print(f"\n| documents ({last / first:.3f} times the memory of the first row) | resident MB |\n| --- | --- |")
    for number, megabytes in curve.items():
        print(f"| {int(number):,} | {megabytes:.1f} |")


def main(argv: list[str] | None = None) -> int:
    """Run what is asked for and return the exit code: 1 where a case of (a) failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.robustness", description=__doc__)
    parser.add_argument("--tries", type=int, default=50_000, help="cases of (a); 0: none")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes for (a)")
    parser.add_argument("--per-corpus", type=int, default=60, help="pages taken of each corpus")
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of each shape of (b); 0: none")
    parser.add_argument("--large", type=int, default=20_000_000, help="characters of the inputs of (c); 0: none")
    parser.add_argument("--documents", type=int, default=20_000, help="documents of (d); 0: none")
    parser.add_argument("--case", type=int, help="run this case of (a) alone, and let its exception through")
    arguments = parser.parse_args(argv)
    if arguments.case is not None:
        source, kind = case(arguments.case, arguments.seed, pages(arguments.per_corpus))
        start = time.process_time()
        clean(source, input=kind)
        print(f"{type(source).__name__}, {len(source):,} long, as {kind}: {time.process_time() - start:.2f} s CPU")
        return 0
    outcomes = fuzz(arguments.tries, arguments.seed, arguments.jobs, arguments.per_corpus) if arguments.tries else []
    if outcomes:
        report_fuzz(outcomes)
    if arguments.size:
        report_shapes(arguments.size, shown=12)
    if arguments.large:
        report_memory(arguments.large)
    if arguments.documents:
        report_curve(arguments.documents)
    return int(any(outcome.failed for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())

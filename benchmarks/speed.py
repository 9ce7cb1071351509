"""Speed and size: lines per second, a fresh process beside trafilatura's, growth with the input's size."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from declutter import clean
from declutter.modelfile import models_folder
from declutter.training.corpora import Document

#: Extractors that leave light residue: the documents that a pipeline has most of.
_LIGHT = {"trafilatura", "resiliparse", "readability", "newspaper4k", "boilerpy3"}
_SIZES = (500, 8000)  # lines; the range for growth

_OURS = "import declutter; declutter.clean('A first sentence about nothing. It goes on.\\n\\nShare on Facebook')"
_THEIRS = "import trafilatura; trafilatura.extract('<html><body><p>A first sentence about nothing.</p></body></html>')"


def lines_per_second(documents: Sequence[Document], rounds: int = 5) -> float:
    """Return how many non-blank lines ``clean`` gets through in a second of CPU time (the best of some rounds)."""
    texts = ["\n".join(d.lines) for d in documents if d.kind in _LIGHT] or ["\n".join(d.lines) for d in documents]
    lines = sum(len([line for line in text.splitlines() if line.strip()]) for text in texts)
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            clean(text, input="text")
        best = min(best, time.process_time() - start)
    return lines / best


class Fresh(NamedTuple):
    """What a fresh interpreter takes.

    Attributes:
        cpu: median CPU seconds of all its threads; OpenBLAS wakes one for each core, which waits for work in a loop.
        wall: median seconds from its start to its end.
        peak: the most memory of any run, in MB.
    """

    cpu: float
    wall: float
    peak: float


def fresh_process(code: str, runs: int = 7) -> Fresh:
    """Return what a fresh interpreter takes to run ``code``.

    A first run is not counted. It writes the bytecode of a checkout, which an installed package has from the start.
    """
    cpu, wall, memory = [], [], 0.0
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    script = (
        "import resource\n"
        f"{code}\n"
        "usage = resource.getrusage(resource.RUSAGE_SELF)\n"
        # ru_maxrss would be the peak of the process that forked this one.
        "peak = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(usage.ru_utime + usage.ru_stime, int(peak) / 1024)\n"
    )
    for _ in range(1 + runs):
        start = time.perf_counter()
        answer = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
        )
        wall.append(time.perf_counter() - start)
        used, peak = answer.stdout.split()[-2:]
        cpu.append(float(used))
        memory = max(memory, float(peak))
    return Fresh(statistics.median(cpu[1:]), statistics.median(wall[1:]), memory)


def _paragraph(i: int) -> str:
    return f"Sentence number {i} of a text that goes on about the river, the mill and {i * 7919 % 1000} other things."


#: Shapes of text that could make a careless comparison quadratic.
SHAPES: dict[str, Callable[[int], str]] = {
    "ordinary": lambda n: "\n".join(_paragraph(i) if i % 3 else f"Item {i}" for i in range(n)),
    "all lines equal": lambda n: "\n".join([_paragraph(7)] * n),
    "all lines lead-ins": lambda n: "\n".join(
        _paragraph(i // 2)[: 45 if i % 2 == 0 else None] + "…" * (i % 2 == 0) for i in range(n)
    ),
    "common prefixes": lambda n: "\n".join(
        "The same words stand first in each of the lines " + "again " * (i % 40) + str(i) for i in range(n)
    ),
    "one long line": lambda n: " ".join(_paragraph(i) for i in range(n)),
}


def growth(shape: str, rounds: int = 5) -> float:
    """Return the time per line at 8,000 lines over that at 500 (best of some rounds each)."""
    per_line = []
    for size in _SIZES:
        text = SHAPES[shape](size)
        repeat = max(1, _SIZES[-1] // size // 4)
        times = []
        for _ in range(rounds):
            start = time.process_time()
            for _ in range(repeat):
                clean(text, input="text")
            times.append((time.process_time() - start) / repeat)
        per_line.append(min(times) / size)
    return per_line[1] / per_line[0]


def report(documents: Sequence[Document]) -> None:
    """Print speed, start-up, size and growth."""
    ours, theirs = fresh_process(_OURS), fresh_process(_THEIRS)
    size = sum(path.stat().st_size for path in models_folder().glob("text.*")) / 1e6
    print("| speed and size | figure |\n| --- | --- |")
    print(f"| lines per second, `clean` on light residue | {lines_per_second(documents):,.0f} |")
    for name, taken in (("fresh process, import and first call", ours), ("the same, trafilatura", theirs)):
        print(f"| {name} | {taken.cpu:.3f} s CPU, {taken.wall:.3f} s in all, {taken.peak:.0f} MB |")
    print(f"| model files | {size:.2f} MB |")
    for shape in SHAPES:
        print(f"| time per line, 8,000 lines against 500: {shape} | {growth(shape):.2f} |")
    print(f"| peak memory of this process | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB |")

"""One measurement in a process of its own: time and peak memory of one call of ``clean``, or memory over many.

``python -m benchmarks.robustness_child one NAME SIZE`` and ``… many COUNT`` print one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.adversarial import CATALOGUE, Kind, Make
from declutter import clean

_SENTENCES = (
    "The ferry number {0} crosses the bay twice a day, and people wait for it in the old house by the pier. "
    "In winter, when the ice comes early, the captain {1} decides alone, and those who have to go by land know it. "
)
_CARD = (
    '<div class="card c{1}"><h2><a href="/stories/{0}">Story number {0}</a></h2>\n<p class="text">'
    + _SENTENCES * 2
    + "</p>"
    "<p>The second paragraph of story {0} <em>goes on</em>. "
    + _SENTENCES
    + '</p><a class="more" href="/{0}">More</a></div>\n'
)
_HEAD, _TAIL = "<!DOCTYPE html><html><head><title>Ferries</title></head><body><main>\n", "</main></body></html>"


def _filled(unit: str, size: int, head: str = "", tail: str = "") -> str:
    pieces, length, number = [head], len(head) + len(tail), 0
    while length < size:
        pieces.append(unit.format(number, number * 7919 % 1000))
        length += len(pieces[-1])
        number += 1
    return "".join([*pieces, tail])


#: Ordinary inputs of any size, and pages with more tags than text.
LARGE: dict[str, tuple[Kind, Make]] = {
    "ordinary HTML": ("html", lambda size: _filled(_CARD, size, _HEAD, _TAIL)),
    "ordinary text": ("text", lambda size: _filled(_SENTENCES + "\n" + "Heading {1}\n" + _SENTENCES * 2 + "\n", size)),
    "text in one line": ("text", lambda size: _filled(_SENTENCES, size)),
    "a tag every 32 characters": (
        "html",
        lambda size: _filled("<p>A short line, number {0}, <b>of words {1}</b></p>\n", size, _HEAD, _TAIL),
    ),
    "a tag every 14 characters": ("html", lambda size: _filled("<li>of a list, item {0}</li>\n", size, _HEAD, _TAIL)),
}


def _kilobytes(field: str) -> int:
    """Return this process's memory in kilobytes (``VmHWM``: the peak so far, ``VmRSS``: now); Linux only."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(field)))


def one(name: str, size: int) -> dict[str, float]:
    """Return CPU seconds, size and memory in MB of one call of ``clean``: before there is an input, and the peak."""
    kind, make = {**CATALOGUE, **LARGE}[name]
    for warm in ("html", "text"):
        clean(_filled(_CARD, 5000), input=warm)
    baseline = _kilobytes("VmHWM")
    source = make(size)
    start = time.process_time()
    clean(source, input=kind)
    seconds = time.process_time() - start
    length = len(source) if isinstance(source, bytes) else len(source.encode("utf-8", "surrogatepass"))
    return {"seconds": seconds, "mb": length / 1e6, "baseline": baseline / 1e3, "peak": _kilobytes("VmHWM") / 1e3}


def _documents(count: int) -> Iterator[tuple[str | bytes, Kind]]:
    """Yield pages and texts of 2 to 40 kB, none like another; a third are bytes in various character sets."""
    for number in range(count):
        size = 2000 + number * 7919 % 38_000
        head = f"{_HEAD}<h1>Page {number}</h1>"
        if number % 3 == 0:
            yield _filled(_SENTENCES + "\nHeading {1}\n", size) + str(number), "text"
        elif number % 3 == 1:
            yield _filled(_CARD, size, head, _TAIL), "auto"
        else:
            codec = ("utf-8", "cp1252", "utf-16", "cp1251")[number % 4]
            extra = "<p>Über die Bucht — überall. Паром.</p>"
            yield _filled(_CARD, size, head, extra + _TAIL).encode(codec, "ignore"), "html"


def many(count: int) -> dict[str, float]:
    """Return the resident memory in MB after so many documents, by their number."""
    curve: dict[str, float] = {}
    marks = {share * count // 20 for share in (1, 2, 4, 8, 12, 16, 20)}
    for number, (source, kind) in enumerate(_documents(count), 1):
        clean(source, input=kind)
        if number in marks:
            curve[str(number)] = _kilobytes("VmRSS") / 1e3
    return curve


def main(arguments: list[str]) -> int:
    """Measure what the arguments name and print it."""
    what, *rest = arguments
    print(json.dumps(one(rest[0], int(rest[1])) if what == "one" else many(int(rest[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

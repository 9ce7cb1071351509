"""CPU time: extractors interleaved page by page, so that the machine's drift hits all alike, and growth with size."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.peers import Extractor, extract, quiet
from declutter import clean

_ROUNDS = 2
_WARM_UP = 3  # pages; what is loaded on first use (stop lists, models) is nobody's time per page


def seconds_a_page(extractors: Mapping[str, Extractor], pages: Sequence[str]) -> dict[str, float]:
    """Return the mean CPU seconds a page: of each page the best of some rounds over all pages.

    Every extractor sees a page in turn before the next page comes. Garbage is collected before each call, so that no
    one pays for what another left; what was there before is frozen, so that collecting stays cheap.
    """
    best = {name: [float("inf")] * len(pages) for name in extractors}
    with quiet():
        for html in pages[:_WARM_UP]:
            for extractor in extractors.values():
                extract(extractor, html)
        gc.collect()
        gc.freeze()
        for _ in range(_ROUNDS):
            for number, html in enumerate(pages):
                for name, extractor in extractors.items():
                    best[name][number] = min(best[name][number], _seconds(extractor, html))
        gc.unfreeze()
    return {name: sum(times) / len(pages) for name, times in best.items()}


def _seconds(extractor: Extractor, html: str) -> float:
    gc.collect()
    start = time.process_time()
    extract(extractor, html)
    return time.process_time() - start


_SENTENCE = "The river had been dry for two summers when the council finally agreed to talk about dam number {}."
_TIMES = 16


def _paragraph(number: int) -> str:
    return _SENTENCE.format(number)


def _inline(number: int) -> str:
    words = _paragraph(number).split()
    return " ".join(
        f"<{tag}>{word}</{tag}>" for word, tag in zip(words, ["b", "i", "a href=#", "span"] * 5, strict=False)
    )


#: Pages of ``n`` pieces that could make a careless reader quadratic.
SHAPES: dict[str, Callable[[int], str]] = {
    "flat": lambda n: "".join(f"<p>{_paragraph(i)}</p>" for i in range(n)),
    "deep": lambda n: "".join(f"<div>{_paragraph(i)}" for i in range(n)) + "</div>" * n,
    "inline-heavy": lambda n: "".join(f"<p>{_inline(i)}</p>" for i in range(n)),
    "table-heavy": lambda n: "".join(
        f"<table><tr><th>Dam</th><td>{i}</td></tr><tr><td>{_paragraph(i)}</td><td>dry</td></tr></table>"
        for i in range(n)
    ),
    "unclosed tags": lambda n: "".join(f"<div><p><b><li>{_paragraph(i)}" for i in range(n)),
}


def growth(shape: str, pieces: int = 250, rounds: int = 7) -> float:
    """Return the time for 16 times the pieces over 16 times the time: 1 is proportional. Best of some rounds each."""
    few, many = (f"<html><body>{SHAPES[shape](n)}</body></html>" for n in (pieces, pieces * _TIMES))
    best_few = best_many = float("inf")
    extract(_ours, few)
    for _ in range(rounds):
        best_few = min(best_few, _seconds(_ours, few))
        best_many = min(best_many, _seconds(_ours, many))
    return best_many / best_few / _TIMES


def _ours(html: str) -> str:
    return clean(html, input="html")

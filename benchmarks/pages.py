"""``python -m benchmarks.pages``: word F1 and CPU time on HTML pages that no model was trained on, beside extractors.

``dragnet_test`` is measure-only. Every extractor sees each page in turn, so that the machine's drift hits all alike.
Word F1 as WCXB defines it: bags of lower-cased words, per page, averaged.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable

import numpy as np
import trafilatura
from inscriptis import get_text
from readability import Document as Readability
from resiliparse.extract.html2text import extract_plain_text

from declutter import clean
from declutter.training.corpora import require_corpora, rows
from declutter.training.html import word_f1


def _trafilatura(html: str) -> str:
    return trafilatura.extract(html, include_comments=False) or ""


def _declutter(html: str) -> str:
    return clean(html, input="html")


def _cleaned_trafilatura(html: str) -> str:
    return clean(_trafilatura(html), input="text")


EXTRACTORS: dict[str, Callable[[str], str]] = {
    "declutter": _declutter,
    "trafilatura, comments off": _trafilatura,
    "declutter after trafilatura": _cleaned_trafilatura,
    "readability-lxml": lambda html: get_text(Readability(html).summary()),
    "resiliparse": lambda html: str(extract_plain_text(html, main_content=True)),
}


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--pages", type=int, help="only the first so many pages")
    arguments = parser.parse_args(argv)
    pages = list(rows(require_corpora() / "dragnet_test.jsonl.xz"))[: arguments.pages]
    scores: dict[str, list[float]] = defaultdict(list)
    seconds: dict[str, float] = defaultdict(float)
    failed: dict[str, int] = defaultdict(int)
    _declutter("<p>read the model</p>")
    for page in pages:
        for name, extract in EXTRACTORS.items():
            start = time.process_time()
            try:
                text = extract(page["html"])
            except Exception:  # third-party extractors raise anything on odd pages: counted, and scored as nothing
                text = ""
                failed[name] += 1
            seconds[name] += time.process_time() - start
            scores[name].append(word_f1(text, page["text"]))
    print(f"| dragnet_test, {len(pages)} pages | word F1 | CPU ms a page | failed |\n| --- | --- | --- | --- |")
    for name in EXTRACTORS:
        print(f"| {name} | {np.mean(scores[name]):.4f} | {seconds[name] / len(pages) * 1000:.1f} | {failed[name]} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

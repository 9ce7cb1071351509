"""The three measures, as their sources define them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import regex

from declutter.training.evaluate import bag_of_words

_TOKEN = regex.compile(r"\w+")
_SHINGLE = 4


class Shares(NamedTuple):
    """Precision and recall of a page, a set of pages, or snippets, and their F1."""

    precision: float
    recall: float
    f1: float


def word_shares(text: str, gold: str) -> Shares:
    """Return bag-of-words precision, recall and F1 of a page.

    Source: WCXB, the Web Content Extraction Benchmark (Murrough-Foley/web-content-extraction-benchmark). A set's
    figures are the means over its pages.
    """
    return _bag_shares(bag_of_words(text), bag_of_words(gold))


def _bag_shares(ours: Counter[str], gold: Counter[str]) -> Shares:
    found, wanted = ours.total(), gold.total()
    if not found and not wanted:
        return Shares(1.0, 1.0, 1.0)
    common = (ours & gold).total()
    return Shares(common / found if found else 0.0, common / wanted if wanted else 0.0, 2 * common / (found + wanted))


def shingle_shares(text: str, gold: str) -> Shares:
    r"""Return precision, recall and F1 of a page's runs of four words, counted as often as they occur.

    Source: ``string_shingle_matching`` in ``evaluate.py`` of scrapinghub/article-extraction-benchmark. Words are what
    ``\w+`` finds, case counts, and a text of fewer than four words is one shingle. Its F1 of a set is not the mean of
    the pages' but that of mean precision and mean recall: :func:`harmonic`.
    """
    ours, wanted = _shingles(text), _shingles(gold)
    common = sum((ours & wanted).values())
    precision, recall = common / sum(ours.values()), common / sum(wanted.values())
    return Shares(precision, recall, harmonic(precision, recall))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[i : i + _SHINGLE]) for i in range(max(1, len(tokens) - _SHINGLE + 1)))


def harmonic(precision: float, recall: float) -> float:
    """Return the F1 of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class Snippets(NamedTuple):
    """What became of the snippets that must and must not be in a text; counts of pages add up."""

    wanted_found: int
    wanted_missed: int
    unwanted_found: int

    def shares(self) -> Shares:
        """Return precision, recall and F1 over all snippets."""
        found, there = self.wanted_found + self.unwanted_found, self.wanted_found + self.wanted_missed
        precision = self.wanted_found / found if found else 0.0
        recall = self.wanted_found / there if there else 0.0
        return Shares(precision, recall, harmonic(precision, recall))


def snippets(text: str, wanted: Sequence[str], unwanted: Sequence[str]) -> Snippets:
    """Return the counts for a page.

    Source: ``evaluate_result`` and ``calculate_scores`` of adbar/trafilatura's ``tests/evaluate.py``: a wanted snippet
    that is a substring of the text is a true positive, one that is not a false negative, an unwanted one that is a
    false positive; the counts of all pages are added up before the shares are taken.
    """
    found = sum(snippet in text for snippet in wanted)
    return Snippets(found, len(wanted) - found, sum(snippet in text for snippet in unwanted))


def mean_shares(pages: Iterable[Shares]) -> Shares:
    """Return the means over pages."""
    precision, recall, f1 = np.mean(list(pages), axis=0)
    return Shares(float(precision), float(recall), float(f1))

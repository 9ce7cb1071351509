"""Every extractor on every page of a set, measured. No time is taken here, so that pages run in parallel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from joblib import Parallel, delayed

from benchmarks.held_out import HeldOut, cleaned_by_unseen, knows_after
from benchmarks.page_metrics import Shares, Snippets, harmonic, mean_shares, shingle_shares, snippets, word_shares
from benchmarks.page_sets import PageSet, SetPage
from benchmarks.peers import AFTER_OTHERS, OTHERS, OURS, PEERS, WITHOUT_COMMENTS, extract, quiet

#: Fewer pages are not worth the start of worker processes.
_MANY = 20


class Outcome(NamedTuple):
    """What an extractor did on a page."""

    failed: bool
    words: Shares
    shingles: Shares
    snippets: Snippets


class Measured(NamedTuple):
    """A page with the outcome of each extractor; ``outcomes`` is empty where the page was left out."""

    kind: str
    language: str
    outcomes: dict[str, Outcome]


@dataclass(frozen=True, slots=True)
class SetScores:
    """The pages of a set that all extractors were measured on, and how many were left out."""

    page_set: PageSet
    pages: list[Measured]
    left_out: int

    @property
    def extractors(self) -> list[str]:
        """The extractors' names in the order of the tables."""
        return list(self.pages[0].outcomes) if self.pages else []

    def main(self, extractor: str) -> Shares:
        """Return the set's own measure: words, or snippets where the set has those."""
        outcomes = [page.outcomes[extractor] for page in self.pages]
        if not self.page_set.by_snippets:
            return mean_shares(outcome.words for outcome in outcomes)
        counts = zip(*(outcome.snippets for outcome in outcomes), strict=True)
        return Snippets(*map(sum, counts)).shares()

    def shingle_f1(self, extractor: str) -> float:
        """Return the 4-gram F1: of mean precision and mean recall, as its source has it."""
        means = mean_shares(page.outcomes[extractor].shingles for page in self.pages)
        return harmonic(means.precision, means.recall)

    def failed(self, extractor: str) -> int:
        """Return on how many pages the extractor raised an exception."""
        return sum(page.outcomes[extractor].failed for page in self.pages)


def score_set(page_set: PageSet, pages: Iterable[SetPage], held_out: HeldOut | None) -> SetScores:
    """Return the scores of a set."""
    pages = iter(pages)
    first = list(islice(pages, _MANY))
    jobs = -1 if len(first) == _MANY else 1
    tasks = (delayed(measure)(page_set, page, held_out and held_out.only(page.name)) for page in chain(first, pages))
    found: list[Measured] = Parallel(n_jobs=jobs)(tasks)
    measured = [page for page in found if page.outcomes]
    return SetScores(page_set, measured, len(found) - len(measured))


def measure(page_set: PageSet, page: SetPage, held_out: HeldOut | None) -> Measured:
    """Return what every extractor does on a page."""
    with quiet():
        texts = _our_texts(page_set, page, held_out)
        if texts:
            peers = PEERS | {name: e for name, e in WITHOUT_COMMENTS.items() if page_set.by_snippets}
            texts |= {name: extract(peer, page.html) for name, peer in peers.items()}
    return Measured(page.kind, page.language, {name: _outcome(page, *found) for name, found in texts.items()})


def _our_texts(page_set: PageSet, page: SetPage, held_out: HeldOut | None) -> dict[str, tuple[str, bool]]:
    """Return the texts of declutter; nothing where no model may be asked, or where there is nothing to compare with."""
    if not (page.text or page_set.by_snippets):
        return {}
    if not page_set.trained_on:
        return {name: extract(ours, page.html) for name, ours in {**OURS, **AFTER_OTHERS}.items()}
    texts = held_out.texts(page.name, page.html) if held_out else None
    if not texts:
        return {}
    if page.text and knows_after():
        for name, other in OTHERS.items():
            after = cleaned_by_unseen(extract(other, page.html)[0])
            if after is None:  # for all, as the page's own blocks: rows of a table are means of the same pages
                return {}
            texts[name] = after
    return {name: (text, False) for name, text in texts.items()}


def _outcome(page: SetPage, text: str, failed: bool) -> Outcome:
    return Outcome(
        failed,
        word_shares(text, page.text),
        shingle_shares(text, page.text),
        snippets(text, page.wanted, page.unwanted),
    )

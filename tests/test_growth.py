"""Work grows in proportion to the input: counted in array elements and calls, so that a busy machine changes nothing.

For the count ``numpy`` is replaced, inside the modules under test, by a stand-in that adds up the elements of all
arrays that go into its functions and come out of them; the interpreter reports every call. A loop over pairs of lines
or a table of lines by lines shows in one of the two. Sorting counts its elements once: ``n log n`` passes for ``n``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, ModuleType
from typing import Any

import numpy as np
import pytest
from line_helpers import phrase_table, tables, tokens_of

import declutter
from declutter import (
    api,
    assemble,
    context,
    cut_copies,
    features,
    hashing,
    model,
    phrases,
    reading,
    repeats,
    shape,
    tokens,
)
from declutter.features import describe
from declutter.repeats import find_repeats
from declutter.tokens import MAX_EVIDENCE, tokenize

MODULES = (api, assemble, context, cut_copies, features, hashing, model, phrases, reading, repeats, shape, tokens)
FEW, TIMES = 60, 16
#: Work may be so many times what proportion allows. Fixed costs make it less than 1 for most shapes.
SLACK = 1.1


@dataclass
class Work:
    """What was counted."""

    elements: int = 0
    calls: int = 0


class Counting:
    """A stand-in for ``numpy`` or one of its functions that counts the elements that pass through."""

    def __init__(self, wrapped: Any, work: Work) -> None:
        self._wrapped = wrapped
        self._work = work

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._wrapped, name)
        return Counting(value, self._work) if callable(value) and not isinstance(value, type) else value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        result = self._wrapped(*args, **kwargs)
        self._work.elements += sum(map(elements, (*args, *kwargs.values(), result)))
        return result


def elements(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, (list, tuple)):
        return sum(map(elements, value))
    return 0


@contextmanager
def counted(modules: Sequence[ModuleType] = MODULES) -> Iterator[Work]:
    work = Work()

    def called(frame: FrameType, event: str, argument: object) -> None:
        if event in ("call", "c_call"):
            work.calls += 1

    with pytest.MonkeyPatch.context() as patch:
        for module in modules:
            if hasattr(module, "np"):
                patch.setattr(module, "np", Counting(np, work))
        before = sys.getprofile()
        sys.setprofile(called)
        try:
            yield work
        finally:
            sys.setprofile(before)


SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvwxz" for vowel in "aeiou"]


def word(rng: random.Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=3))


def sentence(rng: random.Random, words: int = 12) -> str:
    return " ".join(word(rng) for _ in range(words)).capitalize() + "."


def ordinary(n: int, rng: random.Random) -> list[str]:
    """Paragraphs, short lines, and some repetition."""
    lines = [sentence(rng, (4, 30, 12, 2)[i % 4]) for i in range(n)]
    lines[7::10] = [f"{line[: len(line) // 2]}…" for line in lines[5::10]][: len(lines[7::10])]
    lines[9::20] = ["Share"] * len(lines[9::20])
    return lines


def all_equal(n: int, _: random.Random) -> list[str]:
    """One line over and over."""
    return ["The ferry crosses the wide bay twice a day, and people wait for it."] * n


def all_lead_ins(n: int, rng: random.Random) -> list[str]:
    """Every full line has its cut copy before it."""
    full = [sentence(rng, 20) for _ in range(n // 2)]
    return [f"{line[:50]}…" for line in full] + full


def one_lead_in(n: int, rng: random.Random) -> list[str]:
    """Cut copies, each of another length, of one and the same line."""
    full = sentence(rng, 40)
    return [f"{full[: 30 + i % 100]}…" for i in range(n - 1)] + [full]


def common_prefixes(n: int, rng: random.Random) -> list[str]:
    """All lines begin with the same thirty words."""
    start = sentence(rng, 30)[:-1]
    return [f"{start} {word(rng)} {word(rng)}" for _ in range(n)]


def staircase(n: int, rng: random.Random) -> list[str]:
    """Each line has one word more than the line before, up to forty, and begins alike."""
    words = [word(rng) for _ in range(40)]
    return [" ".join(words[: 1 + i % 40]) for i in range(n)]


def unspaced(n: int, rng: random.Random) -> list[str]:
    """A script where each character is a token."""
    return ["".join(rng.choices("山川日月木水火土金人口手足目耳", k=30)) + "。" for _ in range(n)]


def heads(n: int, _: random.Random) -> list[str]:
    """Nothing but phrases of clutter."""
    return ["Subscribe", "Share on", "Leave a reply", "You may also like"] * (n // 4)


Shape = Callable[[int, random.Random], list[str]]
SHAPES: tuple[Shape, ...] = (
    ordinary,
    all_equal,
    all_lead_ins,
    one_lead_in,
    common_prefixes,
    staircase,
    unspaced,
    heads,
)
shapes = pytest.mark.parametrize("make", SHAPES, ids=lambda make: make.__name__)


def characters(lines: Sequence[str]) -> int:
    return sum(map(len, lines)) + len(lines)


def assert_proportional(run: Callable[[list[str]], object], few: list[str], many: list[str]) -> None:
    run(few)  # what is done once only is no growth
    with counted() as small:
        run(few)
    with counted() as large:
        run(many)
    growth = max(characters(many) / characters(few), len(many) / len(few))
    assert small.elements > characters(few) / 10, "the count does not see the work"
    assert large.elements <= small.elements * growth * SLACK
    assert large.calls <= small.calls * growth * SLACK


def both(make: Shape) -> tuple[list[str], list[str]]:
    return make(FEW, random.Random(1)), make(FEW * TIMES, random.Random(1))  # noqa: S311 - no secret


@shapes
def test_tokens(make: Shape) -> None:
    assert_proportional(lambda lines: tokenize(lines, tables()), *both(make))


@shapes
def test_repetition(make: Shape) -> None:
    assert_proportional(lambda lines: find_repeats(lines, tokens_of(lines)), *both(make))


@shapes
def test_description(make: Shape) -> None:
    assert_proportional(lambda lines: describe(lines, tables(), phrase_table()), *both(make))


@shapes
def test_explanation(make: Shape) -> None:
    assert_proportional(lambda lines: declutter.explain("\n".join(lines), input="text"), *both(make))


@pytest.mark.parametrize("piece", ["word ", "山", "x", "…", ". ", "the ferry crosses "])
def test_one_long_line(piece: str) -> None:
    few, many = 1000, MAX_EVIDENCE
    assert_proportional(
        lambda lines: declutter.explain("\n".join(lines), input="text"),
        [(piece * few)[:few].strip()],
        [(piece * many)[:many].strip()],
    )


def test_a_line_beyond_the_limit_of_evidence_is_no_more_work_than_one_at_the_limit() -> None:
    with counted() as limit:
        describe(["w" * MAX_EVIDENCE], tables(), phrase_table())
    with counted() as beyond:
        describe(["w" * MAX_EVIDENCE * TIMES], tables(), phrase_table())
    assert beyond.elements <= limit.elements * SLACK
    assert beyond.calls <= limit.calls + 10


def test_more_lines_than_a_document_has_are_no_more_work_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_DOCUMENT_LINES", FEW)
    assert_proportional(lambda lines: declutter.explain("\n".join(lines), input="text"), *both(ordinary))


def test_the_count_sees_a_table_of_lines_by_lines() -> None:
    def all_pairs(lines: list[str]) -> object:
        numpy = vars(repeats)["np"]
        hashes = numpy.arange(len(lines))
        return numpy.equal(hashes[:, None], hashes[None, :])

    with counted() as small:
        all_pairs([""] * FEW)
    with counted() as large:
        all_pairs([""] * FEW * TIMES)
    assert large.elements > small.elements * TIMES * 10


def test_the_count_sees_a_loop_over_pairs_of_lines() -> None:
    def all_pairs(lines: list[str]) -> object:
        return [one.startswith(other) for one in lines for other in lines]

    with counted() as small:
        all_pairs([""] * FEW)
    with counted() as large:
        all_pairs([""] * FEW * TIMES)
    assert large.calls > small.calls * TIMES * 10

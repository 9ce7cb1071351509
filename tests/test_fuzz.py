"""Damaged pages and odd inputs: the quick part of ``python -m benchmarks.robustness``, which tries thousands."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, get_args

import pytest

import declutter

pytest.importorskip("benchmarks", reason="the mutations are in the checkout, not in the wheel")
from benchmarks import mutations
from benchmarks.adversarial import CATALOGUE, Kind
from benchmarks.mutations import LIMIT, ON_BYTES, ON_TEXT, mutated
from benchmarks.robustness import Outcome, case, tried
from benchmarks.robustness_pages import seed_pages

TRIES, WORKERS = 400, 4
SEED = 1  # not that of the long run, which tries others
PAGE = "<html><body><div class='a'><p>A ferry crosses <b>the bay</b> twice.</p><ul><li>Share</ul></div></body></html>"
#: CPU seconds. Two are promised for a megabyte; a shared machine may be several times slower than the one measured on.
PATIENCE = 10.0
#: Characters; the long run goes up to a megabyte.
SHORT = 40_000


def random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - reproducible chance, no secret


@pytest.fixture(scope="module")
def undamaged() -> list[str]:
    return seed_pages()


@pytest.mark.parametrize("part", range(WORKERS))
def test_damaged_pages_are_answered(part: int, undamaged: list[str]) -> None:
    outcomes = tried(range(part, TRIES, WORKERS), SEED, undamaged, SHORT)
    assert len(outcomes) == TRIES // WORKERS
    assert [outcome for outcome in outcomes if outcome.error or outcome.seconds > PATIENCE] == []


def test_a_case_is_the_same_each_time_and_of_every_kind(undamaged: list[str]) -> None:
    cases = [case(number, SEED, undamaged) for number in range(60)]
    assert cases == [case(number, SEED, undamaged) for number in range(60)]
    assert {kind for _, kind in cases} == set(get_args(Kind))
    assert {type(source) for source, _ in cases} == {str, bytes}
    assert all(len(source) <= LIMIT for source, _ in cases)


def test_a_failure_is_an_exception_or_too_long_a_time(monkeypatch: pytest.MonkeyPatch, undamaged: list[str]) -> None:
    def refuse(source: object, **more: object) -> str:
        raise RuntimeError("no")

    monkeypatch.setattr("benchmarks.robustness.clean", refuse)
    (outcome,) = tried(range(1), SEED, undamaged)
    assert outcome.failed
    assert outcome.error == "RuntimeError: no"
    assert Outcome(0, 2.1).failed
    assert not Outcome(0, 1.9).failed


@pytest.mark.parametrize("mutate", [*ON_TEXT, *ON_BYTES], ids=lambda mutate: mutate.__name__)
def test_each_mutation_changes_something_and_takes_nothing_amiss(mutate: Callable[[Any, Random], Any]) -> None:
    page: Any = PAGE.encode() if mutate in ON_BYTES else PAGE
    results = [mutate(page, random(seed)) for seed in range(10)]
    assert any(result != page for result in results)
    assert all(type(result) is type(page) for result in results)
    assert type(mutate(page[:0], random(0))) is type(page)
    assert all(isinstance(declutter.clean(result[:20_000], input="html"), str) for result in results[:3])


def test_mutations_are_listed(undamaged: list[str]) -> None:
    helpers = {"mutated", "odd_input"}
    public = {
        name
        for name, value in vars(mutations).items()
        if callable(value) and getattr(value, "__module__", "") == mutations.__name__ and name[0] != "_"
    }
    assert {mutate.__name__ for mutate in (*ON_TEXT, *ON_BYTES)} == public - helpers
    assert {type(mutated(undamaged[0], random(seed))) for seed in range(20)} == {str, bytes}


@pytest.mark.parametrize("name", CATALOGUE)
def test_shapes_made_to_be_slow_are_answered(name: str) -> None:
    kind, make = CATALOGUE[name]
    source = make(8000)
    assert 7000 <= len(source) <= 8100, "the size asked for"
    assert isinstance(declutter.clean(source, input=kind), str)

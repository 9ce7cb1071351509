"""Whole documents, read by hand: what must stay, what must go, and what the classifier is known to get wrong.

``cases/wild.json`` holds residue as extractors leave it, ``cases/negative.json`` documents that must come back
untouched, ``cases/known_failures.json`` cases that fail today: their “why” says what goes wrong, and a case that begins
to pass has to move to one of the other files (strict xfail).

A case is ``{"name", "why", "lines"}``; a line is ``""`` (blank) or ``[wanted, text]``, where ``wanted`` is ``keep``,
``drop``, ``any`` (nothing is asserted), or a label, of which only the side is asserted, or a label with an exclamation
mark (``newsletter!``), where the label itself is asserted too. All text was written for this project.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import declutter
from declutter.labels import KEPT_BY_DEFAULT, LABELS, LabelledLine

FOLDER = Path(__file__).parent / "cases"
Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(found, list)
    return found


def parametrised(name: str) -> pytest.MarkDecorator:
    """The cases of a file as parameters; a file without any gives a test without any (and no warning)."""
    known = name == "known_failures"
    marked = [
        pytest.param(case, id=case["name"], marks=[pytest.mark.xfail(reason=case["why"], strict=True)] if known else [])
        for case in cases(name)
    ]
    return pytest.mark.parametrize("case", marked)


def source(case: Case) -> str:
    return "\n".join(line if isinstance(line, str) else line[1] for line in case["lines"])


def complaint(wanted: str, line: LabelledLine) -> str | None:
    """What is wrong about a line, or None."""
    label = wanted.rstrip("!")
    if label == "any":
        return None
    keep = label == "keep" or label in KEPT_BY_DEFAULT
    wrong_label = wanted.endswith("!") and line.label != label
    if line.keep == keep and not wrong_label:
        return None
    return f"wanted {wanted}, is {line.label} {line.score:.2f} {'kept' if line.keep else 'dropped'}: {line.text[:70]}"


def complaints(case: Case) -> list[str]:
    wanted = [line[0] for line in case["lines"] if not isinstance(line, str)]
    lines = declutter.explain(source(case)).lines
    return [wrong for side, line in zip(wanted, lines, strict=True) if (wrong := complaint(side, line))]


@parametrised("wild")
def test_wild(case: Case) -> None:
    assert complaints(case) == []


@parametrised("negative")
def test_negative(case: Case) -> None:
    assert declutter.clean(source(case)) == source(case)


@parametrised("known_failures")
def test_known_failure(case: Case) -> None:
    assert complaints(case) == []


@pytest.mark.parametrize("name", ["wild", "negative", "known_failures"])
def test_the_files_themselves_are_in_order(name: str) -> None:
    found = cases(name)
    names = [case["name"] for case in found]
    assert len(names) == len(set(names))
    for case in found:
        assert case.keys() == {"name", "why", "lines"}
        assert case["name"].strip()
        assert len(case["why"]) > 20
        texts = [line for line in case["lines"] if not isinstance(line, str)]
        assert texts
        assert all(line == "" for line in case["lines"] if isinstance(line, str))
        for wanted, text in texts:
            assert wanted.rstrip("!") in {"keep", "drop", "any", *LABELS}
            assert text.strip()
            assert text.splitlines() == [text]
        if name == "negative":
            assert {wanted for wanted, _ in texts} == {"keep"}


def test_there_are_enough_cases() -> None:
    assert len(cases("wild")) >= 15
    assert len(cases("negative")) >= 12

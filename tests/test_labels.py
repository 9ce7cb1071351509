"""The public vocabulary: fifteen labels, the default policy, and what callers may change about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import pytest

from declutter.labels import KEPT_BY_DEFAULT, LABELS, Explanation, Label, LabelledLine, Policy, policy

KEPT = ["prose", "heading", "item", "code", "caption"]
DROPPED = ["byline", "ad", "lead_in", "duplicate", "newsletter", "related", "navigation", "social", "comment", "legal"]
NAMES = KEPT + DROPPED


def test_the_labels_are_those_of_the_guide_in_the_order_of_the_models_outputs() -> None:
    assert [str(label) for label in LABELS] == NAMES


def test_the_first_five_are_kept_by_default() -> None:
    assert {str(label) for label in KEPT_BY_DEFAULT} == set(KEPT)
    assert policy() == Policy(kept=KEPT_BY_DEFAULT, forced=frozenset())


@pytest.mark.parametrize("name", NAMES)
def test_a_label_is_its_name(name: str) -> None:
    label = Label(name)
    assert label == name
    assert hash(label) == hash(name)
    assert f"{label}" == f"{label!s}" == "".join([label]) == name
    assert f"{label:>12}" == f"{name:>12}"
    assert label in LABELS


def test_keep_and_drop_override_the_default() -> None:
    wanted = policy(keep=["comment", "byline"], drop=["caption"])
    assert wanted.kept == (KEPT_BY_DEFAULT | {Label.COMMENT, Label.BYLINE}) - {Label.CAPTION}
    assert wanted.forced == {Label.COMMENT, Label.BYLINE, Label.CAPTION}


def test_naming_what_is_the_default_already_still_forces_it() -> None:
    wanted = policy(keep=["prose"], drop=["ad"])
    assert wanted.kept == KEPT_BY_DEFAULT
    assert wanted.forced == {Label.PROSE, Label.AD}


@pytest.mark.parametrize(
    "names",
    [("ad",), ["ad", "ad"], {"ad"}, {"ad": 1}, (name for name in ["ad"]), (Label.AD,), frozenset({Label.AD})],
    ids=["tuple", "list", "set", "dict", "generator", "member", "frozenset"],
)
def test_any_collection_of_names_or_members_will_do(names: Iterable[str]) -> None:
    assert policy(keep=names).forced == {Label.AD}


def test_every_label_may_be_kept_and_every_label_may_be_dropped() -> None:
    assert policy(keep=NAMES).kept == frozenset(LABELS)
    assert policy(drop=NAMES).kept == frozenset()


@pytest.mark.parametrize("argument", ["keep", "drop"])
@pytest.mark.parametrize("name", ["advert", "", "Prose", "AD", "lead-in", " ad", "prose,ad"])
def test_an_unknown_name_is_refused_and_the_valid_ones_are_listed(argument: str, name: str) -> None:
    with pytest.raises(ValueError, match="unknown label") as caught:
        policy(**{argument: [name]})
    message = str(caught.value)
    assert repr(name) in message
    assert argument in message
    assert all(valid in message for valid in NAMES)


@pytest.mark.parametrize("argument", ["keep", "drop"])
@pytest.mark.parametrize("names", ["comment", b"comment", None, 3, [3], [None], [b"ad"], [["ad"]]], ids=repr)
def test_what_is_no_collection_of_strings_is_a_type_error(argument: str, names: Any) -> None:
    with pytest.raises(TypeError):
        policy(**{argument: names})


def test_a_single_string_is_refused_with_a_hint() -> None:
    with pytest.raises(TypeError, match="keep must be a collection of label names"):
        policy(keep="comment")


def test_a_name_cannot_be_in_both() -> None:
    with pytest.raises(ValueError, match="both in keep and in drop: ad, legal"):
        policy(keep=["legal", "ad", "item"], drop=["ad", "legal"])


@pytest.mark.parametrize(
    "value",
    [LabelledLine(0, "a", Label.PROSE, 0.5, True, "why"), Explanation("a", ()), policy()],
    ids=["LabelledLine", "Explanation", "Policy"],
)
def test_results_are_frozen_and_hashable(value: Any) -> None:
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)
    assert hash(value) == hash(dataclasses.replace(value))


def test_a_labelled_line_has_the_fields_of_the_contract_in_their_order() -> None:
    assert [field.name for field in dataclasses.fields(LabelledLine)] == [
        "number",
        "text",
        "label",
        "score",
        "keep",
        "reason",
    ]

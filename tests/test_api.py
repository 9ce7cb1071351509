"""``clean`` and ``explain`` keep their contract, whatever the model answers."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from line_helpers import StandIn

import declutter
from declutter import api, reading
from declutter.labels import LABELS, Label
from declutter.modelfile import ModelError

SOURCE = "Title\n\nOne sentence here.\nSubscribe now\n\n\n  Another sentence.  \r\nShare\n"
#: The labels that a stand-in gives to the lines of SOURCE, in turn.
ANSWERS = (Label.HEADING, Label.PROSE, Label.NEWSLETTER, Label.PROSE, Label.SOCIAL)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A model that gives the labels above, in the place of the packaged one."""
    stand_in = StandIn(ANSWERS)
    monkeypatch.setattr(api, "_model", lambda *_: stand_in)
    return stand_in


def answer(monkeypatch: pytest.MonkeyPatch, *labels: Label) -> None:
    stand_in = StandIn(labels)
    monkeypatch.setattr(api, "_model", lambda *_: stand_in)


# What comes back


@pytest.mark.usefixtures("model")
def test_the_kept_lines_come_back_unchanged_and_in_order() -> None:
    assert declutter.clean(SOURCE) == "Title\n\nOne sentence here.\n\n  Another sentence.  "


@pytest.mark.usefixtures("model")
def test_every_non_blank_line_is_explained() -> None:
    lines = declutter.explain(SOURCE).lines
    assert [(line.number, line.text) for line in lines] == [
        (0, "Title"),
        (2, "One sentence here."),
        (3, "Subscribe now"),
        (6, "  Another sentence.  "),
        (7, "Share"),
    ]
    assert [line.label for line in lines] == list(ANSWERS)
    assert all(type(line.label) is Label for line in lines)
    assert [line.keep for line in lines] == [True, True, False, True, False]
    assert all(type(line.keep) is bool and type(line.score) is float for line in lines)
    assert [line.reason for line in lines] == [
        "heading of the piece",
        "sentences of the piece",
        "call to subscribe, join or pay",
        "sentences of the piece",
        "sharing, following or counts",
    ]
    rest = 0.2 / 14  # each of the other labels; the two for copies are ruled out, as nothing here repeats
    assert lines[0].score == pytest.approx((0.8 + 4 * rest) / (1 - 2 * rest), abs=1e-4)
    assert lines[2].score == pytest.approx(5 * rest / (1 - 2 * rest), abs=1e-4)


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("mode", ["precision", "balanced", "recall"])
@pytest.mark.parametrize("more", [{}, {"keep": ("newsletter",)}, {"drop": ["prose"]}, {"format": "markdown"}])
def test_clean_is_the_text_of_explain(mode: Any, more: dict[str, Any]) -> None:
    assert declutter.clean(SOURCE, mode=mode, **more) == declutter.explain(SOURCE, mode=mode, **more).text


@pytest.mark.parametrize("empty", ["", "\n", " \n\t\r\n\u3000", b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe"])
@pytest.mark.parametrize("kind", ["auto", "text"])
def test_of_nothing_comes_nothing(empty: Any, kind: Any) -> None:
    assert declutter.clean(empty, input=kind) == ""
    assert declutter.explain(empty, input=kind) == declutter.Explanation("", ())


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    "source",
    [
        SOURCE.encode(),
        SOURCE.encode("utf-8-sig"),
        SOURCE.encode("utf-16"),
        SOURCE.encode("utf-16-be", "strict").join([b"\xfe\xff", b""]),
        SOURCE.encode("ascii"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16-be with mark", "ascii"],
)
def test_bytes_are_decoded(source: bytes) -> None:
    assert declutter.explain(source) == declutter.explain(SOURCE)


@pytest.mark.usefixtures("model")
def test_a_subclass_of_str_will_do() -> None:
    class Text(str):
        __slots__ = ()

    assert declutter.clean(Text(SOURCE)) == declutter.clean(SOURCE)


# What the caller may ask for


@pytest.mark.usefixtures("model")
def test_keep_and_drop_rule_over_the_default() -> None:
    assert "Subscribe now" in declutter.clean(SOURCE, keep=["newsletter"])
    assert declutter.clean(SOURCE, drop=["prose"]) == "Title"
    assert declutter.clean(SOURCE, keep=[Label.SOCIAL], drop={"heading", "prose"}) == "Share"
    line = declutter.explain(SOURCE, keep=["newsletter"]).lines[2]
    assert line.keep
    assert line.reason == "call to subscribe, join or pay, kept on request"
    assert line.score > 0.8


@pytest.mark.usefixtures("model")
def test_generators_are_used_once() -> None:
    assert declutter.clean(SOURCE, keep=(name for name in ["newsletter", "social"])).endswith("Share")
    assert declutter.explain(SOURCE, drop=(name for name in ["prose", "heading"])).text == ""


def test_the_modes_are_thresholds_of_the_score(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = StandIn([Label.AD])
    monkeypatch.setattr(api, "_model", lambda *_: stand_in)
    for text, other in (("Some line", 1), ("Строка", 1), ("日本語。", 0), ("كلمة", 0)):
        line = declutter.explain(text).lines[0]
        for threshold in (line.score - 0.01, line.score + 0.01):
            stand_in.thresholds["recall"] = [threshold, threshold]
            stand_in.thresholds["recall"][other] = 0.5  # that of the other scripts does not matter
            assert declutter.explain(text, mode="recall").lines[0].keep == (line.score >= threshold)


def test_a_copy_names_its_partner_by_its_line_in_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, Label.HEADING, Label.PROSE, Label.LEAD_IN, Label.DUPLICATE)
    sentence = "The ferry crosses the wide bay twice a day, and people wait for it."
    source = f"\n\nThe title of it\n\n\n{sentence}\n{sentence[:30]}…\nThe title of it"
    lines = declutter.explain(source).lines
    assert [line.number for line in lines] == [2, 5, 6, 7]
    assert lines[2].reason == "cut copy of line 5"
    assert lines[3].reason == "copy of line 2"


def test_a_copy_without_a_partner_is_taken_for_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, Label.DUPLICATE, Label.LEAD_IN)
    lines = declutter.explain("Only once\nAnd this one…").lines
    assert not {line.label for line in lines} & {Label.DUPLICATE, Label.LEAD_IN}


def test_a_text_is_not_lost_when_all_its_copies_are_taken_for_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, Label.DUPLICATE)
    text = "The ferry crosses the wide bay twice a day."
    assert text in declutter.clean(f"{text}\n{text}")
    assert declutter.clean(f"{text}\n{text}", drop=["duplicate"]) == ""


# Long documents


def test_long_documents_are_judged_in_parts(monkeypatch: pytest.MonkeyPatch, model: StandIn) -> None:
    monkeypatch.setattr(reading, "MAX_DOCUMENT_LINES", 10)
    source = "\n".join(f"Line of words {chr(97 + i)} in the text" for i in range(25))
    lines = declutter.explain(source).lines
    assert model.calls == 3
    assert [line.number for line in lines] == list(range(25))
    assert [line.label for line in lines] == [ANSWERS[i % 10 % 5] for i in range(25)]


def test_partners_are_numbered_right_in_later_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_DOCUMENT_LINES", 4)
    answer(monkeypatch, Label.PROSE, Label.PROSE, Label.PROSE, Label.DUPLICATE)
    block = "One line of it\n\nAnother line here\nA third one there\nOne line of it\n"
    reasons = [line.reason for line in declutter.explain(block * 2).lines]
    assert reasons[3] == "copy of line 0"
    assert reasons[7] == "copy of line 5"


# What is refused


@pytest.mark.parametrize("function", [declutter.clean, declutter.explain])
@pytest.mark.parametrize("source", [None, 3, ["a"], bytearray(b"a"), memoryview(b"a"), object()], ids=repr)
def test_other_sources_are_type_errors(function: Any, source: Any) -> None:
    with pytest.raises(TypeError, match="str or bytes"):
        function(source)


@pytest.mark.parametrize("function", [declutter.clean, declutter.explain])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("input", "pdf"),
        ("input", ""),
        ("input", None),
        ("mode", "strict"),
        ("mode", "Balanced"),
        ("mode", []),
        ("format", "html"),
        ("format", 3),
    ],
)
def test_unknown_choices_are_value_errors_that_list_the_valid_ones(function: Any, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} must be one of") as caught:
        function("x", **{name: value})
    for valid in {"input": ["auto", "text", "html"], "mode": ["recall"], "format": ["markdown"]}[name]:
        assert repr(valid) in str(caught.value)


@pytest.mark.parametrize("function", [declutter.clean, declutter.explain])
@pytest.mark.parametrize("argument", ["keep", "drop"])
def test_unknown_labels_are_value_errors_that_list_the_valid_ones(function: Any, argument: str) -> None:
    with pytest.raises(ValueError, match="unknown label 'spam'") as caught:
        function("x", **{argument: ["spam"]})
    assert all(label in str(caught.value) for label in LABELS)
    with pytest.raises(TypeError):
        function("x", **{argument: "comment"})


@pytest.mark.parametrize("function", [declutter.clean, declutter.explain])
def test_wrong_arguments_are_refused_for_empty_input_too(function: Any) -> None:
    with pytest.raises(ValueError, match="unknown label"):
        function("", keep=["spam"])
    with pytest.raises(ValueError, match="mode"):
        function("", mode="fast")


def test_a_missing_model_is_said_plainly(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(api, "models_path", lambda: tmp_path)
    api._model.cache_clear()
    try:
        with pytest.raises(ModelError, match="cannot read the model's files"):
            declutter.clean("One line.")
    finally:
        api._model.cache_clear()


def test_both_functions_take_the_arguments_of_the_contract() -> None:
    wanted = ["source", "input", "mode", "keep", "drop", "format"]
    for function in (declutter.clean, declutter.explain):
        parameters = inspect.signature(function).parameters
        assert list(parameters)[: len(wanted)] == wanted
        assert all(parameters[name].kind is inspect.Parameter.KEYWORD_ONLY for name in wanted[1:])
        defaults = [parameters[name].default for name in wanted[1:]]
        assert defaults == ["auto", "balanced", (), (), "text"]


def test_the_packaged_model_is_read_once() -> None:
    declutter.clean("One line.")
    misses = api._model.cache_info().misses
    declutter.clean("Another line.")
    assert api._model.cache_info().misses == misses

"""The benchmarks count what they say, and the floors hold: a lower figure fails unless a flag insists."""

import json
import lzma

import numpy as np
import pytest
from training_helpers import document, piece

from benchmarks import floors, lines, pages, speed
from benchmarks.line_rules import RULES
from declutter.labels import LABELS
from declutter.modelfile import load, models_folder
from declutter.training.corpora import digest, seed_documents
from declutter.training.outoffold import OutOfFold

# --- floors -----------------------------------------------------------------------------------------------------------

FIGURES = {"seeds balanced kept": 0.985, "seeds balanced removed": 0.85, "seeds F1 macro": 0.7}
DATA = {"seeds/a.jsonl": "aaa", "labelled_lines.jsonl": "bbb"}


@pytest.fixture
def pinned(tmp_path, monkeypatch):
    """A floors file with three figures measured on two files."""
    monkeypatch.setattr(floors, "data_digests", lambda: DATA)
    path = tmp_path / "floors.json"
    assert floors.update(path, FIGURES, allow_lower=False) == 0
    return path


def test_the_pinned_figures_pass(pinned, capsys):
    assert floors.check(pinned, FIGURES) == 0
    output = capsys.readouterr()
    assert "3 of 3 compared, 0 lower, 0 data files changed" in output.out
    assert output.err == ""


def test_a_higher_figure_passes(pinned):
    assert floors.check(pinned, {name: value + 0.01 for name, value in FIGURES.items()}) == 0


def test_a_lower_figure_fails_and_is_named(pinned, capsys):
    assert floors.check(pinned, {**FIGURES, "seeds F1 macro": 0.6998}) == 1
    output = capsys.readouterr()
    assert "floor: seeds F1 macro: 0.6998, floor 0.7000" in output.err
    assert "balanced" not in output.err
    assert "1 lower" in output.out


def test_less_than_the_last_digit_is_no_change(pinned):
    assert floors.check(pinned, {**FIGURES, "seeds F1 macro": 0.69996}) == 0


def test_figures_without_their_corpora_are_not_compared_but_counted(pinned, capsys):
    assert floors.check(pinned, {"seeds F1 macro": 0.7}) == 0
    assert "1 of 3 compared" in capsys.readouterr().out


def test_a_new_figure_needs_no_floor(pinned):
    assert floors.check(pinned, {**FIGURES, "seeds F1 ad": 0.1}) == 0


def test_changed_data_fails_and_is_told(pinned, monkeypatch, capsys):
    monkeypatch.setattr(floors, "data_digests", lambda: {**DATA, "seeds/a.jsonl": "other"})
    assert floors.check(pinned, FIGURES) == 1
    assert "measured on other data than pinned: seeds/a.jsonl" in capsys.readouterr().err


def test_absent_corpora_are_no_changed_data(pinned, monkeypatch):
    monkeypatch.setattr(floors, "data_digests", lambda: {"seeds/a.jsonl": "aaa"})
    assert floors.check(pinned, FIGURES) == 0


def test_lower_floors_need_the_flag(pinned, capsys):
    before = pinned.read_bytes()
    lower = {**FIGURES, "seeds F1 macro": 0.6}
    assert floors.update(pinned, lower, allow_lower=False) == 1
    assert "seeds F1 macro" in capsys.readouterr().err
    assert pinned.read_bytes() == before, "nothing is written"
    assert floors.update(pinned, lower, allow_lower=True) == 0
    assert json.loads(pinned.read_text(encoding="utf-8")) == {"data": DATA, "figures": lower}
    assert floors.check(pinned, lower) == 0


def test_higher_floors_are_pinned_without_a_flag(pinned):
    higher = {name: value + 0.005 for name, value in FIGURES.items()}
    assert floors.update(pinned, higher, allow_lower=False) == 0
    assert floors.check(pinned, FIGURES) == 1


def test_an_update_without_corpora_does_not_forget_floors(pinned):
    floors.update(pinned, {"seeds F1 macro": 0.71}, allow_lower=False)
    assert set(json.loads(pinned.read_text(encoding="utf-8"))["figures"]) == set(FIGURES)


def test_a_figure_that_is_no_number_fails(pinned):
    assert floors.check(pinned, {**FIGURES, "seeds F1 macro": float("nan")}) == 1


def test_digests_are_those_of_the_seed_files(tmp_path, monkeypatch):
    monkeypatch.setenv("DECLUTTER_CORPORA", str(tmp_path / "none"))
    found = floors.data_digests()
    assert {f"seeds/{path.name}": digest(path) for path in floors.SEEDS.glob("*.jsonl")} == found
    folder = tmp_path / "corpora"
    folder.mkdir()
    for name in ("labelled_lines", "seed_documents"):
        (folder / f"{name}.jsonl").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("DECLUTTER_CORPORA", str(folder))
    assert set(floors.data_digests()) - set(found) == {"labelled_lines.jsonl", "seed_documents.jsonl"}


def test_the_floors_of_this_version_are_pinned_for_the_shipped_figures():
    path = floors.Path(floors.__file__).with_name("floors.json")
    pinned = json.loads(path.read_text(encoding="utf-8"))
    assert set(pinned) == {"data", "figures"}
    assert all(0 <= value <= 1 for value in pinned["figures"].values())
    for mode in ("precision", "balanced", "recall"):
        assert {f"{name} {mode} kept" for name in ("seeds", "labelled_lines")} <= set(pinned["figures"])
    assert pinned["data"] == {**pinned["data"], **{f"seeds/{p.name}": digest(p) for p in floors.SEEDS.glob("*.jsonl")}}


# --- quality ----------------------------------------------------------------------------------------------------------

THRESHOLDS = {"precision": (0.9, 0.9), "balanced": (0.5, 0.5), "recall": (0.1, 0.1)}


def tiny(documents, score_of=lambda label: 0.6 if label in ("prose", "heading") else 0.2):
    """A set whose answers are right in every label and have the given scores."""
    labelled = lines.LabelledSet("tiny", documents, load(models_folder(), "text").tables)
    flat = [label for d in documents for label in d.labels]
    scores = np.array([score_of(label) for label in flat])
    cased = np.repeat([d.lang not in ("zh", "ja") for d in documents], [len(d.lines) for d in documents])
    labelled.answer_out_of_fold(OutOfFold.of(documents, labelled.gold, scores, cased))
    return labelled


def test_quality_of_right_answers(capsys):
    figures = lines.quality([tiny([piece("one"), piece("two")])], THRESHOLDS)
    assert figures["tiny balanced kept"] == figures["tiny balanced removed"] == figures["tiny F1 macro"] == 1
    assert (figures["tiny precision kept"], figures["tiny precision removed"]) == (0, 1)
    assert (figures["tiny recall kept"], figures["tiny recall removed"]) == (1, 0)
    printed = capsys.readouterr().out
    for name in ("declutter balanced", *RULES, *LABELS):
        assert name in printed


def test_quality_counts_words():
    rows = [("prose", "one two three four five six seven eight"), ("heading", "nine ten"), ("ad", "Buy this now")]
    figures = lines.quality([tiny([document("x", rows)], lambda label: float(label == "prose"))], THRESHOLDS)
    assert figures["tiny balanced kept"] == pytest.approx(0.8)


def test_alphabets_with_capitals_have_a_threshold_of_their_own():
    labelled = tiny([document("a", [("prose", "One line.")]), document("b", [("prose", "一行文字")], lang="zh")])
    assert labelled.keep("balanced", (0.7, 0.5)).tolist() == [False, True]
    assert labelled.keep("balanced", (0.5, 0.7)).tolist() == [True, False]


def test_the_rule_that_keeps_everything_removes_nothing():
    shares = tiny([piece("one")]).rule_shares("keep_everything")
    assert (shares.kept, shares.removed) == (1, 0)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_answers_for_every_line(name):
    labelled = tiny([piece("one"), document("x", [("prose", "一行"), ("ad", "…")], lang="zh")])
    shares = labelled.rule_shares(name)
    assert 0 <= shares.kept <= 1
    assert 0 <= shares.removed <= 1


def test_documents_without_out_of_fold_answers_are_told():
    labelled = lines.LabelledSet("tiny", [piece("one")], load(models_folder(), "text").tables)
    with pytest.raises(SystemExit, match=r"one has no out-of-fold answers: run python -m declutter\.training"):
        labelled.answer_out_of_fold(OutOfFold({}, {}, {}))


def test_the_shipped_model_answers_for_every_line():
    labelled = lines.LabelledSet("tiny", [piece("one"), piece("two")], load(models_folder(), "text").tables)
    labelled.answer_with_shipped()
    assert set(labelled.kept) == {"precision", "balanced", "recall"}
    assert {len(kept) for kept in labelled.kept.values()} == {len(labelled.gold)}
    assert labelled.kept["recall"].sum() >= labelled.kept["precision"].sum() > 0


def test_languages_are_reported_from_five_documents_on(capsys):
    documents = [piece(f"{lang} {n}", lang) for lang, count in (("en", 5), ("de", 4)) for n in range(count)]
    figures = lines.languages([tiny(documents)], (0.5, 0.5))
    assert len(figures) == 2
    assert all("en" in name and value == 1 for name, value in figures.items())
    printed = capsys.readouterr().out
    assert "| en | 5 |" in printed
    assert "| de |" not in printed


def test_figures_of_other_sets_have_other_names():
    one, two = ([piece(f"{n} {k}") for n in range(5)] for k in (1, 2))
    first, second = tiny(one), tiny(two)
    second.name = "other"
    assert not set(lines.languages([first, second], (0.5, 0.5))) & set(lines.languages([first], (0.5, 0.5)))


def test_the_command_checks_the_floors(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lines, "labelled_sets", lambda tables: [tiny([piece(f"{n}") for n in range(5)])])
    monkeypatch.setattr(floors, "__file__", str(tmp_path / "floors.py"))
    monkeypatch.setattr(floors, "data_digests", dict)
    assert lines.main(["--no-speed"]) == 0
    assert not list(tmp_path.iterdir()), "nothing is pinned unasked"
    assert lines.main(["--no-speed", "--update"]) == 0
    assert lines.main(["--no-speed", "--check"]) == 0
    path = tmp_path / "floors.json"
    pinned = json.loads(path.read_text(encoding="utf-8"))
    name = next(name for name, value in pinned["figures"].items() if value < 1)
    pinned["figures"][name] += 0.01
    path.write_text(json.dumps(pinned), encoding="utf-8")
    assert lines.main(["--no-speed", "--check"]) == 1
    assert lines.main(["--no-speed", "--update"]) == 1
    assert name in capsys.readouterr().err
    assert lines.main(["--no-speed", "--update", "--allow-lower"]) == 0
    assert lines.main(["--no-speed", "--check"]) == 0


def test_without_corpora_the_seeds_are_measured(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DECLUTTER_CORPORA", str(tmp_path / "none"))
    sets = lines.labelled_sets(load(models_folder(), "text").tables)
    assert [labelled.name for labelled in sets] == ["seeds"]
    assert len(sets[0].documents) == len(seed_documents())
    assert "DECLUTTER_CORPORA" in capsys.readouterr().out


# --- pages ------------------------------------------------------------------------------------------------------------


def test_extractors_meet_on_the_same_pages(tmp_path, monkeypatch, capsys):
    text = "The mill stands on the river. " * 20
    body = f"<html><body><nav><a href=/>Home</a></nav><article><h1>The mill</h1><p>{text}</p></article></body></html>"
    with lzma.open(tmp_path / "dragnet_test.jsonl.xz", "wt", encoding="utf-8") as stream:
        stream.write("".join(json.dumps({"id": n, "html": body, "text": f"The mill {text}"}) + "\n" for n in range(3)))
    monkeypatch.setenv("DECLUTTER_CORPORA", str(tmp_path))
    assert pages.main(["--pages", "2"]) == 0
    printed = capsys.readouterr().out
    assert "dragnet_test, 2 pages" in printed
    for name in pages.EXTRACTORS:
        row = next(line for line in printed.splitlines() if line.startswith(f"| {name} |"))
        assert float(row.split("|")[2]) > 0.8, row


def test_pages_need_the_corpora(tmp_path, monkeypatch):
    monkeypatch.setenv("DECLUTTER_CORPORA", str(tmp_path / "none"))
    with pytest.raises(SystemExit, match="DECLUTTER_CORPORA"):
        pages.main([])


# --- speed ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", speed.SHAPES)
def test_shapes_grow_in_proportion(shape):
    small, large = speed.SHAPES[shape](50), speed.SHAPES[shape](500)
    assert 8 < len(large) / len(small) < 12
    assert len(large.splitlines()) == (1 if shape == "one long line" else 500)


def test_the_shapes_of_the_issue_are_there():
    assert list(speed.SHAPES) == [
        "ordinary",
        "all lines equal",
        "all lines lead-ins",
        "common prefixes",
        "one long line",
    ]


def test_growth_is_a_ratio(monkeypatch):
    monkeypatch.setattr(speed, "_SIZES", (20, 80))
    assert 0 < speed.growth("ordinary", rounds=1) < 100


def test_lines_per_second_counts_light_residue_where_there_is_any():
    assert speed.lines_per_second([piece("one")], rounds=1) > 0


def test_a_fresh_process_is_timed():
    taken = speed.fresh_process("x = bytearray(30_000_000)", runs=1)
    assert 0 < taken.cpu < 60
    assert 0 < taken.wall < 60
    assert taken.peak > 25


def test_a_fresh_process_that_fails_is_no_figure():
    with pytest.raises(speed.subprocess.CalledProcessError):
        speed.fresh_process("raise ValueError", runs=1)


def test_the_report_names_every_figure(monkeypatch, capsys):
    monkeypatch.setattr(speed, "growth", lambda shape: 1.0)
    monkeypatch.setattr(speed, "fresh_process", lambda code: speed.Fresh(0.1, 0.2, 80.0))
    speed.report([piece("one")])
    printed = capsys.readouterr().out
    for word in ("lines per second", "fresh process", "trafilatura", "model files", *speed.SHAPES):
        assert word in printed

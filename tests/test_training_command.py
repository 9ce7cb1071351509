"""``python -m declutter.training``: one command, a model that loads, the same bytes each time, one clear line."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from training_helpers import piece

from declutter.features import describe
from declutter.labels import LABELS
from declutter.modelfile import load, models_folder
from declutter.training.__main__ import main
from declutter.training.export import packed, shipped

FILES = ["text.json", "text.npz"]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """A folder with two small seed files."""
    folder = tmp_path_factory.mktemp("seeds")
    for file in "ab":
        rows = [
            {"doc": d.name, "lang": d.lang, "genre": "news", "lines": list(zip(d.labels, d.lines, strict=True))}
            for d in (piece(f"{file}-{n}") for n in range(3))
        ]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{file}.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(seeds, tmp_path_factory):
    """The folder that the command wrote without corpora, and what it printed."""
    out = tmp_path_factory.mktemp("out")
    return out, run(seeds, out)


def run(seeds, out):
    environment = {**os.environ, "DECLUTTER_CORPORA": str(seeds / "no such folder"), "PYTHONWARNINGS": "ignore"}
    options = ["--seeds", str(seeds), "--epochs", "1", "--out", str(out)]
    argv = [sys.executable, "-m", "declutter.training", *options]
    return subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_without_corpora_it_says_so_and_goes_on_from_the_shipped_model(trained):
    out, answer = trained
    assert answer.returncode == 0, answer.stderr
    first, last = answer.stdout.splitlines()
    assert "no corpora" in first
    assert "DECLUTTER_CORPORA" in first
    assert str(out / "text.npz") in last
    assert answer.stderr == "", "no progress bar where nobody looks"
    assert sorted(path.name for path in out.iterdir()) == FILES


def test_the_model_loads_and_answers(trained):
    out, _ = trained
    model, before = load(out, "text"), load(models_folder(), "text")
    assert model.thresholds == before.thresholds, "calibrated on held-out sites; the seeds alone cannot do that again"
    lines = list(piece("x").lines)
    answers = model.probabilities(describe(lines, model.tables, model.phrases))
    assert answers.shape == (len(lines), len(LABELS))
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-4)


def test_the_seeds_reach_the_model(trained, seeds, tmp_path, monkeypatch):
    monkeypatch.setenv("DECLUTTER_CORPORA", str(seeds / "no such folder"))
    assert main(["--seeds", str(seeds), "--epochs", "20", "--out", str(tmp_path)]) == 0
    certainty = [certainty_of(load(folder, "text")) for folder in (models_folder(), trained[0], tmp_path)]
    assert certainty == sorted(certainty), "one epoch teaches a little, twenty epochs more"
    assert certainty[2] > certainty[0] + 0.01


def certainty_of(model):
    """The mean logarithm of what the model gives the right labels of the seeds that it was taught."""
    document = piece("a-0")
    answers = model.probabilities(describe(list(document.lines), model.tables, model.phrases))
    return float(np.log(answers[np.arange(len(answers)), [LABELS.index(label) for label in document.labels]]).mean())


def test_twice_gives_the_same_bytes(trained, seeds, tmp_path, monkeypatch, capsys):
    """Another process, another folder, called as a function: still the same bytes."""
    out, _ = trained
    monkeypatch.setenv("DECLUTTER_CORPORA", str(seeds / "no such folder"))
    again = tmp_path / "new" / "folder"
    assert main(["--seeds", str(seeds), "--epochs", "1", "--out", str(again)]) == 0
    assert "no corpora" in capsys.readouterr().out
    for name in FILES:
        assert (again / name).read_bytes() == (out / name).read_bytes(), name


def test_help_tells_what_it_does():
    argv = [sys.executable, "-W", "ignore", "-m", "declutter.training", "--help"]
    answer = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0
    for word in ("--seeds", "--out", "--epochs", "--jobs", "corpora"):
        assert word in answer.stdout


def test_an_unknown_option_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as error:
        main(["--sedes", "x"])
    assert error.value.code == 2
    assert "--sedes" in capsys.readouterr().err


def test_the_shipped_model_survives_packing():
    (params, standard), judgement, facts = shipped()
    arrays = packed(params, standard, {})
    assert arrays["embedding"].dtype == np.int8
    restored = arrays["embedding"] * arrays["embedding_scale"]
    assert np.abs(restored - params["embedding"]).max() <= arrays["embedding_scale"].max() / 2 + 1e-6
    assert set(facts) == {"calibration", "thresholds", "second"}
    of_trees, of_labels = ("figure", "bound", "leaf"), ("weight", "bias")
    assert set(judgement) == {f"second_{n}" for n in of_trees} | {f"labelling_{n}" for n in of_labels}
    assert set(facts["thresholds"]) == {"precision", "balanced", "recall"}
    params["out_b"][:] = 0  # a copy to go on training with, not the loaded model's own array
    assert load(models_folder(), "text").params["out_b"].any()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no seed documents"),
        ('{"doc": "x", "lang": "en", "genre": "g", "lines": [["advert", "Buy"]]}\n', "advert"),
    ],
    ids=["empty folder", "unknown label"],
)
def test_a_wrong_seed_folder_is_told_in_one_line(content, message, tmp_path, monkeypatch):
    monkeypatch.setenv("DECLUTTER_CORPORA", str(tmp_path / "none"))
    if content:
        (tmp_path / "x.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit, match=message):
        main(["--seeds", str(tmp_path), "--epochs", "1", "--out", str(tmp_path / "out")])

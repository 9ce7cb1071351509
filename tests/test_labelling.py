"""What gives a line its label: its inputs, the classifier's arrays, and what the API does with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_helpers import rows_of

import declutter
from declutter import api
from declutter.labelling import N_INPUTS, Labelling, describe_labels, most_likely
from declutter.labels import LABELS, Label
from declutter.modelfile import load, models_folder

L = Label
N = len(LABELS)
PAGE = "The ferry crosses the wide bay twice a day, and people wait for it.\nShare on Facebook\nHome"


def always(label: Label) -> Labelling:
    """A classifier that gives every line the same label."""
    bias = np.zeros(N, np.float32)
    bias[LABELS.index(label)] = 9
    return Labelling(np.zeros((N_INPUTS, N), np.float32), bias)


def test_inputs_are_of_the_line_of_those_around_and_of_the_document():
    rows = rows_of([L.PROSE, L.AD, L.AD, L.AD, L.AD, L.AD, L.PROSE])
    found = np.exp(describe_labels(rows, np.full(7, 4.0))[:, :-1]).reshape(7, 5, N) - 0.003
    ad = LABELS.index(L.AD)
    np.testing.assert_allclose(found[:, 0], rows, atol=1e-5)
    likely, other = rows[1, ad], rows[0, ad]
    assert found[0, 1, ad] == pytest.approx((likely + other) / 2, abs=1e-5)
    assert found[3, 1, ad] == pytest.approx(likely, abs=1e-5)
    assert found[0, 2, ad] == pytest.approx((4 * likely + other) / 5, abs=1e-5)
    np.testing.assert_allclose(found[:, 4, ad], (5 * likely + 2 * other) / 7, atol=1e-5)


def test_a_line_weighs_the_root_of_its_words_and_its_length_is_an_input():
    found = describe_labels(rows_of([L.PROSE, L.AD]), np.array([16.0, 1.0]))
    np.testing.assert_allclose(found[:, -1], np.log([17, 2]), rtol=1e-6)
    ad = LABELS.index(L.AD)
    of_document = np.exp(found[0, 4 * N + ad]) - 0.003
    assert of_document == pytest.approx((4 * 0.2 / 14 + 0.8) / 5, abs=1e-5)


@given(st.integers(0, 40))
def test_inputs_are_finite_for_any_document(n):
    rng = np.random.default_rng(n)
    rows = np.eye(N, dtype=np.float32)[rng.integers(0, N, n)]
    found = describe_labels(rows, rng.integers(1, 10**6, n).astype(float))
    assert found.shape == (n, N_INPUTS)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


def test_what_is_ruled_out_stays_so():
    rows = rows_of([L.PROSE, L.PROSE])
    rows[0, LABELS.index(L.DUPLICATE)] = 0
    logits = np.zeros((2, N), np.float32)
    logits[:, LABELS.index(L.DUPLICATE)] = 5
    logits[:, LABELS.index(L.AD)] = 1
    assert [LABELS[i] for i in most_likely(logits, rows)] == [L.AD, L.DUPLICATE]


def test_a_classifier_survives_its_arrays():
    before = always(L.AD)
    after = Labelling.of(before.arrays())
    assert all((a == b).all() for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight": np.zeros((N_INPUTS - 1, N))}, "another size"),
        ({"weight": np.zeros((N_INPUTS, N - 1))}, "another size"),
        ({"bias": np.zeros(N + 1)}, "another size"),
        ({"bias": np.full(N, np.nan)}, "no numbers"),
        ({"weight": np.full((N_INPUTS, N), np.inf)}, "no numbers"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Labelling.of(always(L.AD).arrays() | {f"labelling_{name}": array for name, array in change.items()})


def test_the_api_reports_its_labels_and_the_scores_do_not_change(monkeypatch):
    model = load(models_folder(), "text")
    before = declutter.explain(PAGE)
    monkeypatch.setattr(api, "_model", lambda name: model._replace(labelling=always(L.SOCIAL)))
    after = declutter.explain(PAGE)
    assert {line.label for line in after.lines} == {L.SOCIAL}
    assert [line.score for line in after.lines] == [line.score for line in before.lines]
    assert after.text == before.text
    assert declutter.clean(PAGE, keep=["social"]) == PAGE, "a label that the caller names decides alone"


def test_without_it_the_networks_labels_stay(monkeypatch):
    model = load(models_folder(), "text")._replace(labelling=None)
    monkeypatch.setattr(api, "_model", lambda name: model)
    assert declutter.explain(PAGE).lines[1].label == L.SOCIAL


def test_both_shipped_models_have_it():
    assert all(load(models_folder(), name).labelling is not None for name in ("text", "html"))

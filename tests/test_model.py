"""A model comes back from its files to the bit, anything else is refused, and it runs the network that was trained."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from line_helpers import FACTS, phrase_table, small_arrays, small_params, tables
from numpy.typing import NDArray

from declutter import model as module
from declutter.features import FEATURES, Description, describe
from declutter.labels import LABELS
from declutter.model import FORMAT, Model, ModelError, forward, load, models_folder, neighbour, save, standardised
from declutter.phrases import PhraseTable
from declutter.tokens import BUCKETS

LINES = (
    "The title of the piece",
    "The ferry crosses the wide bay twice a day, and people wait for it on the pier.",
    "Subscribe to our newsletter",
    "…",
    "Share",
    "The title of the piece",
)


def described(*lines: str) -> Description:
    return describe(lines, tables(), phrase_table())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds a small model named “text”."""
    save(tmp_path, "text", small_arrays(), FACTS)
    return tmp_path


def rewrite(folder: Path, **facts: Any) -> None:
    """Change entries of the JSON file."""
    path = folder / "text.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **facts}))


def replace_arrays(folder: Path, content: bytes) -> None:
    """Put other bytes in the place of the arrays, with a digest that is right."""
    (folder / "text.npz").write_bytes(content)
    rewrite(folder, sha256=hashlib.sha256(content).hexdigest())


def npz(**arrays: NDArray[Any]) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=True, **arrays)
    return stream.getvalue()


# Files


def test_saved_and_loaded_is_the_same_to_the_bit(folder: Path) -> None:
    first, second = load(folder, "text"), load(folder, "text")
    arrays = small_arrays()
    for name, value in first.params.items():
        np.testing.assert_array_equal(value, second.params[name])
        assert value.dtype == np.float32
        np.testing.assert_array_equal(value, arrays[name])
    np.testing.assert_array_equal(first.embedding, arrays["embedding"])
    np.testing.assert_array_equal(first.mean, arrays["mean"])
    np.testing.assert_array_equal(first.scale, arrays["scale"])
    np.testing.assert_array_equal(first.tables.classes, tables().classes)
    np.testing.assert_array_equal(first.tables.folded, tables().folded)
    for name in PhraseTable._fields:
        np.testing.assert_array_equal(getattr(first.phrases, name), getattr(phrase_table(), name))
    assert {mode: list(pair) for mode, pair in first.thresholds.items()} == FACTS["thresholds"]
    assert first.threshold("balanced", cased=True) == 0.4
    assert first.threshold("balanced", cased=False) == 0.3
    np.testing.assert_array_equal(first.probabilities(described(*LINES)), second.probabilities(described(*LINES)))


def test_the_embedding_is_its_eight_bits_times_its_scale(folder: Path) -> None:
    arrays = small_arrays()
    wanted = arrays["embedding"].astype(np.float32) * arrays["embedding_scale"]
    np.testing.assert_array_equal(load(folder, "text").all_params()["embedding"], wanted)


def test_same_content_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        save(
            tmp_path / name, "text", dict(reversed(small_arrays().items())) if name == "two" else small_arrays(), FACTS
        )
    for file in ("text.npz", "text.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    with zipfile.ZipFile(tmp_path / "one" / "text.npz") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_json_file_says_what_the_arrays_are_for(folder: Path) -> None:
    facts = json.loads((folder / "text.json").read_text(encoding="utf-8"))
    assert facts["format"] == FORMAT
    assert facts["labels"] == list(LABELS)
    assert facts["features"] == list(FEATURES)
    assert facts["sha256"] == hashlib.sha256((folder / "text.npz").read_bytes()).hexdigest()


def test_arrays_of_a_loaded_model_cannot_be_written_to(folder: Path) -> None:
    for value in load(folder, "text").params.values():
        with pytest.raises(ValueError, match="read-only"):
            value[0] = 0


def cut_arrays(folder: Path) -> None:
    content = (folder / "text.npz").read_bytes()
    (folder / "text.npz").write_bytes(content[: len(content) // 2])


def flip_a_bit(folder: Path) -> None:
    content = bytearray((folder / "text.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "text.npz").write_bytes(content)


def cut_json(folder: Path) -> None:
    content = (folder / "text.json").read_bytes()
    (folder / "text.json").write_bytes(content[: len(content) // 2])


def without(name: str) -> Callable[[Path], None]:
    def remove(folder: Path) -> None:
        save(folder, "text", {key: value for key, value in small_arrays().items() if key != name}, FACTS)

    return remove


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "arrays missing": lambda folder: (folder / "text.npz").unlink(),
    "JSON missing": lambda folder: (folder / "text.json").unlink(),
    "arrays cut": cut_arrays,
    "arrays empty": lambda folder: (folder / "text.npz").write_bytes(b""),
    "one bit flipped": flip_a_bit,
    "bytes appended": lambda folder: (folder / "text.npz").write_bytes((folder / "text.npz").read_bytes() + b"\0"),
    "JSON cut": cut_json,
    "JSON empty": lambda folder: (folder / "text.json").write_bytes(b""),
    "JSON no text": lambda folder: (folder / "text.json").write_bytes(b"\xff\xfe\x00"),
    "JSON a list": lambda folder: (folder / "text.json").write_text("[]"),
    "JSON null": lambda folder: (folder / "text.json").write_text("null"),
    "JSON of something else": lambda folder: (folder / "text.json").write_text('{"name": "x"}'),
    "a later format": lambda folder: rewrite(folder, format=FORMAT + 1),
    "no format": lambda folder: rewrite(folder, format=None),
    "other features": lambda folder: rewrite(folder, features=[*FEATURES[:-1], "another"]),
    "features in another order": lambda folder: rewrite(folder, features=list(FEATURES[::-1])),
    "other labels": lambda folder: rewrite(folder, labels=["spam", "ham"]),
    "another digest": lambda folder: rewrite(folder, sha256="0" * 64),
    "no digest": lambda folder: rewrite(folder, sha256=None),
    "thresholds no numbers": lambda folder: rewrite(folder, thresholds={"balanced": "high"}),
    "thresholds not in pairs": lambda folder: rewrite(folder, thresholds={"balanced": 0.5}),
    "calibration missing": lambda folder: rewrite(folder, calibration=None),
    "calibration without its half": lambda folder: rewrite(folder, calibration={"raw": [0, 1]}),
    "arrays of something else": lambda folder: replace_arrays(folder, npz(weights=np.zeros(3))),
    "no archive": lambda folder: replace_arrays(folder, b"hello, this is no archive at all"),
    "a single array": lambda folder: replace_arrays(folder, npz(x=np.zeros(1))[:40]),
    **{f"{name} missing": without(name) for name in ("embedding_scale", "mean", "fold_to", "phrase_bounds")},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_not_a_model_for_this_version_is_refused(folder: Path, damage: Callable[[Path], Any]) -> None:
    load(folder, "text")
    damage(folder)
    with pytest.raises(ModelError):
        load(folder, "text")


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "text.json"):
        with pytest.raises(ModelError, match="cannot read"):
            load(folder, "text")


def test_a_file_cut_anywhere_is_refused(folder: Path) -> None:
    path = folder / "text.npz"
    whole = path.read_bytes()
    for kept in range(0, len(whole), len(whole) // 50):
        path.write_bytes(whole[:kept])
        with pytest.raises(ModelError):
            load(folder, "text")


FOREIGN: dict[str, Callable[[Path], Any]] = {
    "arrays empty": lambda folder: replace_arrays(folder, b""),
    "thresholds a list": lambda folder: rewrite(folder, thresholds=[0.5]),
    "a mode missing": lambda folder: rewrite(folder, thresholds={"balanced": [0.5, 0.5]}),
    "characters beyond the table": lambda folder: save(
        folder,
        "text",
        {**small_arrays(), "fold_from": np.array([2**21], np.uint32), "fold_to": np.array([0], np.uint32)},
        FACTS,
    ),
    "a layer of another size": lambda folder: save(
        folder, "text", {**small_arrays(), "last_w": np.zeros((3, 3), np.float32)}, FACTS
    ),
    "a layer missing": without("pool_w"),
    "word vectors missing": without("embedding"),
    "too few word vectors": lambda folder: save(
        folder, "text", {**small_arrays(), "embedding": small_arrays()["embedding"][:9]}, FACTS
    ),
}


@pytest.mark.parametrize("damage", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_foreign_model_with_a_right_digest_is_refused(folder: Path, damage: Callable[[Path], Any]) -> None:
    damage(folder)
    with pytest.raises(ModelError):
        load(folder, "text")


class Payload:
    """Would create a file if it were ever unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (self.path, "w"))


def test_loading_runs_no_code(folder: Path) -> None:
    trap = folder / "trap"
    array = np.empty(1, object)
    array[0] = Payload(trap)
    arrays = {**small_arrays(), "mean": array}
    replace_arrays(folder, npz(**arrays))
    with pytest.raises(ModelError):
        load(folder, "text")
    assert not trap.exists()
    with np.load(io.BytesIO(npz(**arrays)), allow_pickle=True) as opened:
        opened["mean"][0].close()
    assert trap.exists(), "the trap itself must work"


def test_objects_cannot_be_saved(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"[Oo]bject arrays"):
        save(tmp_path, "text", {"x": np.array([None], object)}, FACTS)
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_model_loads_and_keeps_its_promises_of_form() -> None:
    shipped = load(models_folder(), "text")
    assert set(shipped.thresholds) == {"precision", "balanced", "recall"}
    for cased in (True, False):
        strict, middle, careful = (shipped.threshold(mode, cased=cased) for mode in ("precision", "balanced", "recall"))
        assert 1 >= strict >= middle >= careful >= 0
    raw, calibrated = shipped.calibration
    assert len(raw) == len(calibrated) > 1
    assert (np.diff(raw) > 0).all()
    assert (np.diff(calibrated) >= 0).all()
    assert 0 <= calibrated[0] <= calibrated[-1] <= 1
    assert all(np.isfinite(value).all() for value in shipped.params.values())
    assert (shipped.scale > 0).all()
    size = sum((models_folder() / name).stat().st_size for name in ("text.npz", "text.json"))
    assert size <= 5_000_000


# The network


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A small random model."""
    folder = tmp_path_factory.mktemp("model")
    save(folder, "text", small_arrays(), FACTS)
    return load(folder, "text")


@pytest.mark.parametrize("n", [1, 2, 3, 16, 500])
def test_probabilities_of_each_line_add_up_to_one(small: Model, n: int) -> None:
    seen = small.probabilities(described(*(LINES * n)[:n]))
    assert seen.shape == (n, len(LABELS))
    assert seen.dtype == np.float32
    assert (seen >= 0).all()
    np.testing.assert_allclose(seen.sum(axis=1), 1, rtol=1e-5)


def test_no_lines_have_no_probabilities(small: Model) -> None:
    assert small.probabilities(described()).shape == (0, len(LABELS))


def test_very_odd_figures_give_probabilities_still(small: Model) -> None:
    evidence = described(*LINES)
    evidence.dense[:] = 1e30
    evidence.dense[1] = -1e30
    assert np.isfinite(small.probabilities(evidence)).all()


def test_calibration_is_linear_between_its_points(small: Model) -> None:
    seen = small.calibrated(np.array([0, 0.25, 0.5, 0.75, 1.0]))
    np.testing.assert_allclose(seen, [0.1, 0.25, 0.4, 0.65, 0.9])


def test_standardised_figures_end_at_five_scales() -> None:
    mean, scale = np.array([1, 1, 1], np.float32), np.array([2, 2, 2], np.float32)
    seen = standardised(np.array([[1, 3, 1e9], [-1e9, 0, 11]], np.float32), mean, scale)
    assert seen.tolist() == [[0, 1, 5], [-5, -0.5, 5]]


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 179, 15), (4000, 3, 2), (300, 211, 128), (2000, 512, 600), (0, 3, 2)])
def test_the_product_in_blocks_is_the_product(shape: tuple[int, int, int]) -> None:
    rows, inner, columns = shape
    rng = np.random.default_rng(0)
    # Small whole numbers add up exactly in any order, so that the two can be compared bit by bit.
    x = rng.integers(-8, 9, (rows, inner)).astype(np.float32)
    w = rng.integers(-8, 9, (inner, columns)).astype(np.float32)
    seen = module._product(x, w)
    assert seen.dtype == np.float32
    np.testing.assert_array_equal(seen, x @ w)


def test_the_product_of_real_numbers_is_near_the_product() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((1000, 211), np.float32), rng.standard_normal((211, 128), np.float32)
    np.testing.assert_allclose(module._product(x, w), x @ w, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("step", [1, 2, 8])
def test_neighbours_are_those_of_the_same_document(step: int) -> None:
    h = np.arange(1, 21, dtype=np.float32).reshape(10, 2)
    bounds = np.array([0, 1, 4, 10])
    window = neighbour(h, step, bounds)
    for start, stop in ((0, 1), (1, 4), (4, 10)):
        for line in range(start, stop):
            for part, other in enumerate((line - step, line, line + step)):
                wanted = h[other] if start <= other < stop else np.zeros(2, np.float32)
                np.testing.assert_array_equal(window[line, 2 * part : 2 * part + 2], wanted)


def test_a_line_far_away_is_only_seen_through_the_summary_of_the_document() -> None:
    params = small_params()
    params["pool_w"][:] = 0
    rng = np.random.default_rng(0)
    dense = rng.standard_normal((64, len(FEATURES)), np.float32)
    embedded = rng.standard_normal((64, 4), np.float32)
    before = forward(params, dense, embedded)
    dense[40] += 1
    changed = np.flatnonzero((forward(params, dense, embedded) != before).any(axis=1))
    assert 40 in changed
    assert set(changed.tolist()) <= set(range(40 - 15, 40 + 15 + 1))


def test_the_network_is_the_one_that_is_trained(small: Model) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    network = pytest.importorskip("declutter.training.network")
    documents = [described(*LINES), described("…"), described(*LINES[::-1], *(f"{line} again" for line in LINES))]
    for chosen in ([0], [1], [2], [0, 1, 2]):
        evidence = [documents[i] for i in chosen]
        counts = np.concatenate([d.counts for d in evidence])
        dense = standardised(np.concatenate([d.dense for d in evidence]), small.mean, small.scale)
        weights = np.repeat(1 / np.maximum(counts, 1), counts).astype(np.float32)
        ends = np.concatenate([[0], np.cumsum(counts)])
        buckets = np.concatenate([d.buckets for d in evidence])
        bag = sparse.csr_matrix((weights, buckets, ends), shape=(len(counts), len(small.embedding)))
        bounds = np.cumsum([0, *(len(d.dense) for d in evidence)])
        logits, _ = network.forward(small.all_params(), network.Batch(dense, bag, bounds), 0, None)
        exp = np.exp(logits - logits.max(axis=1, keepdims=True))
        wanted = np.concatenate([small.probabilities(d) for d in evidence])
        np.testing.assert_allclose(exp / exp.sum(axis=1, keepdims=True), wanted, rtol=1e-3, atol=1e-5)


def test_packing_rounds_the_word_vectors_and_nothing_else(tmp_path: Path) -> None:
    export = pytest.importorskip("declutter.training.export")
    params = small_params()
    arrays = small_arrays()
    static = {name: value for name, value in arrays.items() if name.startswith(("class_", "fold_", "phrase_"))}
    save(tmp_path, "text", export.packed(params, (arrays["mean"], arrays["scale"]), static), FACTS)
    loaded = load(tmp_path, "text")
    for name, value in params.items():
        if name == "embedding":
            steps = np.abs(value).max(axis=0) / 127
            assert (np.abs(loaded.all_params()[name] - value) <= steps * 0.501).all()
        else:
            np.testing.assert_array_equal(loaded.params[name], value)


@pytest.mark.parametrize("width", [1, 4, 7, 32])
@pytest.mark.parametrize("extreme", [False, True])
def test_a_line_has_the_mean_of_its_vectors_however_many(width: int, extreme: bool) -> None:
    rng = np.random.default_rng(width)
    table = rng.choice([-128, 127], (BUCKETS, width)) if extreme else rng.integers(-128, 128, (BUCKETS, width))
    counts = np.array([0, 1, 255, 256, 257, 0, 512, 40_000, 2])
    buckets = rng.integers(0, BUCKETS, counts.sum())
    seen = module._embed(table.astype(np.int8), buckets, counts)
    stops = np.cumsum(counts)
    for line, (stop, count) in enumerate(zip(stops, counts, strict=True)):
        mean = table[buckets[stop - count : stop]].sum(axis=0) / max(count, 1)
        np.testing.assert_array_equal(seen[line], mean.astype(np.float32))

"""A model comes back from its files to the bit, and anything else is refused without running code of it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from line_helpers import FACTS, phrase_table, small_arrays, small_params, tables
from numpy.typing import NDArray

from declutter.features import FEATURES, describe
from declutter.labels import LABELS
from declutter.modelfile import FORMAT, ModelError, load, models_folder, save
from declutter.phrases import PhraseTable

LINES = ("The ferry crosses the wide bay twice a day.", "Subscribe to our newsletter", "…", "Share")


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
    lines = describe(LINES, tables(), phrase_table())
    np.testing.assert_array_equal(first.probabilities(lines), second.probabilities(lines))


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


def repacked(compression: int) -> Callable[[Path], None]:
    """Put the same members into another archive."""

    def repack(folder: Path) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(folder / "text.npz") as old, zipfile.ZipFile(stream, "w", compression) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
        replace_arrays(folder, stream.getvalue())

    return repack


def with_member(content: bytes) -> Callable[[Path], None]:
    """Put an array file of this content in front of the others."""

    def add(folder: Path) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(folder / "text.npz") as old, zipfile.ZipFile(stream, "w") as new:
            new.writestr("added.npy", content)
            for name in old.namelist():
                new.writestr(name, old.read(name))
        replace_arrays(folder, stream.getvalue())

    return add


def npy(array: NDArray[Any], **changes: Any) -> bytes:
    """Return an array file, parts of its header changed."""
    stream = io.BytesIO()
    header = {**np.lib.format.header_data_from_array_1_0(array), **changes}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue() + array.tobytes()


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
    "doubt no number": lambda folder: rewrite(folder, doubt="some"),
    "doubt not finite": lambda folder: rewrite(folder, doubt=float("inf")),
    "thresholds not in pairs": lambda folder: rewrite(folder, thresholds={"balanced": 0.5}),
    "calibration missing": lambda folder: rewrite(folder, calibration=None),
    "calibration without its half": lambda folder: rewrite(folder, calibration={"raw": [0, 1]}),
    "arrays of something else": lambda folder: replace_arrays(folder, npz(weights=np.zeros(3))),
    "no archive": lambda folder: replace_arrays(folder, b"hello, this is no archive at all"),
    "members compressed": repacked(zipfile.ZIP_DEFLATED),
    "a member that is no array": with_member(b"no array"),
    "a member without content": with_member(b""),
    "a member larger than the file": with_member(npy(np.zeros(3), shape=(2**40,))),
    "a member of more numbers than there are": with_member(npy(np.zeros(3), shape=(2**70,))),
    "a member smaller than it says": with_member(npy(np.zeros(3), shape=(4,))),
    "a member that lies column by column": with_member(npy(np.zeros((2, 2)), fortran_order=True)),
    "a member of negative size": with_member(npy(np.zeros(3), shape=(-1,))),
    "a member of another version": with_member(npy(np.zeros(3)).replace(b"NUMPY\x01", b"NUMPY\x02")),
    "a member of objects": with_member(npy(np.zeros(3), descr="|O")),
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


def test_any_byte_of_the_archive_s_frame_may_be_wrong(folder: Path) -> None:
    """Only the model itself, or an error that says so, comes of an archive with a right digest."""
    whole = (folder / "text.npz").read_bytes()
    first_array = whole.index(b"\x93NUMPY") + 128
    for at in (*range(first_array), *range(len(whole) - 22, len(whole))):
        replace_arrays(folder, whole[:at] + bytes([255 - whole[at]]) + whole[at + 1 :])
        with suppress(ModelError):
            load(folder, "text")


def test_an_archive_cut_anywhere_before_its_directory_is_refused(folder: Path) -> None:
    whole = (folder / "text.npz").read_bytes()
    end = whole.index(b"PK\1\2")
    for kept in (*range(0, 200, 3), *range(end - 20, end), *range(200, end, end // 20)):
        replace_arrays(folder, whole[:kept])
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
    "a layer of no width": lambda folder: save(
        folder, "text", {**small_arrays(), "last_w": small_arrays()["last_w"][:, :0]}, FACTS
    ),
    "a large layer of one column": lambda folder: save(
        folder, "text", {**small_arrays(), "last_w": np.zeros((40_000, 1), np.float32)}, FACTS
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

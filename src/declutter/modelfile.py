"""The files of a model.

``NAME.npz`` holds plain arrays, loaded without pickle, so that loading can run no code; ``NAME.json`` the format
version, the names of features and labels, the thresholds, and the digest of the arrays.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import re
import struct
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import NDArray

from declutter.characters import N_CLASSES, TABLE_SIZE, unpack_tables
from declutter.features import FEATURES
from declutter.hashing import BUCKETS
from declutter.labelling import Labelling
from declutter.labels import LABELS, Mode
from declutter.model import Model, forward, standardised
from declutter.phrases import PhraseTable
from declutter.second import Trees, second_figures

if TYPE_CHECKING:
    from pathlib import Path

#: Raised by one whenever older code could not read the files, or would take their vectors for something else.
FORMAT = 5

#: What a member of an archive begins with, where the lengths of its name and of further facts stand, how an array
#: begins (the form in which numpy has always written it), and what the list of all members begins with.
_MEMBER, _DIRECTORY = b"PK\3\4", b"PK\1\2"
_LENGTHS = struct.Struct("<26x2H")
_ARRAY = re.compile(
    rb"\x93NUMPY\x01\x00[\s\S]{2}"
    rb"\{'descr': '([<>|][fiu][1-8])', 'fortran_order': False, 'shape': \(([\d, ]{0,99})\), \} {0,99}\n"
)


class ModelError(Exception):
    """A model's files are missing, damaged, or not for this version."""


def models_path() -> str:
    """Return the folder of the shipped models: inside an installed wheel, or beside ``src`` in a checkout."""
    package = os.path.dirname(__file__)
    packaged = os.path.join(package, "models")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(os.path.dirname(package)), "models")


def models_folder() -> Path:
    """Return :func:`models_path` as a :class:`~pathlib.Path`."""
    from pathlib import Path  # noqa: PLC0415 - cleaning does without, which saves a fresh process 3 ms

    return Path(models_path())


def _features_of(name: str) -> tuple[tuple[str, ...], int]:
    """Return the names of the dense features of a model, and in how many ways its lines are grouped."""
    if name == "text":
        return FEATURES, 0
    # Plain text does without what these import.
    from declutter.alike import N_GROUPINGS  # noqa: PLC0415
    from declutter.page_features import HTML_FEATURES  # noqa: PLC0415

    return HTML_FEATURES, N_GROUPINGS


def save(folder: Path, name: str, arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> None:
    """Write ``NAME.npz`` and ``NAME.json`` (training only): same content, same bytes."""
    content = _npz_bytes(arrays)
    features, n_groupings = _features_of(name)
    known = {
        "format": FORMAT,
        "sha256": hashlib.sha256(content).hexdigest(),
        "labels": list(LABELS),
        "features": list(features),
        "second_figures": list(second_figures(n_groupings)),
    }
    (folder / f"{name}.npz").write_bytes(content)
    (folder / f"{name}.json").write_text(json.dumps({**known, **facts}, indent=1) + "\n", encoding="utf-8")


def _npz_bytes(arrays: dict[str, NDArray[Any]]) -> bytes:
    # Members of a fixed date make the file reproducible, whatever savez of this numpy writes there.
    import zipfile  # noqa: PLC0415 - training only: it takes as long to import as a model to load

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), member.getvalue())
    return stream.getvalue()


def load(folder: str | os.PathLike[str], name: str) -> Model:
    """Return the model in ``folder``.

    Raises:
        ModelError: if a file is missing, damaged, of another format version, or made for other features or labels.
    """
    facts, content = _read(os.path.join(folder, name))
    if facts.get("format") != FORMAT:
        raise ModelError(f"{name}: format {facts.get('format')!r}; this version of declutter reads format {FORMAT}")
    if hashlib.sha256(content).hexdigest() != facts.get("sha256"):
        raise ModelError(f"{name}: the arrays are not the ones that the JSON file describes (digest differs)")
    features, n_groupings = _features_of(name)
    figures = second_figures(n_groupings)
    made_for = (facts.get(key) for key in ("features", "second_figures", "labels"))
    if list(made_for) != [list(features), list(figures), list(LABELS)]:
        raise ModelError(f"{name}: made for other features or labels than this version of declutter has")
    try:
        model = _build(_arrays(content), facts, len(figures))
        _try_out(model, len(features))
        return model
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        EOFError,
        OSError,
        ArithmeticError,
        struct.error,
    ) as error:
        raise ModelError(f"{name}: not a model of declutter ({type(error).__name__}: {error})") from error


def _try_out(model: Model, n_features: int) -> None:
    """Raise ``ValueError`` where the parts of a model do not fit each other."""
    if set(model.thresholds) != set(get_args(Mode)):
        raise ValueError("thresholds are not those of the modes")
    table = model.embedding
    if len(table) != BUCKETS or table.dtype != np.int8 or model.embedding_scale.shape != table.shape[1:]:
        raise ValueError("an embedding of another size or kind")
    dense = standardised(np.zeros((2, n_features), np.float32), model.mean, model.scale)
    embedded = np.zeros((2, table.shape[1]), np.float32)
    if forward(model.params, dense, embedded).shape != (2, len(LABELS)):
        raise ValueError("not one output per label")
    if len(model.tables.classes) != TABLE_SIZE + 1 or model.tables.classes.max() >= N_CLASSES:
        raise ValueError("character tables of another size")
    if not math.isfinite(model.doubt):
        raise ValueError("scores cannot be moved by so much")
    model.calibrated(np.zeros(1))


def _read(stem: str) -> tuple[dict[str, Any], bytes]:
    try:
        with open(f"{stem}.json", encoding="utf-8") as file:
            facts = json.load(file)
        with open(f"{stem}.npz", "rb") as arrays:
            content = arrays.read()
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot read the model's files: {error}") from error
    if not isinstance(facts, dict):
        raise ModelError(f"{os.path.basename(stem)}.json does not hold a JSON object")
    return facts, content


def _arrays(content: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays of an ``.npz`` file as :func:`save` writes it: members one after another, not compressed.

    ``np.load`` would import ``zipfile`` (6 ms) and copy everything (3 ms). These arrays share the memory of
    ``content``, and none of them can hold objects.
    """
    arrays, at = {}, 0
    while content.startswith(_MEMBER, at):
        n_name, n_more = _LENGTHS.unpack_from(content, at)
        at += _LENGTHS.size
        name = content[at : at + n_name].decode()
        head = _ARRAY.match(content, at + n_name + n_more)
        if not head:
            raise ValueError(f"{name}: no array of numbers, or compressed")
        shape = [int(size) for size in head[2].split(b",") if size.strip()]
        flat = np.frombuffer(content, head[1].decode(), math.prod(shape), head.end())
        arrays[name.removesuffix(".npy")] = flat.reshape(shape)
        at = head.end() + flat.nbytes
    if not content.startswith(_DIRECTORY, at):
        raise ValueError("no archive of arrays")
    return arrays


def _build(arrays: dict[str, NDArray[Any]], facts: dict[str, Any], n_figures: int) -> Model:
    params = {name: value.astype(np.float32) for name, value in arrays.items() if name.endswith(("_w", "_b"))}
    embedding = arrays["embedding"]
    for value in (*params.values(), embedding):
        value.flags.writeable = False
    calibration = facts["calibration"]
    return Model(
        params=params,
        embedding=embedding,
        embedding_scale=arrays["embedding_scale"].astype(np.float32),
        mean=arrays["mean"].astype(np.float32),
        scale=arrays["scale"].astype(np.float32),
        tables=unpack_tables(arrays),
        phrases=PhraseTable.from_arrays(arrays),
        calibration=(np.array(calibration["raw"], float), np.array(calibration["calibrated"], float)),
        thresholds={mode: (float(cased), float(other)) for mode, (cased, other) in facts["thresholds"].items()},
        second=Trees.of(arrays, facts["second"], n_figures) if "second" in facts else None,
        labelling=Labelling.of(arrays) if "labelling_weight" in arrays else None,
        doubt=float(facts.get("doubt", 0.0)),
    )

"""Parameters ↔ the arrays of a model file."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from declutter.model import Floats, Params
from declutter.modelfile import load, models_folder


def packed(params: Params, standard: tuple[Floats, Floats], static: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return the arrays of a model file: the embedding in 8 bits a weight, scaled by dimension; the rest as it is.

    The embedding is nine tenths of the file; its means over a line's words average the rounding away.
    """
    arrays: dict[str, NDArray[Any]] = dict(params)
    scale = np.maximum(np.abs(params["embedding"]).max(axis=0), 1e-9) / 127
    arrays["embedding"] = np.rint(params["embedding"] / scale).astype(np.int8)
    arrays["embedding_scale"] = scale.astype(np.float32)
    return {**arrays, **static, "mean": standard[0].astype(np.float32), "scale": standard[1].astype(np.float32)}


def shipped() -> tuple[tuple[Params, tuple[Floats, Floats]], dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the shipped model: parameters and standardisation, copied to go on training, and what is kept as it is.

    That is the arrays of the second judgement and of the labelling, and the facts of the calibration, of the thresholds
    and of the second judgement.
    """
    model = load(models_folder(), "text")
    facts = json.loads((models_folder() / "text.json").read_text(encoding="utf-8"))
    parts = (part for part in (model.second, model.labelling) if part is not None)
    judgement = {name: array for part in parts for name, array in part.arrays().items()}
    kept = {name: facts[name] for name in ("calibration", "thresholds", "second") if name in facts}
    return (model.all_params(), (model.mean, model.scale)), judgement, kept

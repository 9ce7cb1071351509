"""Quality floors: figures and data digests pinned in a file; a lower figure fails, a lower new floor needs a flag."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from declutter.training.corpora import SEEDS, corpora_folder, digest

#: Figures are rounded to this many digits; nothing smaller is a change.
_DIGITS = 4


def data_digests() -> dict[str, str]:
    """Return the digests of what the figures were measured on: every seed file and, where present, labelled corpus."""
    found = {f"seeds/{path.name}": digest(path) for path in sorted(SEEDS.glob("*.jsonl"))}
    folder = corpora_folder()
    for name in ("labelled_lines", "seed_documents"):
        if folder is not None:
            found[f"{name}.jsonl"] = digest(folder / f"{name}.jsonl")
    return found


def check(path: Path, figures: dict[str, float]) -> int:
    """Return 1, and say which, where a figure is below its floor or was measured on other data; else 0."""
    pinned = json.loads(path.read_text(encoding="utf-8"))
    digests = data_digests()
    changed = [name for name, value in pinned["data"].items() if digests.get(name, value) != value]
    lower = [
        f"{name}: {figures[name]:.4f}, floor {floor:.4f}"
        for name, floor in pinned["figures"].items()
        if name in figures and not round(figures[name], _DIGITS) >= floor  # so that nan fails
    ]
    for line in [*(f"measured on other data than pinned: {name}" for name in changed), *lower]:
        print(f"floor: {line}", file=sys.stderr)
    compared = sum(name in figures for name in pinned["figures"])
    print(
        f"\nfloors: {compared} of {len(pinned['figures'])} compared, {len(lower)} lower, "
        f"{len(changed)} data files changed"
    )
    return 1 if lower or changed else 0


def update(path: Path, figures: dict[str, float], *, allow_lower: bool) -> int:
    """Pin the figures; return 1 and write nothing where one would go down and ``allow_lower`` is not set."""
    rounded = {name: round(value, _DIGITS) for name, value in sorted(figures.items())}
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"data": {}, "figures": {}}
    if not allow_lower:
        lower = [name for name, floor in before["figures"].items() if rounded.get(name, floor) < floor]
        if lower:
            print(f"floors would go down (--allow-lower to insist): {', '.join(lower)}", file=sys.stderr)
            return 1
    # What could not be measured here (no corpora) keeps its floor.
    pinned = {"data": {**before["data"], **data_digests()}, "figures": {**before["figures"], **rounded}}
    path.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")
    print(f"pinned {len(rounded)} figures in {path.name}")
    return 0

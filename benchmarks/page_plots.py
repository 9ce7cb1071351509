"""The two plots of :mod:`benchmarks.pages`: precision against recall, quality against speed; a panel for each set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.page_scores import SetScores

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLUMNS = 3
#: Colours that colour-blind readers tell apart (Okabe and Ito): one for each family of extractors.
_COLOURS = {"declutter": "#D55E00", "trafilatura": "#0072B2", "": "#4d4d4d"}
_ORDER = {"": 3, "trafilatura": 4, "declutter": 5}  # ours on top
_MARKERS = "osD^vP*X<>hp"
_SPEEDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

Point = Callable[[SetScores, str], tuple[float, float] | None]


def draw(folder: Path, sets: Sequence[SetScores], seconds: Mapping[str, float]) -> list[Path]:
    """Write the plots that there are figures for into ``folder`` and return their paths."""
    plots = []
    if sets:
        path = folder / "precision_recall.svg"
        _plot(path, sets, lambda s, e: s.main(e)[1::-1], _precision_recall_axes)
        plots.append(path)
    if sets and seconds:
        path = folder / "quality_speed.svg"
        _plot(path, sets, lambda s, e: (1 / seconds[e], s.main(e).f1) if e in seconds else None, _speed_axes)
        plots.append(path)
    return plots


def _plot(path: Path, sets: Sequence[SetScores], point: Point, prepare: Callable[[Axes], None]) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - of the extra `bench` alone

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    # Text stays text, and the same figures give the same bytes.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "declutter", "font.size": 9}):
        columns = min(_COLUMNS, len(sets))
        lines = -(-len(sets) // columns)
        size = (4 * columns + 2.2, 3.4 * lines + 0.4)
        figure, axes = plt.subplots(lines, columns, figsize=size, squeeze=False, layout="constrained")
        handles: dict[str, Any] = {}
        for panel, scores in zip(axes.flat, sets, strict=False):
            for extractor in scores.extractors:
                at = point(scores, extractor)
                if at is not None:
                    handles[extractor] = panel.scatter(*at, label=extractor, **_style(extractor, handles))
            measure = "snippets" if scores.page_set.by_snippets else "words"
            panel.set_title(f"{scores.page_set.name} ({len(scores.pages)} pages, {measure})")
            prepare(panel)
        for panel in axes.flat[len(sets) :]:
            panel.axis("off")
        figure.legend(handles.values(), handles.keys(), loc="outside right upper", frameon=False)
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)


def _style(extractor: str, known: Iterable[str]) -> dict[str, Any]:
    """Return colour and marker: a colour for each family, in it a marker for each, the same in every panel."""
    family = _family(extractor)
    names = list(dict.fromkeys(name for name in (*known, extractor) if _family(name) == family))
    return {
        "color": _COLOURS[family],
        "marker": _MARKERS[names.index(extractor) % len(_MARKERS)],
        "s": 40,
        "zorder": _ORDER[family],
    }


def _family(extractor: str) -> str:
    first = extractor.replace(",", " ").split()[0]
    return first if first in _COLOURS else ""


def _precision_recall_axes(panel: Axes) -> None:
    panel.set(xlabel="recall", ylabel="precision")
    # Lines of equal F1 behind the points, without changing what the points made of the axes.
    left, right = panel.get_xlim()
    low, high = panel.get_ylim()
    recall, precision = np.meshgrid(np.linspace(left, right, 60), np.linspace(low, high, 60))
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    lines = panel.contour(recall, precision, f1, levels=np.arange(0.05, 1, 0.05), colors="0.85", linewidths=0.8)
    panel.clabel(lines, fmt="F1 %.2f", fontsize=7)


def _speed_axes(panel: Axes) -> None:
    from matplotlib.ticker import NullFormatter, StrMethodFormatter  # noqa: PLC0415

    panel.set(xlabel="pages a second of CPU time", ylabel="F1", xscale="log")
    left, right = panel.get_xlim()
    panel.set_xticks([at for at in _SPEEDS if left <= at <= right])
    panel.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    panel.xaxis.set_minor_formatter(NullFormatter())
    panel.grid(color="0.9", which="major")

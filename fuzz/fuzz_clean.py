"""``clean`` and ``explain`` under atheris: no input raises, and what must hold of each answer holds.

The first byte of an input chooses how the rest is handed in; the rest is text or bytes. ``python fuzz/fuzz_clean.py
-max_total_time=60`` runs it; without atheris ``run`` still takes single inputs, which is how the tests call it.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import declutter

KINDS: tuple[Any, ...] = ("html", "text", "auto")
MODES: tuple[Any, ...] = ("precision", "balanced", "recall")
FORMATS: tuple[Any, ...] = ("text", "markdown")


def run(data: bytes) -> None:
    """Clean and explain one input and check the answers.

    Raises:
        AssertionError: the answers disagree, or are not what they must be.
    """
    choice, rest = (data[0], data[1:]) if data else (0, b"")
    source: str | bytes = rest if choice % 2 else rest.decode("utf-8", "surrogateescape")
    choice //= 2
    options = {"input": KINDS[choice % 3], "mode": MODES[choice // 3 % 3], "format": FORMATS[choice // 9 % 2]}
    explained = declutter.explain(source, **options)
    _check(explained.text == declutter.clean(source, **options), "explain and clean disagree")
    _check(all(0 <= line.score <= 1 and line.text.strip() for line in explained.lines), "an odd line")
    if options["input"] == "text" and isinstance(source, str):
        lines = source.splitlines()
        _check(all(lines[line.number] == line.text for line in explained.lines), "a line that is not in the source")


def _check(holds: bool, message: str) -> None:
    if not holds:  # no ``assert``: it is left out under -O
        raise AssertionError(message)


def main() -> int:
    """Run the fuzzer until it is stopped; libFuzzer takes the arguments."""
    if importlib.util.find_spec("atheris") is None:
        print(
            'fuzz_clean: atheris is not installed; pip install -e ".[fuzz]" (Linux, CPython 3.11 to 3.13)',
            file=sys.stderr,
        )
        return 2
    import atheris  # noqa: PLC0415 - so that the module can be imported without

    for folder in (argument for argument in sys.argv[1:] if not argument.startswith("-")):
        if not Path(folder).exists():
            Path(folder).mkdir(parents=True)
    run(b"\0<p>models are read once, before anything is counted")
    run(b"\2read once")
    atheris.instrument_all()
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The harness of the coverage-guided fuzzer: it takes any bytes, and finds what it is there to find."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

HARNESS = Path(__file__).resolve().parents[1] / "fuzz" / "fuzz_clean.py"
if not HARNESS.exists():
    pytest.skip("the harness is in the checkout, not in the wheel", allow_module_level=True)


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_clean", HARNESS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


harness = load()
#: How to hand in, then odd bytes; what a fuzzer has found is added here.
FOUND = (
    b"",
    b"\0",
    b"\0<p>\xed\xa0\x80\xff",
    b"\1\xff\xfe<\0p\0>\0",
    b"\x12<table><tr><td>a<pre>|\n</table>",
    b"\2a\x0bb\x1cc\xe2\x80\xa8d",
    b"\1%PDF-1.7\n\xe2\xe3\xcf\xd3",
    b"\1\x1f\x8b\x08\0\0",
)


@pytest.mark.parametrize("data", FOUND)
@pytest.mark.parametrize("choice", range(0, 36, 5))
def test_found_inputs_are_answered(data: bytes, choice: int) -> None:
    harness.run(bytes([choice]) + data[1:])
    harness.run(data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_answered(data: bytes) -> None:
    harness.run(data)


def test_a_wrong_answer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness.declutter, "clean", lambda *_, **__: "something else")
    with pytest.raises(AssertionError, match="disagree"):
        harness.run(b"\0<p>The ferry crosses the bay twice a day.")


def test_the_fuzzer_runs(tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed (extra fuzz)")
    argv = [sys.executable, str(HARNESS), "-runs=200", "-max_len=200", str(tmp_path / "found")]
    run = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stderr[-2000:]
    assert "Done 200 runs" in run.stderr


def test_without_atheris_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(harness.importlib.util, "find_spec", lambda name: None)
    assert harness.main() == 2
    assert ".[fuzz]" in capsys.readouterr().err

"""The same answers in threads, processes, under other settings and on other days; memory that stays."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import declutter

SENTENCES = (
    "The ferry crosses the bay twice a day, and people wait for it.",
    "Паром пересекает залив дважды в день.",
    "渡船每天两次横渡海湾，冬天早班经常取消。",
    "تعبر العبّارة الخليج مرتين في اليوم.",
    "Share on Facebook",
    "You may also like",
    "© 2025 The Example Times. All rights reserved.",
)


def document(number: int) -> str:
    """Return one of many documents: text, or HTML for every other number."""
    lines = [f"{SENTENCES[(number * 3 + i * i) % len(SENTENCES)]} {i * number % 17}" for i in range(3 + number % 9)]
    if number % 2:
        return "<html><body>" + "".join(f"<p class=c{i}>{line}</p>" for i, line in enumerate(lines)) + "</body></html>"
    return "\n".join(lines)


DOCUMENTS = [document(number) for number in range(48)]
#: What every way of running must print: a digest of all answers, scores to the last bit.
PREAMBLE = """
import hashlib, json, sys
import declutter
documents = json.load(sys.stdin)
def digest(answers):
    return hashlib.sha256(repr(answers).encode()).hexdigest()
"""
WAYS = {
    "one by one": "print(digest([declutter.explain(document) for document in documents]))",
    "twice": "[declutter.explain(d) for d in documents]; print(digest([declutter.explain(d) for d in documents]))",
    "fork": "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n"
    "    print(digest(pool.map(declutter.explain, documents)))",
    "fork after use": "import multiprocessing\ndeclutter.explain(documents[1])\n"
    "with multiprocessing.get_context('fork').Pool(2) as pool:\n"
    "    print(digest(pool.map(declutter.explain, documents)))",
    "spawn": "import multiprocessing\nif __name__ == '__main__':\n"
    "    with multiprocessing.get_context('spawn').Pool(2) as pool:\n"
    "        print(digest(pool.map(declutter.explain, documents)))",
    "joblib": "from joblib import Parallel, delayed\n"
    "print(digest(Parallel(n_jobs=2)(delayed(declutter.explain)(document) for document in documents)))",
}
SETTINGS = {
    "one BLAS thread": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    "eight BLAS threads": {"OPENBLAS_NUM_THREADS": "8", "OMP_NUM_THREADS": "8"},
    "another hash seed": {"PYTHONHASHSEED": "12345"},
    "the C locale": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
}


def answer(way: str, settings: dict[str, str] | None = None) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PREAMBLE + WAYS[way]],
        input=json.dumps(DOCUMENTS),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **(settings or {})},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.fixture(scope="module")
def wanted() -> str:
    return answer("one by one")


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_running_has_the_same_answers(way: str, wanted: str) -> None:
    if "fork" in way and "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("this system has no fork")
    assert len(wanted) == 64
    assert answer(way) == wanted


@pytest.mark.parametrize("setting", SETTINGS)
def test_settings_change_no_answer(setting: str, wanted: str) -> None:
    assert answer("one by one", SETTINGS[setting]) == wanted


def test_sixteen_threads_have_the_answers_of_one() -> None:
    documents = DOCUMENTS * 4
    alone = [declutter.explain(document) for document in documents]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(declutter.explain, documents)) == alone


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory_is_flat() -> None:
    pytest.importorskip("benchmarks", reason="the measurement is in the checkout, not in the wheel")
    argv = [sys.executable, "-m", "benchmarks.robustness_child", "many", "400"]
    run = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=True, cwd=Path(__file__).parents[1])
    curve = list(json.loads(run.stdout).values())
    assert len(curve) == 7
    # The first documents fill caches of fixed size; the long run asks for 1.05 between 1,000 and 20,000 documents.
    assert curve[-1] <= curve[2] * 1.05

"""Every block of code in ``docs/`` is run, each as a program of its own; links lead somewhere."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
if not PAGES:
    pytest.skip("the documentation is in the checkout, not in the wheel", allow_module_level=True)

_BLOCK = re.compile(r"(?:<!-- (?P<note>[^>]+) -->\n)?^```(?P<kind>\w*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?://)(?P<target>[^)#\s]*)(?:#(?P<part>[^)\s]*))?\)")


class Block(NamedTuple):
    page: str
    line: int
    kind: str
    note: str
    code: str


BLOCKS = [
    Block(path.name, text.count("\n", 0, found.start("code")), found["kind"], found["note"] or "", found["code"])
    for path in PAGES
    for text in [path.read_text(encoding="utf-8")]
    for found in _BLOCK.finditer(text)
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page}:{block.line}")
def test_blocks_run(block: Block, tmp_path: Path) -> None:
    kind, _, what = block.note.partition(": ")
    if kind == "not run":
        pytest.skip(what)
    if kind == "needs" and importlib.util.find_spec(what) is None:
        pytest.skip(f"{what} is not installed")
    (tmp_path / "article.txt").write_bytes((ROOT / "examples" / "article.txt").read_bytes())
    script = tmp_path / f"recipe.{block.kind}"
    script.write_text(block.code, encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        [sys.executable, str(script)] if block.kind == "python" else ["sh", "-e", str(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "PYTHONPATH": python_path},
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_blocks_are_found_and_of_known_kinds() -> None:
    assert len(BLOCKS) >= 10
    assert {block.kind for block in BLOCKS} == {"python", "sh"}
    assert {block.note.partition(": ")[0] for block in BLOCKS} <= {"", "needs", "not run"}
    fences = sum(path.read_text(encoding="utf-8").count("```") for path in PAGES)
    assert fences == 2 * len(BLOCKS), "a fence that is no block"


def test_the_json_lines_recipe_writes_whole_rows(tmp_path: Path) -> None:
    (block,) = (block for block in BLOCKS if "--jsonl" in block.code and block.kind == "sh")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    subprocess.run(["sh", "-e", "-c", block.code], cwd=tmp_path, env={**os.environ, "PATH": path}, check=True)  # noqa: S607
    assert (tmp_path / "clean.jsonl").read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.parametrize("path", [*PAGES, ROOT / "SECURITY.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for link in _LINK.finditer(path.read_text(encoding="utf-8")):
        target = (path.parent / link["target"]).resolve() if link["target"] else path
        assert target.exists(), link[0]
        if link["part"]:
            heads = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert link["part"] in {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}, link[0]


def test_every_page_is_in_the_table_of_contents() -> None:
    contents = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in contents for path in PAGES if path.name != "README.md")

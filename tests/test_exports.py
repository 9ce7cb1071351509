"""The package's face: what it exports, and that importing it is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import declutter
from declutter import api, labels

SOURCE = Path(declutter.__file__).read_text(encoding="utf-8")


def test_the_exports_are_those_of_the_contract() -> None:
    assert set(declutter.__all__) >= {"Explanation", "Label", "LabelledLine", "clean", "explain"}
    assert declutter.clean is api.clean
    assert declutter.explain is api.explain
    assert declutter.Label is labels.Label


def test_the_exports_are_sorted_and_exist() -> None:
    assert list(declutter.__all__) == sorted(set(declutter.__all__))
    assert all(hasattr(declutter, name) for name in declutter.__all__)


def test_the_package_file_only_re_exports() -> None:
    docstring, *statements = ast.parse(SOURCE).body
    assert isinstance(docstring, ast.Expr)
    *imports, exports = statements
    assert isinstance(exports, ast.Assign)
    assert ast.unparse(exports.targets[0]) == "__all__"
    imported = []
    for statement in imports:
        assert isinstance(statement, ast.ImportFrom), ast.unparse(statement)
        assert (statement.module or "").startswith("declutter.")
        imported += [alias.asname or alias.name for alias in statement.names]
    assert sorted(imported) == sorted(declutter.__all__)


def in_a_fresh_process(code: str) -> subprocess.CompletedProcess[str]:
    """Run Python code that may import declutter; warnings are errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(declutter.__file__).parents[1])},
    )


def test_every_export_has_a_docstring() -> None:
    assert all((getattr(declutter, name).__doc__ or "").strip() for name in declutter.__all__)


@pytest.mark.parametrize("call", ["", "declutter.clean('One line.\\n\\nShare'); declutter.explain(b'x', input='text')"])
def test_neither_import_nor_use_needs_the_training_side(call: str) -> None:
    code = f"import sys, declutter; {call}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = in_a_fresh_process(code)
    loaded = set(done.stdout.split())
    assert "declutter" in loaded
    assert not loaded & {"sklearn", "scipy", "joblib", "trafilatura", "lxml", "pandas", "rich", "matplotlib"}
    assert done.stderr == ""


def test_import_does_not_load_training_or_the_command() -> None:
    code = "import sys, declutter; print(*sorted(name for name in sys.modules if name.startswith('declutter.')))"
    done = in_a_fresh_process(code)
    assert not [name for name in done.stdout.split() if name.startswith(("declutter.training", "declutter.cli"))]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="older Pythons cannot tell their own modules")
def test_the_runtime_imports_only_what_it_may() -> None:
    allowed = {"declutter", "numpy", "selectolax", "regex", "joblib", "rich"} | set(sys.stdlib_module_names)
    for path in Path(declutter.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert {name.split(".")[0] for name in names} <= allowed, path.name
            assert not [name for name in names if name.startswith("declutter.training")], path.name
            assert "pickle" not in names, path.name


def test_plain_text_needs_neither_the_parser_nor_what_pages_are_told_by() -> None:
    code = "import sys, declutter; declutter.clean('One line.\\n\\nShare'); print(*sorted(sys.modules))"
    done = in_a_fresh_process(code)
    heavy = {
        "regex",
        "selectolax",
        "html",
        "declutter.page",
        "declutter.place",
        "declutter.page_features",
        "declutter.addresses",
    }
    assert not heavy & set(done.stdout.split())

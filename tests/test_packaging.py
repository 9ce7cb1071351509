"""What is shipped: the wheel's content and metadata, and dependencies that are what the documents say."""

import email
import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from declutter._version import __version__

if sys.version_info >= (3, 11):
    import tomllib
else:
    tomllib = pytest.importorskip("tomli", reason="Python 3.10 reads no TOML; the other versions run this")

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = {"numpy", "selectolax", "regex", "joblib"}
EXTRAS = {"cli", "train", "bench", "fuzz", "dev"}
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[(?P<extras>[a-z,]+)\])?(?P<bound>>=\d+(?:\.\d+)*)?")


def build(folder):
    """Build the wheel into ``folder`` and return its path; skip where what builds it cannot be had."""
    arguments = {"build": ["--wheel", "--outdir", str(folder)], "pip": ["wheel", "--no-deps", "-w", str(folder)]}
    tool = next((name for name in arguments if importlib.util.find_spec(name)), None)
    if tool is None:
        pytest.skip("neither build nor pip is installed (extra dev)")
    argv = [sys.executable, "-m", tool, *arguments[tool], str(ROOT)]
    answer = subprocess.run(argv, capture_output=True, text=True, timeout=300, check=False)
    if answer.returncode and re.search(r"No matching distribution|Connection|Name or service", answer.stderr):
        pytest.skip("no index can be reached, and hatchling comes from there")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def members(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: info.file_size for info in archive.infolist()}


@pytest.fixture(scope="module")
def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def test_the_wheel_is_for_every_platform(wheel):
    assert wheel.name == f"declutter_text-{__version__}-py3-none-any.whl"


def test_the_wheel_carries_package_model_and_licence(members):
    wanted = ["__init__.py", "py.typed", "api.py", "cli.py", "models/text.npz", "models/text.json", "models/CARD.md"]
    wanted += ["training/__main__.py", "training/phrases.json"]
    assert {f"declutter/{name}" for name in wanted} <= set(members)
    (licence,) = (name for name in members if name.endswith("/LICENSE"))
    assert members[licence] > 10_000, "the full text"
    modules = {
        f"declutter/{path.relative_to(ROOT / 'src/declutter')}" for path in (ROOT / "src/declutter").rglob("*.py")
    }
    assert modules <= set(members)


def test_the_wheel_carries_nothing_else(members):
    tops = {name.split("/")[0] for name in members}
    assert tops == {"declutter", f"declutter_text-{__version__}.dist-info"}
    unwanted = re.compile(r"test|\.pyc|seeds|benchmarks|corpora/|\.cache|out_of_fold|\.xz|\.pkl|pickle")
    assert [name for name in members if unwanted.search(name)] == []


def test_the_models_in_the_wheel_are_small(members):
    models = {name: size for name, size in members.items() if name.startswith("declutter/models/")}
    assert all(size < 5_000_000 for size in models.values()), models
    assert sum(models.values()) < 10_000_000


def test_every_model_of_the_checkout_is_in_the_wheel(members):
    files = {path.name for path in (ROOT / "models").iterdir()} - {
        "out_of_fold.npz",
        "out_of_fold_after.npz",
        "out_of_fold_html.npz",
    }
    assert {f"declutter/models/{name}" for name in files} <= set(members)


def test_the_metadata(metadata):
    assert metadata["Name"] == "declutter-text"
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.10"
    assert set(metadata.get_all("Provides-Extra")) == EXTRAS
    assert "Typing :: Typed" in metadata.get_all("Classifier")
    assert metadata.get_payload().strip(), "the README"


def test_the_wheel_asks_for_the_four_runtime_dependencies_only(metadata):
    needed = [requirement for requirement in metadata.get_all("Requires-Dist") if "extra ==" not in requirement]
    assert {re.match(r"[A-Za-z0-9_.-]+", requirement)[0] for requirement in needed} == RUNTIME


def test_the_wheel_has_the_command(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "declutter = declutter.cli:main" in archive.read(name).decode()


def test_runtime_dependencies_are_four():
    assert {REQUIREMENT.match(requirement)["name"] for requirement in PROJECT["dependencies"]} == RUNTIME


def requirements():
    groups = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
    return [pytest.param(line, id=f"{group or 'runtime'}: {line}") for group, lines in groups.items() for line in lines]


@pytest.mark.parametrize("requirement", requirements())
def test_every_requirement_has_a_lower_bound_and_no_upper(requirement):
    found = REQUIREMENT.fullmatch(requirement)
    assert found, "a name, perhaps extras, and one lower bound"
    assert found["bound"] or found["name"] == "declutter-text"


def test_extras_are_those_that_are_documented():
    assert set(PROJECT["optional-dependencies"]) == EXTRAS


def test_the_runtime_imports_nothing_but_its_dependencies():
    """In a fresh process: no training, no scikit-learn, no rich until they are asked for."""
    script = "import sys, declutter; declutter.clean('A line.'); print(*sorted({m.split('.')[0] for m in sys.modules}))"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    loaded = set(answer.stdout.split())
    assert not loaded & {"sklearn", "scipy", "rich", "trafilatura", "lxml", "pytest", "torch", "pandas"}
    assert "numpy" in loaded


def test_the_changelog_names_this_version():
    assert f"[{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

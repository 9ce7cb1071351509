"""What takes minutes is kept on disk, in ``.cache`` of the checkout, under digests of all that it was made from."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from joblib import Memory

import declutter
from declutter.training.corpora import ROOT

_EXTRACTORS = (
    *("inscriptis", "html2text", "resiliparse", "trafilatura", "readability-lxml", "newspaper4k", "boilerpy3"),
    *("lxml", "lxml-html-clean"),
)

MEMORY = Memory(ROOT / ".cache", verbose=0)


def code_digest() -> str:
    """Return a digest of all that decides what the features are: the cache is stale when it changes."""
    here = Path(__file__).parent
    names = ("phrases.json", "align.py", "corpora.py", "evaluate.py", "examples.py", "lookups.py", "pages.py")
    parts = [*(here / name for name in names), here / "rendered.py", here / "silver.py", here / "threads.py"]
    code = b"".join(part.read_bytes() for part in parts)
    return hashlib.sha256(code + runtime_digest().encode() + renderers_digest().encode()).hexdigest()


def runtime_digest() -> str:
    """Return a digest of the library itself, also of what no feature uses: better than a stale cache."""
    code = b"".join(part.read_bytes() for part in sorted(Path(declutter.__file__).parent.glob("*.py")))
    return hashlib.sha256(code).hexdigest()


def renderers_digest() -> str:
    """Return a digest of what renders pages, our code and the extractors' versions."""
    here = Path(__file__).parent
    code = b"".join((here / name).read_bytes() for name in ("corpora.py", "render.py", "rendered.py", "silver.py"))
    versions = " ".join(f"{name} {version(name)}" for name in _EXTRACTORS)
    return hashlib.sha256(code + versions.encode()).hexdigest()

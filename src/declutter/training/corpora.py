"""Reading the seeds and the corpora, and the group (site) of each document.

The corpora are never committed. They are looked for in the folder that ``DECLUTTER_CORPORA`` names, then in
``../shared/corpora`` beside the checkout.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from declutter.labels import LABELS

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT / "seeds"

#: Pages with gold main text that may be trained on (corpora README).
GOLD_CORPORA = ("wcxb_dev", "canola", "magic_html", "readability_fixtures")

#: ``lang`` of documents whose language nobody wrote down.
UNKNOWN_LANGUAGE = "?"

#: Pages without gold text that may be trained on: some snippets are known, and what two extractors agree on.
SILVER_CORPUS = "trafilatura_eval"


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page with the text that a person says is its main content."""

    page: str
    group: str
    corpus: str
    kind: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document whose lines carry one of the 15 labels.

    Attributes:
        name: unique name.
        group: documents of one group (a site, or one seed document) never stand on both sides of a split.
        origin: ``seeds`` or the corpus's name.
        lang: ISO 639-1 code as annotated, ``?`` where unknown.
        kind: the extractor that left the text, or ``seed``.
        labels: one label name per line.
        lines: the lines, none of them blank.
    """

    name: str
    group: str
    origin: str
    lang: str
    kind: str
    labels: tuple[str, ...]
    lines: tuple[str, ...]


def corpora_folder() -> Path | None:
    """Return the corpora's folder, or ``None`` where there is none."""
    named = os.environ.get("DECLUTTER_CORPORA")
    folder = Path(named) if named else ROOT.parent / "shared" / "corpora"
    return folder if folder.is_dir() else None


def require_corpora() -> Path:
    """Return the corpora's folder; exit with one clear line where it is absent."""
    folder = corpora_folder()
    if folder is None:
        raise SystemExit(
            "declutter: this needs the corpora; set DECLUTTER_CORPORA to their folder (see CONTRIBUTING.md)"
        )
    return folder


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a ``.jsonl`` or ``.jsonl.xz`` file."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lines_digest(lines: Sequence[str]) -> str:
    """Return a short digest of a document's lines: it says whether labels or answers belong to them."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# Second-level labels under which registries sell names (co.uk, com.br …): enough to group by site.
_SECOND_LEVEL = {"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne", "go", "gv", "nom", "blogspot", "wordpress"}


def site(url: str) -> str:
    """Return the registered domain of ``url`` (``a.b.co.uk`` → ``b.co.uk``), lower-cased."""
    host = (urlsplit(url if "//" in url else "//" + url).hostname or "").lower()
    parts = host.split(".")
    size = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL else 2
    return ".".join(parts[-size:])


# “bbc-1”, “lifehacker-working”: a site each. Pages that are only numbered are one group: any two may be of one site.
_FIXTURE_TAIL = re.compile(r"[-_\d]")


def page_group(corpus: str, row: dict[str, Any]) -> str:
    """Return the split group of a corpus page: its site where the URL is known, else a name derived from its id."""
    address = row.get("url") or _own_address(row.get("html") or "")
    return site(address) if address else f"{corpus}:{_FIXTURE_TAIL.split(str(row['id']), maxsplit=1)[0]}"


def _own_address(html: str) -> str | None:
    """Return the address that a page gives as its own, if it is a full one."""
    if "canonical" not in html and "og:url" not in html:
        return None
    parser = LexborHTMLParser(html)
    for selector, name in (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content")):
        found = parser.css_first(selector)
        address = (found.attributes.get(name) or "") if found else ""
        if "//" in address:
            return address
    return None


def gold_pages(folder: Path) -> Iterator[Page]:
    """Yield the pages with gold text of all corpora that may be trained on."""
    for corpus in GOLD_CORPORA:
        for row in rows(folder / f"{corpus}.jsonl.xz"):
            yield Page(
                page=f"{corpus}/{row['id']}",
                group=page_group(corpus, row),
                corpus=corpus,
                kind=row.get("type") or "article",
                html=row["html"],
                text=row["text"],
            )


def labelled_documents(folder: Path, name: str = "labelled_lines") -> list[Document]:
    """Return the documents of a labelled corpus (``labelled_lines`` or the measure-only ``seed_documents``)."""
    return [
        Document(
            name=f"{row['doc']}#{row['source']}",
            group=site(row["url"]) if row.get("url") else row["doc"],
            origin=name,
            lang=row.get("lang") or UNKNOWN_LANGUAGE,
            kind=row["source"],
            labels=tuple(label for label, _ in row["lines"]),
            lines=tuple(text for _, text in row["lines"]),
        )
        for row in rows(folder / f"{name}.jsonl")
    ]


class SeedError(ValueError):
    """A folder of seeds holds none, or not what the label guide asks for."""


def seed_documents(folder: Path = SEEDS) -> list[Document]:
    """Return the seed documents in ``folder``, sorted by file name; each is a group of its own.

    Raises:
        SeedError: where there are none, or one has an unknown label.
    """
    documents = [
        Document(
            name=row["doc"],
            group=f"seed:{row['doc']}",
            origin="seeds",
            lang=row["lang"],
            kind="seed",
            labels=tuple(label for label, _ in row["lines"]),
            lines=tuple(text for _, text in row["lines"]),
        )
        for path in sorted(folder.glob("*.jsonl"))
        for row in rows(path)
    ]
    if not documents:
        raise SeedError(f"no seed documents (*.jsonl) in {folder}")
    for document in documents:
        unknown = set(document.labels) - set(LABELS)
        if unknown:
            raise SeedError(f"seed document {document.name}: unknown label {', '.join(sorted(unknown))}")
    return documents

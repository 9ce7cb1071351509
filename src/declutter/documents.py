"""Which documents the arguments of the command line stand for, and which files their answers become."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from declutter.addresses import without_query
from declutter.jsonl import describe

HTML_ENDINGS = frozenset({".html", ".htm"})
ENDINGS = HTML_ENDINGS | {".txt", ".md"}


class Document(NamedTuple):
    """An input: its name as the user knows it, its place in a mirrored folder, and whether it was found in one."""

    name: str
    place: Path
    is_found: bool = False

    @property
    def is_html(self) -> bool:
        """Whether the name says that this is HTML."""
        return self.place.suffix.lower() in HTML_ENDINGS

    def address(self, url: str) -> str:
        """Return the document's address if ``url`` is what the user gave: its own, or that of its folder."""
        if not url or not self.is_found:
            return url
        # As bytes, for names that are no UTF-8.
        return f"{without_query(url).rstrip('/')}/{quote(os.fsencode(self.place.as_posix()))}"


class UsageError(Exception):
    """Arguments that do not go together; the message says why."""


def find(names: Sequence[str], output: str | None = None) -> tuple[list[Document], list[str]]:
    """Return the documents that the names stand for, folders searched, and what is wrong with the names.

    Args:
        names: files, folders, and ``-`` for standard input.
        output: the output folder. Inside an input folder it is left out, or it would be input of the second run.
    """
    documents: list[Document] = []
    problems: list[str] = []
    for name in names:
        if name == "-" or not _is_folder(name):
            documents.append(Document(name, Path(Path(name).name)))
            continue
        unreadable: list[OSError] = []
        found = sorted(_walk(Path(name), output, unreadable))
        documents += [Document(str(path), path.relative_to(name), is_found=True) for path in found]
        problems += [f"{error.filename}: {describe(error)}" for error in unreadable]
        if not found and not unreadable:
            problems.append(f"{name}: no *.txt, *.md, *.html or *.htm file in this folder")
    return documents, problems


def targets(
    names: Sequence[str], documents: Sequence[Document], output: str, renamed: Callable[[Document], str]
) -> list[Path]:
    """Return the file that the answer to each document becomes.

    Args:
        names: the inputs as the user gave them.
        documents: what :func:`find` made of them.
        output: a file, or a folder that mirrors the inputs.
        renamed: from a document to the name of its file in that folder.

    Raises:
        UsageError: if two answers would become one file, or an answer would overwrite an input.
    """
    several = len(names) > 1 or _is_folder(names[0])
    if not several and not is_folder(output):
        chosen = [Path(output)]
    else:
        if Path(output).exists() and not Path(output).is_dir():
            raise UsageError(f"several inputs need a folder for -o, and {output} is a file")
        if any(document.name == "-" for document in documents):
            raise UsageError("standard input has no file name to use in a folder; give -o a file")
        chosen = [Path(output, document.place.with_name(renamed(document))) for document in documents]
    sources: dict[Path, str] = {}
    for target, document in zip(chosen, documents, strict=True):
        if sources.setdefault(target, document.name) != document.name:
            raise UsageError(f"{sources[target]} and {document.name} would both become {target}")
    refuse_overwriting(chosen, [document.name for document in documents])
    return chosen


def is_folder(output: str) -> bool:
    """Return whether the argument of ``-o`` names a folder, one that exists or one to be made."""
    return output.endswith(("/", os.sep)) or _is_folder(output)


def refuse_overwriting(targets: Iterable[Path], names: Iterable[str]) -> None:
    """Raise :class:`UsageError` if one of the files to be written is an input."""
    inputs = {_inode(name): name for name in names}
    for target in targets:
        # By inode, so that links and file systems that ignore case are seen through.
        inode = _inode(str(target))
        if inode is not None and inode in inputs:
            raise UsageError(f"refusing to overwrite the input {inputs[inode]}")


def _walk(folder: Path, output: str | None, unreadable: list[OSError]) -> Iterator[Path]:
    # An output folder inside the input folder must not become input of the second run.
    outside = None if output is None else os.path.realpath(output)
    for parent, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = [name for name in folders if os.path.realpath(os.path.join(parent, name)) != outside]  # noqa: PTH118
        for path in (Path(parent, name) for name in files):
            # A dead link is taken along, to be reported; a named pipe is not: reading it would wait for ever.
            if path.suffix.lower() in ENDINGS and (path.is_file() or not path.exists()):
                yield path


def _is_folder(name: str) -> bool:
    # Path.is_dir raises where this answers no: for a name that is too long, or below a folder that may not be searched.
    return os.path.isdir(name)  # noqa: PTH112


def _inode(name: str) -> tuple[int, int] | None:
    """Return what identifies a file; None for what is none, such as a pipe or /dev/null, which both may be."""
    try:
        facts = os.fstat(sys.stdin.fileno()) if name == "-" else os.stat(name)  # noqa: PTH116
    except (OSError, ValueError, AttributeError):  # not there; standard input closed, or not a real one
        return None
    return (facts.st_dev, facts.st_ino) if stat.S_ISREG(facts.st_mode) else None

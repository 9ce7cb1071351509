"""Output that is never half there: a file replaced whole, or ``FILE.part`` with a journal until the last row is in."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from declutter._version import __version__
from declutter.jsonl import Batch, Checkpoint

#: Seconds between entries in the journal: what a crash costs at most. Not after every window, each waits for the disk.
JOURNAL_EVERY = 0.5


class PartFileError(Exception):
    """The part file does not fit the run that was asked for, or is in use; the message says why."""


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new one, never a piece of it.

    A target that is no regular file (``/dev/null``, a pipe) is written to, not replaced.
    """
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    target = Path(os.path.realpath(target))  # through a link, rather than in its place
    # Not made from the target's name, which may already be as long as the file system allows.
    temporary = target.with_name(f".declutter-{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        _put_in_place(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def identify(names: Sequence[str], options: Mapping[str, object]) -> dict[str, object] | None:
    """Return what must be the same for a run to be resumed, or None if an input can be read only once."""
    inputs: list[object] = []
    for name in names:
        if name == "-":
            return None
        try:
            facts = Path(name).stat()
        except OSError:  # reported when it is read
            inputs.append([name, None, None])
            continue
        if not stat.S_ISREG(facts.st_mode):
            return None
        inputs.append([name, facts.st_size, facts.st_mtime_ns])
    return {"version": __version__, **options, "inputs": inputs}


class PartFile:
    """The output of a long run. It becomes ``target`` when complete; until then it is ``target.part``.

    Beside it, ``target.part.journal`` says which input offset belongs to which output offset. A context manager: left
    without an exception, the file is put in place; left with one, it is kept for a later run, or removed if the run
    cannot be resumed.

    Attributes:
        start: the checkpoint at which this run begins.
        resumable: whether a journal is kept.
    """

    def __init__(self, target: Path, identity: dict[str, object] | None, *, resume: bool) -> None:
        """Open the part file.

        Args:
            target: the file that the output becomes.
            identity: from :func:`identify`; None keeps no journal.
            resume: go on where the journal stops; without a part file, begin at the beginning.

        Raises:
            PartFileError: if inputs or options are not those of the interrupted run, or another run is writing.
        """
        self._target = Path(os.path.realpath(target))
        self._part, self._journal = self.paths(self._target)
        self._identity = identity
        self.resumable = identity is not None
        self._file = self._part.open("ab")  # not "wb": what is there is emptied only once it is known to be ours
        try:
            _lock(self._file, self._part)
            self.start = self._recover() if resume else Checkpoint()
            self._after = self.start
            if not resume:
                self._journal.unlink(missing_ok=True)
            self._file.truncate(self.start.written)
            self._save()
        except BaseException:
            self._file.close()
            raise

    @staticmethod
    def paths(target: Path) -> tuple[Path, Path]:
        """Return where the part file and the journal of ``target`` are."""
        return target.with_name(target.name + ".part"), target.with_name(target.name + ".part.journal")

    def __enter__(self) -> PartFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        elif self._identity is None:
            self._file.close()
            self._part.unlink(missing_ok=True)
        else:
            # A full disk may be the reason we are here; then the last entry in the journal stands.
            with contextlib.suppress(OSError):
                self._save()
            with contextlib.suppress(OSError):
                self._file.close()

    def add(self, batch: Batch) -> None:
        """Append a finished window and, from time to time, enter it in the journal."""
        self._file.write(batch.output)
        self._after = batch.after
        if time.monotonic() - self._saved >= JOURNAL_EVERY:
            self._save()

    def _save(self) -> None:
        self._saved = time.monotonic()
        if self._identity is None:
            return
        # Output first, journal second: the journal never promises bytes that a power cut can take back.
        self._file.flush()
        os.fsync(self._file.fileno())
        entry = {"run": self._identity, "after": asdict(self._after)}
        # Always under the same name: what a killed run leaves of it, the next one uses up.
        temporary = self._journal.with_name(self._journal.name + ".tmp")
        with temporary.open("w", encoding="ascii") as file:
            json.dump(entry, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._journal)

    def _recover(self) -> Checkpoint:
        if not self._journal.exists():
            return Checkpoint()
        try:
            entry = json.loads(self._journal.read_bytes())
            run = entry["run"]
            now = json.loads(json.dumps(self._identity)) or {}
            changed = sorted(name for name in {*run, *now} if run.get(name) != now.get(name))
            if changed:
                raise PartFileError(f"cannot resume: {', '.join(changed)} changed; without --resume it begins anew")
            after = Checkpoint(**entry["after"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PartFileError(f"cannot resume: {self._journal} is damaged") from error
        if self._part.stat().st_size < after.written:
            raise PartFileError(f"cannot resume: {self._part} is shorter than its journal says")
        return after

    def _finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        # In this order: a part file without a journal is begun anew, a journal without its part file would be a puzzle.
        self._journal.unlink(missing_ok=True)
        _put_in_place(self._part, self._target)


def _put_in_place(temporary: Path, target: Path) -> None:
    if target.exists():
        shutil.copymode(target, temporary)
    temporary.replace(target)


def _lock(file: BinaryIO, path: Path) -> None:
    """Refuse to write beside another run, such as the one that a scheduler believes dead."""
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not there on Windows

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PartFileError(f"another run is writing {path}") from None
    except OSError:  # a file system without locks
        return

"""JSON Lines in, the same rows out with one field cleaned: in windows, in order, on one process or several."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import multiprocessing
import os
import re
import signal
import sys
import threading
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias, cast

Stream: TypeAlias = "io.BufferedReader | gzip.GzipFile | lzma.LZMAFile"

#: Bytes read at a time. Some 60 ms of cleaning: enough to hide the cost of handing them to another process, and little
#: to do twice after an interruption.
WINDOW = 1 << 17

_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\r\n]*")
# Numbers are only stepped over. As floats they cost nothing, and 5,000 digits are no error as they are for int().
_DECODER = json.JSONDecoder(parse_int=float)


@dataclass(frozen=True)
class Job:
    """What is done to each row. Workers receive it pickled, so ``clean`` must be importable (or a ``partial`` of such).

    Attributes:
        clean: from the text of the field to the cleaned text; with ``url_field`` called with the keyword ``url``, too.
        field: the member of the row that holds the text.
        out_field: the member that receives the cleaned text; may be ``field`` itself.
        keep_bad: whether a row that cannot be cleaned goes to the output as it is, instead of being left out.
        url_field: the member that holds the page's address (null or empty: none); ``""`` if there is no such member.
    """

    clean: Callable[..., str]
    field: str
    out_field: str
    keep_bad: bool = False
    url_field: str = ""


@dataclass(frozen=True)
class Checkpoint:
    """How far a run has come: everything a later run needs to go on.

    Attributes:
        source: index of the input that is being read.
        offset: bytes of that input, decompressed, whose rows are in the output.
        line: number of its lines within those bytes.
        written: bytes of output.
        rows: rows seen in all inputs, bad ones included.
        bad: rows among them that could not be cleaned.
        failed: inputs that could not be read to their end.
    """

    source: int = 0
    offset: int = 0
    line: int = 0
    written: int = 0
    rows: int = 0
    bad: int = 0
    failed: int = 0


class Batch(NamedTuple):
    """One finished window: its output, what to tell the user, where the run stands now, bytes read of the file."""

    output: bytes
    complaints: list[str]
    after: Checkpoint
    read: int


class BadRowError(ValueError):
    """A row that cannot be cleaned; the message says why."""


class _Piece(NamedTuple):
    """Whole rows of one input, or, with ``failure``, the news that it cannot be read any further."""

    source: int
    rows: bytes
    end: int
    read: int
    failure: str = ""


class _Result(NamedTuple):
    output: bytes
    lines: int
    rows: int
    bad: list[tuple[int, str]]


def process(job: Job, names: Sequence[str], start: Checkpoint, jobs: int = 1) -> Generator[Batch, None, None]:
    """Yield the rows of all inputs, rewritten, in the order of the input.

    What comes out does not depend on ``jobs``, and memory does not grow with the number of rows.

    Args:
        job: what to do to each row.
        names: paths of the inputs; ``-`` is standard input; ``.gz`` and ``.xz`` are decompressed.
        start: where to begin: ``Checkpoint()``, or where an earlier run stopped.
        jobs: number of worker processes; 1 works in this process.
    """
    state = start
    for piece, result in _in_order(job, _pieces(names, start), jobs):
        before = state.line if piece.source == state.source else 0
        shown = "<stdin>" if names[piece.source] == "-" else names[piece.source]
        complaints = [f"{shown}:{before + line}: {why}" for line, why in result.bad]
        if piece.failure:
            complaints.append(f"declutter: {shown}: {piece.failure}")
        state = Checkpoint(
            # An input that failed is over and done with: a resumed run must not report and count it again.
            source=piece.source + bool(piece.failure),
            offset=0 if piece.failure else piece.end,
            line=0 if piece.failure else before + result.lines,
            written=state.written + len(result.output),
            rows=state.rows + result.rows,
            bad=state.bad + len(result.bad),
            failed=state.failed + bool(piece.failure),
        )
        yield Batch(result.output, complaints, state, piece.read)


def rewrite(job: Job, row: bytes) -> bytes:
    """Return ``row`` with its field cleaned and every other byte as it was.

    Raises:
        BadRowError: if it is not a JSON object in UTF-8 with a string in that field, or cannot be cleaned.
    """
    text, members = _parse(row)
    value = _string(members, job.field)
    # A row without the member is bad: a name misspelt must not pass for a crawl without addresses.
    options = {"url": _string(members, job.url_field, optional=True)} if job.url_field else {}
    try:
        cleaned = job.clean(value, **options)
    except Exception as error:  # one odd row must not end a run of millions; it is reported and counted
        raise BadRowError(describe(error)) from error
    if cleaned == value and job.out_field == job.field:
        return row
    # A row in pure ASCII stays so: whoever wrote it escapes on purpose.
    spelled = json.dumps(cleaned, ensure_ascii=text.isascii())
    try:
        return _splice(text, job.out_field, spelled).encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can carry
        return _splice(text, job.out_field, json.dumps(cleaned)).encode("utf-8")


def describe(error: BaseException) -> str:
    """Return what went wrong in one line."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    message = " ".join(str(error).split())
    if isinstance(error, (NotImplementedError, OSError, EOFError, lzma.LZMAError, zlib.error)) and message:
        return message
    return f"{type(error).__name__}: {message}".removesuffix(": ")


def _string(members: dict[str, object], field: str, *, optional: bool = False) -> str:
    if field not in members:
        raise BadRowError(f"no field {field!r}")
    value = members[field]
    if optional and value is None:
        return ""
    if not isinstance(value, str):
        raise BadRowError(f"field {field!r} is not a string")
    return value


def _parse(row: bytes) -> tuple[str, dict[str, object]]:
    try:
        text = row.decode("utf-8")
        parsed = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise BadRowError(f"invalid UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise BadRowError(f"invalid JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise BadRowError("invalid JSON: nested too deeply") from None
    if not isinstance(parsed, dict):
        raise BadRowError("not a JSON object")
    return text, parsed


def _splice(row: str, name: str, spelled: str) -> str:
    """Put a value into the text of an object that is known to be valid and not empty.

    Writing the row anew would alter what is none of our business: 1.10, 1e400, spaces, a name that occurs twice.
    """
    at, end = _skip(row, row.index("{") + 1), 0
    place: tuple[int, int] | None = None
    while row[at] != "}":
        member, at = _DECODER.raw_decode(row, at)
        begin = _skip(row, _skip(row, at) + 1)  # past the colon
        _, end = _DECODER.raw_decode(row, begin)
        if member == name:
            place = begin, end  # the last one counts, as in json.loads
        at = _skip(row, end)
        if row[at] == ",":
            at = _skip(row, at + 1)
    if place is None:
        return f"{row[:end]}, {json.dumps(name, ensure_ascii=row.isascii())}: {spelled}{row[end:]}"
    return row[: place[0]] + spelled + row[place[1] :]


def _skip(row: str, at: int) -> int:
    space = _SPACE.match(row, at)
    return space.end() if space else at


def _rewrite_window(job: Job, window: bytes) -> _Result:
    """Rewrite whole rows. Runs in the workers."""
    lines = window.split(b"\n")
    if not lines[-1]:
        del lines[-1]
    output: list[bytes] = []
    bad: list[tuple[int, str]] = []
    blank = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            blank += 1  # no row, nothing to lose
            continue
        try:
            output.append(rewrite(job, line) + b"\n")
        except BadRowError as error:
            bad.append((number, str(error)))
            if job.keep_bad:
                output.append(line + b"\n")
    return _Result(b"".join(output), len(lines), len(lines) - blank, bad)


def _pieces(names: Sequence[str], start: Checkpoint) -> Iterator[_Piece]:
    for source in range(start.source, len(names)):
        offset = start.offset if source == start.source else 0
        try:
            with _opened(names[source]) as (file, stream):
                if offset:
                    stream.seek(offset)
                for window in _windows(stream):
                    rows = window if offset else window.removeprefix(_BOM)
                    offset += len(window)
                    yield _Piece(source, rows, offset, file.tell() if file.seekable() else 0)
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            yield _Piece(source, b"", offset, 0, describe(error))


@contextmanager
def _opened(name: str) -> Iterator[tuple[io.BufferedReader, Stream]]:
    """Open an input; the first stream tells how much of the file has been read, the second holds its content."""
    if name == "-":
        if sys.stdin is None:
            raise OSError("standard input is closed")
        stdin = cast("io.BufferedReader", sys.stdin.buffer)
        yield stdin, stdin
        return
    with Path(name).open("rb") as file:
        ending = Path(name).suffix.lower()
        if ending == ".gz":
            with gzip.GzipFile(fileobj=file) as unzipped:
                yield file, unzipped
        elif ending == ".xz":
            with lzma.LZMAFile(file) as unpacked:
                yield file, unpacked
        else:
            yield file, file


def _windows(stream: Stream) -> Iterator[bytes]:
    """Yield whole rows, as many as a read brings: a slow pipe is answered row by row, a file in windows."""
    waiting: list[bytes] = []
    while data := stream.read1(WINDOW):
        rows, newline, rest = data.rpartition(b"\n")
        if newline:
            yield b"".join([*waiting, rows, newline])
            waiting = [rest]
        else:
            waiting.append(data)
    if last := b"".join(waiting):
        yield last


def _in_order(job: Job, pieces: Iterable[_Piece], jobs: int) -> Iterator[tuple[_Piece, _Result]]:
    if jobs == 1:
        for piece in pieces:
            yield piece, _rewrite_window(job, piece.rows)
        return
    # Started afresh rather than forked: a fork copies threads' locks in whatever state they are.
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_start_worker)
    pending: deque[tuple[_Piece, Future[_Result]]] = deque()
    try:
        for piece in pieces:
            with _interrupts_held():
                pending.append((piece, pool.submit(_rewrite_window, job, piece.rows)))
            while pending and (len(pending) > 2 * jobs or pending[0][1].done()):
                first, future = pending.popleft()
                yield first, future.result()
        while pending:
            first, future = pending.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start workers with Ctrl-C blocked, which they inherit: the parent answers it, no worker prints a traceback."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever: it holds the writing end of its own queue."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

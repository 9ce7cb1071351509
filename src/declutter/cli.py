"""The command line: arguments, files, streams and colours. What a line is, the library decides."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

from declutter import api
from declutter.arguments import Options, build_parser, check_rows, options
from declutter.documents import Document, UsageError, find, targets
from declutter.jsonl import Batch, Checkpoint, Job, describe, process
from declutter.labels import Explanation, LabelledLine
from declutter.partfile import PartFile, PartFileError, identify, write_whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Args:
        argv: the arguments; by default those of the process.

    Raises:
        SystemExit: from argparse, after ``--help``, ``--version`` and wrong usage.
    """
    try:
        try:
            return _run(argv)
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except KeyboardInterrupt:
        _complain("interrupted")
        return 130
    except BrokenPipeError:
        _abandon_stdout()
        return 141  # what the shell reports for other tools in this place: 128 + SIGPIPE
    except OSError as error:
        _abandon_stdout()
        _complain(f"{error.filename or 'output'}: {describe(error)}")
        return 1


def _run(argv: Sequence[str] | None) -> int:
    parser = build_parser()
    args = parser.parse_args(argv)
    if not args.inputs:
        if sys.stdin is None or sys.stdin.isatty():
            parser.print_help(sys.stderr)
            return 2
        args.inputs = ["-"]
    if args.output == "-":
        args.output = None
    try:
        chosen = options(args)
        return _clean_rows(args, chosen) if args.jsonl else _clean_documents(args, chosen)
    except UsageError as error:
        parser.error(str(error))


# Documents


def _clean_documents(args: argparse.Namespace, asked: Options) -> int:
    documents, problems = find(args.inputs, args.output)
    places: Sequence[Path | None] = [None] * len(documents)
    if args.output is not None:
        places = targets(args.inputs, documents, args.output, partial(_file_name, args))
    for problem in problems:
        _complain(problem)
    failed, separator = len(problems), b""
    colour = args.explain and _colour(args)
    for document, target in zip(documents, places, strict=True):
        try:
            answer = _encode(_answer(document, args, asked, colour=colour))
            if args.explain and len(documents) > 1 and target is None:
                answer = _encode(f"==> {_visible(_shown(document.name))} <==") + answer
            if target is not None:
                if target != Path(args.output):
                    target.parent.mkdir(parents=True, exist_ok=True)
                write_whole(target, answer)
        except BrokenPipeError:
            raise
        except Exception as error:  # whatever it is, the other inputs go on
            _complain(f"{_shown(document.name)}: {describe(error)}")
            failed += 1
            continue
        if target is None:
            _write_stdout(separator + answer)
            separator = b"" if args.json else b"\n"
    return 1 if failed else 0


def _file_name(args: argparse.Namespace, document: Document) -> str:
    """Return the name of the answer in a folder: with another ending where the old one would lie about the content."""
    name, ending = document.place.name, document.place.suffix.lower()
    if args.json:
        return f"{name}.json"
    if args.explain:
        return name if ending == ".txt" else f"{name}.txt"
    if document.is_html:
        return f"{name}.md" if args.markdown else f"{name}.txt"
    return name


def _answer(document: Document, args: argparse.Namespace, asked: Options, *, colour: bool) -> str:
    source = _read(document.name)
    asked = {**asked, "url": document.address(asked["url"])}
    if asked["input"] == "auto" and document.is_html:
        asked = {**asked, "input": "html"}
    if args.json:
        return _as_json(document.name, api.explain(source, **asked))
    if args.explain:
        return _as_table(api.explain(source, **asked).lines, colour=colour)
    return api.clean(source, **asked)


def _read(name: str) -> bytes:
    if name != "-":
        return Path(name).read_bytes()
    if sys.stdin is None:
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read()


def _as_json(name: str, explanation: Explanation) -> str:
    answer = {"source": name, "text": explanation.text, "lines": [asdict(line) for line in explanation.lines]}
    spelled = json.dumps(answer, ensure_ascii=False)
    # JSON can spell a lone surrogate, UTF-8 cannot.
    return json.dumps(answer) if _SURROGATE.search(spelled) else spelled


def _as_table(lines: Sequence[LabelledLine], *, colour: bool) -> str:
    paint = _painter() if colour else _unpainted
    digits = max((len(str(line.number)) for line in lines), default=0)
    reasons = [_visible(line.reason) for line in lines]
    width = max(map(len, reasons), default=0)
    rows = []
    for line, reason in zip(lines, reasons, strict=True):
        mark, style = ("+", "green") if line.keep else ("-", "red")
        label = paint(f"{line.label!s:<10}", "cyan")
        why = paint(f"{reason:<{width}}", "dim")
        text = paint(_visible(line.text), "" if line.keep else "dim")
        rows.append(f"{line.number:>{digits}} {paint(mark, style)} {label} {line.score:4.2f}  {why}  {text}\n")
    return "".join(rows)


def _unpainted(text: str, _style: str) -> str:
    return text


def _painter() -> Callable[[str, str], str]:
    from rich.color import ColorSystem  # noqa: PLC0415 - an extra, and slow to import
    from rich.style import Style  # noqa: PLC0415

    # The sixteen colours of the terminal's own theme: readable on dark and on light ground.
    return lambda text, style: Style.parse(style).render(text, color_system=ColorSystem.STANDARD)


def _colour(args: argparse.Namespace) -> bool:
    if args.color == "auto":
        on_terminal = args.output is None and sys.stdout is not None and sys.stdout.isatty()
        wanted = on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    else:
        wanted = args.color == "always"
    if not wanted:
        return False
    try:
        _painter()
    except ImportError:
        _complain('colours need rich: pip install "declutter-text[cli]"')
        return False
    return True


# Rows


def _clean_rows(args: argparse.Namespace, asked: Options) -> int:
    check_rows(args)
    field = args.field or "text"
    keep_bad, url_field = args.bad_rows == "keep", args.url_field or ""
    job = Job(partial(api.clean, **asked), field, args.out_field or field, keep_bad=keep_bad, url_field=url_field)
    after = Checkpoint()
    try:
        with _row_output(args, job, asked) as (start, add), _progress(args) as advance:
            after = start
            if args.resume:
                _complain(f"going on after {start.rows} rows" if start.rows else "nothing to resume, beginning anew")
            with closing(process(job, args.inputs, start, _jobs(args.jobs))) as batches:
                for batch in batches:
                    add(batch)
                    after = batch.after
                    for complaint in batch.complaints:
                        _say(complaint)
                    advance(batch)
    except PartFileError as error:
        _complain(f"{args.output}: {error}")
        return 2
    except BrokenProcessPool:
        _complain(f"a worker process was killed (out of memory?) after {after.rows} rows")
        return 1
    finally:
        if after.bad or after.failed:
            fate = "passed through" if job.keep_bad else "left out"
            _complain(f"rows: {after.rows}, bad rows: {after.bad} ({fate}), failed inputs: {after.failed}")
    return 1 if after.bad or after.failed else 0


@contextmanager
def _row_output(
    args: argparse.Namespace, job: Job, asked: Options
) -> Iterator[tuple[Checkpoint, Callable[[Batch], object]]]:
    """Yield where to begin and what to do with each batch."""
    if args.output is None:
        yield Checkpoint(), lambda batch: _write_stdout(batch.output)
        return
    target = Path(args.output)
    if target.exists() and not target.is_file():  # /dev/null, a named pipe
        with target.open("wb") as file:
            yield Checkpoint(), lambda batch: file.write(batch.output)
        return
    facts = {
        **asked,
        "field": job.field,
        "out_field": job.out_field,
        "bad_rows": job.keep_bad,
        "url_field": job.url_field,
    }
    part = PartFile(target, identify(args.inputs, facts), resume=args.resume)
    try:
        with part:
            yield part.start, part.add
    except KeyboardInterrupt:
        if part.resumable:
            _complain("the same command with --resume goes on from here")
        raise


def _jobs(wanted: int | None) -> int:
    if wanted != -1:
        return wanted or 1
    if hasattr(os, "sched_getaffinity"):  # in a container, the cores that are ours
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _progress(args: argparse.Namespace) -> Iterator[Callable[[Batch], None]]:
    """Yield what to call after each batch; on a terminal it moves a bar on standard error."""
    # Rows that go to the same terminal are progress enough, and would be torn by the bar.
    rows_shown = args.output is None and sys.stdout is not None and sys.stdout.isatty()
    try:
        if rows_shown or sys.stderr is None or not sys.stderr.isatty():
            raise ImportError
        from rich import progress  # noqa: PLC0415 - an extra, and slow to import
        from rich.console import Console  # noqa: PLC0415
    except ImportError:
        yield lambda _: None
        return
    sizes = [Path(name).stat().st_size if Path(name).is_file() else 0 for name in args.inputs]
    columns = (
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TextColumn("{task.fields[rows]} rows, {task.fields[bad]} bad"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), redirect_stdout=False) as bar:
        task = bar.add_task("", total=sum(sizes) or None, rows=0, bad=0)

        def advance(batch: Batch) -> None:
            done = sum(sizes[: batch.after.source]) + batch.read
            bar.update(task, completed=done, rows=batch.after.rows, bad=batch.after.bad)

        yield advance


# Streams

_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _encode(answer: str) -> bytes:
    """Return UTF-8, whatever the locale and whatever the text, with a line end after the last line."""
    if answer and not answer.endswith("\n"):
        answer += "\n"
    return _SURROGATE.sub("\ufffd", answer).encode("utf-8")


def _visible(text: str) -> str:
    """Spell out control characters: a scraped page must not be able to steer the terminal."""
    return _INVISIBLE.sub(lambda match: repr(match[0])[1:-1], text.expandtabs(4))


def _shown(name: str) -> str:
    return "<stdin>" if name == "-" else name


def _write_stdout(answer: bytes) -> None:
    if sys.stdout is None:
        raise OSError("standard output is closed")
    if answer:
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


def _abandon_stdout() -> None:
    """Send what is still buffered nowhere: at its exit the interpreter would try, fail and complain again."""
    if sys.stdout is None:
        return
    with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _complain(message: str) -> None:
    _say(f"declutter: {message}")


def _say(message: str) -> None:
    if sys.stderr is not None:  # print() would take None for standard output
        print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

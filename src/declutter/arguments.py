"""The arguments of the command line: what there is, what goes together, and what it says to the library."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from declutter._version import __version__
from declutter.addresses import checked
from declutter.documents import UsageError, is_folder, refuse_overwriting
from declutter.labels import LABELS, Format, Input, Mode, policy
from declutter.partfile import PartFile, identify

EXAMPLES = f"""\
labels:
  {", ".join(LABELS[:8])},
  {", ".join(LABELS[8:])}

examples:
  declutter article.txt                         the piece, on standard output
  declutter article.txt -o clean.txt            ... in a file
  declutter pages/ -o clean/                    a folder, mirrored (page.html becomes page.html.txt)
  cat article.txt | declutter                   in a pipe
  declutter --explain article.txt               each line, kept (+) or dropped (-), and why
  declutter --keep comment,byline article.txt   readers' comments and bylines stay
  declutter --json article.txt                  text and labelled lines as one JSON object
  cat page.html | declutter --markdown --url https://example.org/page.html
                                                Markdown with links that work anywhere
  declutter --jsonl rows.jsonl.gz --jobs 2 -o clean.jsonl
                                                the field "text" of each row, on two processes
  declutter --jsonl rows.jsonl.gz --jobs 2 -o clean.jsonl --resume
                                                the same, going on where it was interrupted

exit status:
  0 fine; 1 an input or a row failed (each is named on standard error, the others go on);
  2 wrong usage; 130 interrupted; 141 the reader of our output closed the pipe
"""


class Options(TypedDict):
    """The keyword arguments of ``clean`` and ``explain``."""

    input: Input
    mode: Mode
    keep: tuple[str, ...]
    drop: tuple[str, ...]
    format: Format
    url: str
    images: bool


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="declutter",
        usage="declutter [OPTION]... [FILE | FOLDER | -]...",
        description="Print the piece itself from what a scraper left of a page, without menus, teasers and adverts.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("inputs", nargs="*", metavar="FILE", help="a file, a folder (*.txt *.md *.html *.htm in it), or - for stdin")
    add("-o", "--output", metavar="PATH", help="a file for one input and for --jsonl, a folder for several")
    add("--version", action="version", version=f"declutter {__version__}")
    _add_choices(parser)
    _add_forms(parser)
    _add_rows(parser)
    return parser


def _add_choices(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what the input is, and what is kept")
    kind = group.add_mutually_exclusive_group()
    kind.add_argument("--text", dest="input", action="store_const", const="text", default="auto", help="input is text")
    kind.add_argument("--html", dest="input", action="store_const", const="html", help="input is HTML (default: look)")
    modes = ("precision", "balanced", "recall")
    add = group.add_argument
    add("--mode", choices=modes, default="balanced", help="in doubt drop, weigh (default), or keep")
    add("--keep", action="append", default=[], metavar="LABEL", help="keep lines of this label; repeatable, or a,b,c")
    add("--drop", action="append", default=[], metavar="LABEL", help="drop lines of this label; repeatable, or a,b,c")


def _add_forms(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what the output is")
    add = group.add_argument
    add("--markdown", action="store_true", help="Markdown, from HTML input")
    add("--images", action="store_true", help="with --markdown: the piece's images, too (their addresses)")
    where = "the page's address, for relative links in Markdown (of a folder: what its files' paths are added to)"
    add("--url", metavar="ADDRESS", default="", help=where)
    form = group.add_mutually_exclusive_group()
    add = form.add_argument
    add("--explain", action="store_true", help="each line: number (from 0), + or -, label, score, reason, text")
    add("--json", action="store_true", help="one JSON object per document: source, text, lines")
    add("--jsonl", action="store_true", help="JSON Lines (input may be .gz or .xz) with one field of each row cleaned")
    when = ("auto", "always", "never")
    group.add_argument("--color", choices=when, default="auto", help="for --explain; auto: a terminal, no NO_COLOR")


def _add_rows(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("with --jsonl")
    add = group.add_argument
    add("--field", metavar="NAME", help="the field to clean (default: text)")
    add("--url-field", metavar="NAME", help="the field with the page's address, as --url (null or empty: none)")
    add("--out-field", metavar="NAME", help="the field for the result (default: the same)")
    add("--jobs", type=int, metavar="N", help="processes (default: 1; -1: one per core); the output is always the same")
    what = "rows that cannot be cleaned: leave out (default) or pass through; blank lines are no rows"
    add("--bad-rows", choices=("skip", "keep"), help=what)
    add("--resume", action="store_true", help="go on where an interrupted run with -o FILE stopped (it left FILE.part)")


def options(args: argparse.Namespace) -> Options:
    """Return what the arguments say to the library.

    Raises:
        UsageError: for an unknown label, an address that is none or not one input's, and options of ``--jsonl`` and
            ``--markdown`` without these.
    """
    keep, drop = _split(args.keep), _split(args.drop)
    try:
        policy(keep, drop)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if not args.jsonl:
        for name in ("field", "url_field", "out_field", "jobs", "bad_rows"):
            if getattr(args, name) is not None:
                raise UsageError(f"--{name.replace('_', '-')} needs --jsonl")
        if args.resume:
            raise UsageError("--resume needs --jsonl")
    if args.images and not args.markdown:
        raise UsageError("--images needs --markdown")
    form: Format = "markdown" if args.markdown else "text"
    return Options(
        input=args.input,
        mode=args.mode,
        keep=keep,
        drop=drop,
        format=form,
        url=_address(args),
        images=args.images,
    )


def _address(args: argparse.Namespace) -> str:
    """Return the address that the user gave; one address is the address of one input."""
    try:
        address = checked(args.url)
    except ValueError as error:
        raise UsageError(f"--{error}") from None
    if address and args.jsonl:
        raise UsageError("--url is the address of one page; --url-field names the field that holds each row's")
    if address and len(args.inputs) > 1:
        raise UsageError("--url is the address of one page or one folder, and there are several inputs")
    return address


def _split(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def check_rows(args: argparse.Namespace) -> None:
    """Raise :class:`UsageError` if the arguments of ``--jsonl`` do not go together."""
    if args.jobs is not None and args.jobs < 1 and args.jobs != -1:
        raise UsageError("--jobs takes a number of processes, or -1 for one per core")
    if args.output is None:
        if args.resume:
            raise UsageError("--resume needs -o FILE")
        return
    target = Path(args.output)
    if is_folder(args.output):
        raise UsageError("--jsonl writes all rows to one file; -o names a folder")
    if target.suffix in {".gz", ".xz"}:
        raise UsageError(f"the output is not compressed; -o {args.output} would look as if it were")
    if args.resume and (identify(args.inputs, {}) is None or (target.exists() and not target.is_file())):
        raise UsageError("--resume needs inputs and an output that are files: a pipe cannot be read or written twice")
    refuse_overwriting([target, *PartFile.paths(target)], args.inputs)

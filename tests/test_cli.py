"""The command as people meet it: files, folders, pipes, colours, exit statuses."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import cli_standin
import pytest
from cli_helpers import COMMAND, STANDIN, names, on_terminal, shell

from declutter import api, arguments
from declutter._version import __version__
from declutter.labels import LABELS

PAGE = "A first sentence.\n\n\nAD Buy now!\nA second one.\n"
PIECE = b"A first sentence.\nA second one.\n"


pytest_plugins = ["cli_fixtures"]
pytestmark = pytest.mark.usefixtures("folder")


class TestInputs:
    def test_a_file(self, run):
        Path("a.txt").write_text(PAGE)
        assert run("a.txt") == (0, PIECE, "")

    def test_several_files_are_separated_by_a_blank_line(self, run):
        Path("a.txt").write_text("One.")
        Path("b.log").write_text("Two.")
        assert run("a.txt", "b.log") == (0, b"One.\n\nTwo.\n", "")

    def test_a_folder_gives_its_text_files_sorted(self, run):
        for name in ("t/z.md", "t/b/y.TXT", "t/a.txt", "t/no.csv"):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(f"This is {name}.")
        assert run("t") == (0, b"This is t/a.txt.\n\nThis is t/b/y.TXT.\n\nThis is t/z.md.\n", "")

    @pytest.mark.parametrize("argv", [["-"], []])
    def test_standard_input(self, argv):
        done = shell(*STANDIN, *argv, input=PAGE.encode())
        assert (done.returncode, done.stdout, done.stderr) == (0, PIECE, b"")

    def test_nothing_to_read_on_a_terminal_shows_the_help(self):
        status, _, output, messages = on_terminal(COMMAND, "stdin")
        assert (status, output) == (2, b"")
        assert messages.startswith(b"usage: declutter")

    def test_one_that_fails_does_not_stop_the_others(self, run):
        Path("a.txt").write_text("One.")
        Path("page.html").write_text("<p>x")
        Path("empty").mkdir()
        status, output, messages = run("gone.txt", "page.html", "empty", "x" * 300, "a.txt")
        assert (status, output) == (1, b"One.\n")
        assert sorted(messages.splitlines()) == [
            "declutter: empty: no *.txt, *.md, *.html or *.htm file in this folder",
            "declutter: gone.txt: No such file or directory",
            "declutter: page.html: HTML is not supported yet",
            f"declutter: {'x' * 300}: File name too long",
        ]

    def test_an_unexpected_error_is_one_line(self, run, monkeypatch):
        def fail(*_, **__):
            raise RuntimeError("two\nlines")

        monkeypatch.setattr(api, "clean", fail)
        Path("a.txt").write_text("One.")
        assert run("a.txt") == (1, b"", "declutter: a.txt: RuntimeError: two lines\n")

    def test_dead_links_are_reported_and_named_pipes_are_not_read(self, run):
        Path("t").mkdir()
        Path("t/dead.txt").symlink_to("nowhere")
        os.mkfifo("t/pipe.txt")
        assert run("t") == (1, b"", "declutter: t/dead.txt: No such file or directory\n")

    def test_closed_standard_input(self):
        done = shell("sh", "-c", '"$@" <&-', "sh", *COMMAND, "-")
        assert (done.returncode, done.stderr) == (1, b"declutter: <stdin>: standard input is closed\n")


class TestOptions:
    @pytest.mark.parametrize(
        ("argv", "expected"),
        [
            ([], {}),
            (["--text"], {"input": "text"}),
            (["--html"], {"input": "html"}),
            (["--mode", "recall", "--markdown"], {"mode": "recall", "format": "markdown"}),
            (["--keep", "ad, comment", "--keep=legal"], {"keep": ("ad", "comment", "legal")}),
            (["--drop", "caption"], {"drop": ("caption",)}),
            (["--url", "https://x.org/a?b"], {"url": "https://x.org/a?b"}),
            (["--markdown", "--images"], {"format": "markdown", "images": True}),
        ],
    )
    @pytest.mark.parametrize("function", ["clean", "explain"])
    def test_reach_the_library(self, run, monkeypatch, argv, expected, function):
        seen = {}

        def note(source, **options):
            seen.update(options, source=source)
            return "x" if function == "clean" else cli_standin.explain("x", **{**options, "input": "text"})

        monkeypatch.setattr(api, function, note)
        Path("a.txt").write_bytes(b"\xff")
        assert run("a.txt", *argv, *(["--json"] if function == "explain" else []))[0] == 0
        assert seen.pop("source") == b"\xff"  # as bytes: the library finds the charset
        default = {"input": "auto", "mode": "balanced", "keep": (), "drop": (), "format": "text", "url": ""}
        assert seen == {**default, "images": False, **expected}

    @pytest.mark.parametrize(
        ("name", "argv", "expected"),
        [("a.HTM", [], "html"), ("a.html", ["--text"], "text"), ("a.txt", [], "auto"), ("a.txt", ["--html"], "html")],
    )
    def test_the_ending_counts_unless_told_otherwise(self, run, monkeypatch, name, argv, expected):
        seen = []
        monkeypatch.setattr(api, "clean", lambda _, **options: seen.append(options["input"]) or "")
        Path(name).write_text("x")
        assert run(name, *argv)[0] == 0
        assert seen == [expected]

    @pytest.mark.parametrize("url", ["https://x.org/t", "https://x.org/t/?b#c"])
    def test_the_address_of_a_folder_is_that_of_its_pages(self, run, monkeypatch, url):
        seen = []
        monkeypatch.setattr(api, "clean", lambda _, **options: seen.append(options["url"]) or "")
        for name in (b"t/a.txt", b"t/b c/d?.txt", b"t/\xff.txt"):
            path = Path(os.fsdecode(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")
        assert run("t", "--url", url)[0] == 0
        assert seen == ["https://x.org/t/a.txt", "https://x.org/t/b%20c/d%3F.txt", "https://x.org/t/%FF.txt"]
        assert run("t")[0] == 0
        assert seen[3:] == ["", "", ""]

    @pytest.mark.parametrize("option", ["--keep", "--drop"])
    def test_an_unknown_label_lists_the_labels(self, run, option):
        status, output, messages = run(option, "advert", "a.txt")
        assert (status, output) == (2, b"")
        assert "unknown label 'advert'" in messages
        assert ", ".join(LABELS) in messages

    @pytest.mark.parametrize(
        ("argv", "message"),
        [
            (["--keep=ad", "--drop=ad"], "both in keep and in drop: ad"),
            (["--field=x"], "--field needs --jsonl"),
            (["--out-field=x"], "--out-field needs --jsonl"),
            (["--url-field=x"], "--url-field needs --jsonl"),
            (
                ["--url=x.org"],
                "--url must be an absolute address, such as 'https://example.org/page.html', not 'x.org'",
            ),
            (["--url=http://["], "--url must be an absolute address"),
            (["--url=https://x.org", "b.txt"], "there are several inputs"),
            (["--url=https://x.org", "--jsonl"], "--url-field names the field that holds each row's"),
            (["--images"], "--images needs --markdown"),
            (["--images", "--jsonl"], "--images needs --markdown"),
            (["--jobs=2"], "--jobs needs --jsonl"),
            (["--bad-rows=keep"], "--bad-rows needs --jsonl"),
            (["--resume"], "--resume needs --jsonl"),
            (["--jsonl", "--json"], "not allowed with argument"),
            (["--html", "--text"], "not allowed with argument"),
            (["--mode=best"], "invalid choice"),
            (["--expl"], "unrecognized arguments"),
        ],
    )
    def test_wrong_usage(self, run, argv, message):
        status, output, messages = run(*argv, "a.txt")
        assert (status, output) == (2, b"")
        assert message in messages

    def test_version(self, run):
        assert run("--version") == (0, f"declutter {__version__}\n".encode(), "")

    def test_the_examples_of_the_help_work(self):
        examples = re.findall(r"^  ((?:declutter|cat) .+?)(?:  .*)?$", arguments.EXAMPLES, flags=re.MULTILINE)
        assert len(examples) == 10
        Path("pages").mkdir()
        Path("pages/b.txt").write_text(PAGE)
        Path("article.txt").write_text(PAGE)
        Path("page.html").write_text(PAGE)
        row = json.dumps({"id": 1, "text": PAGE})
        Path("rows.jsonl.gz").write_bytes(gzip.compress(row.encode()))
        script = f'declutter() {{ "{sys.executable}" "{cli_standin.__file__}" "$@"; }}\n' + "\n".join(examples)
        done = shell("bash", "-euc", script)
        assert (done.returncode, done.stderr) == (0, b"declutter: nothing to resume, beginning anew\n")
        assert Path("clean.txt").read_bytes() == Path("clean/b.txt").read_bytes() == PIECE
        assert json.loads(Path("clean.jsonl").read_text()) == {"id": 1, "text": PIECE.decode().strip()}

    def test_the_help_is_ascii(self, run):
        status, output, _ = run("--help")
        assert (status, output.isascii()) == (0, True)


class TestOutputFiles:
    def test_one_input_one_file(self, run):
        Path("a.txt").write_text(PAGE)
        Path("out.txt").write_text("old")
        Path("out.txt").chmod(0o640)
        assert run("a.txt", "-o", "out.txt") == (0, b"", "")
        assert Path("out.txt").read_bytes() == PIECE
        assert Path("out.txt").stat().st_mode & 0o777 == 0o640
        assert names() == ["a.txt", "out.txt"]  # no temporary file is left

    def test_dash_is_standard_output(self, run):
        Path("a.txt").write_text(PAGE)
        assert run("a.txt", "-o", "-") == (0, PIECE, "")

    def test_folder_to_folder(self, run):
        for name in ("t/a.txt", "t/deep/er/b.md"):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(PAGE)
        assert run("t", "-o", "out") == (0, b"", "")
        found = {str(path.relative_to("out")): path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
        assert found == {"a.txt": PIECE, "deep/er/b.md": PIECE}

    def test_an_output_folder_in_the_input_folder_is_not_input(self, run):
        Path("t").mkdir()
        Path("t/a.txt").write_text(PAGE)
        assert run("t", "-o", "t/out/")[0] == 0
        assert run("t", "-o", "t/out/")[0] == 0
        assert [str(path) for path in Path("t").rglob("*.txt")] == ["t/a.txt", "t/out/a.txt"]

    @pytest.mark.parametrize(
        ("argv", "expected"),
        [
            ([], {"a.txt", "b.md", "c.html.txt"}),
            (["--markdown"], {"a.txt", "b.md", "c.html.md"}),
            (["--json"], {"a.txt.json", "b.md.json", "c.html.json"}),
            (["--explain"], {"a.txt", "b.md.txt", "c.html.txt"}),
        ],
    )
    def test_no_ending_lies_about_the_content(self, run, argv, expected):
        Path("t").mkdir()
        for name in ("a.txt", "b.md", "c.html"):
            Path("t", name).write_text("Words.")
        assert run("t", "-o", "out/", "--text", *argv)[0] == 0
        assert set(names("out")) == expected

    @pytest.mark.parametrize("argv", [["a.txt", "-o", "a.txt"], ["a.txt", "-o", "link"], [".", "-o", "."]])
    def test_no_input_is_overwritten(self, run, argv):
        Path("a.txt").write_text(PAGE)
        Path("link").symlink_to("a.txt")
        status, _, messages = run(*argv)
        assert (status, Path("a.txt").read_text()) == (2, PAGE)
        assert "refusing to overwrite the input a.txt" in messages

    def test_nor_is_standard_input(self):
        Path("a.txt").write_text(PAGE)
        with Path("a.txt").open("rb") as file:
            done = shell(*STANDIN, "-o", "a.txt", stdin=file)
        assert (done.returncode, Path("a.txt").read_text()) == (2, PAGE)

    @pytest.mark.parametrize(
        ("argv", "message"),
        [
            (["a.txt", "b.txt", "-o", "old"], "several inputs need a folder for -o, and old is a file"),
            (["a.txt", "-", "-o", "out/"], "standard input has no file name"),
            (["a.txt", "t/a.txt", "-o", "out/"], "a.txt and t/a.txt would both become out/a.txt"),
        ],
    )
    def test_what_cannot_be_named_is_refused(self, run, argv, message):
        Path("t").mkdir()
        for name in ("a.txt", "b.txt", "t/a.txt", "old"):
            Path(name).write_text(name)
        status, _, messages = run(*argv)
        assert status == 2
        assert message in messages
        assert not Path("out").exists()

    def test_links_and_devices_stay_what_they_are(self, run):
        Path("a.txt").write_text(PAGE)
        Path("real").write_text("old")
        Path("link").symlink_to("real")
        assert run("a.txt", "-o", "link")[0] == 0
        assert (Path("link").is_symlink(), Path("real").read_bytes()) == (True, PIECE)
        assert run("a.txt", "-o", os.devnull)[0] == 0
        assert Path(os.devnull).is_char_device()

    def test_one_that_cannot_be_written_does_not_stop_the_others(self, run):
        for name in ("a.txt", "b.txt"):
            Path(name).write_text(PAGE)
        Path("out/a.txt").mkdir(parents=True)
        status, _, messages = run("a.txt", "b.txt", "-o", "out")
        assert (status, messages) == (1, "declutter: a.txt: Is a directory\n")
        assert Path("out/b.txt").read_bytes() == PIECE


class TestJson:
    def test_one_object_per_document(self, run):
        Path("a.txt").write_text("Words.\n\nAD Buy.")
        Path("b.txt").write_text("")
        status, output, _ = run("--json", "a.txt", "b.txt")
        lines = [
            {"number": 0, "text": "Words.", "label": "prose", "score": 0.98, "keep": True, "reason": "a full sentence"},
            {"number": 2, "text": "AD Buy.", "label": "ad", "score": 0.03, "keep": False, "reason": "advertising"},
        ]
        assert status == 0
        assert [json.loads(line) for line in output.splitlines()] == [
            {"source": "a.txt", "text": "Words.", "lines": lines},
            {"source": "b.txt", "text": "", "lines": []},
        ]


class TestExplain:
    def test_plain(self, run):
        Path("a.txt").write_text(PAGE)
        assert run("--explain", "a.txt")[1].decode().splitlines() == [
            "0 + prose      0.98  a full sentence  A first sentence.",
            "3 - ad         0.03  advertising      AD Buy now!",
            "4 + prose      0.98  a full sentence  A second one.",
        ]

    def test_several_documents_have_titles(self, run):
        for name in ("a.txt", "b.txt"):
            Path(name).write_text(name)
        assert run("--explain", "a.txt", "b.txt")[1].decode().splitlines() == [
            "==> a.txt <==",
            "0 + prose      0.98  a full sentence  a.txt",
            "",
            "==> b.txt <==",
            "0 + prose      0.98  a full sentence  b.txt",
        ]

    def test_a_page_cannot_steer_the_terminal(self, run):
        Path("a.txt").write_text("Red \x1b[31m\tand \x9b0m.")
        assert run("--explain", "a.txt")[1].decode().endswith(r"Red \x1b[31m   and \x9b0m." + "\n")

    def test_colour_always(self, run, monkeypatch):
        monkeypatch.setenv("NO_COLOR", "1")
        Path("a.txt").write_text(PAGE)
        output = run("--explain", "--color=always", "a.txt")[1].decode()
        assert "\x1b[32m+\x1b[0m" in output
        assert "\x1b[31m-\x1b[0m" in output
        assert re.sub(r"\x1b\[[\d;]*m", "", output) == run("--explain", "a.txt")[1].decode()

    @pytest.mark.parametrize(
        ("env", "argv", "coloured"),
        [
            ({}, [], True),
            ({"NO_COLOR": "1"}, [], False),
            ({"TERM": "dumb"}, [], False),
            ({}, ["--color=never"], False),
        ],
    )
    def test_colour_on_a_terminal(self, env, argv, coloured):
        Path("a.txt").write_text(PAGE)
        status, shown, _, messages = on_terminal([*STANDIN, "--explain", *argv, "a.txt"], "stdout", env)
        assert (status, messages) == (0, b"")
        assert b"A first sentence." in shown
        assert (b"\x1b[32m" in shown) is coloured

    def test_without_rich(self, run, monkeypatch):
        for name in ("rich", "rich.color", "rich.style"):
            monkeypatch.setitem(sys.modules, name, None)
        Path("a.txt").write_text("Words.")
        plain = b"0 + prose      0.98  a full sentence  Words.\n"
        hint = 'declutter: colours need rich: pip install "declutter-text[cli]"\n'
        assert run("--explain", "--color=always", "a.txt") == (0, plain, hint)
        assert run("--explain", "a.txt") == (0, plain, "")


class TestStreams:
    @pytest.mark.parametrize("argv", [["--help"], ["a.txt"], ["--json", "a.txt"], ["--jsonl", "rows.jsonl"]])
    def test_a_closed_pipe_is_no_traceback(self, argv):
        Path("a.txt").write_text(PAGE)
        Path("rows.jsonl").write_text('{"text": "Words."}\n')
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run([*STANDIN, *argv], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=30)
        os.close(writing)
        assert done.stderr == b""
        # With PYTHONUNBUFFERED, argparse meets the closed pipe itself and says nothing.
        assert done.returncode == 141 or (argv == ["--help"] and done.returncode == 0)

    def test_head(self):
        row = json.dumps({"text": "Words of a sentence.", "rest": "x" * 1000})
        Path("rows.jsonl").write_text(f"{row}\n" * 2000)
        script = '"$@" --jsonl rows.jsonl --jobs 2 | head -n 1; echo "${PIPESTATUS[0]}"'
        done = shell("bash", "-c", script, "bash", *COMMAND)
        first, status = done.stdout.decode().splitlines()
        assert (json.loads(first)["rest"], status, done.stderr) == ("x" * 1000, "141", b"")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_full_disk_is_reported(self):
        Path("a.txt").write_text(PAGE)
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run([*STANDIN, "a.txt"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=30)
        assert (done.returncode, done.stderr) == (1, b"declutter: output: No space left on device\n")

    def test_closed_output_streams(self):
        Path("a.txt").write_text(PAGE)
        done = shell("sh", "-c", '"$@" >&-', "sh", *STANDIN, "a.txt")
        assert (done.returncode, done.stderr) == (1, b"declutter: output: standard output is closed\n")
        done = shell("sh", "-c", '"$@" 2>&-', "sh", *STANDIN, "gone.txt", "a.txt")
        assert (done.returncode, done.stdout) == (1, PIECE)

    def test_utf8_in_any_locale(self):
        text = "Größe, 漢字 und ein Emoji: 🙂."
        env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
        done = shell(*STANDIN, input=text.encode(), env=env)
        assert (done.returncode, done.stdout.decode(), done.stderr) == (0, text + "\n", b"")

    def test_lone_surrogates(self, run, monkeypatch):
        Path("a.txt").write_text("x")
        monkeypatch.setattr(api, "clean", lambda *_, **__: "a\ud800b")
        assert run("a.txt") == (0, "a\ufffdb\n".encode(), "")
        monkeypatch.setattr(api, "explain", lambda _, **options: cli_standin.explain("a\ud800b", **options))
        assert json.loads(run("--json", "a.txt")[1])["text"] == "a\ud800b"
        assert rb"a\ud800b" in run("--explain", "a.txt")[1]

    def test_interruption_is_no_traceback(self, run, monkeypatch):
        def interrupt(*_, **__):
            raise KeyboardInterrupt

        monkeypatch.setattr(api, "clean", interrupt)
        Path("a.txt").write_text("x")
        assert run("a.txt", "-o", "out.txt") == (130, b"", "declutter: interrupted\n")
        assert names() == ["a.txt"]

    @pytest.mark.parametrize("argv", [["a.txt"], ["--json", "a.txt"], ["--explain", "a.txt"]])
    def test_with_the_real_library(self, argv):
        Path("a.txt").write_text("The committee met on Tuesday and agreed to build the bridge after all.\n")
        done = shell(*COMMAND, *argv)
        assert (done.returncode, done.stderr) == (0, b"")
        if "--json" in argv:
            answer = json.loads(done.stdout)
            assert list(answer) == ["source", "text", "lines"]

    def test_links_with_the_real_library(self):
        sentence = "The <a href=b.html>committee</a> met on Tuesday and agreed to build the bridge after all."
        Path("a.html").write_text(f"<title>The bridge</title><p>{sentence}</p><p>{sentence.replace('Tues', 'Mon')}</p>")
        done = shell(*COMMAND, "a.html", "--markdown", "--url=https://x.org/a/", "--keep=related,navigation,lead_in")
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(b"# The bridge\n\nThe [committee](https://x.org/a/b.html) met")

    def test_images_with_the_real_library(self):
        sentence = "The committee met on <img src=b.png alt=map> Tuesday and agreed to build the bridge after all."
        Path("a.html").write_text(f"<title>The bridge</title><p>{sentence}</p><p>{sentence.replace('Tues', 'Mon')}</p>")
        Path("r.jsonl").write_text(json.dumps({"text": Path("a.html").read_text(), "u": "https://x.org/a/"}) + "\n")
        image = b"![map](https://x.org/a/b.png)"
        argv = [*COMMAND, "--html", "--markdown", "--keep=related,navigation,lead_in"]
        assert image in shell(*argv, "--images", "a.html", "--url=https://x.org/a/").stdout
        assert image in shell(*argv, "--images", "--jsonl", "--url-field=u", "r.jsonl").stdout
        assert b"![" not in shell(*argv, "a.html").stdout

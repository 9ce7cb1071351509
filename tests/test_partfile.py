"""Output that survives interruptions: part files, journals, resuming."""

import gzip
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from cli_helpers import STANDIN, mixed_rows, names, shell, wait_for

from declutter import partfile
from declutter.jsonl import Batch, Checkpoint
from declutter.partfile import PartFile, PartFileError, identify, write_whole

pytest_plugins = ["cli_fixtures"]
pytestmark = pytest.mark.usefixtures("folder")

RUN = ["--jsonl", "a.jsonl", "b.jsonl.gz", "-o", "out"]


def interrupt(identity):
    """Leave a part file behind, as an interrupted run does."""
    part = PartFile(Path("out"), identity, resume=False)
    part.add(Batch(b"half", [], Checkpoint(offset=9, written=4, rows=1), 0))
    part.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)


class TestWriteWhole:
    def test_a_failure_leaves_the_old_content(self, monkeypatch):
        def fail(*_):
            raise OSError("disk full")

        Path("out").write_text("old")
        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="disk full"):
            write_whole(Path("out"), b"new")
        assert Path("out").read_text() == "old"
        assert names() == ["out"]

    def test_a_name_of_any_length(self):
        write_whole(Path("x" * 255), b"new")
        assert Path("x" * 255).read_bytes() == b"new"


class TestPartFile:
    def test_becomes_the_file_when_complete(self):
        Path("out").write_text("old")
        with PartFile(Path("out"), {"a": 1}, resume=False) as part:
            part.add(Batch(b"new", [], Checkpoint(written=3), 0))
            assert Path("out").read_text() == "old"
        assert Path("out").read_text() == "new"
        assert names() == ["out"]

    def test_what_cannot_be_resumed_is_removed(self):
        interrupt(None)
        assert names() == []

    def test_goes_on_at_the_checkpoint_and_drops_what_came_after(self):
        interrupt({"a": 1})
        with Path("out.part").open("ab") as file:
            file.write(b"torn ro")
        with PartFile(Path("out"), {"a": 1}, resume=True) as part:
            assert part.start == Checkpoint(offset=9, written=4, rows=1)
            part.add(Batch(b" whole", [], Checkpoint(written=10), 0))
        assert Path("out").read_bytes() == b"half whole"

    def test_without_resume_it_begins_anew(self):
        interrupt({"a": 1})
        with PartFile(Path("out"), {"a": 1}, resume=False) as part:
            assert part.start == Checkpoint()
        assert Path("out").read_bytes() == b""

    @pytest.mark.parametrize(
        ("spoil", "message"),
        [
            (lambda: None, "cannot resume: mode changed; without --resume it begins anew"),
            (lambda: Path("out.part").write_bytes(b"h"), "out.part is shorter than its journal says"),
            (lambda: Path("out.part.journal").write_bytes(b'{"run": '), "out.part.journal is damaged"),
            (lambda: Path("out.part.journal").write_bytes(b"[]"), "out.part.journal is damaged"),
        ],
    )
    def test_refuses_what_does_not_fit(self, spoil, message):
        interrupt({"mode": "balanced"})
        spoil()
        kept = Path("out.part").read_bytes()
        mode = "recall" if "mode" in message else "balanced"
        with pytest.raises(PartFileError, match=message):
            PartFile(Path("out"), {"mode": mode}, resume=True)
        assert Path("out.part").read_bytes() == kept

    @pytest.mark.parametrize("resume", [False, True])
    def test_refuses_to_write_beside_another_run(self, resume):
        with PartFile(Path("out"), {"a": 1}, resume=False) as part:
            part.add(Batch(b"new", [], Checkpoint(written=3), 0))
            with pytest.raises(PartFileError, match="another run is writing"):
                PartFile(Path("out"), {"a": 1}, resume=resume)
        assert Path("out").read_bytes() == b"new"

    def test_the_journal_never_promises_what_is_not_in_the_file(self, monkeypatch):
        monkeypatch.setattr(partfile, "JOURNAL_EVERY", 0)
        with PartFile(Path("out"), {"a": 1}, resume=False) as part:
            for count in range(1, 20):
                part.add(Batch(b"x" * 1000, [], Checkpoint(written=1000 * count), 0))
                promised = json.loads(Path("out.part.journal").read_text())["after"]["written"]
                assert promised == Path("out.part").stat().st_size == 1000 * count

    def test_pipes_have_no_identity(self):
        os.mkfifo("pipe")
        Path("a").write_text("x")
        assert identify(["a", "-"], {}) is None
        assert identify(["a", "pipe"], {}) is None
        assert identify(["a", "gone"], {"mode": "recall"})["inputs"][1] == ["gone", None, None]


class TestResume:
    @pytest.fixture(autouse=True)
    def _inputs(self, folder):
        data = mixed_rows(600)
        Path("a.jsonl").write_bytes(data[:60_000])  # ends within a row, so that both parts of it are bad rows
        Path("b.jsonl.gz").write_bytes(gzip.compress(data[60_000:]))

    @pytest.mark.parametrize(("jobs", "fate"), [(1, "skip"), (2, "keep")])
    def test_killed_and_resumed_is_as_if_never_killed(self, jobs, fate):
        argv = [*STANDIN, *RUN, f"--bad-rows={fate}", f"--jobs={jobs}"]
        whole = shell(*argv)
        expected = Path("out").read_bytes()
        Path("out").unlink()
        for source, aim in enumerate((len(expected) // 4, len(expected) * 3 // 4)):  # in either input
            process = subprocess.Popen([*argv, "--resume"], env={**os.environ, "SLOW": "0.003"}, stderr=subprocess.PIPE)
            wait_for(lambda aim=aim: Path("out.part").exists() and Path("out.part").stat().st_size > aim)
            workers = _children(process.pid)
            process.send_signal(signal.SIGKILL)
            messages = process.communicate(timeout=30)[1]
            assert process.returncode == -signal.SIGKILL
            assert not Path("out").exists()
            assert (b"nothing to resume" in messages) is (source == 0)
            assert json.loads(Path("out.part.journal").read_text())["after"]["source"] == source
            wait_for(lambda workers=workers: not any(map(_alive, workers)))
        resumed = shell(*argv, "--resume")
        assert Path("out").read_bytes() == expected
        assert resumed.stderr.startswith(b"declutter: going on after ")
        assert (resumed.returncode, resumed.stderr.splitlines()[-1]) == (1, whole.stderr.splitlines()[-1])
        assert names() == ["a.jsonl", "b.jsonl.gz", "out"]

    def test_refuses_when_input_or_options_changed(self, run):
        interrupt(identify(["a.jsonl"], {}))
        kept = Path("out.part").read_bytes()
        status, _, messages = run("--jsonl", "a.jsonl", "-o", "out", "--resume", "--mode=recall")
        assert status == 2
        assert messages.startswith("declutter: out: cannot resume: ")
        assert Path("out.part").read_bytes() == kept

    def test_names_what_changed(self, run, monkeypatch):
        real = PartFile.add

        def stop(part, batch):
            real(part, batch)
            raise KeyboardInterrupt

        monkeypatch.setattr(PartFile, "add", stop)
        argv = ["--jsonl", "a.jsonl", "-o", "out"]
        assert run(*argv)[0] == 130
        with Path("a.jsonl").open("ab") as file:
            file.write(b"\n")
        for more, changed in ([], "inputs"), (["--mode=recall", "--field=body"], "field, inputs, mode, out_field"):
            assert run(*argv, "--resume", *more) == (
                2,
                b"",
                f"declutter: out: cannot resume: {changed} changed; without --resume it begins anew\n",
            )

    def test_an_input_that_failed_is_not_counted_again(self, run, monkeypatch):
        real = PartFile.add

        def stop(part, batch):
            real(part, batch)
            if batch.after.source == 1:
                raise KeyboardInterrupt

        argv = ["--jsonl", "gone", "a.jsonl", "-o", "out"]
        with monkeypatch.context() as patch:
            patch.setattr(PartFile, "add", stop)
            assert run(*argv)[0] == 130
        status, _, messages = run(*argv, "--resume")
        assert status == 1
        assert "gone" not in messages
        assert messages.endswith("failed inputs: 1\n")


def _children(pid):
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False

"""JSON Lines: single rows, bad rows, streams, compressed inputs, worker processes."""

import gzip
import io
import json
import lzma
import os
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from cli_helpers import COMMAND, STANDIN, mixed_rows, names, on_terminal, shell, wait_for
from hypothesis import given, settings
from hypothesis import strategies as st

from declutter import api, jsonl
from declutter.jsonl import BadRowError, Job, rewrite

pytest_plugins = ["cli_fixtures"]

SAME = Job(str, "text", "text")
UPPER = Job(str.upper, "text", "text")
TO_CLEAN = Job(str.upper, "text", "clean")


def boom(_):
    raise NotImplementedError("HTML is not supported yet")


def linked(text, *, url):
    if url == "x":
        raise ValueError("url must be absolute")
    return f"{text}({url})"


class TestOneRow:
    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ('{"text": "a"}', '{"text": "A"}'),
            (' { "x" : 1.10 , "text" : "a" , "y":1e400 } \r', ' { "x" : 1.10 , "text" : "A" , "y":1e400 } \r'),
            ('{"n":%s,"text":"a"}' % ("9" * 5000), '{"n":%s,"text":"A"}' % ("9" * 5000)),
            ('{"a": {"text": "b"}, "text": "a"}', '{"a": {"text": "b"}, "text": "A"}'),
            ('{"text": "a", "text": "b"}', '{"text": "a", "text": "B"}'),
            ('{"te\\u0078t": "a", "z": NaN}', '{"te\\u0078t": "A", "z": NaN}'),
            ('{"text": "\\u00fc"}', '{"text": "\\u00dc"}'),
            ('{"text": "ü"}', '{"text": "Ü"}'),
            ('{"text": "a\\ud800ü"}', '{"text": "A\\ud800\\u00dc"}'),
            ('{"text": "\\/1\\u0041"}', '{"text": "\\/1\\u0041"}'),
        ],
    )
    def test_only_the_field_changes(self, row, expected):
        assert rewrite(UPPER, row.encode()) == expected.encode()

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ('{"text":"a"}', '{"text":"a", "clean": "A"}'),
            ('{"clean": [1, {"b": 2}], "text": "a"}', '{"clean": "A", "text": "a"}'),
            ('{"text": "a", "n": 1 }', '{"text": "a", "n": 1, "clean": "A" }'),
        ],
    )
    def test_another_field_for_the_result(self, row, expected):
        assert rewrite(TO_CLEAN, row.encode()) == expected.encode()

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (b'{"text": "a"', "invalid JSON: Expecting ',' delimiter at character 13"),
            (b'{"text": "a"} {}', "invalid JSON: Extra data at character 15"),
            (b'{"text": "a\xff"}', "invalid UTF-8 at byte 12"),
            (b"[" * 200_000, "invalid JSON: nested too deeply"),
            (b'["text"]', "not a JSON object"),
            (b'{"x": {"text": "a"}}', "no field 'text'"),
            (b'{"text": 5}', "field 'text' is not a string"),
        ],
    )
    def test_a_bad_row_says_why(self, row, why):
        with pytest.raises(BadRowError) as error:
            rewrite(UPPER, row)
        assert str(error.value) == why

    def test_what_the_library_cannot_do_is_a_bad_row(self):
        with pytest.raises(BadRowError, match=r"^HTML is not supported yet$"):
            rewrite(Job(boom, "text", "text"), b'{"text": "a"}')

    def test_the_address_of_a_row(self):
        job = Job(linked, "text", "text", url_field="from")
        assert rewrite(job, b'{"text": "a", "from": "b"}') == b'{"text": "a(b)", "from": "b"}'
        assert rewrite(job, b'{"text": "a", "from": null}') == b'{"text": "a()", "from": null}'
        for row, why in [
            (b'{"text": "a"}', "no field 'from'"),
            (b'{"text": "a", "from": 5}', "field 'from' is not a string"),
            (b'{"text": "a", "from": "x"}', "ValueError: url must be absolute"),
        ]:
            with pytest.raises(BadRowError) as error:
                rewrite(job, row)
            assert str(error.value) == why

    @settings(max_examples=60, deadline=None)
    @given(
        st.dictionaries(st.text(), st.recursive(st.none() | st.integers() | st.floats() | st.text(), st.lists)),
        st.text(),
        st.booleans(),
        st.sampled_from([None, 1]),
    )
    def test_any_row(self, members, text, ascii_only, indent):
        spelled = json.dumps({**members, "text": text}, ensure_ascii=ascii_only, indent=indent)
        row = spelled.encode("utf-8", "surrogatepass" if ascii_only else "replace")
        before = json.loads(row)
        assert rewrite(SAME, row) == row
        after = json.loads(rewrite(Job("<{}>".format, "text", "text"), row))
        assert list(after) == list(before)
        assert after.pop("text") == f"<{before.pop('text')}>"
        assert repr(after) == repr(before)  # by repr, for NaN


class TestWindows:
    @given(st.binary(max_size=60).map(lambda data: data.replace(b"a", b"\n")), st.integers(1, 20))
    def test_whole_rows_and_nothing_lost(self, data, size):
        class Slow(io.BytesIO):
            def read1(self, _size=-1):
                return super().read1(size)

        windows = list(jsonl._windows(Slow(data)))
        assert b"".join(windows) == data
        assert all(window.endswith(b"\n") for window in windows[:-1])

    def test_a_slow_pipe_is_answered_row_by_row(self):
        with subprocess.Popen([*STANDIN, "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            for number in range(3):
                row = b'{"text": "%d"}\n' % number
                process.stdin.write(row)
                process.stdin.flush()
                assert process.stdout.readline() == row
            process.stdin.close()
            assert process.wait(30) == 0

    @pytest.mark.usefixtures("folder")
    def test_memory_does_not_grow_with_the_rows(self, run):
        peaks = []
        for rows in (1_000, 10_000):
            with Path("rows.jsonl").open("wb") as file:
                file.writelines(b'{"text": "%s"}\n' % (b"x" * 1000) for _ in range(rows))
            tracemalloc.start()
            assert run("--jsonl", "rows.jsonl", "-o", os.devnull)[0] == 0
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < peaks[0] + 100_000  # bytes; the files differ by 9 MB


@pytest.mark.usefixtures("folder")
class TestCommand:
    def test_a_stream(self, run):
        Path("a.jsonl").write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "One.\\nAD Buy!"}\r\n\n')
        Path("b.jsonl").write_bytes(b'{"text": "Two.", "id": 2}')
        expected = b'{"id": 1, "text": "One."}\r\n{"text": "Two.", "id": 2}\n'
        assert run("--jsonl", "a.jsonl", "b.jsonl") == (0, expected, "")

    def test_fields(self, run):
        Path("a.jsonl").write_text('{"body": "One.\\nAD Buy!", "text": 0}')
        expected = b'{"body": "One.\\nAD Buy!", "text": 0, "piece": "One."}\n'
        assert run("--jsonl", "--field=body", "--out-field=piece", "a.jsonl") == (0, expected, "")

    def test_options_reach_the_library(self, run):
        Path("a.jsonl").write_text('{"text": "AD Buy!"}')
        assert run("--jsonl", "--keep=ad", "a.jsonl") == (0, b'{"text": "AD Buy!"}\n', "")

    def test_the_field_with_the_address(self, run, monkeypatch):
        monkeypatch.setattr(api, "clean", lambda text, **options: f"{text}({options['url']})")
        Path("a.jsonl").write_text('{"text": "a", "at": "https://x.org/"}\n{"text": "b"}\n')
        status, output, messages = run("--jsonl", "--url-field=at", "a.jsonl")
        assert (status, output) == (1, b'{"text": "a(https://x.org/)", "at": "https://x.org/"}\n')
        assert messages.startswith("a.jsonl:2: no field 'at'\n")
        assert run("--jsonl", "a.jsonl")[1].splitlines()[1] == b'{"text": "b()"}'

    @pytest.mark.parametrize("fate", ["skip", "keep"])
    def test_bad_rows_are_named_and_counted(self, run, fate):
        good, bad = (
            b'{"text": "a"}',
            [b"{", b"\xff", b"{}", b'{"text": 1}', b"[]", b'{"text": "<html"}', b'{"text": "boom"}'],
        )
        Path("a.jsonl").write_bytes(b"\n".join([good, b"", *bad, good]))
        status, output, messages = run("--jsonl", "--bad-rows", fate, "a.jsonl")
        assert status == 1
        assert output == b"".join(row + b"\n" for row in [good, *(bad if fate == "keep" else []), good])
        assert messages.splitlines() == [
            "a.jsonl:3: invalid JSON: Expecting property name enclosed in double quotes at character 2",
            "a.jsonl:4: invalid UTF-8 at byte 1",
            "a.jsonl:5: no field 'text'",
            "a.jsonl:6: field 'text' is not a string",
            "a.jsonl:7: not a JSON object",
            "a.jsonl:8: HTML is not supported yet",
            "a.jsonl:9: RuntimeError: two lines",
            f"declutter: rows: 9, bad rows: 7 ({'passed through' if fate == 'keep' else 'left out'}), failed inputs: 0",
        ]

    def test_line_numbers_go_on_from_window_to_window_and_begin_anew_in_each_file(self, run, monkeypatch):
        monkeypatch.setattr(jsonl, "WINDOW", 16)
        Path("a.jsonl").write_text('{"text": "aaaaaaaaaaaaa"}\n' * 20 + "bad\n")
        Path("b.jsonl").write_text('{"text": "b"}\n\nbad\n')
        messages = run("--jsonl", "a.jsonl", "b.jsonl")[2].splitlines()
        assert [message.split(": ")[0] for message in messages] == ["a.jsonl:21", "b.jsonl:3", "declutter"]
        assert "rows: 23, bad rows: 2" in messages[-1]

    def test_compressed_inputs(self, run):
        Path("a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "a"}\n') + gzip.compress(b'{"text": "b"}\n'))
        Path("c.jsonl.XZ").write_bytes(lzma.compress(b'{"text": "c"}\n'))
        expected = b'{"text": "a"}\n{"text": "b"}\n{"text": "c"}\n'
        assert run("--jsonl", "a.jsonl.gz", "c.jsonl.XZ") == (0, expected, "")

    def test_an_input_that_fails_does_not_stop_the_others(self, run):
        Path("cut.jsonl.gz").write_bytes(gzip.compress(b'{"text": "a"}\n' + os.urandom(5000).hex().encode())[:-2000])
        Path("not.jsonl.gz").write_bytes(b"plain")
        Path("not.jsonl.xz").write_bytes(b"plain")
        Path("b.jsonl").write_text('{"text": "b"}')
        status, output, messages = run(
            "--jsonl", "gone", ".", "cut.jsonl.gz", "not.jsonl.gz", "not.jsonl.xz", "b.jsonl", "-o", "out"
        )
        assert (status, output) == (1, b"")
        assert Path("out").read_bytes().endswith(b'{"text": "b"}\n')
        assert messages.splitlines() == [
            "declutter: gone: No such file or directory",
            "declutter: .: Is a directory",
            "declutter: cut.jsonl.gz: Compressed file ended before the end-of-stream marker was reached",
            "declutter: not.jsonl.gz: Not a gzipped file (b'pl')",
            "declutter: not.jsonl.xz: Input format not supported by decoder",
            messages.splitlines()[-1],
        ]
        assert messages.endswith("failed inputs: 5\n")

    @pytest.mark.parametrize(
        ("argv", "message"),
        [
            (["--jobs=0"], "--jobs takes"),
            (["--jobs=-2"], "--jobs takes"),
            (["--resume"], "--resume needs -o FILE"),
            (["-o", "out/"], "-o names a folder"),
            (["-o", "out.gz"], "the output is not compressed"),
            (["-o", "rows.jsonl"], "refusing to overwrite the input rows.jsonl"),
            (["rows.part", "-o", "rows"], "refusing to overwrite the input rows.part"),
            (["-", "-o", "out", "--resume"], "--resume needs inputs and an output that are files"),
            (["-o", os.devnull, "--resume"], "--resume needs inputs and an output that are files"),
        ],
    )
    def test_wrong_usage(self, run, argv, message):
        for name in ("rows.jsonl", "rows.part"):
            Path(name).write_text('{"text": "a"}\n')
        status, output, messages = run("--jsonl", "rows.jsonl", *argv)
        assert (status, output) == (2, b"")
        assert message in messages
        assert names() == ["rows.jsonl", "rows.part"]

    def test_a_device_is_written_not_replaced(self, run):
        Path("rows.jsonl").write_text('{"text": "a"}\n')
        assert run("--jsonl", "rows.jsonl", "-o", os.devnull) == (0, b"", "")
        assert Path(os.devnull).is_char_device()


@pytest.mark.usefixtures("folder")
class TestJobs:
    def test_the_output_is_the_same_for_any_number(self):
        Path("rows.jsonl").write_bytes(mixed_rows(300))
        one, two, all_cores = (shell(*STANDIN, "--jsonl", "rows.jsonl", f"--jobs={jobs}") for jobs in (1, 2, -1))
        assert one.returncode == 1
        assert len(one.stdout.splitlines()) == 300
        assert (one.stdout, one.stderr) == (two.stdout, two.stderr) == (all_cores.stdout, all_cores.stderr)

    def test_with_the_real_library(self):
        rows = [
            json.dumps({"id": n, "text": f"The committee met {n} times. It agreed.\n\nSubscribe!"}) for n in range(50)
        ]
        Path("rows.jsonl").write_text("\n".join([*rows, "bad"]))
        one, two = (shell(*COMMAND, "--jsonl", "rows.jsonl", f"--jobs={jobs}") for jobs in (1, 2))
        assert (one.returncode, one.stdout, one.stderr) == (two.returncode, two.stdout, two.stderr)
        assert [json.loads(row)["id"] for row in one.stdout.splitlines()] == list(range(50))
        assert one.stderr.startswith(b"rows.jsonl:51: invalid JSON")

    def test_no_more_windows_are_read_than_are_worked_on(self, monkeypatch):
        monkeypatch.setattr(jsonl, "WINDOW", 16)
        Path("rows.jsonl").write_bytes(b'{"text": "a"}\n' * 500)
        read = []
        pieces = jsonl._pieces
        monkeypatch.setattr(jsonl, "_pieces", lambda *argv: (read.append(piece) or piece for piece in pieces(*argv)))
        batches = jsonl.process(UPPER, ["rows.jsonl"], jsonl.Checkpoint(), jobs=2)
        next(batches)
        assert len(read) <= 6
        batches.close()

    def test_a_killed_worker_is_reported(self):
        Path("die.py").write_text(
            "import os, sys\n"
            "from declutter import api, cli\n"
            "def die(*_, **__):\n    os.kill(os.getpid(), 9)\n"
            "if __name__ == '__main__':\n    api.clean = die\n    sys.exit(cli.main())\n"
        )
        Path("rows.jsonl").write_text('{"text": "a"}\n')
        done = shell(sys.executable, "die.py", "--jsonl", "rows.jsonl", "--jobs=2")
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr == b"declutter: a worker process was killed (out of memory?) after 0 rows\n"

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_ctrl_c(self, jobs):
        Path("rows.jsonl").write_bytes(mixed_rows(2000))
        argv = [*STANDIN, "--jsonl", "rows.jsonl", "-o", "out", f"--jobs={jobs}"]
        env = {**os.environ, "SLOW": "0.005"}
        # A session of its own, so that the signal reaches the workers too, as from a keyboard.
        # Under a shell's "&" an interrupt is ignored, and children inherit that: the keyboard's default is meant here.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            process = subprocess.Popen(argv, env=env, stderr=subprocess.PIPE, start_new_session=True)
        finally:
            signal.signal(signal.SIGINT, before)
        wait_for(lambda: Path("out.part").exists() and Path("out.part").stat().st_size > 0)
        os.killpg(process.pid, signal.SIGINT)
        _, messages = process.communicate(timeout=30)
        assert process.returncode == 130
        assert b"Traceback" not in messages
        assert b"declutter: the same command with --resume goes on from here\n" in messages
        assert messages.endswith(b"declutter: interrupted\n")
        assert names() == ["out.part", "out.part.journal", "rows.jsonl"]


@pytest.mark.usefixtures("folder")
class TestProgress:
    def test_a_bar_on_a_terminal(self):
        Path("rows.jsonl").write_bytes(mixed_rows(20))
        status, shown, output, _ = on_terminal([*STANDIN, "--jsonl", "rows.jsonl"], "stderr")
        assert (status, len(output.splitlines())) == (1, 20)
        assert b"22 rows, 2 bad" in shown
        assert b"100%" in shown
        assert b"rows.jsonl:6: invalid JSON" in shown

    def test_no_bar_elsewhere(self):
        Path("rows.jsonl").write_text('{"text": "a"}\n')
        done = shell(*STANDIN, "--jsonl", "rows.jsonl")
        assert (done.returncode, done.stdout, done.stderr) == (0, b'{"text": "a"}\n', b"")

    def test_no_bar_without_rich(self):
        Path("rich.py").write_text("raise ImportError\n")
        Path("rows.jsonl").write_text('{"text": "a"}\n')
        env = {"PYTHONPATH": os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH")]))}
        status, shown, output, _ = on_terminal([*STANDIN, "--jsonl", "rows.jsonl"], "stderr", env)
        assert (status, shown, output) == (0, b"", b'{"text": "a"}\n')

"""What the tests of the command share: running it as a process of its own, and on a terminal."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import cli_standin

COMMAND = [sys.executable, "-m", "declutter.cli"]
STANDIN = [sys.executable, cli_standin.__file__]


def names(folder="."):
    """What is in a folder."""
    return sorted(path.name for path in Path(folder).iterdir())


def shell(*argv, **options):
    """Run a command to its end, with its output and messages."""
    return subprocess.run(argv, capture_output=True, timeout=30, check=False, **options)


def on_terminal(argv, stream, env=None):
    """Run a command with one of its streams on a terminal; returns the process and what the terminal showed."""
    ours, theirs = pty.openpty()
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: theirs}
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **(env or {})}
    process = subprocess.Popen(argv, env=environment, **streams)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # how Linux says that the other side has closed the terminal
        pass
    output, messages = process.communicate(timeout=30)
    os.close(ours)
    return process.returncode, shown, output, messages


def wait_for(condition, seconds=20):
    """Wait until something is so, and fail if it never is."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def mixed_rows(count):
    """Rows as they come in practice: several scripts and layouts, blank lines, and every kind of bad row."""
    bad = [b"{broken", b"\xff\xfe", b'{"other": 1}', b'{"text": null}', b"[1, 2]", b'{"text": "boom"}']
    rows = []
    for number in range(count):
        text = f"Sentence {number} 漢字 größer.\nAD Buy {number}.\n\nAnother one."
        row = {"id": number, "text": text, "rest": "x" * (number * 37 % 200)}
        rows.append(json.dumps(row, ensure_ascii=number % 2 == 0).encode())
        if number % 9 == 4:
            rows.append(bad[number // 9 % len(bad)])
        if number % 50 == 7:
            rows.append(b"  ")
    return b"\n".join(rows) + b"\n"

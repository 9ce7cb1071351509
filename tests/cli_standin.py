"""The command with a stand-in for the classifier, so that tests of files and streams know what to expect.

As a script it is the command. Lines that begin with ``AD`` are dropped; ``SLOW=seconds`` makes each call take that
long.
"""

import os
import sys
import time

from declutter import api, cli, jsonl, partfile
from declutter.labels import Explanation, Label, LabelledLine


def explain(source, **options):
    if options["input"] == "html" or source[:5] in (b"<html", "<html"):
        raise NotImplementedError("HTML is not supported yet")
    if source == "boom":
        raise RuntimeError("two\nlines")
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
    lines = []
    for number, line in enumerate(text.splitlines()):
        if line.strip():
            ad = line.startswith("AD")
            label, score, why = (Label.AD, 0.03, "advertising") if ad else (Label.PROSE, 0.98, "a full sentence")
            lines.append(LabelledLine(number, line, label, score, not ad or "ad" in options["keep"], why))
    return Explanation("\n".join(line.text for line in lines if line.keep), tuple(lines))


def clean(source, **options):
    time.sleep(float(os.environ.get("SLOW", "0")))
    return explain(source, **options).text


if __name__ == "__main__":
    api.clean, api.explain = clean, explain
    # Small steps, so that an interruption falls between many of them.
    jsonl.WINDOW, partfile.JOURNAL_EVERY = 2048, 0.01
    sys.exit(cli.main())

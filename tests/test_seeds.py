"""The seeds keep to their guide (``seeds/README.md``): format, labels, and copies that really are copies."""

import functools
import json
import re
from collections import defaultdict

import pytest
import training_helpers

from declutter.features import describe
from declutter.labels import KEPT_BY_DEFAULT, LABELS
from declutter.training.corpora import SEEDS, seed_documents
from declutter.training.lookups import lookups

GUIDE = (SEEDS / "README.md").read_text(encoding="utf-8")
FILES = sorted(SEEDS.glob("*.jsonl"))
FIELDS = {"doc", "lang", "genre", "lines"}
COPIES = {"lead_in", "duplicate"}
NEAR_COPY = 0.6  # of a line's letter runs stand in other lines; of 95 prose lines in 100 fewer than 0.3 do
RUN = 5  # letters


def per_file(test):
    return pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])(test)


def numbered_rows(path):
    """The rows of a seed file with their line numbers in the file."""
    rows = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            try:
                rows.append((number, json.loads(line.decode("utf-8"))))
            except ValueError as error:
                pytest.fail(f"{path.name}:{number}: not a JSON object in UTF-8 ({error})")
    return rows


def faults_of_row(row):
    """What is wrong with the form of one document, in words."""
    if not isinstance(row, dict) or set(row) != FIELDS:
        return [f"has {sorted(row) if isinstance(row, dict) else row!r}, not {sorted(FIELDS)}"]
    faults = [f"{field} is {row[field]!r}" for field in ("doc", "genre") if not str(row[field]).strip()]
    faults += [f"{field} is no string" for field in ("doc", "lang", "genre") if not isinstance(row[field], str)]
    if not re.fullmatch(r"[a-z]{2,3}", str(row["lang"])):
        faults.append(f"lang is {row['lang']!r}, not a code of two or three small letters")
    if not isinstance(row["lines"], list) or len(row["lines"]) < 3:
        return [*faults, "has fewer than three lines: nothing to learn about neighbours"]
    return faults + [
        f"line {number}: {fault}" for number, line in enumerate(row["lines"], 1) for fault in faults_of_line(line)
    ]


def faults_of_line(line):
    """What is wrong with the form of one ``[label, text]``."""
    if not (isinstance(line, list) and len(line) == 2 and all(isinstance(part, str) for part in line)):
        return [f"{line!r} is not [label, text]"]
    label, text = line
    faults = []
    if label not in LABELS:
        faults.append(f"unknown label {label!r}; the labels are {', '.join(LABELS)}")
    if not text.strip():
        faults.append("the text is empty")
    elif len(text.splitlines()) > 1:
        faults.append(f"more than one line in {text[:50]!r}")
    return faults


def squeezed(text):
    """The letters and digits alone: what a copy keeps, whatever became of blanks and signs."""
    return re.sub(r"[\W_]+", "", text.casefold())


def copied_share(text, originals):
    """The share of a line's runs of five letters that stand in the given lines, joined in their order."""
    letters = squeezed(text)
    if not letters:
        return float(text.strip() in {line.strip() for line in originals})
    joined = "".join(map(squeezed, originals))
    runs = [letters[at : at + RUN] for at in range(max(1, len(letters) - RUN + 1))]
    return sum(run in joined for run in runs) / len(runs)


lookups_once = functools.cache(lookups)


def copies_without_original(document):
    """The ``lead_in`` and ``duplicate`` lines whose text the document's other lines do not have, as messages."""
    lines = list(zip(document.labels, document.lines, strict=True))
    originals = [text.strip() for label, text in lines if label not in COPIES]
    faults = []
    for number, (label, text) in enumerate(lines, 1):
        if label in COPIES:
            repeats = describe([*originals, text.strip()], *lookups_once()).repeats
            seen = repeats.full[-1] if label == "lead_in" else repeats.partner[-1]
            if seen < 0 and copied_share(text, originals) < NEAR_COPY:
                faults.append(f"{document.name}, line {number}: {label} without its full copy: {text[:70]!r}")
    return faults


def test_there_are_seeds():
    assert FILES, f"no seed files in {SEEDS}"


@per_file
def test_form_and_labels(path):
    faults = [
        f"{path.name}:{number}: {row.get('doc') if isinstance(row, dict) else '?'} {fault}"
        for number, row in numbered_rows(path)
        for fault in faults_of_row(row)
    ]
    assert not faults, "\n".join(faults)


@per_file
def test_copies_have_their_original(path):
    documents = [training_helpers.document(row["doc"], row["lines"]) for _, row in numbered_rows(path)]
    faults = [f"{path.name}: {fault}" for d in documents for fault in copies_without_original(d)]
    assert not faults, "\n".join(faults)


def test_no_document_twice():
    places, texts = defaultdict(list), defaultdict(list)
    for path in FILES:
        for number, row in numbered_rows(path):
            places[row["doc"]].append(f"{path.name}:{number}")
            texts[tuple(text.strip() for _, text in row["lines"])].append(f"{path.name}:{number} ({row['doc']})")
    faults = [f"the name {name} stands at {', '.join(at)}" for name, at in places.items() if len(at) > 1]
    faults += [f"the same lines stand at {', '.join(at)}" for at in texts.values() if len(at) > 1]
    assert not faults, "\n".join(faults)


def test_the_guide_describes_the_labels_of_the_code():
    kept, dropped = GUIDE.split("## How to decide")[0].split("## Dropped by default")
    assert re.findall(r"^\| `(\w+)`", kept, re.M) == [label for label in LABELS if label in KEPT_BY_DEFAULT]
    assert re.findall(r"^\| `(\w+)`", dropped, re.M) == [label for label in LABELS if label not in KEPT_BY_DEFAULT]


def test_the_example_of_the_guide_is_in_order():
    assert faults_of_row(json.loads(re.search(r"```json\n(.*?)```", GUIDE, re.S)[1])) == []


def test_every_label_and_many_languages_occur():
    documents = seed_documents()
    assert {label for d in documents for label in d.labels} == set(LABELS)
    assert len({d.lang for d in documents}) >= 30, "the library promises 30 languages"


ORIGINAL = ["prose", "The ferry did not leave on Tuesday because the wind had turned and nobody would say so."]
GOOD = {
    "doc": "x-1",
    "lang": "en",
    "genre": "news",
    "lines": [["heading", "Ferry stays"], ["lead_in", "The ferry did not leave on Tuesday because the…"], ORIGINAL],
}


def test_the_check_accepts_a_good_document():
    assert faults_of_row(GOOD) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"note": "x"}, "not ['doc'"),
        ({"doc": " "}, "doc is ' '"),
        ({"genre": 3}, "genre is no string"),
        ({"lang": "English"}, "lang is 'English'"),
        ({"lines": [ORIGINAL]}, "fewer than three lines"),
        ({"lines": [ORIGINAL, ORIGINAL, ["advert", "Buy"]]}, "line 3: unknown label 'advert'"),
        ({"lines": [ORIGINAL, ["ad", "  "], ORIGINAL]}, "line 2: the text is empty"),
        ({"lines": [ORIGINAL, ["ad", "a\nb"], ORIGINAL]}, "line 2: more than one line"),
        ({"lines": [ORIGINAL, ["ad"], ORIGINAL]}, "line 2: ['ad'] is not [label, text]"),
        ({"lines": [ORIGINAL, ["ad", None], ORIGINAL]}, "is not [label, text]"),
    ],
)
def test_the_check_finds_faults_of_form(change, message):
    assert message in "\n".join(faults_of_row({**GOOD, **change}))


@pytest.mark.parametrize(
    ("label", "text", "found"),
    [
        ("lead_in", "The ferry did not leave on Tuesday because the…", False),
        ("lead_in", "The ferry did not leave on Tuesday bec", False),
        ("lead_in", "Nine kinds of gull that you can tell by their feet…", True),
        (
            "duplicate",
            "The ferry did not leave on Tuesday, because the wind had turned and nobody would say so!",
            False,
        ),
        ("duplicate", "The ferry did not leave Tuesday since the wind had turned; nobody would say so.", False),
        ("duplicate", "Buy two gulls and get the third one free of charge until Sunday.", True),
    ],
)
def test_the_check_finds_copies_of_nothing(label, text, found):
    document = training_helpers.document("x-1", [("heading", "Ferry stays"), tuple(ORIGINAL), (label, text)])
    assert bool(copies_without_original(document)) is found


def test_a_copy_of_a_copy_is_no_original():
    rows = [("heading", "Ferry stays"), ("duplicate", "Gulls by their feet"), ("duplicate", "Gulls by their feet")]
    assert len(copies_without_original(training_helpers.document("x-1", rows))) == 2

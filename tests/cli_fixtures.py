"""Fixtures for the tests of the command; they name this module in ``pytest_plugins``."""

import cli_standin
import pytest

from declutter import api
from declutter.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to work in, and no wishes about colour in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(monkeypatch, capsysbinary):
    """Call the command in this process; returns status, output and messages."""
    monkeypatch.setattr(api, "clean", cli_standin.clean)
    monkeypatch.setattr(api, "explain", cli_standin.explain)

    def call(*argv):
        try:
            status = main([str(argument) for argument in argv])
        except SystemExit as leaving:
            status = leaving.code
        output = capsysbinary.readouterr()
        return status, output.out, output.err.decode()

    return call

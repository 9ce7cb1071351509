"""Fixtures for the tests of the training; they name this module in ``pytest_plugins``."""

import pytest
from training_corpora import apart


@pytest.fixture
def own_cache(tmp_path):
    """The folder of a cache and of readings that are the test's own."""
    with apart(tmp_path / "apart") as folder:
        yield folder

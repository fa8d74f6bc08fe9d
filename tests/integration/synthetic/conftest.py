"""Synthetic banks, made once: a small one for rules that always hold, a large one for shape."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.integration.synthetic.banks import LARGE, SMALL, Bank, made_bank


@pytest.fixture(scope="session")
def small_bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    yield from made_bank(tmp_path_factory.mktemp("small_bank"), SMALL)


@pytest.fixture(scope="session")
def large_bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    yield from made_bank(tmp_path_factory.mktemp("large_bank"), LARGE)

"""The bank of the drills, made once, with what undisturbed commands make of it."""

from __future__ import annotations

import pytest
from tools.drill import bank as banks
from tools.drill.bank import Bank


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """60 customers; yesterday is shown, today is to be computed."""
    return banks.made(tmp_path_factory.mktemp("drill"), customers=60)

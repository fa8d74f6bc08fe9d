"""Where the public sets lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import shared_data_folder


@pytest.fixture
def shared() -> Path:
    return shared_data_folder()

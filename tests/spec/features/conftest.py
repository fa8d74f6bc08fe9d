"""`keep`: parts of a book that are read more than once are computed once, as a run does it."""

from __future__ import annotations

import pytest
from tests.spec.bank import READ_OFTEN, keeper
from tests.spec.engines import Engine

from hengke.engine.features.silver import Keep


@pytest.fixture
def keep(engine: Engine) -> Keep:
    return keeper(engine, *READ_OFTEN)

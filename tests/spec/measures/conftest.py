"""`measured_on` and `run_until`: measures of a bank given as tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import ibis.expr.types as ir
import pytest
from tests.spec.bank import keeper, kept_book
from tests.spec.engines import Engine

from hengke.engine.tiering.measure import measured, running
from hengke.policies.tiering import TierPolicy

When = Callable[[Any], ir.Table]


@pytest.fixture
def measured_on(engine: Engine) -> Callable[..., When]:
    """What `measured` says on one or more dates; the book ends on the last of them."""

    def at(policy: TierPolicy, *dates: date, **more: Any) -> When:
        def when(given: Any) -> ir.Table:
            book = kept_book(engine, given, until=max(dates))
            return measured(book, policy=policy, dates=dates, keep=keeper(engine), **more)

        return when

    return at


@pytest.fixture
def running_on(engine: Engine) -> Callable[..., When]:
    """What `running` says on a day, which is the end of the book."""

    def at(policy: TierPolicy, as_of: date, **more: Any) -> When:
        return lambda given: running(
            kept_book(engine, given, until=as_of), policy=policy, as_of=as_of, **more
        )

    return at

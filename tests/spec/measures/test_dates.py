"""Dates that a book cannot answer for are refused, not answered with zeros."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import ibis
import pyarrow as pa
import pytest
from tests.spec.bank import book_of
from tests.spec.measures.policies import measure, policy

from hengke.engine.tiering.measure import measured
from hengke.kernel.errors import Broken

BOOK = book_of(
    SimpleNamespace(customers=ibis.memtable(pa.table({"customer_id": ["A"]}))),
    until=date(2026, 4, 30),
)


def test_a_date_after_the_end_of_the_book_would_look_like_days_without_money():
    with pytest.raises(Broken, match="2026-05-31 lies after the end of the book, 2026-04-30"):
        measured(BOOK, policy=policy(measure()), dates=[date(2026, 4, 30), date(2026, 5, 31)])


def test_no_date_at_all_is_a_mistake():
    with pytest.raises(Broken, match="no assessment date"):
        measured(BOOK, policy=policy(measure()), dates=[])

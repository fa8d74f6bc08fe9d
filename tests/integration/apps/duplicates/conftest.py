"""One person twice in the book of Alice, a namesake, and the same person in another branch."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.integration.apps.customers.record_home import with_keys

NOW = datetime(2026, 10, 26, 2, 0, tzinfo=UTC)
WANG = {
    "name": "王小明", "birth_date": date(1980, 5, 6), "gender": "male",
    "id_number": "350203198005060012",
}  # fmt: skip


@pytest.fixture(autouse=True)
def book(settings: Any, tmp_path: Path, make_customer: Any, monkeypatch: Any) -> None:
    from hengke.kernel import clock

    with_keys(settings, tmp_path / "home")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    make_customer(
        "A1", **WANG, phone="13800000001", region="厦门", opened_on=date(2010, 1, 1),
        aum_minor=100_00, occupation="teacher",
    )  # fmt: skip
    make_customer(
        "A2", **WANG, phone="13900000002", email="wang@example.com", region="泉州",
        opened_on=date(2020, 1, 1), aum_minor=50_00,
    )  # fmt: skip
    make_customer("A3", name="王小明", birth_date=date(1955, 1, 2), gender="male")
    make_customer(
        "B1", **WANG, phone="13700000003", branch_id="B002", manager_id="S0003",
        address="福建省厦门市湖滨南路 1 号",
    )  # fmt: skip


@pytest.fixture
def found(db: None) -> Any:
    """`found("A1", "A2")`: the pair, after a search by identifiers."""
    from hengke.apps.duplicates import api
    from hengke.apps.duplicates.models import Pair

    def look(left: str, right: str) -> Any:
        rule = api.rule(NOW)
        api.keep(api.exact(rule), {}, policy=rule.version, now=NOW)
        return Pair.objects.get(left_id=left, right_id=right)

    return look


@pytest.fixture
def decider(users: Any) -> Any:
    from hengke.apps.identity.models import User

    return User.objects.create_user("second", None, role="business", language="en")

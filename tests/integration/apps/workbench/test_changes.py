"""The report of one customer between two days: old, new, and what happened in between."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R083")]
STAMP = {"as_of": date(2026, 10, 23), "known_at": "B1", "run_id": "run-1"}
FIRST, LAST = "2026-08-15", "2026-10-20"


@pytest.fixture
def known(users: Any, make_customer: Any) -> None:
    """A1: a tier, a stage and tags that changed on known days, assets, months, a need."""
    from hengke.apps.behaviour.models import Profile
    from hengke.apps.customers.models import AssetPoint
    from hengke.apps.lifecycle.models import Move
    from hengke.apps.needs.models import Need
    from hengke.apps.tagging.models import History
    from hengke.apps.value.models import CustomerValue

    make_customer("A1", aum_minor=300_00)
    for on, held in ((date(2026, 7, 31), 100_00), (date(2026, 9, 30), 300_00)):
        AssetPoint.objects.create(customer_id="A1", point_on=on, aum_minor=held, **STAMP)
    for on, before, now in (
        (date(2026, 7, 1), "new", "growing"), (date(2026, 9, 5), "growing", "mature"),
    ):  # fmt: skip
        Move.objects.create(
            customer_id="A1", moved_on=on, before_on=date(2026, 6, 1), stage_before=before,
            stage=now, **STAMP,
        )  # fmt: skip
    for since, before, now in (
        (date(2026, 8, 1), None, " old_one kept "), (date(2026, 9, 9), " old_one kept ",
                                                     " kept new_one "),
    ):  # fmt: skip
        History.objects.create(
            customer_id="A1", since=since, run_id="r", codes_before=before, codes=now
        )
    months = {"2026-08": [100_00, 1, 0, 0, 1, 0, 0, 50_00, 2, 7],
              "2026-10": [900_00, 1, 0, 0, 1, 0, 0, 70_00, 3, 9]}  # fmt: skip
    Profile.objects.create(customer_id="A1", by_month=json.dumps(months), **STAMP)
    CustomerValue.objects.create(
        customer_id="A1", first_on=date(2026, 8, 1), trend="[1100, null, 2200]", **STAMP
    )
    at = datetime(2026, 9, 12, 3, 0, tzinfo=UTC)
    Need.objects.create(
        customer_id="A1", need_class="saving", nature="explicit", source="talk", evidence="said",
        noticed_on=at.date(), owner=users["alice"], recorded_by=users["alice"], recorded_at=at,
        status="met", changed_at=datetime(2026, 10, 1, 3, 0, tzinfo=UTC),
    )  # fmt: skip


def answer(users: Any, query: str, *, name: str = "alice") -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(users[name], "hengke.apps.identity.backends.StaffBackend")
    return client.get(f"/customers/A1/changes/{query}")


def page(users: Any, query: str) -> str:
    return str(answer(users, query).content.decode())


def test_stage_tags_assets_value_behaviour_and_needs_with_old_and_new(
    known: None, users: Any
) -> None:
    text = page(users, f"?from={FIRST}&to={LAST}")
    for words in (
        "Growing", "<b>Mature</b>", "kept · old_one", "kept · new_one", "old_one → <b>new_one</b>",
        "written down → <b>Saving · Explicit</b>", "Saving → <b>Met</b>", ">100 CNY<", "<b>300 CNY",
        ">11 CNY<", "<b>22 CNY", "<b>900 CNY", "other than before",
    ):  # fmt: skip
        assert words in text, words
    assert "2026-07-01" not in text


def test_a_day_before_anything_is_known_is_unknown_and_not_zero(known: None, users: Any) -> None:
    text = page(users, f"?from=2020-01-01&to={LAST}")
    before = re.findall(r'<span class="before">(.*?) →', text)
    assert len(before) == 10
    assert all("unknown" in one for one in before)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?from=yesterday&to=2026-10-20", "Write both days as 2026-10-23."),
        ("?from=2026-10-20", "Write both days as 2026-10-23."),
        ("?from=2026-10-20&to=2026-10-20", "The first day lies before the second."),
        ("?from=2026-10-01&to=2030-01-01", "Nothing is known after 2026-10-23."),
    ],
)
def test_days_that_make_no_span_are_told(known: None, users: Any, query: str, told: str) -> None:
    assert told in page(users, query)


def test_of_who_wants_no_personalised_processing_nothing_concluded_is_shown(
    known: None, users: Any
) -> None:
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    PlainProcessing.objects.create(customer_id="A1", since=clock.now(), by=users["alice"])
    text = page(users, f"?from={FIRST}&to={LAST}")
    assert "Mature" not in text
    assert "new_one" not in text
    assert "300 CNY" in text


def test_a_customer_of_another_book_does_not_exist(known: None, users: Any) -> None:
    assert answer(users, f"?from={FIRST}&to={LAST}", name="chen").status_code == 404

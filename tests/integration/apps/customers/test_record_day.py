"""The day for which a record is asked is one, and has come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.integration.apps.customers.record_home import with_keys

from hengke.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(settings, tmp_path, make_customer, users, client):
    with_keys(settings, tmp_path / "home")
    make_customer("A1", name="张三")
    client.force_login(users["alice"], "hengke.apps.identity.backends.StaffBackend")
    return lambda day: client.get(f"/customers/A1/record/?on={day}")


@pytest.mark.parametrize("day", ["xx", "2026-02-30", "20260101x"])
def test_a_day_that_is_none_is_refused_on_the_page(record, day):
    answer = record(day)
    assert answer.status_code == 422
    assert "This is no day." in answer.content.decode()
    assert answer.context["on"] == clock.today()


def test_of_a_day_to_come_nothing_is_known(record):
    answer = record(clock.today() + timedelta(days=1))
    assert answer.status_code == 422
    assert "Nothing is known of the future" in answer.content.decode()
    assert answer.context["on"] == clock.today()


@pytest.mark.parametrize("back", [0, 400])
def test_a_day_that_was_is_shown(record, back):
    day = clock.today() - timedelta(days=back)
    answer = record(day)
    assert (answer.status_code, answer.context["on"]) == (200, day)
    assert "Nothing is known" not in answer.content.decode()

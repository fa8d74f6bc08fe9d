"""Deletion is restrict and schedule; a hold stops destruction; what is due goes and is logged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hengke.apps.audit.models import Entry
from hengke.apps.care.models import Contact
from hengke.apps.customers.models import Customer
from hengke.apps.privacy.api import (
    ask_hold,
    ask_lift,
    ask_restriction,
    destroy_due,
    due,
    gone_from_lake,
    may_process,
    receive,
    restart,
    waiting,
)
from hengke.apps.privacy.models import Destruction, Hold, Restriction, Schedule
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web.sealed import plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = clock.today()
LATER = clock.now() + timedelta(days=4_000)


@pytest.fixture
def left(place, users):
    """A customer who left a year ago, with a contact and its note."""
    place("A1", name="张三")
    place("A2", name="李四")
    Customer.objects.filter(pk="A1").update(
        closed_on=TODAY - timedelta(days=365), phone="13800001234"
    )
    Contact.objects.create(
        customer_id="A1", branch_id="B001", manager_id="S0001", outcome="reached", channel="phone",
        note="likes tea", happened_on=TODAY, made_at=clock.now(), made_by=users["alice"],
    )  # fmt: skip


@pytest.fixture
def restricted(left, users, approve):
    request = receive("A1", "deletion", received_on=TODAY, by=users["alice"], now=clock.now())
    asked = ask_restriction(
        "A1", request=request.pk, requested_on=TODAY, reason="asked by letter", by=users["alice"],
        now=clock.now(),
    )  # fmt: skip
    assert not Restriction.objects.exists()
    return approve(asked)


@pytest.fixture
def on_hold(restricted, users, second, approve):
    asked = ask_hold(
        "A1", reference="case 7", reason="court order", by=users["business"], now=clock.now()
    )
    with pytest.raises(Refused, match="Who asked"):
        approve(asked)
    approve(asked, by=second)
    return Hold.objects.get()


@pytest.mark.requirement("L05")
def test_a_deletion_hides_the_customer_and_schedules_by_the_law(restricted, client_of):
    days = dict(Schedule.objects.values_list("category", "due_on"))
    ended = Customer.objects.get(pk="A1").closed_on
    assert days["identity"].year == ended.year + 10
    assert days["identity"] > days["marketing"] > TODAY
    for name in ("alice", "head", "auditor"):
        client = client_of(name)
        assert client.get("/customers/A1/").status_code == 404
        assert client.get("/customers/A2/").status_code == 200
        listed = client.get("/customers/").context["rows"]
        assert [row.customer.pk for row in listed] == ["A2"]
        assert [row.customer_id for row in client.get("/tiers/radar/").context["rows"]] == ["A2"]
    assert client_of("business").get("/customers/A1/").status_code == 200


def test_what_is_restricted_is_processed_for_the_law_alone(restricted):
    def allowed(purpose):
        return may_process(["A1"], purpose=purpose, now=clock.now())["A1"].allowed

    assert [allowed(purpose) for purpose in ("service", "marketing", "duty")] == [
        False,
        False,
        True,
    ]


def test_while_the_relation_goes_on_the_ten_years_do_not_run(left, users, approve):
    asked = ask_restriction(
        "A2", request=1, requested_on=TODAY, reason="asked by letter", by=users["alice"],
        now=clock.now(),
    )  # fmt: skip
    approve(asked)
    assert Schedule.objects.get(category="identity").due_on is None
    assert restart(TODAY) == 0
    Customer.objects.filter(pk="A2").update(closed_on=date(2026, 11, 1))
    assert restart(TODAY) == 1
    assert Schedule.objects.get(category="identity").due_on == date(2036, 11, 1)


@pytest.mark.requirement("L06")
def test_what_is_due_is_destroyed_for_good_and_logged(restricted):
    assert list(destroy_due(clock.now())) == []
    done = {one.category: one.rows for one in destroy_due(LATER)}
    assert set(done) == {"identity", "marketing"}
    record = Customer.objects.get(pk="A1")
    assert (record.name, record.phone, record.aum_minor) == (None, None, None)
    assert not Contact.objects.filter(customer_id="A1").exists()
    assert plain(Customer.objects.get(pk="A2").name) == "李四"
    assert Restriction.objects.get().destroyed_at is not None
    assert Destruction.objects.count() == 2
    assert Destruction.objects.get(category="identity").rule.count("AML Law") == 1
    assert Entry.objects.filter(action="privacy.destroyed", target="A1").count() == 2
    assert list(destroy_due(LATER)) == []


def test_who_is_destroyed_waits_for_the_lake_until_its_row_is_in_the_log(restricted):
    assert waiting() == []
    list(destroy_due(LATER))
    (one,) = waiting()
    assert (one.destruction.customer_id, one.numbers, one.held) == ("A1", ("A1",), False)
    done = gone_from_lake(one, {"A1": {"silver/customers": 1}}, now=LATER)
    assert (done.category, done.rows) == ("lake", {"silver/customers": 1})
    assert Entry.objects.filter(action="privacy.destroyed", target="A1").count() == 3
    assert waiting() == []


def test_a_hold_placed_meanwhile_keeps_what_lies_in_the_lake(restricted, users):
    list(destroy_due(LATER))
    Hold.objects.create(
        customer_id="A1", reference="case 8", placed_at=clock.now(), placed_by=users["business"]
    )
    assert [one.held for one in waiting()] == [True]


def test_under_a_legal_hold_nothing_is_destroyed_until_two_people_lift_it(
    on_hold, users, second, approve
):
    assert [one.held for one in due(LATER.date())] == [True, True]
    assert list(destroy_due(LATER)) == []
    assert plain(Customer.objects.get(pk="A1").name) == "张三"
    asked = ask_lift(on_hold, reason="case closed", by=second, now=clock.now())
    with pytest.raises(Refused, match="Who asked"):
        approve(asked, by=second)
    approve(asked)
    assert len(list(destroy_due(LATER))) == 2


def test_a_hold_needs_its_case(left, users):
    with pytest.raises(Refused, match="names its case"):
        ask_hold("A1", reference=" ", reason="court order", by=users["business"], now=clock.now())


def test_the_command_destroys_what_is_due_and_says_what_is_held(on_hold, client_of):
    page = client_of("auditor").get("/privacy/destructions/")
    assert page.status_code == 200
    Schedule.objects.update(due_on=TODAY - timedelta(days=1))
    page = client_of("auditor").get("/privacy/destructions/").content.decode()
    assert page.count("Legal hold") == 2

"""A merge: the preview is the result, nobody gains a right, and an undo leaves nothing behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.integration.apps.customers.record_home import save
from tests.integration.apps.duplicates.conftest import NOW

from hengke.apps.approvals import api as approvals
from hengke.apps.audit.models import Entry
from hengke.apps.customers import api as customers
from hengke.apps.customers.models import Customer, Redirect, Surviving
from hengke.apps.duplicates import comparing, merging, undoing
from hengke.apps.duplicates.models import Merge
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LEFT_OUT = (
    "audit.", "approvals.", "sessions.", "axes.", "duplicates.", "identity.", "webhooks.",
)  # fmt: skip


def everything() -> dict[str, list[str]]:
    """Every row about customers, but for the log, the requests and the pairs themselves."""
    return {
        model._meta.label_lower: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.managed and not model._meta.label_lower.startswith(LEFT_OUT)
    }


def texts(number: str) -> dict[str, str]:
    of = customers.record_reading.whole(number)
    found = customers.record_reading.lines(of, on=NOW.date(), now=NOW)
    return {line.field.name: line.text for line in found}


def merged(pair: Any, by: Any, decider: Any, *, stays: str = "", **by_hand: str) -> Any:
    """Asked for and agreed to; what was previewed."""
    told = comparing.compared(pair.left_id, pair.right_id, now=NOW, stays=stays, by_hand=by_hand)
    asked = merging.ask(
        pair, stays=told.stays.number, by_hand=by_hand, reason="one person, both cards seen",
        by=by, now=NOW,
    )  # fmt: skip
    approvals.decide(asked, yes=True, by=decider, now=NOW)
    pair.refresh_from_db()
    return told


def undone(pair: Any, by: Any, decider: Any) -> None:
    asked = undoing.ask(pair, reason="two people after all", by=by, now=NOW)
    approvals.decide(asked, yes=True, by=decider, now=NOW)
    pair.refresh_from_db()


def test_the_rule_keeps_the_older_relation_and_says_why(found: Any) -> None:
    found("A1", "A2")
    told = comparing.compared("A2", "A1", now=NOW)
    assert (told.stays.number, told.why) == ("A1", "longer_relation")
    assert told.choices["email"].why == "known"
    assert (told.choices["phone"].side, told.choices["phone"].why) == ("survivor", "survivor")
    assert told.outcome()["email"] == "wang@example.com"
    assert told.outcome()["phone"] == "13800000001"


def test_a_verified_value_wins_over_a_recent_one(users: Any, found: Any) -> None:
    found("A1", "A2")
    alice = users["alice"]
    save("A1", alice, employer="School", on=NOW.date())
    for source in ("customer", "document"):
        save("A2", alice, employer="Hospital", on=NOW.date() - timedelta(days=90), source=source)
    told = comparing.compared("A1", "A2", now=NOW)
    assert (told.choices["employer"].side, told.choices["employer"].why) == ("merged", "verified")


def test_a_document_goes_as_a_whole(found: Any) -> None:
    found("A1", "A2")
    told = comparing.compared("A1", "A2", now=NOW, by_hand={"id_number": "merged"})
    group = [told.choices[name].side for name in ("id_number", "id_type", "id_expires_on")]
    assert group == ["merged"] * 3


@pytest.mark.requirement("R016")
def test_nothing_happens_before_a_second_person_and_never_by_the_first(
    users: Any, found: Any, decider: Any
) -> None:
    pair = found("A1", "A2")
    before = everything()
    asked = merging.ask(
        pair, stays="A1", by_hand={}, reason="both cards seen", by=users["business"], now=NOW
    )
    assert everything() == before
    for nobody in ("business", "alice", "head", "auditor"):
        with pytest.raises(Refused):
            approvals.decide(asked, yes=True, by=users[nobody], now=NOW)
    assert not Redirect.objects.exists()
    approvals.decide(asked, yes=True, by=decider, now=NOW)
    assert customers.survivor_of("A2") == "A1"
    assert Merge.objects.get().asked_by == users["business"]


@pytest.mark.requirement("R016")
def test_the_merged_customer_is_what_was_previewed(users: Any, found: Any, decider: Any) -> None:
    pair, alice = found("A1", "A2"), users["alice"]
    save("A2", alice, employer="Hospital")
    told = merged(pair, alice, decider, phone="merged", region="merged")
    assert texts("A1") == told.outcome()
    row = customers.visible_to(alice).get(pk="A1")
    assert (row.phone.plain(), row.region, row.email.plain()) == (
        "13900000002", "泉州", "wang@example.com",
    )  # fmt: skip
    delivered = Customer.objects.get(pk="A1")
    assert (delivered.phone.plain(), delivered.region, delivered.email) == (
        "13800000001", "厦门", None,
    )  # fmt: skip


FIELDS = ("phone", "region", "email", "occupation", "employer", "id_number", "name")
SIDES = st.sampled_from(["survivor", "merged"])


@pytest.mark.slow_test
@pytest.mark.requirement("R016")
@how(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    by_hand=st.dictionaries(st.sampled_from(FIELDS), SIDES),
    stays=st.sampled_from(["A1", "A2"]),
    said=st.dictionaries(st.sampled_from(("employer", "region", "occupation")),
                         st.sampled_from(["School", "Hospital"]), max_size=2),
)  # fmt: skip
def test_whatever_is_chosen_the_result_is_the_preview_and_undo_restores_everything(
    users: Any, found: Any, decider: Any, by_hand: dict, stays: str, said: dict
) -> None:
    from django.db import transaction

    with transaction.atomic():
        pair, alice = found("A1", "A2"), users["alice"]
        if said:
            save("A2", alice, **said)
        before, shown = everything(), (texts("A1"), texts("A2"))
        told = merged(pair, alice, decider, stays=stays, **by_hand)
        assert texts(stays) == told.outcome()
        undone(pair, alice, decider)
        assert everything() == before
        assert (texts("A1"), texts("A2")) == shown
        transaction.set_rollback(True)


def test_three_numbers_become_one_and_come_apart_in_turn(
    users: Any, found: Any, decider: Any, make_customer: Any
) -> None:
    from tests.integration.apps.duplicates.conftest import WANG

    make_customer("A4", **WANG, phone="13600000004", email="other@example.com")
    first, second = found("A1", "A2"), found("A1", "A4")
    business, before = users["business"], everything()
    merged(first, business, decider, phone="merged")
    between = texts("A1")
    merged(second, business, decider, stays="A1", phone="merged", email="merged")
    assert texts("A1")["phone"] == "13600000004"
    with pytest.raises(Refused, match="merged into the same customer later"):
        undoing.ask(first, reason="in the wrong order", by=business, now=NOW)
    undone(second, business, decider)
    assert texts("A1") == between
    undone(first, business, decider)
    assert everything() == before
    assert not Surviving.objects.exists()


def test_a_survivor_is_not_merged_away_and_nobody_twice(
    users: Any, found: Any, decider: Any
) -> None:
    business = users["business"]
    pair, other = found("A1", "A2"), found("A2", "B1")
    merged(pair, business, decider, stays="A1")
    for stays in ("A2", "B1"):
        with pytest.raises(Refused):
            merging.ask(other, stays=stays, by_hand={}, reason="again", by=business, now=NOW)


def test_what_changed_since_it_was_asked_is_not_overwritten(
    users: Any, found: Any, decider: Any
) -> None:
    pair, alice = found("A1", "A2"), users["alice"]
    asked = merging.ask(pair, stays="A1", by_hand={}, reason="cards seen", by=alice, now=NOW)
    save("A2", alice, employer="Hospital")
    with pytest.raises(Refused, match="has changed since"):
        approvals.decide(asked, yes=True, by=decider, now=NOW)


def test_the_core_systems_news_and_peoples_win_over_what_survived(
    users: Any, found: Any, decider: Any
) -> None:
    pair, alice = found("A1", "A2"), users["alice"]
    merged(pair, alice, decider, phone="merged", region="merged")
    Customer.objects.filter(pk="A1").update(occupation="painter")  # another night, same telephone
    assert texts("A1")["phone"] == "13900000002"
    assert customers.visible_to(alice).get(pk="A1").phone.plain() == "13900000002"
    Customer.objects.filter(pk="A1").update(phone="13500000009", region="漳州")
    row = customers.visible_to(alice).get(pk="A1")
    assert (row.phone.plain(), row.region) == ("13500000009", "漳州")
    assert texts("A1")["phone"] == "13500000009"


def test_a_number_merged_away_is_in_no_list_and_leads_to_the_survivor(
    users: Any, found: Any, decider: Any
) -> None:
    pair, alice = found("A1", "A2"), users["alice"]
    merged(pair, alice, decider)
    numbers = set(customers.visible_to(alice).values_list("pk", flat=True))
    assert numbers == {"A1", "A3"}
    client = Client()
    client.force_login(alice, "hengke.apps.identity.backends.StaffBackend")
    for tail in ("", "record/", "record/phone/", "preview/"):
        answer = client.get(f"/customers/A2/{tail}?x=1")
        assert (answer.status_code, answer["Location"]) == (302, f"/customers/A1/{tail}?x=1")
    page = client.get("/customers/A1/").content.decode()
    assert "A2" in page
    for typed in ("A2", "13900000002"):
        assert "A1" in client.get("/search/", {"q": typed}).content.decode()
    listed = client.get("/customers/").content.decode()
    assert "A1" in listed
    assert "/customers/A2/" not in listed


def test_a_merge_gives_nobody_what_lies_in_another_book(
    users: Any, found: Any, decider: Any
) -> None:
    from hengke.apps.care.models import Contact, Task
    from hengke.apps.customers.models import Holding

    for number, branch, manager in (("A1", "B001", "S0001"), ("B1", "B002", "S0003")):
        place = {"branch_id": branch, "manager_id": manager}
        Holding.objects.create(
            customer_id=number,
            account_id=f"acc-{number}",
            home_minor=10,
            product_name=f"Fund of {number}",
        )
        Task.objects.create(task_key=f"t-{number}", customer_id=number, kind="birthday", **place)
        Contact.objects.create(
            customer_id=number, outcome="reached", happened_on=date(2026, 10, 20), made_at=NOW,
            made_by=users["head"], note=f"note of {number}", **place,
        )  # fmt: skip
    merged(found("A1", "B1"), users["business"], decider, stays="A1")
    shown = {
        name: customers.opened(users[name], "A1", page="profile").numbers
        for name in ("alice", "head", "business")
    }
    assert shown["alice"].shown == shown["head"].shown == ("A1",)
    assert (shown["alice"].also, shown["alice"].hidden) == (("B1",), 1)
    assert shown["business"].shown == ("A1", "B1")
    client = Client()
    client.force_login(users["alice"], "hengke.apps.identity.backends.StaffBackend")
    for tab in ("", "?tab=timeline", "?tab=holdings"):
        text = client.get(f"/customers/A1/{tab}").content.decode()
        assert "note of B1" not in text
        assert "Fund of B1" not in text
    assert not customers.visible_to(users["chen"]).filter(pk__in=("A1", "B1")).exists()
    client.force_login(users["business"], "hengke.apps.identity.backends.StaffBackend")
    held = client.get("/customers/A1/?tab=holdings").content.decode()
    assert "Fund of A1" in held
    assert "Fund of B1" in held


def test_tasks_and_contacts_of_both_numbers_stand_with_the_survivor(
    users: Any, found: Any, decider: Any
) -> None:
    from hengke.apps.care import api as care
    from hengke.apps.care.models import Contact, Task

    place = {"branch_id": "B001", "manager_id": "S0001"}
    Task.objects.create(task_key="t-A2", customer_id="A2", kind="birthday", **place)
    Contact.objects.create(
        customer_id="A2", outcome="reached", happened_on=date(2026, 10, 20), made_at=NOW,
        made_by=users["alice"], note="spoke about the flat", **place,
    )  # fmt: skip
    merged(found("A1", "A2"), users["alice"], decider)
    row = customers.opened(users["alice"], "A1", page="profile")
    assert [one.pk for one in care.tasks_of(*row.shown_numbers, day=NOW.date())] == ["t-A2"]
    assert care.contacts_of(*row.shown_numbers).count() == 1
    told = care.rows(list(Task.objects.all()), user=users["alice"], today=NOW.date(), ladder=None)
    assert [one.name for one in told] == ["王小明"]


def test_every_step_leaves_numbers_in_the_log_and_no_value(
    users: Any, found: Any, decider: Any
) -> None:
    pair = found("A1", "A2")
    merged(pair, users["alice"], decider, phone="merged")
    undone(pair, users["alice"], decider)
    rows = list(Entry.objects.order_by("pk").values_list("action", "target"))
    for step in (("customers.merged", "A2"), ("customers.unmerged", "A2")):
        assert step in rows
    assert [action for action, _ in rows].count("approval.requested") == 2
    told = repr(list(Entry.objects.values_list("details"))) + repr(
        list(approvals.Approval.objects.values_list("payload"))
    )
    assert not [word for word in ("王小明", "1390000", "3502031980", "wang@") if word in told]


def test_values_that_survive_lie_sealed(users: Any, found: Any, decider: Any) -> None:
    merged(found("A1", "A2"), users["alice"], decider, phone="merged", region="merged")
    written = repr(list(Merge.objects.values_list())) + repr(list(Surviving.objects.values_list()))
    assert not [word for word in ("13900000002", "泉州", "wang@") if word in written]


def test_an_objection_to_profiling_is_not_lost_by_a_merge(
    users: Any, found: Any, decider: Any
) -> None:
    from hengke.apps.privacy.models import PlainProcessing

    PlainProcessing.objects.create(customer_id="A2", since=NOW, by=users["alice"])
    with pytest.raises(Refused, match="no personalised processing"):
        merged(found("A1", "A2"), users["alice"], decider)


def test_what_ends_for_the_survivor_ends_for_the_number_merged_away(
    users: Any, found: Any, decider: Any
) -> None:
    from hengke.apps.privacy import api as privacy

    merged(found("A1", "A2"), users["alice"], decider, phone="merged")
    assert privacy.numbers_of("A1") == ["A1", "A2"]
    assert privacy.numbers_of("A3") == ["A3"]

"""Plans for customers: items, prices, validity, versions, and how offers end."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from hengke.apps.approvals import api as approvals
from hengke.apps.audit.models import Entry
from hengke.apps.needs import endings, plan_outcomes, plan_policy, plans
from hengke.apps.needs.models import Need, Plan, PlanItem
from hengke.apps.needs.plan_models import PlanState
from hengke.kernel import clock
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = clock.today()


def terms(*needs: Need, **fields: Any) -> dict[str, Any]:
    return {
        "title": "for her brother's shop", "needs": [one.pk for one in needs],
        "valid_from": TODAY.isoformat(), "valid_until": str(TODAY + timedelta(days=30)), **fields,
    }  # fmt: skip


def item(**fields: str) -> dict[str, str]:
    return {
        "kind": "product", "text": "loan for the shop of 李", "scope": "500,000 for 3 years",
        "price": "LPR + 0.5", "amount": "1,200.50", "currency": "CNY", "note": "", **fields,
    }  # fmt: skip


@pytest.fixture
def draft(client_of: Any, need: Any) -> Plan:
    """A plan of A1 for one need, with one item."""
    alice = client_of("alice")
    alice.post("/needs/of/A1/plan/", terms(need("A1", "business")))
    plan = Plan.objects.get()
    assert alice.post(f"/needs/plans/{plan.pk}/items/", item()).status_code == 302
    plan.refresh_from_db()
    return plan


@pytest.fixture
def client_of(client_of: Any) -> Any:
    """One log-in for each person."""
    return functools.cache(client_of)


@pytest.fixture
def step(client_of: Any) -> Any:
    """`step(plan, "offer")`: the answer, after which the plan is read again."""

    def press(plan: Plan, name: str, by: str = "alice", **fields: Any) -> Any:
        sent = {"step": name, "revision": plan.revision, **fields}
        answer = client_of(by).post(f"/needs/plans/{plan.pk}/step/", sent)
        plan.refresh_from_db()
        return answer

    return press


@pytest.mark.requirement("R091")
def test_a_plan_is_written_offered_and_accepted_and_moves_its_needs(
    client_of: Any, draft: Plan, step: Any
) -> None:
    page = client_of("alice").get(f"/needs/plans/{draft.pk}/").content.decode()
    for told in ("for her brother&#x27;s shop", "loan for the shop of 李", "LPR + 0.5",
                 "1,200.50 CNY", "version 1", "Draft"):  # fmt: skip
        assert told in page
    assert step(draft, "offer").status_code == 302
    assert (draft.status, draft.offered_by.username) == ("offered", "alice")
    assert step(draft, "accept", needs="under_way").status_code == 302
    assert (draft.status, draft.ended_by.username) == ("accepted", "alice")
    need = Need.objects.get()
    assert need.status == "under_way"
    said = Entry.objects.get(action="needs.plan_accepted")
    assert (said.target, said.details) == (
        "A1", {"plan": draft.pk, "needs": [need.pk], "state": "under_way"},
    )  # fmt: skip
    assert step(draft, "decline", reason="price").status_code == 422


@pytest.mark.requirement("R091")
def test_a_changed_plan_is_a_new_version_and_the_earlier_one_stays(
    client_of: Any, draft: Plan, step: Any
) -> None:
    step(draft, "offer")
    alice = client_of("alice")
    need = Need.objects.get()
    frozen = [
        alice.post(f"/needs/plans/{draft.pk}/items/", item()),
        alice.post(f"/needs/plans/{draft.pk}/", terms(need, title="another")),
        alice.post(f"/needs/plan-items/{PlanItem.objects.get().pk}/remove/"),
    ]
    assert {answer.status_code for answer in frozen} == {422}
    step(draft, "renew")
    second = Plan.objects.get(version=2)
    assert step(draft, "renew").status_code == 422
    alice.post(f"/needs/plans/{second.pk}/items/", item(text="a safe"))
    second.refresh_from_db()
    assert draft.status == "offered"
    step(second, "offer")
    draft.refresh_from_db()
    assert (draft.status, second.status) == ("withdrawn", "offered")
    assert Entry.objects.filter(action="needs.plan_offered").latest("pk").details["replaced"] == [
        draft.pk
    ]
    assert "a safe" not in alice.get(f"/needs/plans/{draft.pk}/").content.decode()
    assert "a safe" in alice.get(f"/needs/plans/{second.pk}/").content.decode()


@pytest.mark.requirement("R091")
def test_what_has_run_out_is_not_accepted_and_the_clock_is_written_down(
    client_of: Any, draft: Plan, step: Any
) -> None:
    step(draft, "offer")
    Plan.objects.update(valid_from="2026-01-01", valid_until=TODAY - timedelta(days=1))
    answer = step(draft, "accept", needs="met")
    assert (answer.status_code, "has run out" in answer.content.decode()) == (422, True)
    assert "Expired" in client_of("alice").get(f"/needs/plans/{draft.pk}/").content.decode()
    assert [plan_outcomes.expire_plans(clock.now()) for _ in range(2)] == [1, 0]
    draft.refresh_from_db()
    assert (draft.status, draft.ended_by) == ("expired", None)
    assert Entry.objects.get(action="needs.plan_expired").details == {"plan": draft.pk}


def test_an_offer_of_days_to_come_is_not_accepted_yet(draft: Plan, step: Any) -> None:
    step(draft, "offer")
    Plan.objects.update(valid_from=TODAY + timedelta(days=1))
    assert step(draft, "accept", needs="met").status_code == 422
    assert draft.status == "offered"


@pytest.mark.requirement("R091")
def test_a_decline_has_a_reason_of_the_list_and_outcomes_are_counted_by_class(
    client_of: Any, users: Any, draft: Plan, step: Any, need: Any
) -> None:
    step(draft, "offer")
    assert "no answer yet" in client_of("alice").get("/needs/plans/").content.decode()
    assert step(draft, "decline", reason="weather").status_code == 422
    assert step(draft, "decline", reason="price").status_code == 302
    assert (draft.status, draft.decline_reason) == ("declined", "price")
    step(draft, "renew")
    second = Plan.objects.get(version=2)
    step(second, "offer")
    step(second, "accept", needs="met")
    alice = client_of("alice")
    alice.post("/needs/of/A2/plan/", terms(need("A2", "business")))
    third = Plan.objects.get(customer_id="A2")
    alice.post(f"/needs/plans/{third.pk}/items/", item())
    third.refresh_from_db()
    step(third, "offer")
    assert plans.outcomes(users["alice"], TODAY) == [
        {"need_class": "business", "offered": 2, "accepted": 1, "waiting": 1}
    ]
    assert plans.outcomes(users["chen"], TODAY) == []
    page = alice.get("/needs/plans/").content.decode()
    assert "50%" in page
    assert f"/needs/plans/{third.pk}/" in page
    assert f"/needs/plans/{second.pk}/" not in page


@pytest.mark.parametrize(
    ("fields", "special"), [({"amount": "50000.01"}, ""), ({"currency": "USD"}, ""), ({}, "on")]
)
def test_a_high_or_special_price_waits_for_a_second_person(
    client_of: Any, users: Any, draft: Plan, step: Any, fields: dict[str, str], special: str
) -> None:
    alice = client_of("alice")
    alice.post(f"/needs/plans/{draft.pk}/items/", item(**fields))
    more = {"special_price": special} if special else {}
    alice.post(f"/needs/plans/{draft.pk}/", terms(Need.objects.get(), **more))
    draft.refresh_from_db()
    assert step(draft, "offer").status_code == 422
    assert step(draft, "ask", reason="a large customer").status_code == 302
    asked = approvals.Approval.objects.get()
    with pytest.raises(Refused, match="Who asked cannot decide"):
        approvals.decide(asked, yes=True, by=users["alice"], now=clock.now())
    approvals.decide(asked, yes=True, by=users["business"], now=clock.now())
    alice.post(f"/needs/plans/{draft.pk}/items/", item(amount=""))
    draft.refresh_from_db()
    assert step(draft, "offer").status_code == 422, "a change asks anew"
    step(draft, "ask", reason="changed")
    anew = approvals.Approval.objects.latest("pk")
    approvals.decide(anew, yes=True, by=users["business"], now=clock.now())
    draft.refresh_from_db()
    assert step(draft, "offer").status_code == 302


def test_a_request_for_a_draft_that_was_changed_is_not_approved(
    client_of: Any, users: Any, draft: Plan, step: Any
) -> None:
    client_of("alice").post(f"/needs/plans/{draft.pk}/items/", item(amount="90000"))
    draft.refresh_from_db()
    step(draft, "ask", reason="large")
    asked = approvals.Approval.objects.get()
    shown = client_of("business").get(f"/approvals/{asked.pk}/").content.decode()
    assert "90,000.00 CNY" in shown
    assert "91,200.50 CNY" in client_of("business").get("/approvals/").content.decode()
    client_of("alice").post(f"/needs/plans/{draft.pk}/items/", item())
    with pytest.raises(Refused, match="chang"):
        approvals.decide(asked, yes=True, by=users["business"], now=clock.now())
    draft.refresh_from_db()
    step(draft, "withdraw")
    asked.refresh_from_db()
    assert asked.state == "expired"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": ""}, "Title: "),
        ({"needs": []}, "Needs it answers: "),
        ({"needs": ["999"]}, "stand on the register unmet"),
        ({"needs": ["x"]}, "Needs it answers: "),
        ({"valid_until": "2020-01-01"}, "cannot end before it begins"),
        ({"valid_until": str(TODAY + timedelta(days=181))}, "at most 180 days"),
    ],
)
def test_terms_that_do_not_hold_are_refused_and_nothing_is_written(
    client_of: Any, need: Any, fields: dict[str, Any], told: str
) -> None:
    sent = terms(need("A1", "saving"), **fields)
    answer = client_of("alice").post("/needs/of/A1/plan/", sent)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount": "-1"}, "below 0"),
        ({"amount": "1.005"}, "more than two decimals"),
        ({"amount": "", "price": ""}, "An item has a price"),
        ({"currency": "JPY"}, "no price in this currency"),
        ({"kind": "gift"}, "Kind: "),
    ],
)
def test_items_that_do_not_hold_are_refused(
    client_of: Any, draft: Plan, fields: dict[str, str], told: str
) -> None:
    answer = client_of("alice").post(f"/needs/plans/{draft.pk}/items/", item(**fields))
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert draft.items.count() == 1


def test_needs_of_somebody_else_or_met_ones_are_not_answered(client_of: Any, need: Any) -> None:
    for other in (need("C1", "saving"), need("A1", "house", status="met")):
        assert client_of("alice").post("/needs/of/A1/plan/", terms(other)).status_code == 422
    assert not Plan.objects.exists()


def test_a_foreign_plan_does_not_exist_and_readers_see_stars(
    client_of: Any, draft: Plan, step: Any
) -> None:
    assert client_of("chen").get(f"/needs/plans/{draft.pk}/").status_code == 404
    assert step(draft, "offer", by="chen").status_code == 404
    audited = client_of("auditor").get(f"/needs/plans/{draft.pk}/").content.decode()
    assert "brother" not in audited
    assert "LPR" not in audited
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, price FROM needs_planitem")
        assert "LPR" not in str(cursor.fetchall())


def test_the_price_of_a_destroyed_plan_is_not_approved(
    client_of: Any, users: Any, draft: Plan, step: Any
) -> None:
    client_of("alice").post(f"/needs/plans/{draft.pk}/items/", item(amount="90000"))
    draft.refresh_from_db()
    step(draft, "ask", reason="large")
    for owner in endings.owners():
        owner.destroy("A1")
    assert client_of("business").get("/approvals/").status_code == 200
    with pytest.raises(Refused):
        approvals.decide(
            approvals.Approval.objects.get(), yes=True, by=users["business"], now=clock.now()
        )


def test_a_stale_page_offers_nothing(draft: Plan, step: Any) -> None:
    assert step(draft, "offer", revision=draft.revision - 1).status_code == 422
    assert draft.status == "draft"


def test_plans_are_in_the_own_copy_and_end_by_what_they_became(draft: Plan, step: Any) -> None:
    from hengke.apps.workbench import privacy_data

    (row,) = privacy_data.of("A1")["plans"]
    assert (row["text"], row["amount_minor"]) == ("loan for the shop of 李", 120050)
    step(draft, "offer")
    step(draft, "accept", needs="met")
    ends = {one.category: one.destroy for one in endings.owners() if one.table == "needs_plan"}
    assert [ends["marketing"]("A1"), ends["identity"]("A1")] == [0, 1]
    assert not PlanItem.objects.exists()


def test_every_state_says_what_may_follow() -> None:
    assert set(plan_policy.MAY_BECOME) == set(PlanState)

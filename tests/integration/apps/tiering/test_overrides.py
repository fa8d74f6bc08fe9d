"""A tier set by hand: a reason, an expiry, a second person, and one audit row per step."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.integration.apps.conftest import AS_OF
from tests.integration.apps.tiering.conftest import POLICY

from hengke.apps.audit.models import Entry
from hengke.apps.tiering import actions, queries
from hengke.apps.tiering.models import OverrideStatus, Position, TierOverride
from hengke.kernel import clock
from hengke.kernel.errors import Refused

INBOX = "/tiers/overrides/"
ASK = "/tiers/overrides/ask/A1/"
ASKED = {"policy": POLICY, "tier": "platinum", "reason": "Sold a flat, money due in May",
         "until": "2027-03-31"}  # fmt: skip


@pytest.fixture
def asked(place, client_of):
    """Alice asks for her customer A1."""
    place("A1", manager_id="S0001")
    place("C1", manager_id="S0003", branch_id="B002")
    assert client_of("alice").post(ASK, ASKED).status_code == 302
    return TierOverride.objects.get()


def decide(client, override, decision, note=""):
    return client.post(f"{INBOX}{override.pk}/", {"decision": decision, "note": note})


def test_a_request_is_kept_with_reason_expiry_and_who_asked(asked, users):
    assert (asked.tier, asked.reason, asked.until) == (
        "platinum", "Sold a flat, money due in May", date(2027, 3, 31),
    )  # fmt: skip
    assert (asked.status, asked.requested_by, asked.starts_on) == (
        OverrideStatus.REQUESTED, users["alice"], AS_OF,
    )  # fmt: skip
    assert Entry.objects.get(action="tier_override.requested").target == "A1"
    assert queries.approved_overrides() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": "  "}, "needs a reason"),
        ({"reason": " x "}, "at least 4 signs"),
        ({"until": "2027-10-24"}, "until 2027-10-23 at the longest"),
        ({"until": "2099-12-31"}, "at the longest"),
        ({"until": AS_OF.isoformat()}, "must end after"),
        ({"until": ""}, "not a date"),
        ({"until": "2027-02-30"}, "not a date"),
        ({"tier": "diamond"}, "no such tier"),
        ({"tier": ""}, "no such tier"),
        ({"reason": "x" * 501}, "too long"),
    ],
)
def test_a_request_without_reason_expiry_or_tier_is_refused(place, client_of, wrong, said):
    place("A1")
    answer = client_of("alice").post(ASK, {**ASKED, **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not TierOverride.objects.exists()
    assert not Entry.objects.filter(action__startswith="tier_override").exists()


def test_only_one_request_waits_at_a_time(asked, client_of):
    assert client_of("alice").post(ASK, ASKED).status_code == 422
    assert TierOverride.objects.count() == 1


@pytest.mark.parametrize("name", ["business", "auditor", "data"])
def test_only_managers_and_branch_heads_ask(place, client_of, name):
    place("A1")
    assert client_of(name).post(ASK, ASKED).status_code == 403
    assert not TierOverride.objects.exists()


@pytest.mark.parametrize("name", ["bo", "chen", "other_head"])
def test_a_customer_of_somebody_else_is_not_found(place, client_of, name):
    place("A1")
    assert client_of(name).post(ASK, ASKED).status_code == 404


def test_who_asked_cannot_decide_not_even_as_a_branch_head(place, client_of, users):
    place("A1")
    client_of("head").post(ASK, ASKED)
    override = TierOverride.objects.get()
    answer = decide(client_of("head"), override, "approve")
    assert answer.status_code == 422
    assert "second person" in answer.content.decode()
    override.refresh_from_db()
    assert override.status == OverrideStatus.REQUESTED
    row = client_of("head").get(INBOX).context["rows"][0]
    assert not row.decidable


def test_the_database_itself_refuses_one_person_for_both_parts(asked):
    asked.decided_by, asked.decided_at = asked.requested_by, clock.now()
    asked.status = OverrideStatus.APPROVED
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save()


def test_a_second_person_approves_and_the_next_run_gets_it(asked, client_of, users):
    assert decide(client_of("head"), asked, "approve", "seen the contract").status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == (OverrideStatus.APPROVED, users["head"])
    assert queries.approved_overrides() == [
        {"customer_id": "A1", "policy": POLICY, "tier": "platinum", "starts_on": AS_OF,
         "until": date(2027, 3, 31), "reason": "Sold a flat, money due in May"}
    ]  # fmt: skip
    entry = Entry.objects.get(action="tier_override.approved")
    assert (entry.by_username, entry.reason) == ("head", "seen the contract")


def test_a_rejection_says_why_and_changes_no_tier(asked, client_of):
    assert decide(client_of("head"), asked, "reject", " ").status_code == 422
    assert decide(client_of("head"), asked, "reject", "no proof").status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.decision_note) == (OverrideStatus.REJECTED, "no proof")
    assert queries.approved_overrides() == []


def test_what_was_decided_is_not_decided_again(asked, client_of):
    decide(client_of("head"), asked, "approve")
    assert decide(client_of("business"), asked, "reject", "too late").status_code == 422
    asked.refresh_from_db()
    assert asked.status == OverrideStatus.APPROVED


@pytest.mark.parametrize(
    ("name", "status"),
    [("alice", 403), ("bo", 403), ("other_head", 404), ("auditor", 403), ("data", 403)],
)
def test_others_cannot_decide(asked, client_of, name, status):
    assert decide(client_of(name), asked, "approve").status_code == status
    asked.refresh_from_db()
    assert asked.status == OverrideStatus.REQUESTED


def test_a_request_that_nobody_decided_in_time_can_only_be_rejected(asked, client_of):
    from hengke.apps.tiering.models import Scheme

    Scheme.objects.update(as_of=date(2027, 4, 1))
    answer = decide(client_of("head"), asked, "approve")
    assert answer.status_code == 422
    assert "ended" in answer.content.decode()


def test_what_has_ended_is_closed_and_a_new_request_is_possible(asked):
    decided = actions.expire_overrides(as_of=date(2027, 4, 1))
    asked.refresh_from_db()
    assert (decided, asked.status) == (1, OverrideStatus.EXPIRED)
    assert Entry.objects.get(action="tier_override.expired").by_username == "system"


def test_an_approval_that_ended_still_governs_the_assessments_of_its_time(asked, users):
    actions.approve_override(asked, by=users["head"], now=clock.now())
    actions.expire_overrides(as_of=date(2027, 4, 1))
    assert [one["until"] for one in queries.approved_overrides()] == [date(2027, 3, 31)]


@pytest.mark.parametrize("step", ["request", "approve", "reject", "expire"])
def test_a_change_and_its_audit_row_vanish_together(place, users, monkeypatch, step):
    place("A1")
    record = queries.customers_of(["A1"], user=users["alice"])["A1"]

    def ask():
        return actions.request_override(
            record, ladder_policy=POLICY, tier="gold", reason="sold a flat", until=date(2027, 1, 1),
            by=users["alice"], now=clock.now(),
        )  # fmt: skip

    steps = {
        "request": ask,
        "approve": lambda: actions.approve_override(
            TierOverride.objects.get(), by=users["head"], now=clock.now()
        ),
        "reject": lambda: actions.reject_override(
            TierOverride.objects.get(), note="n", by=users["head"], now=clock.now()
        ),
        "expire": lambda: actions.expire_overrides(as_of=date(2028, 1, 1)),
    }
    if step != "request":
        ask()
    before = list(TierOverride.objects.values()), Entry.objects.count()

    def full(*_args, **_details):
        raise OSError("the disk is full")

    monkeypatch.setattr("hengke.apps.approvals.actions.record", full)
    with pytest.raises(OSError, match="full"):
        steps[step]()
    assert (list(TierOverride.objects.values()), Entry.objects.count()) == before


def test_the_inbox_shows_the_own_scope_and_what_may_be_decided(asked, client_of):
    seen = {
        name: [(row.name, row.decidable) for row in client_of(name).get(INBOX).context["rows"]]
        for name in ("alice", "bo", "head", "other_head", "business", "auditor")
    }
    assert seen["alice"] == [("张A1", False)]
    assert seen["head"] == [("张A1", True)]
    assert seen["business"] == [("张**", True)]
    assert seen["auditor"] == [("张**", False)]
    assert seen["bo"] == seen["other_head"] == []
    assert client_of("data").get(INBOX).status_code == 403


def test_the_rail_counts_what_the_reader_could_decide(asked, users):
    from hengke.apps.tiering.api import waiting_for

    counts = {name: waiting_for(users[name]) for name in users}
    assert {name for name, count in counts.items() if count} == {"head", "business"}
    assert counts["head"] == 1


def test_the_rail_of_a_head_shows_the_count_and_that_of_a_manager_none(asked, client_of):
    assert 'class="waits num"' in client_of("head").get(INBOX).content.decode()
    assert 'class="waits num"' not in client_of("alice").get(INBOX).content.decode()


def test_an_override_may_last_a_year(place, client_of):
    place("A1")
    assert client_of("alice").post(ASK, {**ASKED, "until": "2027-10-23"}).status_code == 302


def test_the_inbox_costs_the_same_number_of_queries_however_long(place, users, client_of):
    client = client_of("head")

    def fill(first: int, last: int) -> None:
        for index in range(first, last):
            place(f"A{index}")
            TierOverride.objects.create(
                customer_id=f"A{index}", policy=POLICY, tier="gold", reason="r", starts_on=AS_OF,
                until=date(2027, 1, 1), requested_by=users["alice"], requested_at=clock.now(),
            )  # fmt: skip

    def queries_of_page() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(INBOX)
        return len(captured)

    fill(0, 1)
    few = queries_of_page()
    fill(1, 30)
    assert queries_of_page() == few


def test_a_hand_over_moves_positions_to_the_new_scope(place, users):
    place("A1", manager_id="S0001")
    actions.rescope(["A1"], branch_id="B001", manager_id="S0002")
    assert [p.customer_id for p in queries.visible_positions(users["bo"], policy=POLICY)] == ["A1"]
    assert Position.objects.filter(manager_id="S0001").count() == 0


def test_asking_without_any_published_policy_is_refused(make_customer, users):
    with translation.override("en"), pytest.raises(Refused, match="no results yet"):
        actions.request_override(
            make_customer("A1"), ladder_policy=POLICY, tier="gold", reason="r",
            until=date(2027, 1, 1), by=users["alice"], now=clock.now(),
        )  # fmt: skip

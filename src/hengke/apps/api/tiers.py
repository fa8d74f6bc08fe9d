"""Tiers: ladders, positions, assessments of a customer, and tiers by hand with their decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Body, Field, Query, Router, Schema

from hengke.apps.api import customers, etags, paging, taking
from hengke.apps.api.amounts import Money, money
from hengke.apps.api.list_filters import has_tiers
from hengke.apps.api.operations import JSON, reads, writes
from hengke.apps.api.paging import Asked, Listed
from hengke.apps.api.words import Key, Number, Sent, Text, Word
from hengke.apps.audit.api import seen
from hengke.apps.tiering import api as tiering
from hengke.kernel import clock
from hengke.kernel.money import decimal_string
from hengke.web import amounts
from hengke.web.paging import page

router = Router(tags=["Tiers"])
READ = "tiering.read"


class StepOut(Schema):
    """One tier of a ladder. `floor` counts in the ladder's unit."""

    tier: str = Field(..., examples=["gold"])
    rank: int = Field(..., examples=[1])
    name: str = Field(..., examples=["Gold"])
    floor: str = Field(..., examples=["50000.00"])
    grace: int = Field(..., description="Failing assessments in a row that let it fall.")


class LadderOut(Schema):
    """One published tier policy, lowest tier first."""

    policy: str = Field(..., examples=["standard_month_average"])
    version: str
    title: str
    measure: str = Field(..., examples=["month_average"])
    currency: str = Field(..., examples=["CNY"])
    as_of: date
    tiers: list[StepOut]


class PositionOut(Schema):
    """Where a customer stands under one policy today. Null means unknown."""

    customer_id: str = Field(..., examples=["C10200000"])
    policy: str = Field(..., examples=["standard_month_average"])
    effective_tier: str | None = Field(None, examples=["gold"])
    assessed_tier: str | None = Field(None, examples=["gold"])
    state: str | None = Field(None, examples=["normal"])
    assessed_on: date | None = None
    next_assessment_on: date | None = None
    next_change_on: date | None = None
    next_tier: str | None = None
    fails_used: int | None = None
    fails_allowed: int | None = None
    assets: Money
    average_so_far: Money
    gap_to_keep: Money
    gap_to_next: Money
    fall_probability: float | None = Field(None, ge=0, le=1, examples=[0.42])
    reasons: list[str] = Field(default_factory=list, description="Why a fall is likely or not.")
    unknown_reason: str | None = None
    as_of: date


class AssessmentOut(Schema):
    """One assessment of a customer."""

    policy: str
    assessed_on: date
    assessed_tier: str | None = None
    effective_tier: str | None = None
    state: str | None = None
    reason_code: str | None = Field(None, description="Why, as a code of the engine.")
    assets: Money
    unknown_reason: str | None = None


class OverrideOut(Schema):
    """A tier by hand: asked for by one person, decided by another."""

    override_id: int = Field(..., examples=[1])
    customer_id: str
    policy: str
    tier: str = Field(..., examples=["platinum"])
    reason: str
    starts_on: date
    until: date
    status: str = Field(..., examples=["requested"])
    requested_by: str
    requested_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str = ""


class OverrideIn(Sent):
    """What is asked for."""

    policy: Word | None = Field(None, description="The first policy without it.")
    tier: Word
    reason: Text
    until: date


class DecisionIn(Sent):
    """The second person's word; a rejection needs a note."""

    decision: Literal["approve", "reject"]
    note: Text = ""


class OfPolicy(Asked):
    """A page of one policy's rows."""

    policy: Word | None = Field(None, description="The first policy without it.")


class Positions(OfPolicy):
    """Which positions."""

    tier: Word | None = Field(None, description="Effective tier.")


class Overrides(Asked):
    """Which overrides."""

    show: Literal["waiting", "all"] = "waiting"


@reads(router, "/ladders", Listed[LadderOut], right="tiering.read_policy", name="ladders")
def ladders(request: HttpRequest) -> dict[str, Any]:
    """The published tier policies.

    In the order in which the bank has enabled them; there are few, so they are one page.
    """
    return {"items": [_ladder(one) for one in tiering.ladders()], "next": None}


@reads(router, "/positions", Listed[PositionOut], right=READ, name="positions")
def positions(
    request: HttpRequest, response: HttpResponse, asked: Positions = Query(...)
) -> dict[str, Any]:
    """Positions under one policy.

    Largest assets first; by number where the caller does not see amounts whole.
    """
    after = paging.place(request, asked)
    ladder = tiering.ladder_of(asked.policy)
    has_tiers(ladder, asked.tier)
    rows = tiering.visible_positions(request.user, policy=ladder.policy)
    rows = rows.filter(effective_tier=asked.tier) if asked.tier else rows
    order = "-aum_minor" if amounts.are_whole() else "customer_id"
    turned = page(rows, sort=order, key="customer_id", size=asked.limit, cursor=after)
    taking.told(request, [row.customer_id for row in turned.rows])
    told = [position(row, request.user, ladder) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@reads(router, "/customers/{path:customer_id}/tiers", Listed[PositionOut], right=READ,
       name="customer-tiers")  # fmt: skip
def tiers_of(request: HttpRequest, customer_id: Key) -> dict[str, Any]:
    """A customer's position under each published policy."""
    customer = customers.found(request, customer_id)
    placed = [(one, tiering.position(customer.pk, policy=one.policy)) for one in tiering.ladders()]
    told = [position(row, request.user, ladder) for ladder, row in placed if row]
    return {"items": told, "next": None}


@reads(router, "/customers/{path:customer_id}/assessments", Listed[AssessmentOut], right=READ,
       name="customer-assessments")  # fmt: skip
def assessments(
    request: HttpRequest, response: HttpResponse, customer_id: Key, asked: OfPolicy = Query(...)
) -> dict[str, Any]:
    """A customer's assessments under one policy, newest first."""
    customer = customers.found(request, customer_id)
    after = paging.place(request, asked)
    ladder = tiering.ladder_of(asked.policy)
    rows = tiering.assessments(customer.pk, policy=ladder.policy)
    turned = page(rows, sort="-assessed_on", key="id", size=asked.limit, cursor=after)
    told = [_assessment(row, request.user, ladder) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@reads(router, "/overrides", Listed[OverrideOut], right=READ, name="overrides")
def overrides(
    request: HttpRequest, response: HttpResponse, asked: Overrides = Query(...)
) -> dict[str, Any]:
    """Tiers by hand of the caller's customers, newest first."""
    rows = tiering.overrides(request.user)
    rows = rows.filter(status="requested") if asked.show == "waiting" else rows
    after = paging.place(request, asked)
    turned = page(rows, sort="-id", key="id", size=asked.limit, cursor=after)
    taking.told(request, [row.customer_id for row in turned.rows])
    told = [_override(row) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@reads(router, "/overrides/{number}", OverrideOut, right=READ, name="override")
def override(request: HttpRequest, number: Number) -> OverrideOut:
    """One tier by hand."""
    found = get_object_or_404(tiering.overrides(request.user), pk=number)
    seen(request.user, found.customer_id, page="called")
    return _override(found)


@writes(
    router, "/customers/{path:customer_id}/overrides", OverrideOut, status=201, body=JSON,
    right="tiering.request_override", name="customer-overrides",
    example={"tier": "platinum", "reason": "Sold a flat; the money comes in June.",
             "until": "2027-01-31"},
)  # fmt: skip
def ask(request: HttpRequest, customer_id: Key, sent: OverrideIn = Body(...)) -> OverrideOut:
    """Ask for a tier by hand.

    Nothing changes until a second person has approved and a run has followed.
    """
    customer = customers.found(request, customer_id, "tiering.request_override")
    made = tiering.request_override(
        customer, ladder_policy=tiering.ladder_of(sent.policy).policy, tier=sent.tier,
        reason=sent.reason, until=sent.until, by=request.user, now=clock.now(),
    )  # fmt: skip
    return _override(made)


@writes(
    router, "/overrides/{number}/decision", OverrideOut, body=JSON, may_match=True,
    right="tiering.decide_override", name="override-decision",
    example={"decision": "reject", "note": "The money has not come."},
)  # fmt: skip
def decide(request: HttpRequest, number: Number, sent: DecisionIn = Body(...)) -> OverrideOut:
    """Approve or reject a tier by hand.

    Who asked cannot decide. With If-Match the decision holds for what was read, or is refused.
    """
    found = get_object_or_404(tiering.overrides(request.user), pk=number)
    etags.check(request, _override(found))
    decided = tiering.approve_override if sent.decision == "approve" else tiering.reject_override
    decided(found, note=sent.note, by=request.user, now=clock.now())
    return _override(found)


def position(row: tiering.Position, user: Any, ladder: tiering.Ladder) -> PositionOut:
    """A position with its money as the caller may see it."""
    unit = ladder.currency if ladder.counts_money else "points"
    unknown = row.unknown_reason or ""
    of = {name: getattr(row, name) for name in PLAIN}
    return PositionOut(
        **of,
        assets=money(user, row.aum_minor, row.currency, unknown=unknown),
        average_so_far=money(user, row.average_so_far_minor, unit, unknown=unknown),
        gap_to_keep=money(user, row.gap_to_keep_minor, unit, unknown=unknown),
        gap_to_next=money(user, row.gap_to_next_minor, unit, unknown=unknown),
        reasons=tiering.reasons(row, ladder) if money(user, 1, unit).amount else [],
    )


PLAIN = (
    "customer_id", "policy", "effective_tier", "assessed_tier", "state", "assessed_on",
    "next_assessment_on", "next_change_on", "next_tier", "fails_used", "fails_allowed",
    "fall_probability", "unknown_reason", "as_of",
)  # fmt: skip


def _ladder(one: tiering.Ladder) -> LadderOut:
    steps = [
        StepOut(
            tier=step.tier, rank=step.rank, name=step.name, grace=step.grace,
            floor=decimal_string(step.floor_minor),
        )
        for step in one.steps
    ]  # fmt: skip
    return LadderOut(
        policy=one.policy, version=one.version, title=one.title, measure=one.measure,
        currency=one.currency, as_of=one.as_of, tiers=steps,
    )  # fmt: skip


def _assessment(row: Any, user: Any, ladder: tiering.Ladder) -> AssessmentOut:
    return AssessmentOut(
        policy=row.policy, assessed_on=row.assessed_on, assessed_tier=row.assessed_tier,
        effective_tier=row.effective_tier, state=row.state, reason_code=row.reason_code,
        assets=money(user, row.aum_minor, ladder.currency, unknown=row.unknown_reason or ""),
        unknown_reason=row.unknown_reason,
    )  # fmt: skip


def _override(row: Any) -> OverrideOut:
    return OverrideOut(
        override_id=row.pk, customer_id=row.customer_id, policy=row.policy, tier=row.tier,
        reason=row.reason, starts_on=row.starts_on, until=row.until, status=row.status,
        requested_by=row.requested_by.username, requested_at=row.requested_at,
        decided_by=row.decided_by.username if row.decided_by else None,
        decided_at=row.decided_at, decision_note=row.decision_note,
    )  # fmt: skip

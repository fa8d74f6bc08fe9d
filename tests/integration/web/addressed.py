"""A bank in which every address of the house can be filled in: with an own thing and a foreign one.

`OBJECTS` says what stands in an address, by route or by the name of the part; a new part that is
not listed fails the tests, so that nobody forgets to say what a foreign one is. None as foreign:
the thing belongs to no book of customers (a run, a policy), and the right alone decides.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.integration.apps.seeded import POLICY, seed

NOW = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)
PEOPLE = {
    "rm": {"org_id": "S0001", "branch_id": "B001"},
    "branch_head": {"org_id": "S0101", "branch_id": "B001"},
}
OWN_CUSTOMER, FOREIGN_CUSTOMER = "C10200000", "C10207398"
OWN_PROSPECT, FOREIGN_PROSPECT, PROSPECTS_THINGS = "NEW000000001", "NEW000000002", 900
OBJECTS: dict[str, tuple[Any, Any]] = {
    "customer_id": (OWN_CUSTOMER, FOREIGN_CUSTOMER),
    "key": ("own-task", "foreign-task"),
    "care:withdraw": (1, 2),
    "tiering:override-decide": (1, 2),
    "api:override": (1, 2),
    "api:override-decision": (1, 2),
    "api:contact-withdraw": (1, 2),
    "api:webhook": (1, 2),
    "api:webhook-end": (1, 2),
    "api:webhook-deliveries": (1, 2),
    "api:webhook-replay": ("dlv_1", "dlv_2"),
    "webhooks:renew": (1, 2),
    "webhooks:end": (1, 2),
    "webhooks:deliveries": (1, 2),
    "webhooks:replay": ("dlv_1", "dlv_2"),
    "workbench:privacy-of": (OWN_PROSPECT, FOREIGN_PROSPECT),
    "workbench:privacy-request": (1, 2),
    "workbench:privacy-answer": (1, 2),
    "workbench:privacy-ask": (1, 2),
    "workbench:privacy-file": (1, 2),
    "workbench:privacy-lift": (1, 2),
    "workbench:privacy-withdraw": (1, 2),
    "needs:change": (1, 2),
    "recommendation:answer": (1, 2),
    "needs:withdraw-interview": (1, 2),
    "needs:plan": (1, 2),
    "needs:plan-item": (1, 2),
    "needs:plan-step": (1, 2),
    "needs:remove-plan-item": (1, 2),
    "tagging:withdraw": (1, 2),
    "tagging:segment": ("saved", None),
    "tagging:segment-customers": ("saved", None),
    "tagging:freeze": ("saved", None),
    "tagging:end-segment": ("saved", None),
    "code": ("asset_large", None),
    "customers:files-take": (9_000_010, 9_000_020),
    "duplicates:pair": (1, 2),
    "duplicates:different": (1, 2),
    "duplicates:merge": (1, 2),
    "duplicates:undo": (1, 2),
    "run_id": ("run-1", None),
    "number": (1, None),
    "name": (POLICY, None),
    "families": ("demand_deposit-fund", None),
    "need_class": ("saving", None),
    "field": ("phone", None),
    "job_id": ("none", None),
    "what": ("check", None),
    "pk": (1, None),
    "identity:end-session": (900_001, 900_002),
    "identity:rename-key": (900_001, 900_002),
    "identity:remove-key": (900_001, 900_002),
    "identity:revoke-token": (900_001, 900_002),
}
LEAVES = ("identity:logout",)
"""Routes after which nobody is logged in any more."""


def parts(view_name: str, pattern: str) -> dict[str, tuple[Any, Any]]:
    """What can stand in each part of an address."""
    import re

    names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
    return {name: OBJECTS.get(view_name) or OBJECTS[name] for name in names}


def address(view_name: str, pattern: str, *, foreign: bool = False) -> str:
    known = parts(view_name, pattern)
    chosen = {
        name: theirs if foreign and theirs is not None else own
        for name, (own, theirs) in known.items()
    }
    return reverse(view_name, kwargs=chosen)


def sent(view_name: str) -> dict[str, Any]:
    """What a POST brings along: the example of an operation of the API; nothing for a page."""
    from hengke.apps.api import routes

    if not view_name.startswith("api:"):
        return {}
    told = [
        one.view_func.asks
        for path in routes.paths().values()
        for one in path.operations
        if f"api:{path.url_name}" == view_name and "POST" in one.methods
    ]
    if not told or told[0].example is None:
        return {}
    return {"data": json.dumps(told[0].example), "content_type": "application/json"}


def client(role: str) -> Client:
    """Somebody of the role: in branch B001 where the role has a branch."""
    from hengke.apps.identity.models import User

    fields = {"role": role, "language": "en", **PEOPLE.get(role, {})}
    user = User.objects.filter(username=f"one_{role}").first()
    user = user or User.objects.create_user(f"one_{role}", None, **fields)
    found = Client(raise_request_exception=False)
    found.force_login(user, "hengke.apps.identity.backends.StaffBackend")
    return found


def state() -> dict[str, list[Any]]:
    """Every row that people own or that is shown, but for who is logged in."""
    left_out = {
        "sessions.session", "audit.entry", "identity.user", "identity.loginsession",
        "axes.accesslog",
    }  # fmt: skip
    return {
        model._meta.label_lower: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.label_lower not in left_out and model._meta.managed
    }


def fill(secret: str) -> None:
    """The seeded bank, a foreign customer with a name of her own, and one of each thing in both."""
    from hengke.apps.customers import record_values
    from hengke.apps.customers.models import Customer, Observation, Record

    seed(size=8)
    foreign = Customer.objects.filter(branch_id="B002").order_by("pk").first()
    assert foreign is not None
    OBJECTS["customer_id"] = (OWN_CUSTOMER, foreign.pk)
    Customer.objects.filter(pk=foreign.pk).update(name=secret)
    _ideas()
    _review()
    _segments()
    for number, (key, customer) in enumerate(
        (("own-task", Customer.objects.get(pk=OWN_CUSTOMER)), ("foreign-task", foreign)), 1
    ):
        _things_of(number, key, customer)
    somebody = Record.objects.get(pk=FOREIGN_PROSPECT).changed_by
    Observation.objects.create(
        customer_id=FOREIGN_PROSPECT, field="name", value=record_values.seal(secret),
        source="customer", collected_on=NOW.date(), recorded_at=NOW, recorded_by=somebody,
    )  # fmt: skip
    _count_on()


def _count_on() -> None:
    """Things have the numbers of `OBJECTS`; what people add is numbered after them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def _ideas() -> None:
    """One idea with a factor, one survey: of no customer, so nobody's and everybody's."""
    from hengke.apps.identity.models import User
    from hengke.apps.needs.models import Factor, Idea, Survey

    made = {
        "opened_at": NOW,
        "opened_by": User.objects.create_user("weighs", None, role="business"),
    }
    idea = Idea.objects.create(pk=1, need_class="saving", title="an idea", **made)
    Factor.objects.create(pk=1, idea=idea, kind="S", text="staff", weight_permille=1, rating=3)
    Survey.objects.create(pk=1, title="a survey", asked_on=NOW.date(), **made)


def _review() -> None:
    """A recorded review of the seeded policy, and floors that came of it: of no customer."""
    from hengke.apps.criteria.models import Proposal, Review
    from hengke.apps.identity.models import User

    somebody = User.objects.create_user("reviews", None, role="business")
    on = {"policy": POLICY, "assessed_on": date(2026, 6, 30), "run_id": "run-0"}
    review = Review.objects.create(
        pk=1, as_of=date(2026, 7, 20), tier_version="v", policy_version="v", warnings=1, unknown=0,
        figures="[]", remark="looked at", reviewed_by=somebody, reviewed_at=NOW,
        next_due_on=date(2026, 10, 20), **on,
    )  # fmt: skip
    Proposal.objects.create(
        pk=1, tier_version="v", candidate="band", job_id="none", made_by=somebody, made_at=NOW,
        terms='{"floors": {"gold": 6000000}, "graces": {}}', review=review, **on,
    )  # fmt: skip


def _segments() -> None:
    """A tag, a segment of it and an audience of the foreign customer alone."""
    from hengke.apps.identity.models import User
    from hengke.apps.tagging.models import Audience, AudienceMember, Segment, Tag

    stamp = {"as_of": date(2026, 10, 23), "known_at": "B1", "run_id": "run-1"}
    somebody = User.objects.create_user("builds", None, role="business")
    Tag.objects.create(
        code="asset_large", rank=0, family="value", tag_group="asset_scale", group_zh="资产规模",
        group_en="asset scale", exclusive=1, zh="大额资产", en="large assets",
        rule="aum >= 1000000",
        sentence_zh="管理资产不低于1,000,000元", sentence_en="assets is at least CNY 1,000,000",
        reads='["aum"]', owner="business", source="a test", own=0, customers=1, unknown=0,
        valid_from=date(1990, 1, 1), policy_version="asset_large@1990-01-01:test", **stamp,
    )  # fmt: skip
    saved = Segment.objects.create(
        name="saved", title="a segment", expression="tag('asset_large')", owner=somebody,
        changed_at=NOW,
    )  # fmt: skip
    audience = Audience.objects.create(
        pk=1, segment=saved, version=1, expression=saved.expression, purpose="a campaign",
        customers=1, frozen_by=somebody, frozen_at=NOW, **stamp,
    )  # fmt: skip
    AudienceMember.objects.create(audience=audience, customer_id=OBJECTS["customer_id"][1])


def _things_of(number: int, key: str, customer: Any) -> None:
    from hengke.apps.care.models import Contact, Task
    from hengke.apps.customers.models import Correction
    from hengke.apps.identity.models import User
    from hengke.apps.needs.models import Interview, Need, Plan, PlanItem, PlanNeed
    from hengke.apps.recommendation.models import Outcome
    from hengke.apps.tagging.models import CustomerTags, ManualTag
    from hengke.apps.tiering import override_approval
    from hengke.apps.tiering.models import TierOverride
    from hengke.apps.webhooks.models import Delivery, Event, Subscription

    scope = {"branch_id": customer.branch_id, "manager_id": customer.manager_id}
    somebody = User.objects.create_user(
        f"asks_{number}", None, role="rm", **{"org_id": f"X{number}"}
    )
    _kept_safe(900_000 + number, somebody)
    Task.objects.create(task_key=key, customer_id=customer.pk, kind="birthday", score=1.0, **scope)
    Contact.objects.create(
        pk=number, customer_id=customer.pk, outcome="reached", happened_on=date(2026, 10, 20),
        made_at=NOW, made_by=somebody, **scope,
    )  # fmt: skip
    need = Need.objects.create(
        pk=number, customer_id=customer.pk, need_class="saving", nature="explicit", source="talk",
        evidence="said so", noticed_on=date(2026, 10, 20), recorded_at=NOW, changed_at=NOW,
        owner=somebody, recorded_by=somebody,
    )  # fmt: skip
    plan = Plan.objects.create(
        pk=number, customer_id=customer.pk, series=UUID(int=number), title="a plan",
        valid_from=date(2026, 10, 20), valid_until=date(2027, 1, 31), opened_by=somebody,
        opened_at=NOW,
    )  # fmt: skip
    PlanNeed.objects.create(plan=plan, need=need)
    PlanItem.objects.create(
        pk=number, plan=plan, kind="service", text="a call a month", scope="", price="", note=""
    )
    Outcome.objects.create(
        pk=number, customer_id=customer.pk, product_id="T012", product_name="a deposit",
        personalised=True, policy_version="v", shown_by=somebody, shown_at=NOW,
    )  # fmt: skip
    CustomerTags.objects.create(
        customer_id=customer.pk, codes=" asset_large ", unknown="", policy_version="v",
        as_of=date(2026, 10, 23), known_at="B1", run_id="run-1", **scope,
    )  # fmt: skip
    ManualTag.objects.create(
        pk=number, customer_id=customer.pk, code="prefers_visits", reason="said so",
        until=date(2027, 1, 31), given_by=somebody, given_at=NOW, given_on=NOW.date(),
    )  # fmt: skip
    Interview.objects.create(
        pk=number, customer_id=customer.pk, questionnaire="service", way="phone",
        held_on=date(2026, 10, 20), recorded_by=somebody, recorded_at=NOW,
    )  # fmt: skip
    Correction.objects.create(
        pk=number, customer_id=customer.pk, field="phone", value="", reason="a new number",
        asked_at=NOW, asked_by=somebody,
    )  # fmt: skip
    override = TierOverride.objects.create(
        pk=number, customer_id=customer.pk, policy=POLICY, tier="diamond", reason="a sale",
        starts_on=date(2026, 10, 23), until=date(2027, 1, 31), requested_by=somebody,
        requested_at=NOW,
    )  # fmt: skip
    override_approval.ask(override, now=NOW)
    subscription = Subscription.objects.create(
        pk=number, owner=somebody, url="https://hooks.bank.example/", events=["task.done"],
        secret="~none", made_at=NOW,
    )  # fmt: skip
    event = Event.objects.create(id=f"evt_{number}", kind="task.done", happened_at=NOW)
    Delivery.objects.create(
        id=f"dlv_{number}", event=event, subscription=subscription, made_at=NOW, next_at=NOW
    )
    _rights_of(number, customer.pk, somebody)
    _prospect_of(number, scope, somebody)
    _pair_of(number, customer)


def _kept_safe(number: int, owner: Any) -> None:
    """What belongs to one person alone; of nobody's here, so that all of it is foreign."""
    from hengke.apps.approvals.models import Approval
    from hengke.apps.identity.models import LoginSession, Passkey, Token

    Approval.objects.create(
        pk=number * 10, kind="customers.export", subject_type="file", subject_id="customers",
        slot=str(number), asked_by=owner, asked_at=NOW, reason="a test", expires_at=NOW,
        payload={"list": "customers", "filters": ""}, amount=1,
    )  # fmt: skip
    Passkey.objects.create(
        pk=number, user=owner, name="key", credential=f"c{number}", data="d", added_at=NOW
    )
    LoginSession.objects.create(pk=number, user=owner, began_at=NOW, seen_at=NOW)
    Token.objects.create(
        pk=number, user=owner, name="token", prefix=str(number), digest="d", made_at=NOW,
        expires_at=NOW,
    )  # fmt: skip


def _pair_of(number: int, customer: Any) -> None:
    """The customer and another one of the same book, who may be one."""
    from hengke.apps.customers.models import Customer
    from hengke.apps.duplicates.models import Pair

    same = Customer.objects.filter(branch_id=customer.branch_id, manager_id=customer.manager_id)
    other = same.exclude(pk=customer.pk).order_by("pk").first()
    left, right = sorted((customer.pk, other.pk if other else "C99999999"))
    Pair.objects.create(
        pk=number, left_id=left, right_id=right, exact=["id_number"], policy="test", found_at=NOW
    )


def _prospect_of(number: int, scope: dict[str, str], somebody: Any) -> None:
    """Somebody whose record was opened here, in the same book, with rights of her own."""
    from hengke.apps.customers.models import Record

    found = (OWN_PROSPECT, FOREIGN_PROSPECT)[number - 1]
    Record.objects.create(
        pk=found, kind="person", opened_here=True, changed_at=NOW, changed_by=somebody, **scope
    )
    _rights_of(PROSPECTS_THINGS + number, found, somebody)


def _rights_of(number: int, customer_id: str, somebody: Any) -> None:
    """A consent, a hold, a request and the file made for it."""
    from hengke.apps.privacy.models import Consent, DataFile, Hold, Request

    day = NOW.date()
    Consent.objects.create(
        pk=number, customer_id=customer_id, purpose="marketing", given_on=day,
        expires_on=date(2027, 10, 26), obtained="paper", document="archive", text_version="1",
        recorded_by=somebody, recorded_at=NOW,
    )  # fmt: skip
    Hold.objects.create(
        pk=number, customer_id=customer_id, reference="case", placed_at=NOW, placed_by=somebody
    )
    asked = Request.objects.create(
        pk=number, customer_id=customer_id, kind="copy", received_on=day, due_on=day,
        received_by=somebody, received_at=NOW,
    )  # fmt: skip
    DataFile.objects.create(
        pk=number, customer_id=customer_id, request=asked, purpose="test", name="own.zip",
        sha256="0", for_user=somebody, made_at=NOW, ends_at=NOW,
    )  # fmt: skip

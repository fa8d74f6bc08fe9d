"""Every address of the workbench costs the same number of queries for 3 customers as for 60, in one
branch as in twenty, for every role; and no query of theirs skips rows (OFFSET).

Addresses come from the resolver, so that a new page is held from its first day. The larger bank is
the smaller one twenty times over: whatever a page shows of one, it shows of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, models, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.integration.apps.seeded import POLICY, seed
from tests.integration.conftest import PEOPLE

from hengke.apps.api import limits

pytestmark = [
    pytest.mark.django_db, pytest.mark.slow_test,
    pytest.mark.sqlite_only(reason="PostgreSQL adds the locks of the audit logs, no more per row"),
]  # fmt: skip
KEPT = ("C10200000", "C10200137", "C10200274")
FOLD = 20
AT_THE_END = 2
"""Queries that the page costs on which a list ends: unknown values, and who is not in the table."""
ARGUMENTS = {
    "customer_id": KEPT[0], "key": "downgrade", "number": 1, "pk": 1, "run_id": "run-1",
    "name": POLICY, "families": "demand_deposit-fund", "job_id": "none", "what": "check",
    "field": "phone", "code": "asset_large", "need_class": "saving",
}  # fmt: skip
LISTS = (
    "/customers/?sort=average", "/customers/?sort=gap",
    "/customers/?risk=1&sort=fall", "/customers/?falls=1", "/customers/?tier=gold&tier=mass",
    "/customers/?tier=gold&was=platinum", "/customers/?maturing=30", "/customers/?quiet=30",
    "/customers/?kind=person&aum_from=1", "/customers/?born_from=1950-01-01&outflow_from=1",
    "/customers/?q=C1", "/search/?q=C1", "/search/?q=陈", "/search/?q=c", "/search/?q=0000",
    "/search/?q=qqxqq", f"/customers/{KEPT[0]}/?tab=holdings",
    f"/customers/{KEPT[0]}/?tab=movements", f"/customers/{KEPT[0]}/?tab=needs",
    "/needs/register/?show=all&need_class=saving", "/needs/plans/?show=all",
    f"/customers/{KEPT[0]}/?tab=timeline",
    "/tiers/radar/?sort=aum", "/tiers/radar/?show=watch", "/tiers/radar/?show=maturing&sort=gap",
    "/tiers/radar/?show=all&tier=gold", "/tiers/migration/?tier=assessed",
    "/tiers/migration/customers/?way=down", "/tiers/migration/customers/?way=unknown",
    "/tiers/migration/customers/?way=cell&before=mass&after=mass", "/care/tasks/?state=done",
    "/lifecycle/?show=wake_up", "/lifecycle/?show=moved", "/lifecycle/?show=unknown",
    "/value/?show=falling", "/value/?part=fees_minor&by=month",
    "/value/product/?product=D&family=demand_deposit", "/value/?show=negative", "/value/lifetime/",
    f"/customers/{KEPT[0]}/?tab=value",
    f"/customers/{KEPT[0]}/?tab=behaviour", f"/customers/{KEPT[0]}/?tab=tags",
    "/customers/?tag=asset_large", "/customers/?tag=prefers_visits",
    "/recommendation/?show=triggered", "/recommendation/?show=expired",
    "/recommendation/?show=notices", "/recommendation/?product=T012",
    "/recommendation/results/shown/?answer=open&list=scored", "/tags/?q=asset",
    f"/customers/{KEPT[0]}/?tab=recommendation",
    "/care/tasks/?sort=amount", "/care/contacts/choose/?q=C1", "/audit/?q=a",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What an answer cost, and whether the list it shows ends on it: then the rows whose sort value
    is unknown were asked for too, and those that the sorted table does not know."""

    status: int
    queries: tuple[str, ...]
    ends: bool


Costs = dict[tuple[str, str], Cost]


def addresses() -> list[str]:
    """Every address that the resolver knows, with arguments filled in, and lists narrowed."""
    return [*sorted(set(_reversed(get_resolver()))), *LISTS]


def _reversed(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _reversed(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            wanted = entry.pattern.regex.groupindex
            yield reverse(f"{space}{entry.name}", kwargs={name: ARGUMENTS[name] for name in wanted})


@pytest.fixture(scope="module")
def costs(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Costs, Costs]]:
    """Of every address to every person, in the small bank and in the large one."""
    with (
        django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patched
    ):  # fmt: skip
        patched.setattr(limits, "_granted", lambda *_, **__: 1_000_000)  # once in a minute
        Client().get("/readyz")  # looks at the database's form once in a process
        _small_bank()
        small = _costs()
        _twenty_fold()
        yield small, _costs()
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["alice", "bo", "olga", "audrey", "dan"])
def test_a_page_costs_the_same_number_of_queries_at_any_size(
    costs: tuple[Costs, Costs], name: str
) -> None:
    small, large = costs
    grown = {
        address: _new(small[who, address], cost)
        for (who, address), cost in large.items()
        if who == name and not _same(small[who, address], cost)
    }
    assert grown == {}


def _same(small: Cost, large: Cost) -> bool:
    """The same number; less by the end of the list where only the short one ends on its page."""
    saved = len(small.queries) - len(large.queries)
    return saved == 0 or (small.ends and not large.ends and 0 < saved <= AT_THE_END)


def test_no_page_skips_rows(costs: tuple[Costs, Costs]) -> None:
    skipping = {
        key: [sql for sql in cost.queries if " OFFSET " in sql.upper()]
        for found in costs
        for key, cost in found.items()
    }
    assert {key: sql for key, sql in skipping.items() if sql} == {}


def test_the_pages_that_were_counted_did_open(costs: tuple[Costs, Costs]) -> None:
    """A page that is refused costs nothing; the people between them open nearly all of them."""
    opened = {address for (_, address), cost in costs[1].items() if cost.status == 200}
    assert set(LISTS) <= opened
    assert {"/", "/customers/", "/tiers/radar/", "/tiers/migration/", "/care/tasks/", "/audit/",
            "/imports/", "/imports/runs/", "/tiers/overrides/", "/needs/", "/needs/ideas/1/",
            "/needs/ideas/1/swot/", "/needs/surveys/1/", "/needs/register/",
            "/needs/plans/"} <= opened  # fmt: skip


def _new(small: Cost, large: Cost) -> tuple[int, int, list[str]]:
    """Both numbers, and statements that only the larger bank asked, shortened."""
    known = [_form(sql) for sql in small.queries]
    asked = [sql[:200] for sql in large.queries if _form(sql) not in known]
    return len(small.queries), len(large.queries), asked


def _form(sql: str) -> str:
    return sql[:120]


def _costs() -> Costs:
    found: Costs = {}
    for name in ("alice", "bo", "olga", "audrey", "dan"):
        client = _client(name)
        for address in addresses():
            cache.clear()
            reset_queries()
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(address)
            asked = tuple(
                one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]
            )
            found[name, address] = Cost(answer.status_code, asked, _ends(answer))
    return found


def _ends(answer: Any) -> bool:
    """Both pagers name the place of the next page, or none; so does the interface."""
    if answer.get("Content-Type", "").startswith("application/json"):
        told = answer.json()
        return isinstance(told, dict) and "next" in told and told["next"] is None
    context = answer.context or {}
    page = getattr(context.get("found"), "page", None) or context.get("page")
    return page is not None and not getattr(page, "next_cursor", getattr(page, "after", None))


def _client(name: str) -> Client:
    from hengke.apps.identity.models import User

    user = User.objects.filter(username=name).first()
    user = user or User.objects.create_user(name, None, **PEOPLE[name])
    client = Client()
    client.force_login(user, "hengke.apps.identity.backends.StaffBackend")
    return client


def _about_customers() -> list[type[models.Model]]:
    from hengke.apps.care.models import Contact, Task
    from hengke.apps.customers.models import AssetPoint, Customer, Holding, Movement
    from hengke.apps.lifecycle.models import Move, Place
    from hengke.apps.needs.models import Interview, Need, Plan
    from hengke.apps.recommendation.models import (
        Notice,
        Outcome,
        OwnPurchase,
        Recommendation,
        Standing,
    )
    from hengke.apps.tagging.models import AudienceMember, CustomerTags, History, ManualTag
    from hengke.apps.tiering.models import Assessment, Passage, Position
    from hengke.apps.value.models import CustomerValue, ProductValue

    results = [CustomerValue, ProductValue, Position, Assessment, Passage, Place, Move]
    tagged = [CustomerTags, ManualTag, History, AudienceMember]
    offered = [Standing, Recommendation, Notice, Outcome, OwnPurchase]
    return [
        Customer, *results, Holding, Movement, AssetPoint, Task, Contact, Need, Interview, Plan,
        *tagged, *offered,
    ]  # fmt: skip


def _small_bank() -> None:
    """Three customers of Alice: one falls, one is short, one is left alone."""
    from hengke.apps.care.models import Contact, Task
    from hengke.apps.customers.models import BookPoint, Customer
    from hengke.apps.tiering.models import Assessment, Passage, Position
    from hengke.web.sealed import fingerprints

    seed(size=3)
    for model in _about_customers():
        model.objects.exclude(customer_id__in=KEPT).delete()
    BookPoint.objects.exclude(manager_id="S0001").delete()
    Customer.objects.filter(pk__in=KEPT).update(
        household_id=None, name="陈国栋", phone="13800000000", manager_id="S0001",
        **fingerprints().of("name", "陈国栋"), **fingerprints().of("phone", "13800000000"),
    )  # fmt: skip
    one = Position.objects.filter(customer_id__in=KEPT).order_by("pk")
    one.update(effective_rank=1, effective_tier="gold", previous_effective_rank=2, fails_used=1,
               gap_to_keep_minor=5, maturing_minor=7, outflow_30d_minor=500, fall_probability=0.6,
               next_tier="mass", next_change_on="2026-11-01",
               maturing_on="2026-10-25")  # fmt: skip
    for number, row in enumerate(Assessment.objects.filter(assessed_on="2026-09-30")):
        Passage.objects.create(
            policy=POLICY, customer_id=row.customer_id, branch_id="B001", manager_id="S0001",
            run_id="run-1", first_on="2026-08-31", last_on="2026-09-30", arrived=False,
            effective_before=("mass", "gold", None)[number], effective_after="mass",
            assessed_before="gold", assessed_after="mass", aum_minor=number,
        )  # fmt: skip
    task = Task.objects.order_by("pk").first()
    for key, state in (("todo", {}), ("downgrade", {})):
        Task.objects.get_or_create(task_key=key, defaults={
            "customer_id": KEPT[0], "kind": "birthday", "params": "{}", "branch_id": "B001",
            "manager_id": "S0001", "due_on": "2026-10-23", **state})  # fmt: skip
    assert task is None or task.customer_id in KEPT
    Contact.objects.create(
        customer_id=KEPT[1], branch_id="B001", manager_id="S0001", outcome="reached",
        happened_on="2026-10-20", made_at="2026-10-20T10:00:00Z", made_by=_user("alice"),
    )  # fmt: skip
    _needs()
    _ideas(range(1, 3))
    _tags()
    _count_books()


def _tags() -> None:
    """Two tags, one by hand, with a change each; a segment and an audience of all three."""
    from hengke.apps.tagging.models import (
        Audience,
        AudienceMember,
        CustomerTags,
        History,
        ManualTag,
        Segment,
        Tag,
    )

    stamp = {"as_of": "2026-10-23", "known_at": "B1", "run_id": "run-1"}
    by, at = {"branch_id": "B001", "manager_id": "S0001"}, "2026-10-20T10:00:00Z"
    for rank, (code, rule) in enumerate((("asset_large", "aum > 1"), ("prefers_visits", None))):
        Tag.objects.create(
            code=code, rank=rank, family="value", tag_group=code, group_zh=code, group_en=code,
            exclusive=0, zh=code, en=code, rule=rule, reads="[]", owner="business", own=0,
            source="a test", valid_from="1990-01-01", policy_version="v", **stamp,
        )  # fmt: skip
    segment = Segment.objects.create(
        name=POLICY, title="all", expression="aum > 1", owner=_user("olga"), changed_at=at
    )
    audience = Audience.objects.create(
        pk=1, segment=segment, version=1, expression="aum > 1", purpose="a letter", customers=3,
        frozen_by=_user("olga"), frozen_at=at, **stamp,
    )  # fmt: skip
    for number in KEPT:
        CustomerTags.objects.create(
            customer_id=number, codes=" asset_large ", unknown="", policy_version="v", **by, **stamp
        )
        History.objects.create(
            customer_id=number, since="2026-10-23", run_id="run-1", codes_before="",
            codes=" asset_large ",
        )  # fmt: skip
        ManualTag.objects.create(
            customer_id=number, code="prefers_visits", reason="said so", until="2027-06-30",
            given_by=_user("alice"), given_at=at, given_on="2026-10-20",
        )  # fmt: skip
        AudienceMember.objects.create(audience=audience, customer_id=number)


def _needs() -> None:
    """Two of the first customer, one of the second."""
    from hengke.apps.needs.models import Interview, Need, Plan, PlanItem, PlanNeed, Reply

    for _ in range(2):
        asked = Interview.objects.create(
            customer_id=KEPT[0], questionnaire="service", way="phone", held_on="2026-10-20",
            recorded_by=_user("alice"), recorded_at="2026-10-20T10:00:00Z",
        )  # fmt: skip
        Reply.objects.create(interview=asked, question="content", answer="4")
    for customer_id, code in ((KEPT[0], "saving"), (KEPT[0], "house"), (KEPT[1], "saving")):
        need = Need.objects.create(
            customer_id=customer_id, need_class=code, nature="explicit", source="talk",
            evidence="said so", noticed_on="2026-10-20", recorded_at="2026-10-20T10:00:00Z",
            changed_at="2026-10-20T10:00:00Z", owner=_user("alice"), recorded_by=_user("alice"),
        )  # fmt: skip
        plan = Plan.objects.create(
            customer_id=customer_id, series=uuid4(), title="a plan", status="offered",
            valid_from="2026-10-20", valid_until="2126-10-20", opened_by=_user("alice"),
            opened_at="2026-10-20T10:00:00Z", offered_by=_user("alice"),
            offered_at="2026-10-20T10:00:00Z",
        )  # fmt: skip
        PlanNeed.objects.create(plan=plan, need=need)
        PlanItem.objects.create(
            plan=plan, kind="service", text="a call", scope="", price="", note=""
        )


def _ideas(numbers: range) -> None:
    """Weighed in full: asked about in two surveys, with a case and a SWOT."""
    from hengke.apps.needs.models import Answer, CashYear, Factor, Feature, Idea, Survey

    at, by = "2026-10-20T10:00:00Z", _user("olga")
    for number in numbers:
        idea = Idea.objects.create(
            pk=number, need_class="saving", title=f"idea {number}", opened_at=at, opened_by=by
        )
        CashYear.objects.create(idea=idea, year=0, cost_minor=10, benefit_minor=20 + number)
        for kind in "SO":
            Factor.objects.create(
                idea=idea, kind=kind, text="factor", weight_permille=1000, rating=3
            )
        for day in (1, 2):
            survey = Survey.objects.create(
                pk=2 * number - 2 + day, title="survey", asked_on=f"2026-10-0{day}", opened_at=at,
                opened_by=by,
            )  # fmt: skip
            feature = Feature.objects.create(survey=survey, code="F", title="feature", idea=idea)
            for one in range(number):
                Answer.objects.create(
                    feature=feature, respondent=f"P{one}", functional=1, dysfunctional=5
                )


def _twenty_fold() -> None:
    """Nineteen more of each customer with Alice, one more in each of nineteen further branches."""
    from hengke.apps.customers.models import BookPoint
    from hengke.apps.identity.models import OrgUnit

    for model in _about_customers():
        rows = list(model.objects.filter(customer_id__in=KEPT))
        for fold in range(1, FOLD):
            model.objects.bulk_create(_copied(row, f"-{fold}") for row in rows)
            elsewhere = [_copied(row, f"+{fold}") for row in rows if row.customer_id == KEPT[0]]
            for row in elsewhere:
                if hasattr(row, "branch_id"):
                    row.branch_id, row.manager_id = f"B1{fold:02}", f"S1{fold:03}"
            model.objects.bulk_create(elsewhere)
    points = list(BookPoint.objects.all())
    for fold in range(1, FOLD):
        OrgUnit.objects.create(org_id=f"B1{fold:02}", kind="branch", name=f"Branch {fold}")
        for point in points:
            values = {one.attname: getattr(point, one.attname) for one in _columns(BookPoint)}
            place = {"branch_id": f"B1{fold:02}", "manager_id": f"S1{fold:03}"}
            BookPoint.objects.create(**{**values, **place})
    _ideas(range(3, 20))
    _count_books()


def _copied(row: Any, mark: str) -> Any:
    values = {one.attname: getattr(row, one.attname) for one in _columns(type(row))}
    values["customer_id"] += mark
    if "series" in values:
        values["series"] = uuid4()
    for key in ("task_key", "account_id", "transaction_id"):
        if values.get(key):
            values[key] += mark
    return type(row)(**values)


def _columns(model: type[models.Model]) -> list[Any]:
    """All but a number that the database gives, and a key made of the others."""
    return [one for one in model._meta.concrete_fields
            if one.name not in ("id", "pk") or not one.primary_key]  # fmt: skip


def _user(name: str) -> Any:
    _client(name)
    from hengke.apps.identity.models import User

    return User.objects.get(username=name)


def _count_books() -> None:
    from hengke.apps.tiering.api import count_books

    assert count_books() > 0

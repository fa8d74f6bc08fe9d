"""A small published bank for page tests: two branches, three managers, figures that hang together.

`seed()` writes straight into the published tables, as a run would, with the same bytes every time.
Chinese names, amounts in fen. Book of S0001 (branch B001): `size` persons; S0002: a dozen; two
customers of weight in B001 without a manager; B002 with its own manager.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

AS_OF = date(2026, 10, 23)
LAST, BEFORE_LAST, NEXT = date(2026, 9, 30), date(2026, 8, 31), date(2026, 10, 31)
POLICY = "standard_month_average"
STAMP = {"as_of": AS_OF, "known_at": "batch-1", "run_id": "run-1"}
YUAN = 100
TIERS = (
    ("mass", 0, "普通", "Mass", "base", 0),
    ("gold", 50_000, "金卡", "Gold", "gold", 3),
    ("platinum", 500_000, "白金", "Platinum", "plat", 3),
    ("diamond", 5_000_000, "钻石", "Diamond", "dia", 3),
    ("private", 10_000_000, "私行", "Private", "pb", 6),
)
SURNAMES = "陈王李张刘赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭"
GIVEN = (
    "国栋", "佩珊", "海峰", "静怡", "建平", "淑敏", "志强", "雨桐", "文博", "晓东", "丽华", "明远",
    "秀兰", "子涵", "伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛",
    "超", "秀英", "霞", "桂英", "刚", "欣怡", "浩然", "梓萱", "宇轩", "思远", "嘉懿", "俊杰",
)  # fmt: skip
PRODUCTS = (
    ("活期存款", "demand_deposit", False), ("三年期大额存单", "certificate", True),
    ("一年期定期存款", "term_deposit", True), ("结构性存款 90 天", "structured_deposit", True),
    ("安心理财 180 天", "wealth", True), ("沪深 300 指数基金", "fund", False),
    ("终身寿险", "insurance", False),
)  # fmt: skip
REGIONS = ("厦门市思明区", "厦门市湖里区", "泉州市丰泽区", "漳州市芗城区")
OCCUPATIONS = ("企业高管", "个体工商户", "医生", "教师", "公务员", "退休", "工程师")


@dataclass(frozen=True)
class Person:
    """One customer as drawn: assets today and a month ago, rank before and now, in yuan."""

    number: str
    name: str
    branch: str
    manager: str
    aum: int
    before: int
    rank: int
    previous: int


def seed(*, size: int = 40, names: bool = True, managers: bool = True) -> None:
    """Everything a run publishes. Without names or managers it is like a bank that sent none."""
    draw = random.Random(20_261_023)
    people = _people(draw, size)
    if managers:
        _organisation()
    _scheme()
    _kept(_customer(person, draw, named=names, managed=managers) for person in people)
    positions = [_position(person, draw, managed=managers) for person in people]
    _kept(positions)
    for each in (_assessments, _holdings, _movements, _points):
        _kept(row for person in people for row in each(person, draw))
    short = {row.customer_id: row for row in positions if row.gap_to_keep_minor}
    _kept(_tasks(people, short, draw, managed=managers))
    _books(people, draw, managed=managers)
    _kept(_values(people, managed=managers))
    _kept(_products(people))
    _value_books(people, managed=managers)
    _kept(_lifetimes(people))
    _lifetime_books(people, managed=managers)
    _kept(_behaviour(people))
    _lifecycle(people, managed=managers)
    _clustering(people, managed=managers)
    _associations(people, managed=managers)
    _statistics(people)
    _recommendations(people, managed=managers)
    _forecast(people)
    _criteria(people)
    _relations(people)
    _run(len(people))


def _kept(rows: Iterable[Any]) -> None:
    found = list(rows)
    type(found[0]).objects.bulk_create(found)


def _people(draw: random.Random, size: int) -> list[Person]:
    books = [("B001", "S0001", size), ("B001", "S0002", 12), ("B001", "", 2), ("B002", "S0003", 8)]
    found: list[Person] = []
    for branch, manager, count in books:
        for _ in range(count):
            found.append(_person(draw, len(found), branch, manager))
    return found


def _person(draw: random.Random, index: int, branch: str, manager: str) -> Person:
    rank = draw.choices((0, 1, 2, 3, 4), (22, 38, 26, 10, 4))[0] if manager else 3
    floor = TIERS[rank][1]
    ceiling = TIERS[rank + 1][1] if rank < 4 else 30_000_000
    short = rank > 0 and index % 5 == 2
    low, high = (floor * 0.9, floor * 0.995) if short else (max(floor * 1.03, 800), ceiling * 0.7)
    aum = int(draw.uniform(low, high))
    before = int(aum * draw.uniform(0.9, 1.25))
    moved = draw.random()
    previous = min(rank + 1, 4) if moved < 0.07 else max(rank - 1, 0) if moved < 0.2 else rank
    name = SURNAMES[index % len(SURNAMES)] + GIVEN[(index * 7) % len(GIVEN)]
    return Person(
        f"C{10_200_000 + index * 137}", name, branch, manager, aum, before, rank, previous
    )


def _organisation() -> None:
    from hengke.apps.identity.models import OrgUnit

    units = (
        ("B001", "branch", "高新支行", None, None), ("B002", "branch", "滨海支行", None, None),
        ("S0001", "staff", "林晓雯", "B001", "relationship_manager"),
        ("S0002", "staff", "周航", "B001", "relationship_manager"),
        ("S0003", "staff", "沈立", "B002", "relationship_manager"),
        ("S0101", "staff", "顾明", "B001", "branch_head"),
    )  # fmt: skip
    for org_id, kind, name, parent, post in units:
        OrgUnit.objects.create(
            org_id=org_id, kind=kind, name=name, parent_id=parent, post=post, **STAMP
        )


def _scheme() -> None:
    from hengke.apps.tiering.models import Scheme

    tiers = [
        {"tier": tier, "rank": rank, "floor_minor": floor * YUAN, "zh": zh, "en": en,
         "grace": grace, "palette": palette}
        for rank, (tier, floor, zh, en, palette, grace) in enumerate(TIERS)
    ]  # fmt: skip
    Scheme.objects.create(
        policy=POLICY, policy_version=f"{POLICY}/2020-01-01", title_zh="标准月日均资产分层",
        title_en="Standard: month-average assets", measure="month_average", currency="CNY",
        source="test", tiers=json.dumps(tiers, ensure_ascii=False), **STAMP,
    )  # fmt: skip


def _scope(person: Person, managed: bool) -> dict[str, str]:
    if not managed:
        return {"branch_id": "unassigned", "manager_id": ""}
    return {"branch_id": person.branch, "manager_id": person.manager}


def _customer(person: Person, draw: random.Random, *, named: bool, managed: bool) -> Any:
    from hengke.apps.customers.models import Customer

    tail = f"{draw.randrange(10_000):04}"
    known: dict[str, Any] = {
        "name": person.name,
        "gender": draw.choice(("female", "male")),
        "birth_date": _some_day(draw, 1948, 2000),
        "id_type": "居民身份证", "id_number": f"350203{draw.randrange(10**12):012}",
        "phone": f"138{draw.randrange(10**4):04}{tail}",
        "address": f"福建省厦门市思明区湖滨南路 {draw.randrange(1, 400)} 号",
        "region": draw.choice(REGIONS), "occupation": draw.choice(OCCUPATIONS),
        "income_level": draw.choice(("low", "middle", "high")),
        "risk_level": draw.choice(("C1", "C2", "C3", "C4", "C5")),
        "risk_assessed_on": AS_OF - timedelta(days=draw.randrange(30, 420)),
        "id_expires_on": AS_OF + timedelta(days=draw.randrange(-20, 3_000)),
        "opened_on": date(draw.randrange(2008, 2026), draw.randrange(1, 13), 1),
        "household_id": f"H{person.number[-4:]}" if draw.random() < 0.1 else None,
    }  # fmt: skip
    return Customer(
        customer_id=person.number, kind="person", status="active", currency="CNY",
        aum_minor=person.aum * YUAN,
        liability_minor=draw.choice((0, 0, 0, 420_000, 1_250_000)) * YUAN,
        **_scope(person, managed), **STAMP, **(known | found_by(**known) if named else {}),
    )  # fmt: skip


def found_by(**columns: Any) -> dict[str, Any]:
    """The blind indexes of whatever identifiers are among the columns, as publishing sets them."""
    from hengke.pipelines.protection.identifiers import KEYS
    from hengke.web.sealed import fingerprints

    found: dict[str, Any] = {}
    for kind in set(KEYS) & set(columns):
        found |= fingerprints().of(kind, columns[kind])
    return found


def _some_day(draw: random.Random, first: int, last: int) -> date:
    return date(draw.randrange(first, last), draw.randrange(1, 13), draw.randrange(1, 29))


def _position(person: Person, draw: random.Random, *, managed: bool) -> Any:
    from hengke.apps.tiering.models import Position

    floor = TIERS[person.rank][1]
    above = TIERS[person.rank + 1][1] if person.rank < 4 else None
    average = int(person.aum * draw.uniform(0.97, 1.05))
    needed = max(0, int((floor * 31 - average * 23) / 8))
    gap = max(0, needed - person.aum) if person.rank else 0
    fails = draw.choice((0, 1, 2)) if gap else 0
    falls = gap and fails == 2
    return Position(
        policy=POLICY, policy_version=f"{POLICY}/2020-01-01", customer_id=person.number,
        currency="CNY", assessed_on=LAST, next_assessment_on=NEXT,
        assessed_rank=person.rank - (1 if fails else 0),
        assessed_tier=TIERS[person.rank - (1 if fails else 0)][0],
        effective_rank=person.rank, effective_tier=TIERS[person.rank][0],
        previous_assessed_rank=person.previous, previous_effective_rank=person.previous,
        state="watch" if fails else "normal", fails_used=fails,
        fails_allowed=TIERS[person.rank][5], aum_minor=person.aum * YUAN,
        average_so_far_minor=average * YUAN, last_value_minor=person.before * YUAN,
        aum_30d_ago_minor=person.before * YUAN, keep_floor_minor=floor * YUAN,
        next_floor_minor=None if above is None else above * YUAN,
        gap_to_keep_minor=gap * YUAN,
        gap_to_next_minor=None if above is None else max(0, above - person.aum) * YUAN,
        needed_for_rest_minor=needed * YUAN, days_left=8,
        next_change_on=date(2026, 11, 1) if falls else None,
        next_tier=TIERS[person.rank - 1][0] if falls else None,
        fall_probability=round(draw.uniform(*((0.35, 0.93) if gap else (0.01, 0.2))), 3),
        reasons=json.dumps([{"key": "distance_to_floor", "params": {}}]),
        maturing_minor=draw.choice((0, 0, 0, int(person.aum * 0.4))) * YUAN,
        maturing_on=AS_OF + timedelta(days=draw.randrange(0, 8)),
        outflow_30d_minor=max(0, person.before - person.aum) * YUAN,
        trend=json.dumps(_course(person, draw, 13)), **_scope(person, managed), **STAMP,
    )  # fmt: skip


def _course(person: Person, draw: random.Random, points: int) -> list[int]:
    """From the assets of a while ago to those of today, with some weather."""
    start = person.before * draw.uniform(0.95, 1.1)
    steps = [start + (person.aum - start) * i / (points - 1) for i in range(points)]
    course = [int(value * draw.uniform(0.97, 1.03)) * YUAN for value in steps]
    return [*course[:-1], person.aum * YUAN]


def _assessments(person: Person, draw: random.Random) -> Iterator[Any]:
    from hengke.apps.tiering.models import Assessment

    moved = person.previous != person.rank
    for assessed_on, before, after in (
        (BEFORE_LAST, person.previous, person.previous),
        (LAST, person.previous, person.rank),
    ):
        yield Assessment(
            policy=POLICY, policy_version=f"{POLICY}/2020-01-01", customer_id=person.number,
            assessed_on=assessed_on, value_minor=person.before * YUAN,
            sum_minor_days=person.before * YUAN * 30, days=30, aum_minor=person.before * YUAN,
            assessed_rank=after, assessed_tier=TIERS[after][0], effective_rank_before=before,
            effective_rank=after, effective_tier=TIERS[after][0],
            effective_from=assessed_on + timedelta(days=1), fails_used=0,
            fails_allowed=TIERS[after][5], best_rank_since=after,
            state="upgraded" if after > before else "downgraded" if after < before else "normal",
            reason_code="floor_reached" if not moved else "grace_used_up", **STAMP,
        )  # fmt: skip


def _holdings(person: Person, draw: random.Random) -> Iterator[Any]:
    from hengke.apps.customers.models import Holding

    chosen = [PRODUCTS[0], *draw.sample(PRODUCTS[1:], draw.randrange(1, 4))]
    weights = [draw.uniform(0.5, 3) for _ in chosen]
    for number, ((name, family, dated), weight) in enumerate(zip(chosen, weights, strict=True)):
        minor = int(person.aum * weight / sum(weights)) * YUAN
        yield Holding(
            customer_id=person.number, account_id=f"62284800{person.number[1:]}{number:02}",
            product_id=f"P{number}", product_name=name, family=family, role="owner",
            share_ppm=1_000_000, currency="CNY", balance_minor=minor, home_minor=minor,
            balance_date=AS_OF, opened_on=date(2024, 5, 6),
            matures_on=AS_OF + timedelta(days=draw.randrange(2, 360)) if dated else None,
            rate_e8=draw.choice((155_000_000, 210_000_000)) // 100 if dated else None, **STAMP,
        )  # fmt: skip


def _movements(person: Person, draw: random.Random) -> Iterator[Any]:
    from hengke.apps.customers.models import Movement

    for number in range(6):
        kind, sign = draw.choice(
            (("salary", 1), ("transfer_out", -1), ("payment", -1), ("interest", 1))
        )
        yield Movement(
            customer_id=person.number, transaction_id=f"T{person.number}{number}",
            account_id=f"62284800{person.number[1:]}00",
            booked_on=AS_OF - timedelta(days=number * 5),
            amount_minor=sign * draw.randrange(2_000, 90_000) * YUAN, currency="CNY", kind=kind,
            channel=draw.choice(("mobile", "counter")), counterparty_kind="person", **STAMP,
        )  # fmt: skip


def _points(person: Person, draw: random.Random) -> Iterator[Any]:
    from hengke.apps.customers.models import AssetPoint

    days = [*_month_ends(12), AS_OF]
    for day, minor in zip(days, _course(person, draw, len(days)), strict=True):
        yield AssetPoint(
            customer_id=person.number, point_on=day, aum_minor=minor,
            month_average_minor=int(minor * 0.98), **STAMP,
        )  # fmt: skip


def _month_ends(count: int) -> list[date]:
    found, day = [], AS_OF.replace(day=1)
    for _ in range(count):
        day -= timedelta(days=1)
        found.append(day)
        day = day.replace(day=1)
    return sorted(found)


def _tasks(
    people: list[Person], short: dict[str, Any], draw: random.Random, *, managed: bool
) -> Iterator[Any]:
    from hengke.apps.care.models import Task

    for index, person in enumerate(people):
        for kind, due, amount, params in _reasons(index, person, short.get(person.number), draw):
            yield Task(
                task_key=f"{kind}:{person.number}:{due}", customer_id=person.number, kind=kind,
                due_on=due, amount_minor=amount, currency="CNY",
                params=json.dumps(params, ensure_ascii=False),
                score=person.aum * draw.uniform(0.1, 0.9), **_scope(person, managed), **STAMP,
            )  # fmt: skip


def _reasons(index: int, person: Person, position: Any, draw: random.Random) -> list[tuple]:
    """Each customer has at most two things to do, of every kind in turn."""
    found: list[tuple] = []
    if position is not None:
        found.append((
            "downgrade", NEXT, position.gap_to_keep_minor,
            {"tier": position.effective_tier, "gap_minor": position.gap_to_keep_minor,
             "days_left": 8, "fails_used": position.fails_used,
             "fails_allowed": position.fails_allowed,
             "probability_permille": round(position.fall_probability * 1000)},
        ))  # fmt: skip
    minor, soon = int(person.aum * 0.4) * YUAN, AS_OF + timedelta(days=index % 6)
    by_turn: dict[int, tuple] = {
        0: ("maturity", soon, minor, {"maturing_minor": minor, "maturing_on": soon.isoformat(),
                                      "until": NEXT.isoformat()}),
        3: ("outflow", AS_OF - timedelta(days=index % 3), minor // 2,
            {"outflow_minor": minor // 2, "largest_on": (AS_OF - timedelta(days=2)).isoformat(),
             "aum_minor": person.aum * YUAN}),
        5: ("birthday", soon, None, {"age": 58, "on": soon.isoformat()}),
        7: ("risk_assessment", soon, None,
            {"assessed_on": "2025-10-25", "ends_on": soon.isoformat()}),
        9: ("id_expiry", soon, None, {"expires_on": soon.isoformat()}),
        11: ("upgrade", NEXT, 4_200_000, {"tier": "gold", "gap_minor": 4_200_000, "days_left": 8,
                                         "floor_minor": 50_000_000}),
    }  # fmt: skip
    if index % 13 in by_turn:
        found.append(by_turn[index % 13])
    return found


def _books(people: list[Person], draw: random.Random, *, managed: bool) -> None:
    """Points of each book: twelve month ends, twelve Sundays, the business date."""
    from hengke.apps.customers.models import BookPoint
    from hengke.engine.features.figures import weeks_to

    days = sorted({*_month_ends(12), *weeks_to(AS_OF)})
    books = {(row["branch_id"], row["manager_id"]) for row in (_scope(p, managed) for p in people)}
    for branch, manager in sorted(books):
        held = [
            p for p in people if _scope(p, managed) == {"branch_id": branch, "manager_id": manager}
        ]
        now, then = sum(p.aum for p in held), sum(p.before for p in held)
        for number, day in enumerate(days):
            course = then * 0.94 + (now - then * 0.94) * number / (len(days) - 1)
            last = number == len(days) - 1
            minor = int(now if last else course * draw.uniform(0.985, 1.015)) * YUAN
            BookPoint.objects.create(
                branch_id=branch, manager_id=manager, point_on=day, customers=len(held),
                aum_minor=minor, deposit_average_minor=int(minor * 0.41), **STAMP,
            )  # fmt: skip


def _stack(person: Person) -> dict[str, int]:
    """A deposit margin of 0.6 % of the assets, less service that some do not earn."""
    names = ("loan_margin_minor", "fees_minor", "management_minor", "other_minor", "tax_minor",
             "acquisition_minor", "loss_minor", "capital_minor")  # fmt: skip
    margin = person.aum * YUAN * 6 // 1000
    service = 2 * margin if int(person.number[1:]) % 5 == 2 else margin // 9
    return {
        **dict.fromkeys(names, 0), "deposit_margin_minor": margin, "revenue_minor": margin,
        "service_minor": service, "profit_minor": margin - service, "eva_minor": margin - service,
    }  # fmt: skip


def _values(people: list[Person], *, managed: bool) -> Iterator[Any]:
    """The first customer and every third after it is falling; the second costs more than it
    brings."""
    from hengke.apps.value.models import CustomerValue

    for index, person in enumerate(people):
        stack = _stack(person)
        yield CustomerValue(
            customer_id=person.number, currency="CNY", months=12, days=365,
            first_on=date(2025, 10, 1), until_on=LAST, deposit_average_minor=person.aum * YUAN,
            loan_average_minor=0, volume_average_minor=person.aum * YUAN, activities=40,
            overall_yield_ppm=6_000, days_past_due=0, movement="falling" if index % 3 == 0
            else "steady", period_minor=100, period_before_minor=150, decile=1 + index % 10,
            slice=1 + index % 50, trend=json.dumps([stack["profit_minor"] // 12] * 12),
            policy_version="standard@2020-01-01:test", **stack, **_scope(person, managed), **STAMP,
        )  # fmt: skip


def _products(people: list[Person]) -> Iterator[Any]:
    from hengke.apps.value.models import ProductValue

    for person in people:
        stack = _stack(person)
        yield ProductValue(
            customer_id=person.number, product_id="D", product_name=PRODUCTS[0][0],
            family=PRODUCTS[0][1], days=365, balance_days=person.aum * YUAN * 365,
            transfer_minor=stack["deposit_margin_minor"], interest_minor=0, activities=40,
            policy_version="standard@2020-01-01:test", **stack, **STAMP,
        )  # fmt: skip


def _behaviour(people: list[Person]) -> Iterator[Any]:
    """Twelve months alike, and amounts that follow from the assets."""
    from hengke.apps.behaviour.models import Profile

    for person in people:
        tenth = person.aum * YUAN // 10
        yield Profile(
            customer_id=person.number, currency="CNY", months=12, recent_months=3,
            first_on=date(2025, 10, 1), until_on=LAST, deposit_count=4,
            deposit_total_minor=tenth, deposit_largest_minor=tenth // 2,
            deposit_mean_minor=tenth // 4, deposit_season_ppm=3_000_000, deposit_peak_month=2,
            deposit_term_ppm=400_000, deposit_term_days=180, deposits_matured=1,
            rollover_ppm=1_000_000, channel_counter_ppm=250_000, channel_self_service_ppm=0,
            channel_online_ppm=750_000, channel_untold=0, channel_dominant="online",
            flow_in_recent_minor=tenth, flow_out_recent_minor=tenth // 3,
            flow_net_recent_minor=tenth - tenth // 3, flow_net_usual_minor=tenth // 5,
            flow_direction="in", flow_direction_usual="in",
            flow_parties=json.dumps({"company": [tenth, 0, tenth, 0],
                                     "person": [0, tenth // 3, 0, tenth]}),
            product_preferred="fund", products_bought=json.dumps({"fund": [tenth, 1, 0, 0]}),
            services_recent=9, services_usual=7, spending_total_minor=tenth,
            spending_monthly_minor=tenth // 12, spending_count=30,
            spending_ticket_minor=tenth // 30, spending_top="shopping",
            spending_categories=json.dumps({"shopping": [tenth, 30, tenth // 4]}),
            recurring_payments=1, recurring_monthly_minor=tenth // 24,
            recurring_kinds=json.dumps({"rent": [1, tenth // 24]}), income_monthly_minor=tenth,
            income_level="middle", income_source="bookings", habit_class="everyday",
            by_month=json.dumps({f"2026-{month:02}": [tenth] * 10 for month in range(1, 10)}),
            policy_version="standard@2020-01-01:test", **STAMP,
        )  # fmt: skip


def _lifetimes(people: list[Person]) -> Iterator[Any]:
    """Lifetime value of the years of the policy that ships, the same for everybody."""
    from hengke.apps.value.models import Lifetime
    from hengke.policies import lifetime

    policy = lifetime.load(on=AS_OF)
    years = [1_000] * policy.horizon_years
    for person in people:
        yield Lifetime(
            customer_id=person.number, currency="CNY", kind="person", tier="gold", rank=1,
            tenure_months=30, history_minor=1_200, history_days=365, margin_minor=1_200,
            own_ppm=1_000_000, basis_minor=1_200, growth_ppm=20_000, remaining_months=200,
            survival=json.dumps([900_000] * len(years)), present=json.dumps(years),
            lifetime_minor=sum(years), markov_minor=9_000, policy_version=policy.version, **STAMP,
        )  # fmt: skip


def _lifetime_books(people: list[Person], *, managed: bool) -> None:
    """Sums by book, one tier, and what a night tells of leaving, moving and the back-test."""
    from hengke.apps.value.models import Hazard, LifetimeBook, LifetimeTest, TierWorth
    from hengke.policies import lifetime

    version = lifetime.load(on=AS_OF).version
    books = Counter(tuple(_scope(person, managed).values()) for person in people)
    _kept(
        LifetimeBook(
            branch_id=branch, manager_id=manager, kind="person", rank=1, tier="gold",
            customers=number, known=number, ended=0, history_minor=1_200 * number,
            basis_minor=1_200 * number, lifetime_minor=10_000 * number,
            markov_minor=9_000 * number, **STAMP,
        )
        for (branch, manager), number in books.items()
    )  # fmt: skip
    _kept(
        Hazard(
            kind="person", rank=1, tier="gold", tenure_from=first, tenure_until=until, months=500,
            ended=2, hazard_ppm=4_000, basis="shrunk", policy_version=version, **STAMP,
        )
        for first, until in ((0, 12), (12, None))
    )  # fmt: skip
    TierWorth.objects.create(
        kind="person", rank=1, tier="gold", tier_zh="金卡", tier_en="Gold", customers=40,
        moves="[950000, 50000]", margin_minor=1_200, value_minor=9_000, policy_version=version,
        **STAMP,
    )  # fmt: skip
    LifetimeTest.objects.create(
        months=6, split_on=date(2026, 3, 31), customers=40, expected_minor=900,
        baseline_minor=1_000, realised_minor=950, error_minor=3, baseline_error_minor=4,
        missed=0.2, misplaced=0.05, baseline_missed=0.25, baseline_misplaced=0.06, ended=1,
        ended_expected=1.4, policy_version=version, **STAMP,
    )  # fmt: skip


def _value_books(people: list[Person], *, managed: bool) -> None:
    """One slice per book: enough for sums."""
    from hengke.apps.value.models import BookValue

    books = {tuple(_scope(person, managed).values()) for person in people}
    for branch, manager in sorted(books):
        held = [p for p in people if tuple(_scope(p, managed).values()) == (branch, manager)]
        stacks = [_stack(person) for person in held]
        sums = {name: sum(one[name] for one in stacks) for name in stacks[0]}
        BookValue.objects.create(
            branch_id=branch, manager_id=manager, slice=1, customers=len(held),
            negative=sum(one["profit_minor"] < 0 for one in stacks), falling=len(held) // 3,
            **sums, **STAMP,
        )  # fmt: skip
        _product_months("manager", (branch, manager), sums, len(held))
        _product_months("branch", (branch, f"of {manager}"), sums, len(held))


def _product_months(level: str, book: Any, sums: dict[str, int], customers: int) -> None:
    """One product, all of it in the last of two months. A row per manager stands for the branch's
    too."""
    from hengke.apps.value.models import ProductMonth

    for month_on, held in ((date(2026, 8, 1), 0), (date(2026, 9, 1), customers)):
        ProductMonth.objects.create(
            level=level, branch_id=book[0], manager_id=book[1], product_id="D",
            product_name=PRODUCTS[0][0], family=PRODUCTS[0][1], month_on=month_on,
            standing="counted", customers=held, unknown_rows=0,
            **{name: minor if held else 0 for name, minor in sums.items()}, **STAMP,
        )  # fmt: skip


def _lifecycle(people: list[Person], *, managed: bool) -> None:
    """Stages in turn: every third customer may be leaving, every fourth sleeps, every second moved
    with this run, every fifth is unknown."""
    from hengke.apps.lifecycle.models import Book, Move

    places = [_place(index, person, managed=managed) for index, person in enumerate(people)]
    _kept(_leaving(index, person, managed=managed) for index, person in enumerate(people))
    _needs_to_come(people, managed=managed)
    _kept(places)
    _kept(
        Move(
            customer_id=one.customer_id, moved_on=AS_OF, before_on=LAST, stage_before="stable",
            stage=one.stage, rule=one.rule, why=one.why, **STAMP,
        )
        for one in places
        if one.since == AS_OF
    )  # fmt: skip
    ways = Counter(
        (one.branch_id, one.manager_id, one.stage_before, one.stage or "") for one in places
    )
    _kept(
        Book(
            branch_id=branch, manager_id=manager, stage_before=before, stage=stage, before_on=LAST,
            customers=number, dormant=0, losing=number, **STAMP,
        )
        for (branch, manager, before, stage), number in ways.items()
    )  # fmt: skip


def _needs_to_come(people: list[Person], *, managed: bool) -> None:
    """Saving is predicted; every second customer is above the usual share, of every ninth nothing
    is said."""
    from hengke.apps.needs.models import Demand, Outlook, OutlookKind

    until, why = AS_OF + timedelta(days=90), '[{"key": "holds_none", "params": {}}]'
    OutlookKind.objects.get_or_create(
        need_class="saving",
        defaults={
            "state": "model", "until_on": until, "usual": 0.1, "auc": 0.8, "plain": "segment",
            "plain_auc": 0.7, "chosen": "trees", "policy_version": "v", **STAMP,
        },
    )  # fmt: skip
    rows = [
        Outlook(
            customer_id=person.number, need_class="" if index % 9 == 8 else "saving",
            probability=None if index % 9 == 8 else 0.2 + index % 70 / 100, times=2.0,
            until_on=until, reasons=why, unknown_reason="short_history" if index % 9 == 8 else None,
            method="model", version="v", policy_version="v", **_scope(person, managed), **STAMP,
        )
        for index, person in enumerate(people)
        if index % 2 == 0
    ]  # fmt: skip
    _kept(rows)
    books = Counter((one.branch_id, one.manager_id or "") for one in rows)
    there = set(Demand.objects.values_list("branch_id", "manager_id"))
    _kept(
        Demand(
            need_class="saving", branch_id=branch, manager_id=manager, tier="gold",
            customers=number, expected=number / 2, above=number, policy_version="v", **STAMP,
        )
        for (branch, manager), number in books.items()
        if (branch, manager) not in there
    )  # fmt: skip


def _leaving(index: int, person: Person, *, managed: bool) -> Any:
    """A third is likely to leave; of every fifth nothing is said."""
    from hengke.apps.lifecycle.models import Leaving
    from hengke.policies import churn

    known, likely = index % 5 != 4, index % 3 == 0
    why = [{"key": "outflow", "params": {"outflow_minor": person.aum * YUAN}},
           {"key": "few_products", "params": {"items": 1}}]  # fmt: skip
    return Leaving(
        customer_id=person.number, decides_on=AS_OF, average_minor=person.aum * YUAN,
        probability=(0.7 if likely else 0.02) if known else None,
        percentile=(95 if likely else 20) if known else None,
        listed=int(likely) if known else None, at_risk_minor=person.aum * 50 if known else None,
        reasons=json.dumps(why) if known else None, method="model" if known else None,
        version="0123456789ab" if known else None, rule_holds=int(likely),
        unknown_reason=None if known else "short_history",
        policy_version=churn.load(on=AS_OF).version, **_scope(person, managed), **STAMP,
    )  # fmt: skip


def _place(index: int, person: Person, *, managed: bool) -> Any:
    from hengke.apps.lifecycle.models import Place
    from hengke.policies import lifecycle

    known, moved = index % 5 != 4, index % 2 == 0
    why = json.dumps({"aum": person.aum * YUAN, "aum_3m_mean": person.aum * YUAN * 2})
    return Place(
        customer_id=person.number, stage="at_risk" if known else None, rule="assets_fall", why=why,
        since=AS_OF if moved else None, stage_before="stable" if moved else "at_risk",
        before_on=LAST, losing=int(index % 3 == 0), losing_rules="assets_fall", losing_why=why,
        dormant=int(index % 4 == 0), dormant_rule="one_year", dormant_why=why, idle_days=index,
        aum_minor=person.aum * YUAN, peak_minor=person.aum * YUAN * 2,
        fall_minor=person.aum * YUAN, policy_version=lifecycle.load(on=AS_OF).version,
        **_scope(person, managed), **STAMP,
    )  # fmt: skip


def _clustering(people: list[Person], *, managed: bool) -> None:
    """Two groups in turn; every fifth is in none."""
    from hengke.apps.clustering import models

    members = [
        models.Member(
            customer_id=person.number, cluster=None if index % 5 == 4 else index % 2 + 1,
            next_cluster=2 - index % 2, fit_ppm=10_000 * (index % 90), cluster_before=1,
            policy_version="standard@2026-01-01:test", **_scope(person, managed), **STAMP,
        )
        for index, person in enumerate(people)
    ]  # fmt: skip
    _kept(members)
    held = Counter((one.branch_id, one.manager_id, one.cluster or 0) for one in members)
    _kept(
        models.Book(
            branch_id=branch, manager_id=manager, cluster=cluster, customers=number,
            aum_minor=number * YUAN, **STAMP,
        )
        for (branch, manager, cluster), number in held.items()
    )  # fmt: skip
    for cluster, apart in ((1, 1.8), (2, -0.9)):
        words = [{"feature": "aum", "apart": apart, "much": abs(apart) >= 1.5}]
        models.Cluster.objects.create(
            cluster=cluster, customers=40, aum_minor=YUAN, profit_minor=YUAN, arrived=1,
            words=json.dumps(words), **STAMP,
        )  # fmt: skip
        models.Middle.objects.create(
            cluster=cluster, feature="aum", middle=1.5 * YUAN, whole=1.0 * YUAN, apart=apart,
            known_ppm=1_000_000, **STAMP,
        )  # fmt: skip
        models.Field.objects.create(x=cluster, y=cluster, cluster=cluster, customers=40, **STAMP)
        models.Try.objects.create(
            groups=cluster + 1, stability=0.9, silhouette=0.4, score=0.36, error=0.01,
            calinski=9.5, davies=1.2, least_share=0.2, chosen=cluster - 1, **STAMP,
        )  # fmt: skip
    models.Model.objects.create(
        name="standard", fitted_on=AS_OF, why="first", rows=80, drift=0.02, sizes="{}",
        axes=json.dumps({"x": ["aum"], "y": ["debts", "profit"]}), model="{}", lacking="",
        policy_version="standard@2026-01-01:test", **STAMP,
    )  # fmt: skip


def _associations(people: list[Person], *, managed: bool) -> None:
    """One rule; everybody lacks its product."""
    from hengke.apps.associations.models import Book, Rule

    said = {"condition": "demand_deposit", "product": "fund"}
    Rule.objects.create(
        **said, count=10, candidates=len(people), support=0.1, confidence=0.3, lift=1.7,
        leverage=0.01, gain=0.1, chance=1e-9, discovery=1e-8, population=len(people),
        expression="(status = 'active') and has('demand_deposit') and not has('fund')", **STAMP,
    )  # fmt: skip
    held = Counter(tuple(_scope(person, managed).values()) for person in people)
    for (branch, manager), number in held.items():
        Book.objects.create(
            **said, branch_id=branch, manager_id=manager, candidates=number, **STAMP
        )  # fmt: skip


def _statistics(people: list[Person]) -> None:
    """Assets and a word by tier, a course, one finding with a hint and a pair; of the bank and of
    each branch."""
    from hengke.apps.statistics.models import Figure, Finding, Scope, Trend

    version = {"policy_version": "standard@2026-01-01:test", **STAMP}
    said = {"protected": 0, **version}
    held = Counter(person.branch for person in people)
    months = [[f"{day}", 1_000_000.0 + place, 900_000] for place, day in enumerate(_month_ends(12))]
    for branch, customers in {"": len(people), **held}.items():
        Scope.objects.create(
            branch_id=branch, customers=customers, tests=40, by_chance=2.0, found=2, false_most=0.1,
            months=12, first_on=_month_ends(12)[0], last_on=LAST, least_group=20, discovery=0.05,
            **version,
        )  # fmt: skip
        for grouping, slice_ in (("all", "all"), ("tier", "gold"), ("tier", "mass")):
            of = {"branch_id": branch, "grouping": grouping, "slice": slice_, "place": 0,
                  "customers": customers, **said}  # fmt: skip
            Figure.objects.create(
                **of, feature="aum", known=customers, unit="minor", strange=0, mean=38_600_000,
                deviation=YUAN, p5=YUAN, p25=YUAN, p50=2 * YUAN, p75=YUAN, p95=YUAN, zero_ppm=0,
                bins=json.dumps([[None, 0, 5], [0, 100_000, 30], [100_000, None, 25]]),
            )  # fmt: skip
            Figure.objects.create(
                **of, feature="channel_dominant", known=customers, unit="", strange=0,
                words=json.dumps([["online", 30], [None, 12]]),
            )  # fmt: skip
            Trend.objects.create(
                **of, series="assets", unit="minor", months=12, first_on=_month_ends(12)[0],
                last_on=LAST, course=json.dumps(months), change_month_ppm=10_000, tau=0.8,
                trend_chance=0.001, slope=900.0, slope_low=100.0, slope_high=1_700.0, more=0.6,
                less=0.2, more_chance=0.001, psi=0.02, year=0,
            )  # fmt: skip
        for rank, (kind, series) in enumerate((("trend", "enquiries_fx"), ("pair", "aum age")), 1):
            Finding.objects.create(
                branch_id=branch, kind=kind, grouping="tier", slice="gold", series=series,
                rank=rank, moves="up", effect=0.4, low=0.3, high=0.5, chance=0.001, discovery=0.01,
                customers=customers, affected=20, months=12, year=0,
                need="cross_border" if rank == 1 else "", lacking=30, unmet=25,
                expression="(status = 'active') and (tier = 'gold')" if rank == 1 else "",
                sentence_zh=f"发现{branch}{rank}", sentence_en=f"finding {branch}{rank}", **said,
            )  # fmt: skip


def _recommendations(people: list[Person], *, managed: bool) -> None:
    """Two products of the shelf for everybody; every third assessment has run out, every fourth
    holds a product above the level."""
    from hengke.apps.recommendation.models import Notice, Offered, Recommendation, Standing
    from hengke.policies import recommendation

    version = recommendation.load(on=AS_OF).version
    shown = (("T012", "一年期定期存款", "term_deposit", 1), ("W180", "稳盈 180 天", "wealth", 2))
    _kept(
        Offered(
            product_id=code, name=name, family=family, risk=risk, risk_seller=risk, shelf="basic",
            place=place, state="offered", channels="counter mobile", holders=20, share_ppm=40_000,
            basis="product", policy_version=version, model_version="items:test", **STAMP,
        )
        for place, (code, name, family, risk) in enumerate(shown, start=1)
    )  # fmt: skip
    standings, offers, notices = [], [], []
    for index, person in enumerate(people):
        place, over = _scope(person, managed), index % 3 == 0
        of = {"customer_id": person.number, "policy_version": version, **place, **STAMP}
        told = {
            "state": "expired" if over else "valid", "level": 3,
            "assessed_on": date(2025, 5, 5) if over else date(2026, 9, 1),
        }  # fmt: skip
        standings.append(
            Standing(
                **of,
                **told,
                times_day=1,
                times_year=1,
                person=1,
                age=40,
                status="active",
                tier=TIERS[person.rank][0],
                tier_rank=person.rank,
                unmet=" ",
            )
        )
        for at, (code, name, family, risk) in enumerate(shown[: 1 if over else 2], start=1):
            offers.append(
                Recommendation(
                    **of,
                    **told,
                    place=at,
                    product_id=code,
                    product_name=name,
                    family=family,
                    risk=risk,
                    senior=0,
                    value_minor=person.aum,
                    value_basis="own_rank",
                    volume_minor=person.aum // 3,
                    share_ppm=333_333,
                    margin_ppm=9_000,
                    upkeep_minor=1_234,
                    propensity_ppm=50_000,
                    propensity_basis="product",
                    context_ppm=1_500_000,
                    lever_ppm=1_000_000,
                    score_minor=person.aum * 75 // 1000,
                    because="",
                    of_group="assets:1000000:5000000",
                    signals="money_matures",
                    levers="",
                    model_version="items:test",
                    trigger="money_matures" if index % 2 else None,
                )
            )
        if index % 4 == 0:
            notices.append(
                Notice(
                    **of,
                    product_id="F003",
                    product_name="指数基金",
                    family="fund",
                    risk=4,
                    risk_before=3,
                    level=3,
                    cause="product_rose",
                    since=LAST,
                    held_minor=person.aum * YUAN // 3,
                )
            )
    for rows in (standings, offers, notices):
        _kept(rows)


def _forecast(people: list[Person]) -> None:
    """Of every fifth nothing is said; two methods tried on everybody and one band."""
    from hengke.apps.forecast.models import Error
    from hengke.policies import forecast

    version = forecast.load(on=AS_OF).version
    _kept(_foreseen(index, person, version) for index, person in enumerate(people))
    for quantity, months in (("assets", 1), ("assets", 3), ("bookings", 1)):
        for band in ("", "0", "5000000" if quantity == "assets" else "10"):
            for method, wape in (("persistence", 0.2), ("mean", 0.1)):
                Error.objects.create(
                    quantity=quantity, months=months, band=band, method=method,
                    customers=len(people), n=6 * len(people), first_on=LAST, last_on=LAST,
                    mae=wape * (YUAN * 1000 if quantity == "assets" else 10), wape=wape,
                    mase=wape / 0.2, coverage=None if band else 0.81,
                    chosen=int(method == "mean"), policy_version=version, **STAMP,
                )  # fmt: skip


def _criteria(people: list[Person]) -> None:
    """Thirteen months of tiers, a figure of every kind and state, three sets of floors."""
    from hengke.apps.criteria.models import Floor, Month

    told = {"policy": POLICY, "tier_version": f"{POLICY}/2020-01-01", **STAMP,
            "policy_version": _criteria_version()}  # fmt: skip
    counts = Counter(person.rank for person in people)
    for back, on in enumerate(reversed([*_month_ends(13)])):
        for rank, (tier, *_rest) in enumerate(TIERS):
            Month.objects.create(
                assessed_on=on, rank=rank, tier=tier, customers=counts[rank] + back % 3,
                effective=counts[rank], overridden=0, aum_minor=sum(
                    one.aum for one in people if one.rank == rank) * YUAN, aum_unknown=0, **told,
            )  # fmt: skip
    _kept(_figures(people, told))
    for name, factor in (("in_force", 10), ("band", 12), ("-0.1", 9)):
        for rank, (tier, floor, *_rest) in enumerate(TIERS[1:], 1):
            Floor.objects.create(
                candidate=name, rank=rank, tier=tier, floor_minor=floor * YUAN * factor // 10,
                changed=int(factor != 10), customers=30 - 5 * rank, aum_minor=10**11 // rank,
                near=3, near_of=30, back=4, crossings=12, moved=abs(factor - 10),
                covered=len(people), broken=0, **told,
            )  # fmt: skip


def _criteria_version() -> str:
    from hengke.policies import criteria

    return criteria.load(on=AS_OF).version


def _figures(people: list[Person], told: dict[str, Any]) -> Iterator[Any]:
    from hengke.apps.criteria.models import Figure

    days = {"from_on": date(2025, 9, 30), "until_on": LAST}
    whole = len(people)
    for rank, (tier, *_rest) in enumerate(TIERS):
        at = {"subject": tier, "rank": rank, **told}
        part = sum(one.rank >= rank for one in people)
        if rank:
            share = {"part": part, "whole": whole, "value": part / whole}
            yield Figure(figure="customers", low=0.1, high=0.5, state="warn", **share, **at)
            yield Figure(figure="assets", part=9 * 10**10, whole=10**11, value=0.9,
                         state="open", **at)  # fmt: skip
            yield Figure(figure="near", part=3, whole=40, value=0.075, high=0.15, state="ok", **at)
            yield Figure(figure="flicker", part=9, whole=20, state="unknown", reason="too_few",
                         needed=30, **at)  # fmt: skip
        yield Figure(figure="margin", part=-rank * 10**6, whole=50, value=-rank * 20_000.0,
                     low=0.0 if rank else None, state="warn" if rank else "open", **days,
                     **at)  # fmt: skip
        yield Figure(figure="kept", part=8 * 10**9, whole=10**10, value=0.8, state="ok",
                     low=0.8 if rank else None, **days, **at)  # fmt: skip
        yield Figure(figure="left", part=rank, whole=50, value=rank / 50, state="ok",
                     high=0.2 if rank else None, **days, **at)  # fmt: skip
    yield Figure(figure="stability", subject="3", value=0.31, high=0.1, state="act", **days, **told)
    yield Figure(figure="stability", subject="12", state="unknown", reason="short_history",
                 needed=13, **told)  # fmt: skip
    yield Figure(figure="gini", subject="", value=0.71, high=0.95, state="ok", whole=whole, **told)
    yield Figure(figure="top", subject="0.01", part=7 * 10**10, whole=10**11, value=0.7, high=0.6,
                 state="warn", **told)  # fmt: skip
    yield Figure(figure="overrides", subject="", part=1, whole=whole, value=1 / whole, high=0.01,
                 state="warn", **told)  # fmt: skip
    for place in range(21):
        held = 1 - (1 - place / 20) ** 3
        yield Figure(figure="curve", subject=f"{place:02d}", rank=place, value=held, state="open",
                     part=int(held * 10**11), whole=10**11, **told)  # fmt: skip


def _foreseen(index: int, person: Person, version: str) -> Any:
    from hengke.apps.forecast.models import Forecast

    said = index % 5 != 4
    money = person.aum * YUAN if said else None
    ends = {
        f"{word}_{name}minor": money
        for word in ("next", "later") for name in ("", "low_", "high_")
    }  # fmt: skip
    reason = None if said else "short_history"
    return Forecast(
        customer_id=person.number, now_minor=person.aum * YUAN, next_on=AS_OF, later_on=AS_OF,
        month_on=AS_OF, next_method="persistence" if said else None,
        later_method="trend" if said else None, change_ppm=0 if said else None, **ends,
        bookings=1.5 if said else None, bookings_low=0 if said else None,
        bookings_high=3 if said else None, bookings_method="mean" if said else None,
        assets_reason=reason, bookings_reason=reason, policy_version=version, **STAMP,
    )  # fmt: skip


def _relations(people: list[Person]) -> None:
    from hengke.apps.customers.models import Customer, Relation

    first, second, stranger = people[0].number, people[1].number, people[-1].number
    for other, kind in ((second, "spouse"), (stranger, "guarantor")):
        Relation.objects.create(customer_id=first, related_id=other, kind=kind, **STAMP)
    pooled = (people[0].aum + people[1].aum) * YUAN
    Customer.objects.filter(pk__in=(first, second)).update(
        household_id="H0001", household_aum_minor=pooled
    )


def _run(customers: int) -> None:
    from datetime import UTC, datetime

    from hengke.apps.imports.models import Batch, Run

    at = datetime(2026, 10, 24, 1, 30, tzinfo=UTC)
    Run.objects.create(
        run_id="run-1", as_of=AS_OF, known_at="batch-1", engine="duckdb", created_at=at,
        seconds=12.5, customers=customers, policies={POLICY: "2020-01-01"}, is_current=True,
    )  # fmt: skip
    Batch.objects.create(
        id="batch-1", source="hengke_contract", created_at=at, status="loaded", tables=[],
        files=[], earliest_date=date(2024, 10, 1), latest_date=AS_OF,
    )  # fmt: skip

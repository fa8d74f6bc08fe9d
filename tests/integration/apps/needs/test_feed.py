"""Unmet needs by segment: sizes, who is counted, and that nobody is found in a group."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.integration.apps.needs.conftest import NOW

from hengke.apps.needs import feed, policy
from hengke.apps.needs.feed import Size
from hengke.apps.privacy import api as privacy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def waiting(need: Any, make_customer: Any) -> Any:
    """`waiting("B001", 6)`: so many customers of a branch, each with an unmet need."""
    made = 0

    def make(branch: str, times: int, *, code: str = "retirement", **columns: Any) -> list[str]:
        nonlocal made
        found = []
        for _ in range(times):
            made += 1
            number = f"W{made:03}"
            known = {"birth_date": date(1970, 1, 1), "aum_minor": 100_00} | columns
            make_customer(number, branch_id=branch, manager_id="S0009", **known)
            need(number, code)
            found.append(number)
        return found

    return make


def entries(user: Any) -> dict[str, Any]:
    return {one.code: one for one in feed.context(user, policy.in_force(NOW))["entries"]}


def told(entry: Any, name: str) -> dict[str, tuple[int, int | None]]:
    (cut,) = [one for one in entry.cuts if one.name == name]
    return {str(line.name): (line.customers, line.assets_minor) for line in cut.lines}


@pytest.mark.requirement("R092")
def test_customers_and_their_assets_by_branch_and_age(waiting: Any, users: Any) -> None:
    """56 on the business date; a band begins at 51."""
    waiting("B001", 6)
    waiting("B002", 5, birth_date=date(2005, 1, 1), aum_minor=200_00)
    waiting("B002", 5, code="house")
    found = entries(users["business"])
    assert list(found) == ["retirement", "house"]
    one = found["retirement"]
    assert (one.size.customers, one.size.assets_minor) == (11, 1_600_00)
    assert told(one, "Branch") == {
        "Garden branch": (6, 600_00), "Harbour branch": (5, 1_000_00),
    }  # fmt: skip
    assert told(one, "Age") == {"51–65": (6, 600_00), "18–25": (5, 1_000_00)}


@pytest.mark.requirement("R092")
def test_no_group_is_small_enough_to_find_somebody(waiting: Any, users: Any) -> None:
    waiting("B001", 9)
    waiting("B002", 6)
    waiting("B003", 1, kind="institution", birth_date=None)
    waiting("B001", 4, code="house")
    context = feed.context(users["business"], policy.in_force(NOW))
    assert context["hidden"] == 1
    (one,) = context["entries"]
    assert told(one, "Branch") == {"Garden branch": (9, 900_00), "all others": (7, 700_00)}
    assert told(one, "Age") == {}


@pytest.mark.requirement("R092")
def test_the_page_names_no_customer_and_says_what_is_too_small(
    waiting: Any, client_of: Any
) -> None:
    numbers = waiting("B001", 6)
    waiting("B001", 2, code="house")
    client = client_of("business")
    page = client.get("/needs/feed/").content.decode()
    assert "6 customers" in page
    assert "1 more class has fewer than 5 customers." in page
    assert not [number for number in numbers if number in page]
    answer = client.post(
        "/needs/ideas/open/", {"title": "pension plan", "need_class": "retirement"}
    )
    assert answer.status_code == 302
    assert "pension plan" in client.get("/needs/feed/").content.decode()
    assert client_of("alice").get("/needs/feed/").status_code == 403


def test_only_unmet_needs_of_customers_in_reach_who_may_be_processed_count(
    waiting: Any, need: Any, users: Any
) -> None:
    from hengke.apps.needs.models import Need
    from hengke.apps.privacy.models import Restriction

    numbers = waiting("B001", 9)
    waiting("B002", 9)
    Need.objects.filter(customer_id=numbers[0]).update(status="met")
    privacy.switch(numbers[1], personalised=False, by=users["alice"], now=NOW)
    Restriction.objects.create(customer_id=numbers[2], since=NOW, by=users["alice"], approval=1)
    assert entries(users["head"])["retirement"].size.customers == 6


def test_needs_under_two_numbers_that_were_merged_are_those_of_one_customer(
    waiting: Any, users: Any
) -> None:
    from hengke.apps.customers.models import Redirect

    numbers = waiting("B001", 7)
    Redirect.objects.create(customer_id=numbers[6], survivor_id=numbers[0], since=NOW)
    assert entries(users["business"])["retirement"].size.customers == 6


def test_assets_are_not_told_where_one_could_be_reckoned() -> None:
    """All know theirs but in the rest, where three do: those would be the whole less the others."""
    sizes = {"a": Size(9, 9, 900), "b": Size(3, 2, 70), "c": Size(4, 1, 5)}
    found = feed.lines(sizes, str, least=5)
    assert [(one.name, one.customers, one.assets_minor) for one in found] == [
        ("a", 9, None), ("all others", 7, None),
    ]  # fmt: skip
    unknown = {"a": Size(9, 9, 900), "b": Size(7, 0, None)}
    assert [one.assets_minor for one in feed.lines(unknown, str, least=5)] == [900, None]


def test_tiers_are_cut_for_who_may_read_them(waiting: Any, users: Any) -> None:
    from tests.integration.apps.seeded import POLICY

    from hengke.apps.tiering.models import Position, Scheme

    Scheme.objects.create(
        policy=POLICY, policy_version="v", title_zh="a", title_en="a", measure="month_average",
        currency="CNY", as_of="2026-10-23", known_at="b", run_id="r",
        tiers=json.dumps([
            {"tier": "gold", "rank": 0, "floor_minor": 0, "grace": 1, "zh": "金卡", "en": "Gold"}
        ]),
    )  # fmt: skip
    for number in waiting("B001", 6):
        Position.objects.create(
            policy=POLICY, policy_version="v", customer_id=number, currency="CNY",
            effective_tier="gold", as_of="2026-10-23", known_at="b", run_id="r",
        )  # fmt: skip
    waiting("B001", 5)
    assert told(entries(users["business"])["retirement"], "Tier") == {
        "Gold": (6, 600_00), "unknown": (5, 500_00),
    }  # fmt: skip


def test_what_rules_concluded_is_told_apart_and_nobody_twice(
    waiting: Any, client_of: Any, users: Any
) -> None:
    """Of nine of whom a rule concludes the need, one has it on the register, one has it there as
    met, one under a number merged away, one wants no personalised processing; two rules hold of
    another. Five are left."""
    from hengke.apps.customers.models import Redirect
    from hengke.apps.needs.models import LatentNeed, Need

    numbers = waiting("B001", 9)
    old = waiting("B001", 1)[0]
    Need.objects.filter(customer_id__in=numbers[2:]).delete()
    Need.objects.filter(customer_id=numbers[1]).update(status="met")
    Redirect.objects.create(customer_id=old, survivor_id=numbers[2], since=NOW)
    privacy.switch(numbers[3], personalised=False, by=users["alice"], now=NOW)
    rules = [(number, "one") for number in numbers] + [(numbers[4], "two")]
    for number, code in rules:
        LatentNeed.objects.create(
            customer_id=number, code=code, need_class="retirement", facts="{}", policy_version="v",
            as_of=date(2026, 10, 23), known_at="B1", run_id="run-1",
        )  # fmt: skip
    context = feed.context(users["business"], policy.in_force(NOW))
    assert (context["entries"], context["hidden"]) == ([], 1)
    (one,) = context["inferred"]
    assert (one.code, one.size.customers) == ("retirement", 5)
    assert told(one, "Branch") == {"Garden branch": (5, 500_00)}
    page = client_of("business").get("/needs/feed/").content.decode()
    assert "Inferred by rules" in page
    assert not [number for number in numbers if number in page]
    LatentNeed.objects.filter(customer_id=numbers[8]).delete()
    context = feed.context(users["business"], policy.in_force(NOW))
    assert (context["inferred"], context["hidden_inferred"]) == ([], 1)

"""Sums counted once per run say what the positions say, to every reader, also after a hand-over."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from tests.integration.apps.seeded import seed

from hengke.apps.customers.models import Customer
from hengke.apps.tiering import api as tiering
from hengke.apps.tiering import sums
from hengke.apps.tiering.models import BookSum, Passage, Position
from hengke.apps.workbench.hand_over import hand_over
from hengke.kernel import clock

pytestmark = pytest.mark.django_db
READERS = ("alice", "ben", "bo", "olga", "audrey", "dan")


@pytest.fixture
def bank() -> None:
    seed(size=12)
    Position.objects.filter(customer_id__in=("C10200137", "C10200274")).update(
        aum_minor=None, effective_rank=None, effective_tier=None, maturing_minor=None
    )
    Position.objects.filter(customer_id="C10200411").delete()


def said(people: list[Any]) -> list[Any]:
    """What each reader is told of tiers, managers and customers outside the policy."""
    cache.clear()
    ladder = tiering.ladder_of(None)
    return [
        (
            sorted(sums.of_tiers(user, ladder), key=lambda one: (one.rank is None, one.rank)),
            sums.risks_per_manager(user, ladder),
            sums.outside(user, ladder) if user.role in ("business", "branch_head") else None,
        )
        for user in people
    ]


def test_sums_say_what_the_positions_say(bank, person) -> None:
    people = [person(name) for name in READERS]
    asked = said(people)
    assert tiering.count_books() > 4
    assert said(people) == asked
    assert asked[3][2].customers == 1  # olga, of the customer whom the policy does not cover
    assert sum(one.customers for one in asked[3][0]) == Position.objects.count()
    assert asked[5] == ([], {}, None)


def test_after_a_hand_over_both_books_are_counted_again(bank, person) -> None:
    people = [person(name) for name in READERS]
    tiering.count_books()
    numbers = list(Customer.objects.filter(manager_id="S0001").values_list("pk", flat=True)[:5])
    Passage.objects.create(
        policy="p", customer_id=numbers[0], branch_id="B001", manager_id="S0001", run_id="run-1",
        first_on="2026-08-31", last_on="2026-09-30", arrived=False,
    )  # fmt: skip
    before = said(people)
    hand_over(numbers, manager_id="S0002", by=person("bo"), now=clock.now())
    kept = said(people)
    BookSum.objects.all().delete()
    assert kept == said(people)
    assert kept[0] != before[0]
    assert kept[3] == (before[3][0], kept[3][1], before[3][2])
    assert Passage.objects.get().manager_id == "S0002"


def test_sums_of_another_run_are_not_taken_for_those_of_this_one(bank, person) -> None:
    tiering.count_books()
    BookSum.objects.update(run_id="run-0", customers=1_000)
    ((tiers, _risks, _outside),) = said([person("olga")])
    assert sum(one.customers for one in tiers) == Position.objects.count()

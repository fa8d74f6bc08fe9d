"""A shelf of four products and five customers, as a night leaves them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.conftest import AS_OF, STAMP, customer

from hengke.kernel import clock
from hengke.policies.recommendation import load

POLICY = load(on=AS_OF).version
PRODUCTS = (
    ("T012", "一年定期", "term_deposit", 1, "basic", "offered"),
    ("W180", "稳盈理财", "wealth", 2, "diversified", "offered"),
    ("F002", "混合基金", "fund", 3, "diversified", "offered"),
    ("F003", "指数基金", "fund", 4, "diversified", "offered"),
    ("N001", "无评级", "wealth", None, "basic", "no_rating"),
)


@pytest.fixture(autouse=True)
def _own_home(home: Any) -> None:
    """Every test here has one."""


@pytest.fixture
def client_of(client_of: Callable[..., Client]) -> Callable[..., Client]:
    """A page that fails answers 500, as people get it."""
    return partial(client_of, raise_request_exception=False)


@pytest.fixture
def stands(users: Any) -> Callable[..., Any]:
    """`stands("A1", level=3)`: a record and the standing of a customer, assessed lately."""

    def make(
        number: str, *, manager_id: str = "S0001", branch_id: str = "B001", **columns: Any
    ) -> Any:
        from hengke.apps.recommendation.models import Standing

        place = {"branch_id": branch_id, "manager_id": manager_id}
        customer(number, name=f"张{number}", **place)
        known = {
            "state": "valid", "level": 3, "assessed_on": lately(), "times_day": 1, "times_year": 1,
            "person": 1, "age": 40, "status": "active", "tier": "gold", "tier_rank": 1,
            "unmet": " ", "policy_version": POLICY,
        }  # fmt: skip
        return Standing.objects.create(customer_id=number, **place, **{**known, **columns}, **STAMP)

    return make


@pytest.fixture
def recommends(db: None) -> Callable[..., Any]:
    """`recommends(standing, "W180")`: a recommendation of the night for who stands so."""
    from hengke.apps.recommendation.models import Recommendation

    def make(row: Any, code: str, place: int = 1, **columns: Any) -> Any:
        _, name, family, risk, _, _ = next(one for one in PRODUCTS if one[0] == code)
        known = {
            "value_minor": 20_000, "value_basis": "rank", "propensity_ppm": 50_000,
            "propensity_basis": "product", "context_ppm": 1_500_000, "lever_ppm": 1_200_000,
            "score_minor": 1_800, "because": "T012", "signals": "money_matures",
            "levers": "certificates_year_end", "senior": 0,
        }  # fmt: skip
        return Recommendation.objects.create(
            customer_id=row.customer_id, branch_id=row.branch_id, manager_id=row.manager_id,
            place=place, product_id=code, product_name=name, family=family, risk=risk,
            level=row.level, state=row.state, assessed_on=row.assessed_on,
            policy_version=POLICY, model_version="items:test", **{**known, **columns}, **STAMP,
        )  # fmt: skip

    return make


@pytest.fixture
def shelf(db: None) -> None:
    from hengke.apps.recommendation.models import Offered

    for place, (code, name, family, risk, shelf, state) in enumerate(PRODUCTS, start=1):
        Offered.objects.create(
            product_id=code, name=name, family=family, risk=risk, risk_seller=risk, shelf=shelf,
            place=place, state=state, channels="mobile", holders=30, share_ppm=60_000,
            basis="product", policy_version=POLICY, model_version="items:test", **STAMP,
        )  # fmt: skip


@pytest.fixture
def book(shelf: None, stands: Any, recommends: Any) -> dict[str, Any]:
    """Alice's A1 (valid), A2 (ran out since the night), A3 (ran out before); Bo's B1; Chen's C1."""
    found = {
        "A1": stands("A1"),
        "A2": stands("A2", assessed_on=date(2025, 10, 30)),
        "A3": stands("A3", state="expired", assessed_on=date(2025, 1, 1)),
        "B1": stands("B1", manager_id="S0002"),
        "C1": stands("C1", manager_id="S0003", branch_id="B002"),
    }
    recommends(found["A1"], "W180", trigger="money_matures")
    recommends(found["A1"], "F002", place=2, score_minor=900)
    recommends(found["A2"], "W180")
    recommends(found["A3"], "T012")
    recommends(found["B1"], "W180", score_minor=5_000)
    recommends(found["C1"], "W180", score_minor=7_000)
    return found


def lately() -> date:
    """A day on which an assessment is valid, whatever day the tests run on."""
    return date.fromordinal(max(clock.day(clock.now()), AS_OF).toordinal() - 30)

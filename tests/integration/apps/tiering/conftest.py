"""A ladder of three tiers and a handful of customers whose figures can be checked by head.

Mass below 50,000, Gold from 50,000 (three fails), Platinum from 500,000. Amounts in yuan.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.apps.conftest import AS_OF, STAMP, customer, own_home
from tests.integration.homes import small_home

from hengke.policies.tiering import load

__all__ = ["small_home"]
POLICY = "standard_month_average"
VERSION = load(POLICY, on=AS_OF).version
TIERS = (("mass", 0, "普通", "Mass"), ("gold", 50_000, "金卡", "Gold"),
         ("platinum", 500_000, "白金", "Platinum"))  # fmt: skip
YUAN = 100


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Any:
    """A home of its own, with the policy enabled."""
    return own_home(tmp_path / "home", settings, policies=(POLICY,))


@pytest.fixture
def ladder(users: Any) -> None:
    """The published scheme."""
    from hengke.apps.tiering.models import Scheme

    tiers = [
        {"tier": name, "rank": rank, "floor_minor": floor * YUAN, "zh": zh, "en": en,
         "grace": 3 if rank else 1, "palette": ("base", "gold", "plat")[rank]}
        for rank, (name, floor, zh, en) in enumerate(TIERS)
    ]  # fmt: skip
    Scheme.objects.create(
        policy=POLICY, policy_version=VERSION, title_zh="月日均", title_en="Month average",
        measure="month_average", currency="CNY", source="test", tiers=json.dumps(tiers), **STAMP,
    )  # fmt: skip


@pytest.fixture
def place(ladder: None) -> Callable[..., Any]:
    """`place("C1", tier=1, average=47_000, gap=3_000, manager_id="S0001")`: record and position."""

    def make(
        customer_id: str, *, tier: int = 1, average: int | None = 47_000, gap: int | None = 3_000,
        fails: int = 1, probability: float | None = 0.5, manager_id: str = "S0001",
        branch_id: str = "B001", name: str | None = None, **columns: Any,
    ) -> Any:  # fmt: skip
        from hengke.apps.tiering.models import Position

        customer(
            customer_id, branch_id=branch_id, manager_id=manager_id, name=name or f"张{customer_id}"
        )
        floor = TIERS[tier][1] * YUAN
        known = {
            "policy": POLICY, "policy_version": VERSION, "customer_id": customer_id,
            "branch_id": branch_id, "manager_id": manager_id, "currency": "CNY",
            "assessed_on": date(2026, 9, 30), "next_assessment_on": date(2026, 10, 31),
            "assessed_rank": max(tier - 1, 0), "assessed_tier": TIERS[max(tier - 1, 0)][0],
            "effective_rank": tier, "effective_tier": TIERS[tier][0], "state": "watch",
            "previous_effective_rank": tier, "previous_assessed_rank": tier,
            "fails_used": fails, "fails_allowed": 3 if tier else 0,
            "aum_minor": None if average is None else average * YUAN,
            "average_so_far_minor": None if average is None else average * YUAN,
            "keep_floor_minor": floor, "needed_for_rest_minor": floor,
            "gap_to_keep_minor": None if gap is None else gap * YUAN,
            "days_left": 8, "fall_probability": probability, "maturing_minor": 0, **STAMP,
        }  # fmt: skip
        return Position.objects.create(**{**known, **columns})

    return make


@pytest.fixture
def assess(ladder: None) -> Callable[..., Any]:
    """`assess("C1", "2026-09-30", assessed=1, effective=2, aum=48_000)`: one assessment."""

    def make(
        customer_id: str, on: str, *, assessed: int | None, effective: int | None = None,
        aum: int | None = 10_000, **columns: Any,
    ) -> Any:  # fmt: skip
        from hengke.apps.tiering.models import Assessment

        effective = assessed if effective is None else effective
        known = {
            "policy": POLICY, "policy_version": VERSION, "customer_id": customer_id,
            "assessed_on": date.fromisoformat(on),
            "value_minor": None if aum is None else aum * YUAN,
            "aum_minor": None if aum is None else aum * YUAN,
            "assessed_rank": assessed,
            "assessed_tier": None if assessed is None else TIERS[assessed][0],
            "effective_rank": effective,
            "effective_tier": None if effective is None else TIERS[effective][0],
            "effective_rank_before": effective, "effective_from": date.fromisoformat(on),
            "fails_used": 0, "fails_allowed": 3, "state": "normal", "reason_code": "floor_kept",
            **STAMP,
        }  # fmt: skip
        return Assessment.objects.create(**{**known, **columns})

    return make

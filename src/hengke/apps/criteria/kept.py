"""The figures that a recorded review keeps: written once as text, read again as figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from hengke.apps.criteria import file, findings
from hengke.apps.criteria.findings import OF_MONEY, Finding
from hengke.apps.criteria.models import Figure, Review
from hengke.apps.tiering.api import Ladder
from hengke.engine.criteria.columns import MARGIN
from hengke.kernel.money import decimal_string, to_minor

SAME = ("policy", "figure", "subject", "state", "reason", "needed", "tier_version",
        "policy_version", "run_id")  # fmt: skip


def text(found: Sequence[Figure]) -> str:
    """Amounts in full, whoever records: what a reader may see of them is asked when it is read."""
    return json.dumps([file.figure(one, decimal_string) for one in found], ensure_ascii=False)


def figures(review: Review) -> list[Figure]:
    """As they were, not saved; an amount that was kept as a band is unknown."""
    return [_figure(told) for told in json.loads(review.figures)]


def shown(review: Review, ladder: Ladder) -> list[Finding]:
    """In words. They lead to no list: lists are of today."""
    found = findings.findings(figures(review), ladder, None)
    return [replace(one, href="") for one in found]


def _figure(told: Mapping[str, Any]) -> Figure:
    of_one = told["figure"] == MARGIN
    of_money = told["figure"] in OF_MONEY
    measured = {
        name: _minor(told[name]) if of_one else told[name] for name in ("value", "low", "high")
    }
    return Figure(
        **{name: told[name] for name in SAME},
        **measured,
        part=_minor(told["part"]) if of_money else told["part"],
        whole=_minor(told["whole"]) if of_money and not of_one else told["whole"],
        from_on=_day(told["from_on"]), until_on=_day(told["until_on"]),
        as_of=date.fromisoformat(told["as_of"]),
    )  # fmt: skip


def _minor(amount: str | None) -> int | None:
    try:
        return to_minor(Decimal(amount)) if amount else None
    except InvalidOperation:
        return None


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)

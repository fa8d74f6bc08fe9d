"""A policy file (TOML) read into a TierPolicy; every mistake is refused with its place."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.tiering.dates import assessment_dates
from hengke.policies.tiering.reading_measure import measure
from hengke.policies.tiering.scheme import (
    APPLIES_TO,
    CALENDARS,
    CLEARINGS,
    EFFECTIVE,
    EXCLUDED_STATUSES,
    LANDINGS,
    PALETTE,
    STATUSES,
    Alternative,
    Benefit,
    Tier,
    TierPolicy,
)  # fmt: skip

POLICY_KEYS = (
    "title_zh", "title_en", "source", "illustrative", "currency", "applies_to", "calendar",
    "effective", "landing", "clearing", "new_customer_months", "fall_days", "from", "until",
    "fee_while_below", "benefits_end", "grandfathered_until", "excluded_statuses", "measure",
    "alternatives", "tiers",
)  # fmt: skip
TIER_KEYS = ("name", "zh", "en", "floor", "grace", "palette", "only_by", "benefits")
ALTERNATIVE_KEYS = ("name", "zh", "en", "measure", "floors")
BENEFIT_KEYS = ("name", "zh", "en", "quota", "per")
DRAFT = "draft"


def parse(text: str, *, name: str, in_force_from: date | None = None) -> TierPolicy:
    """A policy from the text of its file; without a date it is a draft."""
    raw = dated.toml(text, name=name)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return read(raw, name=name, in_force_from=in_force_from, digest=digest)


def read(
    raw: fields.Table, *, name: str, in_force_from: date | None = None, digest: str = ""
) -> TierPolicy:
    """A policy from the tables of its file."""
    table = fields.check_keys(raw, POLICY_KEYS, where=name)
    since = in_force_from or _date(table, "from", where=name)
    version = f"{name}@{since or DRAFT}:{digest}"
    policy = TierPolicy(
        name=name,
        version=version,
        title_zh=fields.text(table, "title_zh", where=name),
        title_en=fields.text(table, "title_en", where=name),
        source=fields.text(table, "source", where=name),
        currency=_currency(table, where=name),
        tiers=_tiers(fields.needed(table, "tiers", where=name), where=name),
        measure=measure(fields.needed(table, "measure", where=name), where="measure"),
        applies_to=fields.one_of(table, "applies_to", APPLIES_TO, "person", where=name),
        alternatives=tuple(
            _alternative(raw, where=f"alternatives[{i}]")
            for i, raw in enumerate(fields.tables(table, "alternatives", where=name))
        ),
        calendar=fields.one_of(table, "calendar", CALENDARS, "monthly", where=name),
        effective=fields.one_of(table, "effective", EFFECTIVE, "next_month_start", where=name),
        landing=fields.one_of(table, "landing", LANDINGS, "last", where=name),
        clearing=fields.one_of(table, "clearing", CLEARINGS, "one_good_period", where=name),
        new_customer_months=fields.whole(table, "new_customer_months", 0, where=name),
        fall_days=fields.texts(table, "fall_days", where=name),
        fee_while_below_minor=fields.hundredths(
            table.get("fee_while_below", 0), where="fee_while_below"
        ),
        benefits_end=fields.one_of(
            table, "benefits_end", ("with_tier", "year_end"), "with_tier", where=name
        ),
        grandfathered_until=_date(table, "grandfathered_until", where=name),
        illustrative=fields.yes_or_no(table, "illustrative", where=name),
        in_force_from=since,
        in_force_until=_date(table, "until", where=name),
        excluded_statuses=_statuses(table, where=name),
    )
    _check_fall_days(policy)
    return policy


def _currency(table: fields.Table, *, where: str) -> str:
    currency = fields.text(table, "currency", where=where)
    if not re.fullmatch("[A-Z]{3}", currency):
        raise PolicyError(
            "{where}: currency must be an ISO code such as CNY, got '{currency}'",
            where=where,
            currency=currency,
        )
    return currency


def _statuses(table: fields.Table, *, where: str) -> tuple[str, ...]:
    """Statuses that are not assessed; the usual ones unless the policy lists its own."""
    if "excluded_statuses" not in table:
        return EXCLUDED_STATUSES
    listed = fields.texts(table, "excluded_statuses", where=where)
    for status in listed:
        fields.one_of(
            {"status": status}, "status", STATUSES, "", where=f"{where}.excluded_statuses"
        )
    return listed


def _date(table: fields.Table, key: str, *, where: str) -> date | None:
    value = table.get(key)
    if value is not None and type(value) is not date:
        raise PolicyError(
            "{where}: {key} must be a date such as 2026-01-01, got {value}",
            where=where,
            key=key,
            value=repr(value),
        )
    return value


def _tiers(raw: Any, *, where: str) -> tuple[Tier, ...]:
    if not isinstance(raw, list):
        raise PolicyError("{where}: write the tiers as [[tiers]]", where=where)
    return tuple(_tier(item, rank, where=f"tiers[{rank}]") for rank, item in enumerate(raw))


def _tier(raw: Any, rank: int, *, where: str) -> Tier:
    table = fields.check_keys(raw, TIER_KEYS, where=where)
    name = fields.text(table, "name", where=where)
    floor = fields.needed(table, "floor", where=where) if rank else table.get("floor", 0)
    return Tier(
        name=name,
        rank=rank,
        floor_minor=fields.hundredths(floor, where=f"floor of tier {name!r}"),
        zh=fields.text(table, "zh", where=where),
        en=fields.text(table, "en", where=where),
        palette=fields.one_of(table, "palette", PALETTE, PALETTE[0], where=where),
        grace=fields.whole(table, "grace", 1, where=where, least=1),
        only_by=fields.text(table, "only_by", "", where=where),
        benefits=tuple(
            _benefit(item, where=where) for item in fields.tables(table, "benefits", where=where)
        ),
    )


def _benefit(raw: Any, *, where: str) -> Benefit:
    table = fields.check_keys(raw, BENEFIT_KEYS, where=f"{where}.benefits")
    name = fields.text(table, "name", where=f"{where}.benefits")
    return Benefit(
        name=name,
        zh=fields.text(table, "zh", name, where=where),
        en=fields.text(table, "en", name, where=where),
        quota=fields.whole(table, "quota", 0, where=f"{where}.benefits"),
        per=fields.text(table, "per", "year", where=where),
    )


def _alternative(raw: Any, *, where: str) -> Alternative:
    table = fields.check_keys(raw, ALTERNATIVE_KEYS, where=where)
    name = fields.text(table, "name", where=where)
    return Alternative(
        name=name,
        zh=fields.text(table, "zh", name, where=where),
        en=fields.text(table, "en", name, where=where),
        measure=measure(fields.needed(table, "measure", where=where), where=f"{where}.measure"),
        floors_minor=fields.amounts(table, "floors", where=where),
    )


def _check_fall_days(policy: TierPolicy) -> None:
    """A fall day on which nothing is assessed would mean that nobody ever falls."""
    year = {day.strftime("%m-%d") for day in assessment_dates(policy, *_A_YEAR)}
    for day in policy.fall_days:
        if not re.fullmatch(r"\d\d-\d\d", day) or day not in year:
            raise PolicyError(
                "policy '{policy}': fall day '{day}' is not an assessment date",
                next_step="Assessments are {calendar}; write days as MM-DD.",
                policy=policy.name,
                day=day,
                calendar=policy.calendar,
            )


_A_YEAR = (date(2025, 1, 1), date(2025, 12, 31))

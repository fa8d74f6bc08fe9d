"""Tasks of the calendar: birthdays, expiries, the first weeks of a new customer."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.care.proposals import Proposal, proposal
from hengke.engine.portable import day, days_between, last_day, plus_days
from hengke.policies.care.scheme import Birthday, IdExpiry, RiskAssessment, Welcome

LEAP_DAY = (2, 29)


def birthday(people: ir.Table, rule: Birthday, *, as_of: date) -> Proposal:
    """A person's birthday is today or within days; 29 February is kept on the 28th."""
    coming = [as_of + timedelta(days=ahead) for ahead in range(rule.days_ahead + 1)]
    persons = people.filter(
        people.kind.coalesce("person") == "person", people.effective_rank >= rule.least_rank
    )
    falls_on = ibis.cases(
        *[(_born_on(persons.birth_date, on), day(on)) for on in coming], else_=ibis.null("date")
    )
    rows = persons.mutate(falls_on=falls_on).filter(ibis._.falls_on.notnull())
    return proposal(
        "birthday", rows, rule.stake,
        due_on=rows.falls_on, anchor=rows.falls_on.year(), amount=ibis.null("int64"),
        stake=rows.aum_minor,
        age=(rows.falls_on.year() - rows.birth_date.year()).cast("int64"), on=rows.falls_on,
    )  # fmt: skip


def risk_assessment(people: ir.Table, rule: RiskAssessment, *, as_of: date) -> Proposal:
    """The risk assessment is older than it may be, or soon will be. `ends_on`: its last valid day,
    as everywhere."""
    rows = people.mutate(ends_on=last_day(people.risk_assessed_on, rule.valid_months))
    rows = _around(rows, "ends_on", rule.days_ahead, rule.days_after, as_of)
    rows = rows.filter(rows.effective_rank >= rule.least_rank)
    return proposal(
        "risk_assessment", rows, rule.stake,
        due_on=rows.ends_on, anchor=rows.risk_assessed_on, amount=ibis.null("int64"),
        stake=rows.aum_minor, assessed_on=rows.risk_assessed_on, ends_on=rows.ends_on,
    )  # fmt: skip


def id_expiry(people: ir.Table, rule: IdExpiry, *, as_of: date) -> Proposal:
    """The identity document has run out, or soon will."""
    rows = _around(people, "id_expires_on", rule.days_ahead, rule.days_after, as_of)
    rows = rows.filter(rows.effective_rank >= rule.least_rank)
    return proposal(
        "id_expiry", rows, rule.stake,
        due_on=rows.id_expires_on, anchor=rows.id_expires_on, amount=ibis.null("int64"),
        stake=rows.aum_minor, expires_on=rows.id_expires_on,
    )  # fmt: skip


def welcome(people: ir.Table, rule: Welcome, *, as_of: date) -> Proposal:
    """A new customer who brought money."""
    since = day(as_of - timedelta(days=rule.days_after))
    rows = people.filter(
        people.opened_on > since,
        people.opened_on <= day(as_of),
        people.aum_minor >= rule.least_amount_minor,
    )
    return proposal(
        "welcome", rows, rule.stake,
        due_on=plus_days(rows.opened_on, rule.call_within_days), anchor=rows.opened_on,
        amount=rows.aum_minor,
        opened_on=rows.opened_on, days=days_between(day(as_of), rows.opened_on),
        aum_minor=rows.aum_minor,
    )  # fmt: skip


def _born_on(birth_date: ir.DateValue, on: date) -> ir.BooleanValue:
    same = (birth_date.month() == on.month) & (birth_date.day() == on.day)
    if (on.month, on.day) == (2, 28) and not calendar.isleap(on.year):
        month, last = LEAP_DAY
        return same | ((birth_date.month() == month) & (birth_date.day() == last))
    return same


def _around(rows: ir.Table, column: str, ahead: int, after: int, as_of: date) -> ir.Table:
    """Rows whose date lies between so many days ago and so many days ahead."""
    first, last = as_of - timedelta(days=after), as_of + timedelta(days=ahead)
    return rows.filter(rows[column] >= day(first), rows[column] <= day(last))

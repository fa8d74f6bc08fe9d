"""Benefit and cost of an idea, year by year: present values, ratio, return, payback.

Amounts are whole minor units, exact until the present value is rounded half to even. Year 0 is
today and not discounted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hengke.engine.needs.unknown import Unknown
from hengke.kernel.sentences import sentence


@dataclass(frozen=True)
class Flow:
    """What one year costs and brings, both not negative."""

    year: int
    cost_minor: int
    benefit_minor: int

    @property
    def net_minor(self) -> int:
        return self.benefit_minor - self.cost_minor


@dataclass(frozen=True)
class Line:
    """One year as the table shows it: discounted net and the running sum before discount."""

    flow: Flow
    present_minor: int
    cumulative_minor: int


@dataclass(frozen=True)
class Result:
    """`npv` = sum of (B - C)/(1+i)^t; `ratio` = PV(B)/PV(C); `roi` = (sum B - sum C)/sum C, before
    discount; `payback` = years until the running sum stays at or above zero, within the year in
    proportion."""

    lines: tuple[Line, ...]
    npv_minor: int | Unknown
    ratio: Fraction | Unknown
    roi: Fraction | Unknown
    payback_years: Fraction | Unknown


def evaluate(flows: Iterable[Flow], *, rate: Fraction) -> Result:
    """Of a case without a year everything is unknown; of one that costs nothing the ratios are."""
    years = sorted(flows, key=lambda flow: flow.year)
    if not years:
        nothing = Unknown(sentence("no costs and benefits are written down"))
        return Result((), nothing, nothing, nothing, nothing)
    benefit = sum((present(one.benefit_minor, one.year, rate) for one in years), Fraction(0))
    cost = sum((present(one.cost_minor, one.year, rate) for one in years), Fraction(0))
    return Result(
        lines=_lines(years, rate),
        npv_minor=round(benefit - cost),
        ratio=benefit / cost if cost else _free(),
        roi=_return(years),
        payback_years=_payback(years),
    )


def present(amount_minor: int, year: int, rate: Fraction) -> Fraction:
    """What an amount of a year to come is worth today."""
    return amount_minor / (1 + rate) ** year


def _free() -> Unknown:
    return Unknown(sentence("it costs nothing, so there is no ratio to a cost"))


def _return(years: Sequence[Flow]) -> Fraction | Unknown:
    cost = sum(one.cost_minor for one in years)
    return Fraction(sum(one.net_minor for one in years), cost) if cost else _free()


def _lines(years: Sequence[Flow], rate: Fraction) -> tuple[Line, ...]:
    lines, running = [], 0
    for flow in years:
        running += flow.net_minor
        lines.append(Line(flow, round(present(flow.net_minor, flow.year, rate)), running))
    return tuple(lines)


def _payback(years: Sequence[Flow]) -> Fraction | Unknown:
    """From the last year that ends below zero it takes a part of the next one."""
    if not any(one.cost_minor for one in years):
        return _free()
    running, before, found = 0, 0, Fraction(years[0].year)
    for flow in years:
        before, running = running, running + flow.net_minor
        if before < 0 <= running:
            found = flow.year - 1 + Fraction(-before, flow.net_minor)
    if running < 0:
        return Unknown(sentence("the costs do not come back within the years written down"))
    return found


def by_ratio(result: Result) -> tuple[bool, Fraction, bool, int]:
    """The place of a case among others: by ratio, of equals by present value, unknown last."""
    ratio, value = result.ratio, result.npv_minor
    return (
        isinstance(ratio, Unknown),
        Fraction(0) if isinstance(ratio, Unknown) else -ratio,
        isinstance(value, Unknown),
        0 if isinstance(value, Unknown) else -value,
    )

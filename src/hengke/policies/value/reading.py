"""Reading the parts of a value policy; each mistake is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from hengke.kernel.errors import PolicyError
from hengke.policies import fields
from hengke.policies.value import scores as scoring
from hengke.policies.value.curves import Curve, FundsPricing, Share
from hengke.policies.value.scheme import ANY, Acquisition, Capital, Decline, Income, Loss, Tax

Value = TypeVar("Value")


def by_family(top: fields.Table, key: str, read: Callable[..., Value]) -> dict[str, Value]:
    """A table of families and values."""
    table = top.get(key, {})
    fields.check_keys(table, tuple(table), where=key)
    fields.families(tuple(table), where=key)
    return {name: read(value, where=f"{key}.{name}") for name, value in table.items()}


def funds(top: fields.Table) -> FundsPricing:
    profiles: dict[str, tuple[Share, ...]] = {}
    for raw in fields.tables(top, "profile", where="value"):
        table = fields.check_keys(raw, ("family", "share", "days"), where="profile")
        family = _family(table, "profile")
        share = Share(
            fields.needed_fraction(table, "share", where="profile"),
            fields.whole(table, "days", 0, where="profile"),
        )
        profiles[family] = (*profiles.get(family, ()), share)
    curves = tuple(_curve(one) for one in fields.tables(top, "curve", where="value"))
    return FundsPricing(curves, profiles)


def _curve(raw: Any) -> Curve:
    table = fields.check_keys(raw, ("from", "currency", "points"), where="curve")
    since = fields.needed(table, "from", where="curve")
    if not isinstance(since, date):
        raise PolicyError("curve: from must be a date, got {value}", value=repr(since))
    points = fields.needed(table, "points", where="curve")
    fields.check_keys(points, tuple(points), where="curve.points")
    rates = {_days(days): fields.fraction(rate, where=f"curve.{days}")
             for days, rate in points.items()}  # fmt: skip
    return Curve(since, fields.text(table, "currency", where="curve"), rates)


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) > fields.MOST * 2:
        raise PolicyError("curve.points: '{days}' is not a term in days", days=text)
    return int(text)


def income(raw: Any) -> Income:
    table = fields.check_keys(raw, ("part", "kinds", "families", "share"), where="income")
    kinds = fields.texts(table, "kinds", where="income")
    if not kinds:
        raise PolicyError("income: name the kinds of bookings that it counts")
    share = fields.fraction(table["share"], where="income.share") if "share" in table else None
    return Income(
        fields.one_of(table, "part", ("fees", "other"), "", where="income"),
        kinds,
        fields.families(fields.texts(table, "families", where="income"), where="income"),
        share,
    )


def tax(raw: Any) -> Tax:
    table = fields.check_keys(raw, ("vat", "surcharge", "included"), where="tax")
    return Tax(
        fields.needed_fraction(table, "vat", where="tax"),
        fields.needed_fraction(table, "surcharge", where="tax"),
        fields.yes_or_no(table, "included", where="tax"),
    )


def units(top: fields.Table) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for raw in fields.tables(top, "cost", where="value"):
        table = fields.check_keys(raw, ("activity", "channel", "unit"), where="cost")
        of = (
            fields.text(table, "activity", ANY, where="cost"),
            fields.text(table, "channel", where="cost"),
        )
        if of in found:
            raise PolicyError("cost: {of} stands there twice", of=" / ".join(of))
        unit = fields.hundredths(fields.needed(table, "unit", where="cost"), where="cost.unit")
        if unit < 0:
            raise PolicyError("cost: {of} costs less than nothing", of=" / ".join(of))
        found[of] = unit
    return found


def acquisition(top: fields.Table) -> dict[str, Acquisition]:
    table = fields.check_keys(top.get("acquisition", {}), scoring.KINDS, where="acquisition")
    return {kind: _acquisition(raw, kind) for kind, raw in table.items()}


def _acquisition(raw: Any, kind: str) -> Acquisition:
    where = f"acquisition.{kind}"
    table = fields.check_keys(raw, ("amount", "months"), where=where)
    amount = fields.hundredths(fields.needed(table, "amount", where=where), where=where)
    return Acquisition(amount, fields.whole(table, "months", 1, where=where, least=1))


def loss(raw: Any) -> Loss:
    table = fields.check_keys(raw, ("family", "past_due_from", "pd", "lgd"), where="loss")
    return Loss(
        _family(table, "loss"),
        fields.whole(table, "past_due_from", 0, where="loss"),
        fields.needed_fraction(table, "pd", where="loss"),
        fields.needed_fraction(table, "lgd", where="loss"),
    )


def capital(raw: Any) -> Capital:
    table = fields.check_keys(raw, ("ratio", "hurdle", "weight"), where="capital")
    weights: dict[tuple[str, str], Fraction] = {}
    for line in fields.tables(table, "weight", where="capital"):
        one = fields.check_keys(line, ("family", "kind", "weight"), where="capital.weight")
        kind = fields.one_of(one, "kind", scoring.KINDS, "", where="capital.weight")
        of = (_family(one, "capital.weight"), kind)
        if of in weights:
            raise PolicyError("capital.weight: {of} stands there twice", of=" / ".join(of))
        weights[of] = fields.needed_fraction(one, "weight", where="capital.weight")
    return Capital(
        fields.needed_fraction(table, "ratio", where="capital"),
        fields.needed_fraction(table, "hurdle", where="capital"),
        weights,
    )


def decline(raw: Any) -> Decline:
    table = fields.check_keys(raw, ("period_months", "periods", "fall"), where="decline")
    return Decline(
        fields.whole(table, "period_months", 3, where="decline", least=1),
        fields.whole(table, "periods", 2, where="decline", least=1),
        fields.needed_fraction(table, "fall", where="decline"),
    )


def scores(top: fields.Table) -> tuple[scoring.Score, ...]:
    found = [_score(raw) for raw in fields.tables(top, "score", where="value")]
    named = [(one.name, one.kind) for one in found]
    if len(set(named)) != len(named):
        raise PolicyError("score: one of a name and kind stands there twice")
    return tuple(found)


def _score(raw: Any) -> scoring.Score:
    table = fields.check_keys(raw, ("name", "kind", "indicator"), where="score")
    name = fields.one_of(table, "name", scoring.NAMES, "", where="score")
    kind = fields.one_of(table, "kind", scoring.KINDS, "", where="score")
    lines = fields.tables(table, "indicator", where="score")
    return scoring.Score(name, kind, tuple(_indicator(line, f"score.{name}") for line in lines))


def _indicator(raw: Any, where: str) -> scoring.Indicator:
    allowed = ("column", "part", "weight", "direction", "low", "high", "words", "otherwise")
    table = fields.check_keys(raw, allowed, where=where)
    column = fields.one_of(table, "column", (*scoring.NUMBERS, *scoring.WORDS), "", where=where)
    words = table.get("words", {})
    fields.check_keys(words, tuple(words), where=f"{where}.words")
    number = column in scoring.NUMBERS
    if number == bool(words):
        raise PolicyError("{where}.{column}: a number has low and high, a word has words",
                          where=where, column=column)  # fmt: skip
    return scoring.Indicator(
        column=column,
        part=fields.one_of(table, "part", scoring.PARTS, scoring.QUANTITATIVE, where=where),
        weight=fields.needed_fraction(table, "weight", where=where),
        direction=fields.one_of(table, "direction", scoring.DIRECTIONS, "", where=where)
        if number else scoring.HIGHER,
        low=fields.needed_fraction(table, "low", where=where) if number else Fraction(0),
        high=fields.needed_fraction(table, "high", where=where) if number else Fraction(100),
        words={word: fields.whole(words, word, 0, where=where) for word in words},
        otherwise=fields.whole(table, "otherwise", 0, where=where)
        if "otherwise" in table else None,
    )  # fmt: skip


def _family(table: fields.Table, where: str) -> str:
    (family,) = fields.families((fields.text(table, "family", where=where),), where=where)
    return family

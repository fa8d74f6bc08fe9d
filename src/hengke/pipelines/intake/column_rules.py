"""The part of a mapping that says how one contract column is made: `ColumnRule`."""

from __future__ import annotations

from typing import Any

from hengke.engine.schemas import CONTRACT
from hengke.pipelines.intake import mapping as says
from hengke.pipelines.intake.fields import Fields, nearest

ORIGINS = ("column", "first_of", "text", "value", "debit")


def column_rules(raw: dict[str, Any], where: str, table: str) -> dict[str, says.ColumnRule]:
    """Rules by contract column. A plain text is short for `{ column = "..." }`."""
    return {name: _rule(value, f"{where}.{name}", table, name) for name, value in raw.items()}


def _rule(raw: Any, where: str, table: str, name: str) -> says.ColumnRule:
    if isinstance(raw, str):
        return says.ColumnRule(column=raw)
    fields = Fields(raw, where)
    constant = fields.take("value", (str, int, bool))
    rule = says.ColumnRule(
        column=fields.text("column"),
        first_of=fields.texts("first_of"),
        text=fields.text("text"),
        value=None if constant is None else _plain(constant),
        debit=fields.text("debit"),
        credit=fields.text("credit"),
        unit=fields.choice("unit", _units(table, name), ""),
        formats=fields.texts("format"),
        at=fields.choice("at", ("", "month_end"), ""),
        century=fields.number("century"),
        plus_months=fields.text("plus_months"),
        values=_values(fields),
        other=fields.take("other", str),
        default=fields.take("default", str),
        repair=fields.some_of("repair", says.REPAIRS),
        width=fields.number("width"),
        part=fields.choice("part", ("", *says.PARTS), ""),
        negate=fields.flag("negate"),
        sign=_sign(fields),
        lookup=_lookup(fields),
    )
    fields.done()
    _check(rule, fields)
    return rule


def _plain(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _units(table: str, name: str) -> tuple[str, ...]:
    """Units fit the column: money, shares and rates each have their own."""
    for ending, units in (
        ("_minor", says.MONEY_UNITS),
        ("share_ppm", says.SHARE_UNITS),
        ("rate_e8", says.RATE_UNITS),
    ):
        if name.endswith(ending) and CONTRACT[table].column(name).type == "int64":
            return ("", *units)
    return ("",)


def _values(fields: Fields) -> dict[str, str]:
    inner = Fields(fields.table("values") or {}, f"{fields.where}, values")
    return {code: inner.text(code) for code in list(inner.raw)}


def _sign(fields: Fields) -> says.Sign | None:
    raw = fields.table("sign")
    if raw is None:
        return None
    inner = Fields(raw, f"{fields.where}, sign")
    sign = says.Sign(inner.needed("column"), inner.texts("positive"), inner.texts("negative"))
    inner.done()
    return sign


def _lookup(fields: Fields) -> says.Lookup | None:
    raw = fields.table("lookup")
    if raw is None:
        return None
    inner = Fields(raw, f"{fields.where}, lookup")
    source, table = inner.text("source"), inner.text("table")
    if bool(source) == bool(table):
        raise inner.refuse('name either a "source" or a contract "table" to look in.')
    if table and table not in CONTRACT:
        raise inner.refuse(
            'the contract has no table "{table}". {hint}',
            table=table,
            hint=nearest(table, CONTRACT),
        )
    lookup = says.Lookup(
        "source" if source else "table",
        source or table,
        inner.needed("key"),
        inner.needed("value"),
        inner.lists("only"),
    )
    inner.done()
    return lookup


def _check(rule: says.ColumnRule, fields: Fields) -> None:
    origins = [name for name in ORIGINS if getattr(rule, name) not in ("", (), None)]
    if len(origins) != 1:
        raise fields.refuse(
            'it needs exactly one of "column", "first_of", "text", "value" or the pair "debit", '
            '"credit".'
        )
    if bool(rule.debit) != bool(rule.credit):
        raise fields.refuse('"debit" and "credit" belong together.')
    if rule.other is not None and not rule.values:
        raise fields.refuse('"other" says what unlisted codes become; it needs "values".')

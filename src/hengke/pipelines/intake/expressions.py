"""One contract column as SQL: from text (or a typed Parquet column) to the contract's type.

Each expression is total: what cannot be read becomes null, never an error and never zero; the row
is then refused because its raw text is not null. Amounts go through exact decimals; half a fen goes
to the even neighbour.
"""

from __future__ import annotations

from hengke.pipelines.intake import dates
from hengke.pipelines.intake.mapping import MONEY_UNITS, RATE_UNITS, SHARE_UNITS, ColumnRule
from hengke.pipelines.intake.sql_text import among, literal, repaired

YES, NO = ("true", "t", "1", "y", "yes", "是"), ("false", "f", "0", "n", "no", "否")
IDENTIFIERS = ("id_number", "phone")
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


def is_identifier(column: str) -> bool:
    return column.endswith("_id") or column in IDENTIFIERS


def scale_of(column: str, rule: ColumnRule, *, as_contract: bool) -> int:
    """Power of ten from the delivered number to the contract's scaled integer.

    Money without a unit is yuan; a constant and a contract-shaped file are scaled already.
    """
    as_is = as_contract or (rule.value is not None and not rule.unit)
    if column.endswith("_minor"):
        return MONEY_UNITS[rule.unit or ("minor" if as_is else "yuan")]
    if column == "share_ppm":
        return SHARE_UNITS[rule.unit or ("ppm" if as_is else "ratio")]
    if column == "rate_e8":
        return RATE_UNITS[rule.unit or ("e8" if as_is else "percent")]
    return 0


def column_sql(
    raw: str, *, column: str, type_: str, rule: ColumnRule, timezone: str, scale: int
) -> str:
    """The value from its raw text; null where the text cannot be read."""
    value = _typed(
        _coded(_part(repaired(raw, rule.repair), rule), rule),
        column=column, type_=type_, rule=rule, timezone=timezone, scale=scale,
    )  # fmt: skip
    if rule.default is None:
        return value
    plain = ColumnRule(value=rule.default, formats=rule.formats)
    constant = _typed(
        literal(rule.default),
        column=column, type_=type_, rule=plain, timezone=timezone, scale=scale,
    )  # fmt: skip
    return f"if({raw} IS NULL, {constant}, {value})"


def _part(text: str, rule: ColumnRule) -> str:
    return dates.PARTS[rule.part](text, rule.century or 1900) if rule.part else text


def _coded(text: str, rule: ColumnRule) -> str:
    if not rule.values:
        return text
    whens = " ".join(
        f"WHEN {among(text, [code])} THEN {literal(word)}" for code, word in rule.values.items()
    )
    rest = "NULL" if rule.other is None else f"if({text} IS NULL, NULL, {literal(rule.other)})"
    return f"(CASE {whens} ELSE {rest} END)"


def _typed(
    text: str, *, column: str, type_: str, rule: ColumnRule, timezone: str, scale: int
) -> str:
    if type_ == "string":
        return _text(text, column, rule)
    if type_ == "date":
        return dates.date_sql(text, rule)
    if type_ == "timestamp":
        return dates.timestamp_sql(text, rule, timezone)
    if type_ == "boolean":
        yes, no = (", ".join(literal(word) for word in words) for words in (YES, NO))
        return (
            f"(CASE WHEN lower({text}) IN ({yes}) THEN true "
            f"WHEN lower({text}) IN ({no}) THEN false END)"
        )
    return _signed(number_sql(text, scale), rule)


def _text(text: str, column: str, rule: ColumnRule) -> str:
    """Text stays as it is; a number that Excel rounded and a broken character are refused."""
    spoilt = f"regexp_full_match({text}, '[0-9]([.][0-9]+)?[eE][+][0-9]+')"
    if is_identifier(column):
        spoilt = f"{spoilt} OR regexp_matches({text}, '[０-９]')"
    filled = text
    if rule.width:
        digits = f"regexp_full_match({text}, '[0-9]+') AND length({text}) < {rule.width}"
        filled = f"if({digits}, lpad({text}, {rule.width}, '0'), {text})"
    return f"if({spoilt} OR contains({text}, '\ufffd'), NULL, {filled})"


def number_sql(text: str, scale: int) -> str:
    """Plain decimal notation only, scaled exactly by 10^scale and rounded half to even."""
    plain = (
        f"regexp_full_match({text}, '[-+]?[0-9]{{1,18}}([.][0-9]{{0,12}})?|[-+]?[.][0-9]{{1,12}}')"
    )
    exact = f"try_cast({text} AS DECIMAL(38, 12))"
    if scale == 0:
        return f"if({plain} AND {exact} = trunc({exact}), try_cast({exact} AS BIGINT), NULL)"
    return f"if({plain}, {scaled_sql(exact, scale)}, NULL)"


def scaled_sql(exact: str, scale: int) -> str:
    return f"try_cast(round_even({exact} * {10**scale}, 0) AS BIGINT)"


def _signed(number: str, rule: ColumnRule) -> str:
    if rule.negate:
        number = f"-({number})"
    if rule.sign is None:
        return number
    code = rule.sign.column  # already SQL here: see stage_rows
    return (
        f"(CASE WHEN {among(code, rule.sign.negative)} THEN -({number}) "
        f"WHEN {among(code, rule.sign.positive)} THEN {number} END)"
    )


def debit_credit_sql(debit: str, credit: str, *, rule: ColumnRule, scale: int) -> str:
    """Credit less debit; a row in which both stand has no sign to trust and gives null."""
    out, into = (number_sql(repaired(part, rule.repair), scale) for part in (debit, credit))
    unreadable = (
        f"({debit} IS NOT NULL AND {out} IS NULL) OR ({credit} IS NOT NULL AND {into} IS NULL) "
        f"OR ({debit} IS NULL AND {credit} IS NULL) "
        f"OR (coalesce({out}, 0) <> 0 AND coalesce({into}, 0) <> 0)"
    )
    amount = f"coalesce({into}, 0) - coalesce({out}, 0)"
    return f"if({unreadable}, NULL, {'-' if rule.negate else ''}({amount}))"


def passthrough_sql(
    cell: str, *, source_type: str, type_: str, scale: int, timezone: str
) -> str | None:
    """A typed Parquet column that needs no reading; None when it must go through its text."""
    kind = source_type.split("(")[0].upper()
    if type_ == "string" and kind == "VARCHAR":
        return f"nullif(trim({cell}), '')"
    if type_ == "date" and kind == "DATE":
        return cell
    if type_ == "boolean" and kind == "BOOLEAN":
        return cell
    if type_ == "timestamp" and kind in ("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS"):
        return dates.to_utc(cell, timezone)
    if type_ == "timestamp" and kind == "TIMESTAMP WITH TIME ZONE":
        return f"({cell} AT TIME ZONE 'UTC')"
    if type_ == "int64" and kind in INTEGERS and scale == 0:
        return f"CAST({cell} AS BIGINT)"
    return None

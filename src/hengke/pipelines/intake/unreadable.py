"""Why a text could not be read, in words that name the way out; as SQL text over the raw value."""

from __future__ import annotations

from hengke.engine.schemas import Column
from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.dates import DATE_FORMATS, EXCEL, TIME_FORMATS, shape
from hengke.pipelines.intake.expressions import is_identifier
from hengke.pipelines.intake.mapping import ColumnRule
from hengke.pipelines.intake.sql_text import literal, name

FULL_WIDTH_SIGNS = "[０-９．，－]"
SPOILT = "[0-9]([.][0-9]+)?[eE][+][0-9]+"


def why_unreadable(column: Column, candidates: Candidates) -> str:
    """One reason per part, since each part has a rule of its own."""
    reasons = [
        (part.its_rows, _reason(column, part.rule(column.name), candidates))
        for part in candidates.parts
    ]
    if len({reason for _, reason in reasons}) == 1:
        return reasons[0][1]
    whens = " ".join(f"WHEN {its_rows} THEN {reason}" for its_rows, reason in reasons)
    return f"(CASE {whens} END)"


def _reason(column: Column, rule: ColumnRule, candidates: Candidates) -> str:
    raw = candidates.raw(column.name)
    if rule.lookup:
        return literal(
            f"not found in {rule.lookup.name}.{rule.lookup.key}, or found with several values"
        )
    if rule.sign:
        return _sign_reason(column, rule)
    if rule.debit:
        return literal("debit and credit: exactly one of the two must be a number other than zero")
    if rule.values:
        return literal(
            f"unknown code; the mapping translates {', '.join(sorted(rule.values)[:12])}"
        )
    if column.type in ("date", "timestamp"):
        return _date_reason(column, rule, raw)
    if column.type == "int64":
        return _number_reason(raw)
    if column.type == "boolean":
        return literal("neither yes nor no")
    return _text_reason(column, raw)


def _sign_reason(column: Column, rule: ColumnRule) -> str:
    code = name(f"_sign_{column.name}")
    known = [*rule.sign.positive, *rule.sign.negative] if rule.sign else []
    unknown = literal('" decides the sign and is neither positive nor negative in the mapping')
    listed = literal(f" ({', '.join(known[:12])}); or the amount is not a plain number")
    return f"'code \"' || coalesce({code}, '') || {unknown} || {listed}"


def _date_reason(column: Column, rule: ColumnRule, raw: str) -> str:
    usual = DATE_FORMATS if column.type == "date" else TIME_FORMATS
    formats = [format_ for format_ in rule.formats or usual if format_ != EXCEL]
    shapes = "|".join(f"({shape(format_)})" for format_ in formats) or "$^"
    serial = f"regexp_full_match({raw}, '[2-6][0-9]{{4}}([.][0-9]+)?')"
    return (
        f"(CASE WHEN regexp_full_match({raw}, {literal(shapes)}) THEN 'there is no such day' "
        f"WHEN {serial} THEN 'looks like a serial date of Excel: format = \"excel\" reads it' "
        f"ELSE {literal('not a date in the form ' + ' or '.join(formats or [EXCEL]))} END)"
    )


def _number_reason(raw: str) -> str:
    """Names the repairs that the mapping may allow for what is in the way."""
    hints = (
        ("full_width", f"regexp_matches({raw}, {literal(FULL_WIDTH_SIGNS)})"),
        ("thousands", f"contains({raw}, ',')"),
        ("currency", f"regexp_matches({raw}, '元|圆|¥|￥|RMB|CNY|人民币')"),
        ("accounting", f"regexp_matches({raw}, '^[(].*[)]$|[0-9]-$')"),
    )
    named = ", ".join(f"if({test}, '\"{repair}\"', NULL)" for repair, test in hints)
    wanted = f"concat_ws(', ', {named})"
    return (
        f"(CASE WHEN {wanted} <> '' THEN 'not a plain number; the mapping may allow repair = [' "
        f"|| {wanted} || ']' WHEN regexp_full_match({raw}, {literal(SPOILT)}) "
        f"THEN 'rounded by a spreadsheet: its last digits are lost' "
        f"ELSE 'not a plain number' END)"
    )


def _text_reason(column: Column, raw: str) -> str:
    spoilt = f"regexp_full_match({raw}, {literal(SPOILT)})"
    wide = f"regexp_matches({raw}, '[０-９]')" if is_identifier(column.name) else "false"
    return (
        f"(CASE WHEN {spoilt} THEN 'a long number spoilt by a spreadsheet: its last digits are "
        f"lost; have it exported as text' WHEN {wide} THEN 'full-width digits; the mapping may "
        f"allow repair = [\"full_width\"]' ELSE 'holds a broken character: the encoding is "
        f"wrong, or a fixed width cuts through it' END)"
    )

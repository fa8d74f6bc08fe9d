"""Why a text could not be read, in words that name the way out; as SQL text over the raw value."""

from __future__ import annotations

from hengke.engine.schemas import Column
from hengke.pipelines.intake import titles
from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.dates import DATE_FORMATS, EXCEL, TIME_FORMATS, shape
from hengke.pipelines.intake.expressions import is_identifier
from hengke.pipelines.intake.functions import shown
from hengke.pipelines.intake.mapping import ColumnRule
from hengke.pipelines.intake.reasons import Reason, either, reason
from hengke.pipelines.intake.sql_text import literal, name

FULL_WIDTH_SIGNS = "[０-９．，－]"
SHOWN_CODES = 12
SPOILT = "[0-9]([.][0-9]+)?[eE][+][0-9]+"


def why_unreadable(column: Column, candidates: Candidates) -> Reason:
    """One reason per part, since each part has a rule of its own."""
    reasons = [
        (part.its_rows, _reason(column, part.rule(column.name), candidates))
        for part in candidates.parts
    ]
    last = reasons[-1][1]
    return last if len({one for _, one in reasons}) == 1 else either(*reasons, otherwise=last)


def _reason(column: Column, rule: ColumnRule, candidates: Candidates) -> Reason:
    raw = candidates.text(column.name)
    if rule.lookup:
        return reason(
            "not found in {place}, or found with several values",
            place=literal(f"{rule.lookup.name}.{rule.lookup.key}"),
        )
    if rule.sign:
        return _sign_reason(column, rule, candidates.table)
    if rule.debit:
        return reason("debit and credit: exactly one of the two must be a number other than zero")
    if rule.values:
        return reason(
            "unknown code; the mapping translates {known}", known=_listed(sorted(rule.values))
        )
    if column.type in ("date", "timestamp"):
        return _date_reason(column, rule, raw)
    if column.type == "int64":
        return _number_reason(raw)
    if column.type == "boolean":
        return reason("neither yes nor no")
    return _text_reason(column, raw)


def _listed(codes: list[str]) -> str:
    return literal(", ".join(codes[:SHOWN_CODES]))


def _sign_reason(column: Column, rule: ColumnRule, table: str) -> Reason:
    code = f"coalesce({name(f'_sign_{column.name}')}, '')"
    known = [*rule.sign.positive, *rule.sign.negative] if rule.sign else []
    return reason(
        'code "{code}" decides the sign and is neither positive nor negative in the mapping '
        "({known}); or the amount is not a plain number",
        code=shown(literal(table), literal(column.name), code),
        known=_listed(known),
    )


def _date_reason(column: Column, rule: ColumnRule, raw: str) -> Reason:
    usual = DATE_FORMATS if column.type == "date" else TIME_FORMATS
    formats = [format_ for format_ in rule.formats or usual if format_ != EXCEL]
    shapes = "|".join(f"({shape(format_)})" for format_ in formats) or "$^"
    serial = f"regexp_full_match({raw}, '[2-6][0-9]{{4}}([.][0-9]+)?')"
    forms = titles.of_days(formats or [EXCEL])
    return either(
        (f"regexp_full_match({raw}, {literal(shapes)})", reason("there is no such day")),
        (serial, reason('looks like a serial date of Excel: format = "excel" reads it')),
        otherwise=reason("not a date in the form {forms}", forms=forms),
    )


def _number_reason(raw: str) -> Reason:
    """Names the repairs that the mapping may allow for what is in the way."""
    hints = (
        ("full_width", f"regexp_matches({raw}, {literal(FULL_WIDTH_SIGNS)})"),
        ("thousands", f"contains({raw}, ',')"),
        ("currency", f"regexp_matches({raw}, '元|圆|¥|￥|RMB|CNY|人民币')"),
        ("accounting", f"regexp_matches({raw}, '^[(].*[)]$|[0-9]-$')"),
    )
    named = ", ".join(f"if({test}, '\"{repair}\"', NULL)" for repair, test in hints)
    wanted = f"concat_ws(', ', {named})"
    return either(
        (
            f"{wanted} <> ''",
            reason(
                "not a plain number; the mapping may allow repair = [{repairs}]", repairs=wanted
            ),
        ),
        (
            f"regexp_full_match({raw}, {literal(SPOILT)})",
            reason("rounded by a spreadsheet: its last digits are lost"),
        ),
        otherwise=reason("not a plain number"),
    )


def _text_reason(column: Column, raw: str) -> Reason:
    spoilt = f"regexp_full_match({raw}, {literal(SPOILT)})"
    wide = f"regexp_matches({raw}, '[０-９]')" if is_identifier(column.name) else "false"
    return either(
        (
            spoilt,
            reason(
                "a long number spoilt by a spreadsheet: its last digits are lost; have it "
                "exported as text"
            ),
        ),
        (wide, reason('full-width digits; the mapping may allow repair = ["full_width"]')),
        otherwise=reason(
            "holds a broken character: the encoding is wrong, or a fixed width cuts through it"
        ),
    )

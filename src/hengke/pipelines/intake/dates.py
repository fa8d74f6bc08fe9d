"""Dates in the formats a mapping declares, as SQL that turns anything else into null."""

from __future__ import annotations

import re
from collections.abc import Callable

from hengke.pipelines.intake.mapping import ColumnRule
from hengke.pipelines.intake.sql_text import literal

EXCEL = "excel"
DATE_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S")
TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y%m%d%H%M%S")
DIGITS = {"Y": 4, "m": 2, "d": 2, "y": 2, "H": 2, "M": 2, "S": 2, "j": 3}


def shape(format_: str) -> str:
    """The regular expression of a format: two digits where they touch, one or two between signs.

    Without it `2019093` would pass as 3 September.
    """
    touching = re.search(r"%[A-Za-z]%[A-Za-z]", format_) is not None
    pieces = re.split(r"(%[A-Za-z%])", format_)
    return "".join(_piece_shape(piece, touching) for piece in pieces)


def _piece_shape(piece: str, touching: bool) -> str:
    if not piece.startswith("%"):
        return re.escape(piece).replace("\\ ", " ").replace("\\-", "-").replace("\\/", "/")
    code = piece[1]
    if code in DIGITS:
        count = DIGITS[code]
        return f"[0-9]{{{count}}}" if touching or count > 2 or code == "y" else "[0-9]{1,2}"
    return "[0-9]{1,9}" if code in "fgn" else ".+"


def date_sql(text: str, rule: ColumnRule) -> str:
    tries = [_one_date(text, format_, rule.century) for format_ in rule.formats or DATE_FORMATS]
    parsed = f"coalesce({', '.join(tries)})" if len(tries) > 1 else tries[0]
    if rule.at == "month_end":
        parsed = f"last_day({parsed})"
    if rule.plus_months:  # already SQL here: see stage_rows
        months = f"try_cast({rule.plus_months} AS INTEGER)"
        parsed = f"CAST({parsed} + to_months({months}) AS DATE)"
    return parsed


def _one_date(text: str, format_: str, century: int) -> str:
    if format_ == EXCEL:
        return _excel_date(text)
    matches = f"regexp_full_match({text}, {literal(shape(format_))})"
    if century and format_.startswith("%y"):
        text, format_ = f"{literal(str(century // 100))} || {text}", "%Y" + format_[2:]
    parsed = f"CAST(try_strptime({text}, {literal(format_)}) AS DATE)"
    return f"if({matches}, {parsed}, NULL)"


def _excel_date(text: str) -> str:
    """Serial numbers from 61 (1 March 1900) on: before it Excel counts a day that never was."""
    serial = f"try_cast({text} AS INTEGER)"
    return (
        f"if(regexp_full_match({text}, '[0-9]{{2,6}}([.]0+)?') AND {serial} BETWEEN 61 AND 109574, "
        f"CAST(DATE '1899-12-30' + to_days({serial}) AS DATE), NULL)"
    )


def timestamp_sql(text: str, rule: ColumnRule, timezone: str) -> str:
    """Local time of the bank to UTC."""
    tries = []
    for format_ in rule.formats or TIME_FORMATS:
        matches = f"regexp_full_match({text}, {literal(shape(format_))})"
        tries.append(f"if({matches}, try_strptime({text}, {literal(format_)}), NULL)")
    parsed = f"coalesce({', '.join(tries)})" if len(tries) > 1 else tries[0]
    return to_utc(parsed, timezone)


def to_utc(local: str, timezone: str) -> str:
    """A timestamp without zone shows the time of the bank."""
    if timezone == "UTC":
        return f"CAST({local} AS TIMESTAMP)"
    return f"((CAST({local} AS TIMESTAMP) AT TIME ZONE {literal(timezone)}) AT TIME ZONE 'UTC')"


def _birth_number_date(text: str, century: int) -> str:
    """YYMMDD…, women with 50 added to the month: gives YYYYMMDD."""
    month = f"try_cast(substr({text}, 3, 2) AS INTEGER)"
    plain = f"lpad(CAST(if({month} > 50, {month} - 50, {month}) AS VARCHAR), 2, '0')"
    return (
        f"if(regexp_full_match({text}, '[0-9]{{6,10}}'), "
        f"'{century // 100}' || substr({text}, 1, 2) || {plain} || substr({text}, 5, 2), {text})"
    )


def _birth_number_gender(text: str, _century: int) -> str:
    month = f"try_cast(substr({text}, 3, 2) AS INTEGER)"
    return (
        f"if(regexp_full_match({text}, '[0-9]{{6,10}}'), if({month} > 50, 'female', 'male'), NULL)"
    )


def _cn_id_date(text: str, _century: int) -> str:
    """The date inside an 18-digit (or old 15-digit) resident identity number."""
    return (
        f"(CASE WHEN regexp_full_match({text}, '[0-9]{{17}}[0-9Xx]') THEN substr({text}, 7, 8) "
        f"WHEN regexp_full_match({text}, '[0-9]{{15}}') THEN '19' || substr({text}, 7, 6) "
        f"ELSE {text} END)"
    )


def _cn_id_gender(text: str, _century: int) -> str:
    last = f"if(length({text}) = 18, substr({text}, 17, 1), substr({text}, 15, 1))"
    digit = f"try_cast({last} AS INTEGER)"
    return (
        f"if(regexp_full_match({text}, '[0-9]{{17}}[0-9Xx]|[0-9]{{15}}'), "
        f"if({digit} % 2 = 1, 'male', 'female'), NULL)"
    )


PARTS: dict[str, Callable[[str, int], str]] = {
    "birth_number.date": _birth_number_date,
    "birth_number.gender": _birth_number_gender,
    "cn_id.date": _cn_id_date,
    "cn_id.gender": _cn_id_gender,
}

"""SQL for reading text: quoting, cleaning, repairing. DuckDB's dialect; only the import uses it."""

from __future__ import annotations

from collections.abc import Iterable

FULL_WIDTH = "０１２３４５６７８９．，－＋／：　（）"
HALF_WIDTH = "0123456789.,-+/: ()"
BLANKS = " \t\r\u3000\u00a0"
CURRENCY_MARKS = "元|圆|RMB|CNY|人民币|¥|￥"


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def among(expression: str, values: Iterable[str]) -> str:
    """True where the text is one of the values; a value ending in `*` matches any rest."""
    values = list(values)
    exact = [literal(value) for value in values if not value.endswith("*")]
    tests = [f"starts_with({expression}, {literal(v[:-1])})" for v in values if v.endswith("*")]
    if exact:
        tests.append(f"{expression} IN ({', '.join(exact)})")
    return f"coalesce({' OR '.join(tests) or 'false'}, false)"


def clean(expression: str, null_values: Iterable[str]) -> str:
    """Without blanks around; empty text and the source's words for nothing become null."""
    trimmed = f"nullif(trim({expression}, {literal(BLANKS)}), '')"
    words = [literal(word) for word in null_values]
    return f"if({trimmed} IN ({', '.join(words)}), NULL, {trimmed})" if words else trimmed


def float_text(expression: str) -> str:
    """A typed floating number in plain notation; NaN is how data frames write an empty cell.

    NaN is recognised by its text: DuckDB answers isnan() from the statistics of a Parquet file,
    which leave NaN out.
    """
    printed = f"CAST({expression} AS VARCHAR)"
    plain = f"regexp_replace(printf('%.10f', CAST({expression} AS DOUBLE)), '[.]?0+$', '')"
    return (
        f"(CASE WHEN {printed} IN ('nan', '-nan') THEN NULL "
        f"WHEN abs({expression}) < 1e15 THEN {plain} ELSE {printed} END)"
    )


def repaired(expression: str, repair: Iterable[str]) -> str:
    """Text after the repairs the mapping asks for; without any it stays as received."""
    repair = set(repair)
    if "full_width" in repair:
        expression = f"translate({expression}, {literal(FULL_WIDTH)}, {literal(HALF_WIDTH)})"
    if "currency" in repair:
        marks = literal(f"^({CURRENCY_MARKS})\\s*|\\s*({CURRENCY_MARKS})$")
        expression = f"regexp_replace({expression}, {marks}, '', 'g')"
    if "thousands" in repair:
        expression = f"if({_grouped(expression)}, replace({expression}, ',', ''), {expression})"
    if "accounting" in repair:
        expression = (
            f"regexp_replace(regexp_replace({expression}, '^\\((.*)\\)$', '-\\1'), "
            "'^([0-9.,]+)-$', '-\\1')"
        )
    if "excel_number" in repair:
        expression = f"regexp_replace({expression}, '^([0-9]+)\\.0+$', '\\1')"
    return expression


def _grouped(expression: str) -> str:
    """Groups of three only: `1,234.50`, not `1,23`."""
    return f"regexp_full_match({expression}, '[-+(]?[0-9]{{1,3}}(,[0-9]{{3}})+([.][0-9]+)?[-)]?')"

"""The lines of one proposed table: matched columns, and constants where the contract needs one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hengke.engine.schemas import CONTRACT
from hengke.pipelines.intake.proposing import rules
from hengke.pipelines.intake.proposing.codes import family_of
from hengke.pipelines.intake.proposing.groups import Group
from hengke.pipelines.intake.proposing.matching import Planned
from hengke.pipelines.intake.proposing.profiles import Profile
from hengke.pipelines.intake.proposing.rules import Rule, quoted

POOL = "deposits"  # the product of accounts that are made up for pooled balances
MOST_PRODUCTS = 200
USUAL = {
    ("customers", "kind"): ("person", "persons only?"),
    ("account_holders", "role"): ("owner", "or joint, or disponent?"),
    ("account_holders", "share_ppm"): ("1000000", "the whole: 1000000 parts per million"),
    ("relations", "kind"): ("household", "which relation?"),
    ("organisation", "kind"): ("branch", "or staff?"),
    ("organisation", "name"): ("", "a name is needed"),
    ("market_rates", "kind"): ("fx_middle", ""),
    ("digital_events", "kind"): ("login", "or page, or query?"),
    ("products", "family"): ("other", "which asset class?"),
}
"""Constants for columns that a table needs and no column of the file gives."""


@dataclass(frozen=True)
class Source:
    """A group of files and the tables they feed."""

    group: Group
    profiles: dict[str, Profile]
    tables: list[Planned]

    def table(self, name: str) -> Planned | None:
        return next((table for table in self.tables if table.table == name), None)


def table_lines(
    planned: Planned, source: Source, sources: list[Source], currency: str
) -> list[str]:
    """`[[sources.tables]]` and everything below it."""
    lines = []
    customers_come = any(other.table("customers") for other in sources)
    if planned.table == "accounts" and "customer_id" in planned.columns and not customers_come:
        lines += _table(_customers_of(planned), source, currency, distinct=True)
    return lines + _table(planned, source, currency, distinct=planned.pooled)


def _customers_of(accounts: Planned) -> Planned:
    """No file lists the customers: those who have an account are the customers."""
    return Planned("customers", {"customer_id": accounts.columns["customer_id"]})


def _table(planned: Planned, source: Source, currency: str, *, distinct: bool) -> list[str]:
    lines = ["[[sources.tables]]", f'table = "{planned.table}"']
    lines += ["distinct = true"] if distinct and planned.table != "balances" else []
    found = list(_columns(planned, source, currency))
    if planned.table == "balances" and _is_month_end(planned, source):
        lines.append(
            'snapshot = { date = "balance_date", complete = false }'
            "  # ? true when a customer who is missing from a month holds nothing"
        )
    lines.append("[sources.tables.columns]")
    for column, rule in found:
        if rule.text:
            lines.append(f"{column} = {rule.text}" + (f"  # ? {rule.doubt}" if rule.doubt else ""))
        elif rule.doubt:
            lines.append(f"# ? {column} = {{ values = {{ … }} }}: {rule.doubt}")
    return lines


def _columns(planned: Planned, source: Source, currency: str) -> Iterator[tuple[str, Rule]]:
    for column in CONTRACT[planned.table].delivered:
        rule = _special(column.name, planned, source, currency)
        header = planned.columns.get(column.name)
        if rule is None and header:
            rule = rules.rule(planned.table, column.name, source.profiles[header])
            if planned.guessed == column.name:
                rule = replace(rule, doubt=f"is {header} the {column.name.removesuffix('_minor')}?")
        if (rule is None or not rule.text) and (
            column.required or (planned.table, column.name) == ("customers", "kind")
        ):
            rule = _constant(planned.table, column.name, currency, doubt=rule.doubt if rule else "")
        if rule:
            yield column.name, _one_line(rule)


def _one_line(rule: Rule) -> Rule:
    return replace(rule, doubt=" ".join(rule.doubt.split()))


def _special(column: str, planned: Planned, source: Source, currency: str) -> Rule | None:
    """Columns that are made of more than one column of the file, or of none."""
    table, columns, profiles = planned.table, planned.columns, source.profiles
    if planned.pooled and column in ("account_id", "product_id"):
        if column == "product_id":
            return Rule(rules.inline(value=POOL))
        return Rule(rules.inline(text=f"{{{_customer_header(source)}}}:{POOL}"))
    if table == "transactions" and column == "amount_minor":
        if {"debit", "credit"} <= columns.keys() and "amount_minor" not in columns:
            return rules.sides(profiles[columns["debit"]], profiles[columns["credit"]])
        if "direction" in columns:
            amount, direction = profiles[columns["amount_minor"]], profiles[columns["direction"]]
            return rules.signed(amount, direction)
    if column in ("balance_date", "status_date") and column not in columns:
        return _day_of_file(source)
    if (table, column) == ("balances", "observed"):
        if _is_month_end(planned, source):
            return Rule(rules.inline(value="month_end"))
        doubt = 'each balance holds until the next; else "month_end"'
        return Rule(rules.inline(value="change"), doubt)
    if table == "products" and column == "family" and "family" not in columns:
        header = columns.get("name", columns["product_id"])
        return rules.families(profiles[header])
    if table == "account_holders" and column == "share_ppm" and "share_ppm" not in columns:
        return rules.shares_by_role(profiles[columns["role"]])
    if table == "accounts" and column == "product_id" and "product_id" not in columns:
        return Rule(rules.inline(value=source.group.name), "one product for the whole file?")
    return None


def _customer_header(source: Source) -> str:
    return next(t.columns["customer_id"] for t in source.tables if "customer_id" in t.columns)


def _constant(table: str, column: str, currency: str, *, doubt: str) -> Rule:
    if column in ("currency", "quote"):
        return Rule(rules.inline(value=currency), doubt or "one currency for the whole file?")
    value, usual_doubt = USUAL.get((table, column), ("", f"which column is the {column}?"))
    return Rule(f"{{ value = {quoted(value or 'unknown')} }}", doubt or usual_doubt)


def _day_of_file(source: Source) -> Rule:
    if source.group.dated == "day":
        return Rule(rules.inline(text="{file.date}", format="%Y%m%d"))
    if source.group.dated == "month":
        return Rule(rules.inline(text="{file.date}", format="%Y%m", at="month_end"))
    if source.group.dated == "month of a year":
        rule = rules.inline(text="YYYY-{file.date}", format="%Y-%m", at="month_end")
        return Rule(rule, "write the year for YYYY")
    return Rule(rules.inline(value="YYYY-MM-DD"), "which day do these files show?")


def _is_month_end(planned: Planned, source: Source) -> bool:
    header = planned.columns.get("balance_date")
    if header is None:
        return source.group.dated.startswith("month")
    profile = source.profiles[header]
    return rules.ends_of_months(profile) or bool(profile.months and not profile.days)


def product_rows(sources: list[Source], currency: str) -> list[str]:
    """Products named by accounts, when no file describes them."""
    if any(source.table("products") for source in sources):
        return []
    codes: dict[str, str] = {}
    for source in sources:
        accounts = source.table("accounts")
        if accounts is None:
            continue
        header = accounts.columns.get("product_id")
        named = POOL if accounts.pooled else source.group.name
        found = source.profiles[header].codes[:MOST_PRODUCTS] if header else [named]
        for code in found:
            family = family_of(code) or family_of(source.group.name) or "demand_deposit"
            codes.setdefault(code, family)
    return [
        f"[[rows.products]]\nproduct_id = {quoted(code)}\n"
        f'family = "{family}"  # ? asset class of this product\ncurrency = {quoted(currency)}\n'
        for code, family in codes.items()
    ]

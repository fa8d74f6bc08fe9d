"""Which contract tables a file feeds, and which of its columns are which of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hengke.engine.schemas import BOOKKEEPING, CONTRACT
from hengke.kernel.sentences import sentence
from hengke.pipelines.intake.headings import shown
from hengke.pipelines.intake.proposing.codes import NEGATIVE, POSITIVE
from hengke.pipelines.intake.proposing.profiles import Profile
from hengke.pipelines.intake.proposing.sniffing import Sniffed
from hengke.pipelines.intake.proposing.words import likeness, words_for

BOOKING_SIDES = ("debit", "credit", "direction")
IDENTIFIERS = ("customer_id", "account_id", "transaction_id", "product_id", "org_id")


@dataclass(frozen=True)
class Planned:
    """One table that a file can feed. `pooled`: deposits of a customer as one account."""

    table: str
    columns: dict[str, str] = field(default_factory=dict)  # contract column -> header
    pooled: bool = False
    guessed: str = ""  # a contract column found by its values alone


def profiles_of(file: Sniffed) -> dict[str, Profile]:
    return {name: Profile(name, tuple(file.column(name))) for name in file.columns}


def planned(profiles: dict[str, Profile]) -> list[Planned]:
    """The tables, parents first; none when nothing in the file can be told."""
    found = {table: matched(table, profiles) for table in CONTRACT if table not in BOOKKEEPING}
    amounts = [name for name, profile in profiles.items() if profile.has_decimals]
    return list(_tables(found, amounts))


def customer_list(profiles: dict[str, Profile]) -> list[Planned]:
    """The file as a list of customers, if it has one row for each."""
    names = matched("customers", profiles)
    header = names.get("customer_id")
    listed = header and profiles[header].is_unique and len(profiles) > 1
    accounts = "account_id" in matched("accounts", profiles)
    return [Planned("customers", names)] if listed and not accounts else []


def why_not(profiles: dict[str, Profile]) -> str:
    """What is missing to tell, for a file that feeds no table."""
    listed = ", ".join(shown(list(profiles))[:12])
    if "account_id" in matched("accounts", profiles):
        return sentence(
            "looks like accounts, but has no customer number; a lookup in another source can find "
            "it. Its columns are: {columns}",
            columns=listed,
        )
    return sentence("could not tell what it holds; its columns are: {columns}", columns=listed)


def _tables(found: dict[str, dict[str, str]], amounts: list[str]) -> Iterator[Planned]:
    """The telling columns of each table, the most particular table first."""
    columns = {table: set(names) for table, names in found.items()}
    personal = {"customer_id"} <= columns["customers"]
    accounted = {"account_id"} <= columns["accounts"]
    if not personal and not accounted:
        yield from _reference_tables(found, columns)
    elif {"customer_id", "related_id"} <= columns["relations"]:
        yield Planned("relations", found["relations"])
    elif accounted and _is_booking(columns["transactions"]):
        yield Planned("transactions", found["transactions"])
    elif {"event_id", "occurred_at"} <= columns["digital_events"] and personal:
        yield Planned("digital_events", found["digital_events"])
    elif accounted and {"role", "share_ppm"} & columns["account_holders"] and personal:
        yield Planned("account_holders", found["account_holders"])
    elif accounted:
        yield from _account_tables(found, columns, personal=personal)
    elif "balance_minor" in columns["balances"]:
        yield from _pooled(found)
    elif len(columns["customers"]) == 1 and len(amounts) == 1:
        found["balances"] = {**found["balances"], "balance_minor": amounts[0]}
        yield from _pooled(found, guessed="balance_minor")
    elif len(columns["customers"]) > 1:
        yield Planned("customers", found["customers"])


def _reference_tables(
    found: dict[str, dict[str, str]], columns: dict[str, set[str]]
) -> Iterator[Planned]:
    if {"base", "rate_e8", "rate_date"} <= columns["market_rates"]:
        yield Planned("market_rates", found["market_rates"])
    elif "product_id" in columns["products"]:
        yield Planned("products", found["products"])
    elif {"org_id", "name"} <= columns["organisation"]:
        yield Planned("organisation", found["organisation"])


def _is_booking(columns: set[str]) -> bool:
    amount = "amount_minor" in columns or {"debit", "credit"} <= columns
    return {"transaction_id", "account_id", "booked_on"} <= columns and amount


def _account_tables(
    found: dict[str, dict[str, str]], columns: dict[str, set[str]], *, personal: bool
) -> Iterator[Planned]:
    """A list of accounts often shows balances too; a list of loans, their class."""
    overdue = {"days_past_due", "bank_class"} & columns["loan_status"]
    if personal:
        shown_on = found["balances"].get("balance_date")
        names = {c: h for c, h in found["accounts"].items() if c != "opened_on" or h != shown_on}
        yield Planned("accounts", names)
    if overdue:
        yield Planned("loan_status", found["loan_status"])
    elif "balance_minor" in columns["balances"]:
        yield Planned("balances", found["balances"])


def _pooled(found: dict[str, dict[str, str]], *, guessed: str = "") -> Iterator[Planned]:
    """Balances per customer without an account number: one account each is made up for them."""
    yield Planned("customers", found["customers"], pooled=True)
    yield Planned("accounts", {"customer_id": found["customers"]["customer_id"]}, pooled=True)
    yield Planned("balances", found["balances"], pooled=True, guessed=guessed)


def matched(table: str, profiles: dict[str, Profile]) -> dict[str, str]:
    """Contract column -> header, each header once, the likeliest pair first."""
    wanted = [column.name for column in CONTRACT[table].delivered]
    wanted += BOOKING_SIDES if table == "transactions" else ()
    pairs = [
        (_score(table, column, profile), column, header)
        for column in wanted
        for header, profile in profiles.items()
    ]
    found: dict[str, str] = {}
    for score, column, header in sorted(pairs, key=lambda pair: -pair[0]):
        if score > 0 and column not in found and header not in found.values():
            found[column] = header
    return found


def _score(table: str, column: str, profile: Profile) -> float:
    score = likeness(profile.name, words_for(table, column))
    if column == "id_number" and profile.looks_like_identity_number:
        score += 2
    if column == "phone" and profile.looks_like_phone:
        score += 2
    if column == "currency" and profile.looks_like_currency:
        score += 1
    if column == "direction" and _are_directions(profile):
        score += 2
    return score if score and _can_be(table, column, profile) else 0


def _are_directions(profile: Profile) -> bool:
    codes = [code.lower() for code in profile.codes]
    both = set(codes) & set(POSITIVE), set(codes) & set(NEGATIVE)
    return len(codes) <= 6 and all(both)


def _can_be(table: str, column: str, profile: Profile) -> bool:
    """Values speak louder than headers: a column of texts is no date and no amount."""
    if not profile.values:
        return True
    kinds = {found.name: found.type for found in CONTRACT[table].columns}
    kind = kinds.get(column, "int64" if column in ("debit", "credit") else "string")
    if kind == "date":
        dated = profile.is_dated or profile.months or profile.has_serial_dates
        return bool(dated) or (len(profile.codes) > 1 and not profile.is_number)
    if kind == "timestamp":
        return bool(profile.times)
    return profile.is_number if kind == "int64" else True

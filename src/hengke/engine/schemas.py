"""The bank contract (silver): every table, column, type, grain and data class.

Types are Ibis type names. Money is int64 minor units beside a `currency`; instants are UTC;
`share_ppm` and `rate_e8` are scaled integers so that sums stay exact. Data classes follow
JR/T 0171-2020: C1 internal, C2 identifying or financial; C3 (authentication) has no column and is
dropped while a delivery is read. A column with an `identifier` holds sealed text, never plain
(protection.sealing); those with an index of their own are found by the `derived` columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

DataClass = Literal["C1", "C2", "C3"]


@dataclass(frozen=True)
class Column:
    """One column of the contract. `choices` empty means free text.

    `identifier` names the kind of what is sealed in it; a `derived` one is made by the import from
    an identifier and cannot be mapped.
    """

    name: str
    type: str
    meaning: str
    data_class: DataClass = "C1"
    required: bool = False
    choices: tuple[str, ...] = ()
    identifier: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Reference:
    """`column` must be found as `table`.`key` when that table has any row."""

    column: str
    table: str
    key: str


@dataclass(frozen=True)
class TableSchema:
    """One table of the contract: its grain, key and columns."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = field(default=())

    def ibis(self) -> Any:
        return _ibis(self.columns)

    def as_delivered(self) -> Any:
        """The shape of a file that is delivered in the contract's own."""
        return _ibis(self.delivered)

    @property
    def delivered(self) -> tuple[Column, ...]:
        """The columns that a bank delivers."""
        return tuple(column for column in self.columns if not column.derived)

    @property
    def identifiers(self) -> tuple[Column, ...]:
        """The columns that hold sealed text."""
        return tuple(column for column in self.columns if column.identifier)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _ibis(columns: Iterable[Column]) -> Any:
    """An Ibis schema. The library is loaded only here: the catalogue reads the contract as well,
    in a web process that never loads it."""
    return import_module("ibis").schema({column.name: column.type for column in columns})


C = Column


def _sealed(name: str, meaning: str, identifier: str) -> Column:
    return Column(name, "string", meaning, "C2", identifier=identifier)


def _index(name: str, meaning: str) -> Column:
    return Column(name, "string", f"blind index of {meaning}", "C2", derived=True)


PERSON, INSTITUTION = "person", "institution"
KINDS = (PERSON, INSTITUTION)
STATUSES = ("active", "frozen", "deceased", "blacklisted", "closed")
RELATION_KINDS = ("household", "spouse", "parent", "group", "guarantor", "shareholder", "disponent")
DEPOSIT_FAMILIES = ("demand_deposit", "term_deposit", "structured_deposit", "certificate")
ASSET_FAMILIES = (
    *DEPOSIT_FAMILIES, "wealth", "fund", "insurance", "trust", "bond", "metal", "securities",
)  # fmt: skip
LIABILITY_FAMILIES = ("loan", "credit_card")
FAMILIES = (*ASSET_FAMILIES, *LIABILITY_FAMILIES, "other")

RISK_LEVELS = ("R1", "R2", "R3", "R4", "R5")
TOLERANCES = ("C1", "C2", "C3", "C4", "C5")
CUSTOMERS = TableSchema(
    "customers", "one row per customer", ("customer_id",),
    (
        C("customer_id", "string", "customer number; text, leading zeros stay", "C1", True),
        C("kind", "string", "natural person or institution", choices=KINDS),
        _sealed("name", "full name", "name"),
        C("gender", "string", "female, male or other", choices=("female", "male", "other")),
        C("birth_date", "date", "date of birth or of founding", "C2"),
        C("id_type", "string", "kind of identity document"),
        _sealed("id_number", "number of the identity document", "id_number"),
        _sealed("phone", "first telephone number", "phone"),
        _sealed("email", "first e-mail address", "email"),
        _sealed("address", "postal address", "address"),
        C("region", "string", "city or district"),
        C("occupation", "string", "occupation, persons"),
        C("industry", "string", "industry, institutions"),
        C("income_level", "string", "low, middle or high", choices=("low", "middle", "high")),
        C("risk_level", "string", "risk tolerance C1 to C5",
          choices=TOLERANCES),
        C("risk_assessed_on", "date", "date of the last risk assessment"),
        C("id_expires_on", "date", "expiry of the identity document"),
        C("opened_on", "date", "start of the relation"),
        C("closed_on", "date", "end of the relation"),
        C("status", "string", "active, frozen, deceased, blacklisted or closed", choices=STATUSES),
        C("branch_id", "string", "branch in charge"),
        C("manager_id", "string", "relationship manager in charge (organisation.org_id)"),
        _index("name_key", "the full name"),
        _index("name_stem_key", "surname and first syllable of the given name"),
        _index("surname_key", "the surname"),
        _index("initials_key", "the initials of the name's sounds"),
        _index("initials_stem_key", "the first two initials"),
        _index("id_number_key", "the identity number"),
        _index("id_number_tail_key", "the last four signs of the identity number"),
        _index("phone_key", "the telephone number"),
        _index("phone_tail_key", "the last four digits of the telephone number"),
        _index("email_key", "the e-mail address"),
    ),
)  # fmt: skip
RELATIONS = TableSchema(
    "relations", "one row per pair of customers and kind", ("customer_id", "related_id", "kind"),
    (
        C("customer_id", "string", "one customer of the pair", "C1", True),
        C("related_id", "string", "the other customer", "C1", True),
        C("kind", "string", "how they are related", "C1", True, RELATION_KINDS),
        C("share_ppm", "int64", "share held, parts per million, shareholders"),
        C("valid_from", "date", "first day"),
        C("valid_to", "date", "last day"),
    ),
    (Reference("customer_id", "customers", "customer_id"),
     Reference("related_id", "customers", "customer_id")),
)  # fmt: skip
PRODUCTS = TableSchema(
    "products", "one row per product", ("product_id",),
    (
        C("product_id", "string", "product code", "C1", True),
        C("name", "string", "product name"),
        C("family", "string", "asset or liability class", "C1", True, FAMILIES),
        C("risk_level", "string", "product risk R1 to R5", choices=RISK_LEVELS),
        C("currency", "string", "ISO 4217"),
    ),
)  # fmt: skip
PRODUCT_RATINGS = TableSchema(
    "product_ratings", "one row per product, rater and day of rating",
    ("product_id", "rated_by", "rated_on"),
    (
        C("product_id", "string", "product code", "C1", True),
        C("rated_by", "string", "issuer, or seller (this bank)", "C1", True, ("issuer", "seller")),
        C("rated_on", "date", "first day of the rating", "C1", True),
        C("risk_level", "string", "product risk R1 to R5", "C1", True, RISK_LEVELS),
    ),
    (Reference("product_id", "products", "product_id"),),
)  # fmt: skip
RISK_ASSESSMENTS = TableSchema(
    "risk_assessments", "one row per assessment of a customer's risk tolerance",
    ("assessment_id",),
    (
        C("assessment_id", "string", "number; on one day the later assessment has the larger",
          "C1", True),
        C("customer_id", "string", "customer", "C1", True),
        C("assessed_on", "date", "day of the assessment", "C1", True),
        C("risk_level", "string", "risk tolerance C1 to C5", "C1", True, TOLERANCES),
        C("valid_through", "date", "last day by the bank's own word, where it says one"),
        C("preference", "string", "conservative, steady or aggressive",
          choices=("conservative", "steady", "aggressive")),
        C("knowledge", "string", "how well the customer knows risks: low, medium or high",
          choices=("low", "medium", "high")),
        C("channel", "string", "where it was made: counter, mobile, ..."),
        C("source", "string", "questionnaire or system that says so"),
    ),
    (Reference("customer_id", "customers", "customer_id"),),
)  # fmt: skip
ACCOUNTS = TableSchema(
    "accounts", "one row per account or position", ("account_id",),
    (
        C("account_id", "string", "account or position number", "C2", True),
        C("customer_id", "string", "first holder", "C1", True),
        C("product_id", "string", "product", "C1", True),
        C("currency", "string", "ISO 4217", "C1", True),
        C("opened_on", "date", "first day"),
        C("closed_on", "date", "day of closing"),
        C("matures_on", "date", "maturity of term products"),
        C("rate_e8", "int64", "yearly interest rate x 10^8"),
        C("principal_minor", "int64", "principal or limit", "C2"),
        C("branch_id", "string", "branch of booking"),
        C("status", "string", "open or closed", choices=("open", "closed")),
        _sealed("card_number", "number of the bank card, where it is not the account's", "card"),
    ),
    (Reference("customer_id", "customers", "customer_id"),
     Reference("product_id", "products", "product_id")),
)  # fmt: skip
ACCOUNT_HOLDERS = TableSchema(
    "account_holders", "one row per account and holder", ("account_id", "customer_id"),
    (
        C("account_id", "string", "account", "C2", True),
        C("customer_id", "string", "holder", "C1", True),
        C("role", "string", "owner, joint or disponent", "C1", True,
          ("owner", "joint", "disponent")),
        C("share_ppm", "int64", "share of the balance, parts per million; 0 for disponents",
          "C1", True),
    ),
    (Reference("account_id", "accounts", "account_id"),
     Reference("customer_id", "customers", "customer_id")),
)  # fmt: skip
BALANCES = TableSchema(
    "balances", "one row per account and day on which the end-of-day balance changed, "
    "or per account and snapshot day", ("account_id", "balance_date"),
    (
        C("account_id", "string", "account", "C2", True),
        C("balance_date", "date", "business day, end of day", "C1", True),
        C("balance_minor", "int64", "balance; what the customer owes is negative", "C2", True),
        C("currency", "string", "ISO 4217", "C1", True),
        C("observed", "string", "change: holds until the next row; month_end: known for that day "
          "only", "C1", True, ("change", "month_end")),
        C("items", "int64", "number of products summed in the row, where the bank says so"),
    ),
    (Reference("account_id", "accounts", "account_id"),),
)  # fmt: skip
TRANSACTIONS = TableSchema(
    "transactions", "one row per booking", ("transaction_id",),
    (
        C("transaction_id", "string", "booking number", "C1", True),
        C("account_id", "string", "account", "C2", True),
        C("booked_on", "date", "business day", "C1", True),
        C("occurred_at", "timestamp", "instant, UTC, where known"),
        C("amount_minor", "int64", "signed: into the account is positive", "C2", True),
        C("currency", "string", "ISO 4217", "C1", True),
        C("balance_minor", "int64", "running balance after the booking, where known", "C2"),
        C("kind", "string", "what it was for"),
        C("channel", "string", "counter, atm, online, mobile, card, system"),
        C("customer_initiated", "boolean", "false for interest, fees, tax, judicial bookings"),
        C("counterparty_kind", "string", "own, person, company, other_bank, bank"),
    ),
    (Reference("account_id", "accounts", "account_id"),),
)  # fmt: skip
LOAN_STATUS = TableSchema(
    "loan_status", "one row per loan account and day", ("account_id", "status_date"),
    (
        C("account_id", "string", "loan account", "C2", True),
        C("status_date", "date", "business day", "C1", True),
        C("days_past_due", "int64", "days past due; empty where unknown", "C2"),
        C("outstanding_minor", "int64", "outstanding principal", "C2"),
        C("currency", "string", "ISO 4217", "C1", True),
        C("bank_class", "string", "the bank's own class, as delivered"),
    ),
    (Reference("account_id", "accounts", "account_id"),),
)  # fmt: skip
DIGITAL_EVENTS = TableSchema(
    "digital_events", "one row per event", ("event_id",),
    (
        C("event_id", "string", "event number", "C1", True),
        C("customer_id", "string", "customer", "C1", True),
        C("occurred_at", "timestamp", "instant, UTC", "C1", True),
        C("kind", "string", "login, page or query", "C1", True),
        C("topic", "string", "page or query topic"),
    ),
    (Reference("customer_id", "customers", "customer_id"),),
)  # fmt: skip
MARKET_RATES = TableSchema(
    "market_rates", "one row per day, kind and pair",
    ("rate_date", "kind", "base", "quote"),
    (
        C("rate_date", "date", "business day", "C1", True),
        C("kind", "string", "fx_middle, deposit, loan or index", "C1", True),
        C("base", "string", "ISO 4217, the term, or the industry of an index", "C1", True),
        C("quote", "string", "ISO 4217, or the unit of an index", "C1", True),
        C("rate_e8", "int64", "one unit of base in quote, a yearly rate, or points of an index, "
          "x 10^8", "C1", True),
        C("source", "string", "who published it"),
    ),
)  # fmt: skip
ORGANISATION = TableSchema(
    "organisation", "one row per branch or member of staff", ("org_id",),
    (
        C("org_id", "string", "branch or staff number", "C1", True),
        C("kind", "string", "branch or staff", "C1", True, ("branch", "staff")),
        C("name", "string", "name of the branch or member of staff", "C1", True),
        C("parent_id", "string", "branch above, or branch of the member of staff"),
        C("post", "string", "relationship_manager, branch_head, ...; staff only"),
    ),
)  # fmt: skip
SNAPSHOTS = TableSchema(
    "snapshots", "one row per table and day for which a snapshot was delivered; written by the "
    "import, not mapped", ("table", "snapshot_date"),
    (
        C("table", "string", "the table the snapshot is of", "C1", True),
        C("snapshot_date", "date", "the day it shows", "C1", True),
        C("complete", "boolean", "true: a known customer who is missing holds zero", "C1", True),
    ),
)  # fmt: skip
WITHHELD = TableSchema(
    "withheld", "one row per row in quarantine that leaves a hole in the book, until a good row "
    "takes its place; written by the import, not mapped", ("table", "row_key"),
    (
        C("table", "string", "the table the row was delivered for", "C1", True),
        C("row_key", "string", "its key, as far as it could be read", "C2", True),
        C("account_id", "string", "the account, as it could be read", "C2"),
        C("customer_id", "string", "the customer, as it could be read"),
        C("from_on", "date", "the row's day; the first it may be of where it could not be read; "
          "empty: any"),
        C("through_on", "date", "the last day that it may be of; empty: any"),
        C("observed", "string", "change or month_end, balances"),
    ),
)  # fmt: skip
BOOKKEEPING = ("snapshots", "withheld")
"""Tables that no mapping feeds: the import writes what it knows about a delivery."""

CONTRACT: dict[str, TableSchema] = {
    table.name: table
    for table in (
        ORGANISATION, CUSTOMERS, RELATIONS, PRODUCTS, ACCOUNTS, ACCOUNT_HOLDERS, BALANCES,
        TRANSACTIONS, LOAN_STATUS, DIGITAL_EVENTS, MARKET_RATES, PRODUCT_RATINGS,
        RISK_ASSESSMENTS, SNAPSHOTS, WITHHELD,
    )
}  # fmt: skip
"""Tables in the order in which they must be loaded."""

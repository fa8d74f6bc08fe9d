"""What a mapping says, as frozen values: sources (files), their layout, the tables they feed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Readable
from dataclasses import dataclass, field
from typing import Literal

LayoutKind = Literal["auto", "delimited", "fixed", "excel", "parquet"]
Mode = Literal["delta", "full"]

MONEY_UNITS = {"fen": 0, "minor": 0, "yuan": 2, "major": 2, "thousand": 5, "wan": 6}
"""Powers of ten from the delivered unit to minor units (`wan` is 万元, `thousand` 千元)."""
SHARE_UNITS = {"ppm": 0, "permille": 3, "percent": 4, "ratio": 6}
RATE_UNITS = {"e8": 0, "basis_points": 4, "permille": 5, "percent": 6, "ratio": 8}
REPAIRS = ("full_width", "thousands", "currency", "accounting", "excel_number")
"""What a mapping may ask to repair instead of refuse, see `expressions.repaired`."""
PARTS = ("birth_number.date", "birth_number.gender", "cn_id.date", "cn_id.gender")


@dataclass(frozen=True)
class Layout:
    """How the bytes of a file become rows of text."""

    kind: LayoutKind = "auto"
    encoding: str = "auto"
    delimiter: str = ","
    quote: str = '"'
    header: bool = True
    columns: tuple[str, ...] = ()  # names in order, for files without a header
    widths: tuple[int, ...] = ()
    width_unit: Literal["bytes", "characters"] = "bytes"
    short_rows: bool = False  # fixed width: trailing blanks may have been cut off
    skip: int = 0  # lines above the header
    footer: int = 0  # lines below the last row
    trailing_delimiter: bool = False
    sheet: str = ""  # Excel: name of the sheet, empty for the first
    max_expansion: int = 200  # a compressed file may grow by this factor, not more


@dataclass(frozen=True)
class Lookup:
    """Find a value in another source or contract table: the row where `key` equals our value."""

    origin: Literal["source", "table"]
    name: str
    key: str
    value: str
    only: Readable[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Sign:
    """The sign of an amount follows a code in another column; `*` at the end matches any rest."""

    column: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True)
class ColumnRule:
    """How a contract column is made: by one of `column`, `first_of`, `text`, `value`, `debit`."""

    column: str = ""
    first_of: tuple[str, ...] = ()  # of several columns the first that is not empty
    text: str = ""  # a template: "{cust_no}:deposits", "2019-{file.month}"
    value: str | None = None
    debit: str = ""
    credit: str = ""
    unit: str = ""
    formats: tuple[str, ...] = ()
    at: Literal["", "month_end"] = ""
    century: int = 0
    plus_months: str = ""  # a column whose number of months is added to the date
    values: Readable[str, str] = field(default_factory=dict)
    other: str | None = None  # what a code that `values` does not list becomes
    default: str | None = None
    repair: tuple[str, ...] = ()
    width: int = 0  # numbers that lost leading zeros are filled up to this width
    part: str = ""
    negate: bool = False
    sign: Sign | None = None
    lookup: Lookup | None = None


@dataclass(frozen=True)
class Snapshot:
    """Each day of `date` shows the whole table; `complete` says that who is missing holds zero."""

    date: str
    complete: bool


@dataclass(frozen=True)
class Target:
    """One contract table fed by a source."""

    table: str
    mode: Mode = "delta"
    columns: Readable[str, ColumnRule] = field(default_factory=dict)
    as_contract: bool = False  # every contract column found in the file is taken as it is
    only: Readable[str, tuple[str, ...]] = field(default_factory=dict)
    distinct: bool = False  # many rows of the source describe one row of the table
    snapshot: Snapshot | None = None
    deleted: Readable[str, tuple[str, ...]] = field(default_factory=dict)
    duplicates: Literal["quarantine", "last"] = "quarantine"


@dataclass(frozen=True)
class Control:
    """A file that states how many rows (and which sum) another file must have.

    `files` may use {name} (the data file's name), {stem} (without its endings) and what the
    source's pattern caught. `rows` and `sum` name columns of the control file.
    """

    files: str
    layout: Layout
    rows: str = ""
    sum: str = ""
    sum_of: str = ""  # the column of the data file that is summed
    file_column: str = ""  # the control file's column with the data file's name, if it lists many


@dataclass(frozen=True)
class Source:
    """Files of one layout and the contract tables that they feed."""

    name: str
    files: tuple[str, ...]
    layout: Layout
    targets: tuple[Target, ...]
    required: bool = False
    null_values: tuple[str, ...] = ()
    control: Control | None = None
    classes: Readable[str, str] = field(default_factory=dict)  # column -> C3, identifier, plain
    deviation_percent: int = 20  # rows or sums further off the last delivery ask for confirmation


@dataclass(frozen=True)
class Ignored:
    """Files of the delivery that are left alone on purpose, and why."""

    files: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Mapping:
    """One bank's way into the contract."""

    name: str
    title: str
    currency: str
    sources: tuple[Source, ...]
    policy: str = ""
    timezone: str = "Asia/Shanghai"
    rows: Readable[str, tuple[Readable[str, str], ...]] = field(default_factory=dict)
    ignored: tuple[Ignored, ...] = ()
    text: str = field(default="", repr=False)  # the file itself, kept with every batch

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def source(self, name: str) -> Source:
        return next(source for source in self.sources if source.name == name)

"""What the values of a column look like: dates of which form, amounts with what around, codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from hengke.pipelines.intake.dates import shape

DAYS = (
    "%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y", "%d/%m/%Y",
    "%m/%d/%Y", "%d-%m-%Y", "%y%m%d",
)  # fmt: skip
TIMES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S.%f", "%y%m%d %H:%M:%S",
)  # fmt: skip
MONTHS = ("%Y-%m", "%Y%m", "%Y/%m", "%Y年%m月")
NO_DAY = {"0", "00000000", "0000-00-00", "99991231", "9999-12-31", "00010101", "0001-01-01"}
WIDE = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
MARKS = r"(元|圆|RMB|CNY|人民币|¥|￥)"
MOST = 0.6  # of the values must fit: files hold wrong ones, and the check names them


@dataclass(frozen=True)
class Profile:
    """The sample's values of one column."""

    name: str
    values: tuple[str, ...]

    @cached_property
    def codes(self) -> list[str]:
        """Distinct values, most frequent first."""
        counts: dict[str, int] = {}
        for value in self.values:
            counts[value] = counts.get(value, 0) + 1
        return sorted(counts, key=lambda code: (-counts[code], code))

    @cached_property
    def days(self) -> tuple[str, ...]:
        """Forms of a day that fit; more than one when day and month cannot be told apart."""
        forms = _fitting(self.values, DAYS)
        return () if self.months and forms == ("%y%m%d",) else forms

    @cached_property
    def times(self) -> tuple[str, ...]:
        return _fitting(self.values, TIMES)

    @cached_property
    def months(self) -> tuple[str, ...]:
        return _fitting(self.values, MONTHS)

    @property
    def is_dated(self) -> bool:
        return bool(self.days or self.times)

    @cached_property
    def has_serial_dates(self) -> bool:
        """Whole numbers that a spreadsheet would show as days of 1982 to 2064."""
        return self._all(r"[3-5]\d{4}(\.0+)?")

    @cached_property
    def repairs(self) -> tuple[str, ...] | None:
        """What must be repaired before the values are plain numbers; None when they are none."""
        needed = []
        values = self.values
        for repair, change in REPAIRS:
            changed = [change(value) for value in values]
            if changed != list(values):
                needed.append(repair)
            values = tuple(changed)
        plain = sum(bool(re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)", value)) for value in values)
        return tuple(needed) if values and plain >= MOST * len(values) else None

    @property
    def is_number(self) -> bool:
        return self.repairs is not None

    @cached_property
    def has_decimals(self) -> bool:
        return self.is_number and any("." in value for value in self.values)

    @cached_property
    def is_unique(self) -> bool:
        return len(self.codes) == len(self.values) > 0

    @property
    def looks_like_identity_number(self) -> bool:
        return self._all(r"\d{17}[\dXx]")

    @property
    def looks_like_phone(self) -> bool:
        return self._all(r"(\+?86[- ]?)?1[3-9]\d{9}")

    @property
    def looks_like_currency(self) -> bool:
        usual = "CNY|RMB|USD|EUR|HKD|JPY|GBP|AUD|CHF|SGD|CZK|人民币|美元|港币|欧元|日元|英镑"
        return self._all(usual)

    def _all(self, pattern: str) -> bool:
        return bool(self.values) and all(re.fullmatch(pattern, value) for value in self.values)


def _fitting(values: Iterable[str], formats: tuple[str, ...]) -> tuple[str, ...]:
    """The forms that fit best, when they fit most of the values."""
    real = [value for value in dict.fromkeys(values) if value not in NO_DAY][:5000]
    fits = {format_: sum(_reads(value, format_) for value in real) for format_ in formats}
    best = max(fits.values(), default=0)
    if not real or best < MOST * len(real):
        return ()
    return tuple(format_ for format_, count in fits.items() if count == best)


def _reads(value: str, format_: str) -> bool:
    if not re.fullmatch(shape(format_), value):
        return False
    try:
        found = datetime.strptime(value, format_).replace(tzinfo=UTC)
    except ValueError:
        return False
    return 1900 <= found.year <= 2100


def _without_groups(value: str) -> str:
    grouped = re.fullmatch(r"[-+(]?\d{1,3}(,\d{3})+(\.\d+)?[-)]?", value)
    return value.replace(",", "") if grouped else value


def _without_mark(value: str) -> str:
    return re.sub(rf"^{MARKS}\s*|\s*{MARKS}$", "", value)


def _without_accounting(value: str) -> str:
    return re.sub(r"^([\d.,]+)-$", r"-\1", re.sub(r"^\((.*)\)$", r"-\1", value))


REPAIRS = (
    ("full_width", lambda value: value.translate(WIDE)),
    ("currency", _without_mark),
    ("thousands", _without_groups),
    ("accounting", _without_accounting),
)
"""In the order in which the import repairs, see `sql_text.repaired`."""

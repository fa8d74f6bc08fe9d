"""Numbers and dates as people write them: 万 and 亿 in Chinese, K, M and B in English.

Pure functions, language given; None (unknown) becomes None and the template says so. Rounding is
half to even on exact decimals, and a number that rounds up to the next unit moves there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from hengke.kernel import money
from hengke.kernel.money import to_major

MINUS = "−"
NOTHING = "0"
"""What rounds to it has no sign."""
ZH = "zh-hans"
UNITS = {
    ZH: ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
    "en": ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")),
}
LETTERS = tuple(letter for _size, letter in UNITS["en"])
YUAN = {"CNY": "元"}
WEEKDAYS = {
    ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Amount:
    """A number and its unit apart, so that a page can set the unit smaller."""

    number: str
    unit: str = ""

    def __str__(self) -> str:
        """38.6 万, 1.05M, 44.9M CNY, 300 CNY: letters of thousands stand close, words apart."""
        if not self.unit:
            return self.number
        return f"{self.number}{self.unit}" if self._close else f"{self.number} {self.unit}"

    @property
    def _close(self) -> bool:
        return self.unit.partition(" ")[0] in LETTERS


def known_language(language: str | None) -> str:
    return "en" if (language or "").startswith("en") else ZH


def amount(
    minor: int | None, language: str, *, currency: str = "", signed: bool = False
) -> Amount | None:
    """Money in at most five digits. With `currency` the unit names it: 亿元, 万 CZK, M USD."""
    if minor is None:
        return None
    language = known_language(language)
    number, unit = _scaled(abs(to_major(minor)), language)
    sign = "" if number == NOTHING else _sign(minor, signed)
    return Amount(sign + number, _with_currency(unit, currency, language))


def exact(minor: int | None) -> str | None:
    """Money to the cent, thousands apart: 561,400.00."""
    if minor is None:
        return None
    return f"{_sign(minor, False)}{abs(to_major(minor)):,.2f}"


def band(minor: int | None, language: str, *, currency: str = "") -> Amount | None:
    """The powers of ten that money lies between: 10 万–100 万, 100K–1M."""
    if minor is None:
        return None
    language = known_language(language)
    low, high = (_round(end, language) for end in money.band(minor))
    ends = f"{high}–{low}" if minor < 0 and low == NOTHING else f"{low}–{high}"
    return Amount(_sign(minor, False) + ends, _with_currency("", currency, language))


def points(hundredths: int) -> str:
    """Points, which are kept in hundredths like money: 80,000, or 80,000.50."""
    return f"{_sign(hundredths, False)}{abs(to_major(hundredths)):,.2f}".removesuffix(".00")


def decimal(value: float) -> str:
    """A number with a unit of its own, with up to four places: 51.2, or 7.1234."""
    return f"{Decimal(str(round(value, 4))).normalize():,f}"


def count(value: int | None, language: str = "") -> str | None:
    """A number of things, thousands apart."""
    return None if value is None else f"{_sign(value, False)}{abs(value):,}"


def signed_count(value: int | None) -> str | None:
    return None if value is None else f"{_sign(value, True)}{abs(value):,}"


def percent(ratio: float | Decimal | None, digits: int = 0, *, signed: bool = False) -> str | None:
    """A ratio of 1 as a percentage."""
    if ratio is None:
        return None
    value = (Decimal(str(ratio)) * 100).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    sign = _sign(1 if value > 0 else -1 if value < 0 else 0, signed)
    return f"{sign}{abs(value):,.{digits}f}%"


def day(value: date | None, language: str, *, year: bool = False) -> str | None:
    """11 月 23 日 or 23 Nov; with the year where it matters."""
    if value is None:
        return None
    if known_language(language) == ZH:
        text = f"{value.month} 月 {value.day} 日"
        return f"{value.year} 年 {text}" if year else text
    text = f"{value.day} {MONTHS[value.month - 1]}"
    return f"{text} {value.year}" if year else text


def weekday(value: date | None, language: str) -> str | None:
    return None if value is None else WEEKDAYS[known_language(language)][value.weekday()]


def _scaled(major: Decimal, language: str) -> tuple[str, str]:
    """The largest unit in which the rounded number is at least one."""
    for size, unit in UNITS[language]:
        number = major / size
        if _rounded(number) >= 1:
            return _digits(number), unit
    return f"{major.quantize(Decimal(1), ROUND_HALF_EVEN):,}", ""


def _round(power: int, language: str) -> str:
    """A power of ten has no digits to lose: 100 万, 1M."""
    for size, unit in UNITS[language]:
        if power >= size:
            number = f"{power // int(size):,}"
            return f"{number} {unit}" if language == ZH else number + unit
    return f"{power:,}"


def _digits(number: Decimal) -> str:
    """Two decimals below 10, one below 1,000, none above: never more than is read at a glance."""
    return f"{_rounded(number):,}"


def _rounded(number: Decimal) -> Decimal:
    """Rounding up to 10 or 1,000 takes a decimal away again: 9.999 is 10.0, not 10.00."""
    for places, limit in ((2, 10), (1, 1_000)):
        rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
        if rounded < limit:
            return rounded
    return number.quantize(Decimal(1), ROUND_HALF_EVEN)


def _with_currency(unit: str, currency: str, language: str) -> str:
    if not currency:
        return unit
    if language == ZH and currency in YUAN:
        return unit + YUAN[currency]
    return f"{unit} {currency}".strip()


def _sign(value: int, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""

"""What of a refused value people may see: in reports, on pages, in the error file.

Identifiers are masked, by their column or by their looks. A row that slipped by a column has a name
where a code is expected: of tables about customers, any text is masked that is no known code, no
number and no day. Of what was sealed for another reason (a whole row, a number that a date is made
of) nothing is shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from hengke.engine.schemas import CONTRACT
from hengke.kernel import numbers_of_people as numbers
from hengke.pipelines.intake import looks
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.protection import masking
from hengke.pipelines.protection.sealing import is_sealed

BETWEEN_COLUMNS, BETWEEN_VALUES = ", ", " / "
"""A key of several columns stands in one cell."""
WHOSE = ("customer_id", "account_id")
"""A table with one of these is about customers."""
LONGEST, LONG = 40, 8
FEW_DIGITS, AMOUNT_DIGITS = 6, 14
"""More might be a telephone, a card, the number of a document."""
NUMBER = r"[-+(]?[¥$]?[0-9][0-9,]*([.][0-9]*)?(元|圆|万元|RMB|CNY|人民币|%)?[)-]?"
SIDES = re.compile(rf"(debit|credit) {NUMBER}(, (debit|credit) {NUMBER})?")
AMOUNT = re.compile(NUMBER)
DAY = re.compile(
    r"((18|19|20|21|99)\d{2}([01]\d[0-3]\d(\d{6})?|[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?)"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
    r"([ T]\d{1,2}:\d{2}(:\d{2}([.]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?"
)
CODE = re.compile(r"[A-Za-z]{0,4}[-_.]?[0-9][0-9A-Za-z_.-]*")
ID = re.compile(r"(?=.*[0-9])[0-9A-Za-z_.:+-]+")
CURRENCIES = (
    "CNY", "USD", "EUR", "HKD", "JPY", "GBP", "AUD", "CAD", "CHF", "SGD", "NZD", "KRW", "TWD",
    "MOP", "THB", "RUB", "SEK", "NOK", "DKK", "CZK",
)  # fmt: skip
NOTHING = ("", "-", "--", "null", "none", "nan", "n/a", "无", "未知", "不详")


def shown_value(vault: Vault, table: str, column: str, value: str | None) -> str | None:
    """`column` is empty for a whole row; of a key it names all columns."""
    if value is None:
        return None
    if not column:
        return masking.CLOSED
    columns, values = column.split(BETWEEN_COLUMNS), value.split(BETWEEN_VALUES)
    if 1 < len(columns) == len(values):
        pairs = zip(columns, values, strict=True)
        return BETWEEN_VALUES.join(_shown(vault, table, *pair) for pair in pairs)
    return _shown(vault, table, column, value)


def number(text: str | None) -> str | None:
    """What stands in place of a number of somebody: half of it may be another person's, or a
    name."""
    long = text and text.isascii() and (_has_digits(text) or len(text) >= LONG)
    return masking.id_number(text) if long else masking.word(text)


def loose(text: str) -> str:
    """What is shown of a text that stands in no column of the contract: a heading, a sheet's name,
    the cell of a control file."""
    if looks_like := looks.kind_of(text):
        return masking.masked(looks_like, text) or ""
    if _is_plain("", "", text):
        return text
    return (masking.id_number(text) if _has_digits(text) else masking.word(text)) or ""


def _shown(vault: Vault, table: str, column: str, value: str) -> str:
    text = vault.opened(value) or ""
    if looks_like := looks.kind_of(text):
        return masking.masked(looks_like, text) or ""
    if kind := _KINDS.get((table, column)):
        return _unlike(kind, text)
    if is_sealed(value):
        return masking.CLOSED
    if table not in _ABOUT_CUSTOMERS or _is_plain(table, column, text):
        return text
    return (masking.id_number(text) if _has_digits(text) else masking.word(text)) or ""


def _unlike(kind: str, text: str) -> str:
    """What does not look like the identifier that its column is for."""
    shown = masking.masked(kind, text) if kind in ("name", "address") else number(text)
    return shown or ""


def _has_digits(text: str) -> bool:
    return text.isascii() and any(sign.isdigit() for sign in text)


def _is_plain(table: str, column: str, text: str) -> bool:
    """It cannot be the name, number or address of somebody."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.lower() in _known() or DAY.fullmatch(plain):
        return True
    if len(plain) > LONGEST:
        return False
    if len(plain) == 1 and plain.isascii():
        return True
    if column in _KEYS:
        return bool(ID.fullmatch(plain))
    if SIDES.fullmatch(plain):
        return True
    digits = sum(sign.isdigit() for sign in plain)
    if AMOUNT.fullmatch(plain):
        return digits <= (AMOUNT_DIGITS if _type(table, column) == "int64" else FEW_DIGITS)
    code = ID if column.endswith("_id") else CODE
    return digits <= FEW_DIGITS and bool(code.fullmatch(plain))


@cache
def _known() -> frozenset[str]:
    """Codes of the contract, and those that banks use for them."""
    from hengke.pipelines.intake.proposing import codes  # the package imports the mapping's parts

    words = {*NOTHING, *CURRENCIES, *codes.CURRENCIES, *codes.POSITIVE, *codes.NEGATIVE, *codes.YES}
    words |= {word for known in codes.CODES.values() for word in known}
    words |= {word for called in numbers.CALLED.values() for word in called}
    words |= {
        choice for schema in CONTRACT.values() for column in schema.columns
        for choice in column.choices
    }  # fmt: skip
    return frozenset(word.lower() for word in words)


@cache
def _type(table: str, column: str) -> str:
    columns = CONTRACT[table].columns if table in CONTRACT else ()
    types = (one.type for one in columns if one.name == column)
    return next(types, "")


_ABOUT_CUSTOMERS = frozenset(
    table
    for table, schema in CONTRACT.items()
    if any(column.name in WHOSE for column in schema.columns)
)
_KEYS = frozenset(one for schema in CONTRACT.values() for one in schema.key if one.endswith("_id"))
"""Numbers by which tables are joined: they lie in clear, and a bank's may look like anything."""
_KINDS = {
    (table, column.name): column.identifier
    for table, schema in CONTRACT.items()
    for column in schema.identifiers
}

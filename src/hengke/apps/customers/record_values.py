"""One value of the record: from a form to a text that is kept sealed, and back to what is shown."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hengke.apps.customers.document_words import document
from hengke.apps.customers.record_fields import Column, Field
from hengke.kernel import clock
from hengke.kernel import numbers_of_people as numbers
from hengke.pipelines.protection import masking, ring
from hengke.pipelines.protection.sealing import Sealer

LONGEST, MOST_ROWS = 500, 50
LIST_SIGN = " · "
WHOLE = Decimal(100)
Rows = list[dict[str, str]]
MASKS = {
    "name": masking.name, "phone": masking.phone, "email": masking.email,
    "address": masking.address, "id_number": masking.id_number,
}  # fmt: skip


class Wrong(ValueError):
    """A value that cannot be kept; the text is for the person, beside the field."""


def seal(text: str) -> str:
    """A home of an earlier release gets its keys with the first value."""
    home = settings.HENGKE_HOME
    if not home.key_ring.exists():
        ring.load_or_make(home, now=clock.now())
    return str(_sealer().seal(text))


def unseal(token: str) -> str:
    """Refused where the keys are missing; an empty text was never sealed."""
    return str(_sealer().open(token)) if token else ""


def _sealer() -> Sealer:
    """Read again once the ring's file has changed."""
    home = settings.HENGKE_HOME
    if not home.key_ring.exists():
        return Sealer(ring.load(home))
    written = home.key_ring.stat()
    return _sealer_of(home, written.st_mtime_ns, written.st_ino)


@lru_cache(maxsize=4)
def _sealer_of(home: Any, *_written: int) -> Sealer:
    return Sealer(ring.load(home))


def plain(value: Any) -> str:
    """A column of the published record as text; empty where it is unknown."""
    if value is None:
        return ""
    opened = getattr(value, "plain", None)
    if opened is not None:
        return str(opened())
    return value.isoformat() if isinstance(value, date) else str(value)


def same(one: str, other: str) -> bool:
    """Do two sources agree? Blanks, case and the order of rows make no difference."""
    return _folded(one) == _folded(other)


def read(field: Field, typed: str, *, id_type: str = "") -> str:
    """What was typed, in the form that is kept. Raises `Wrong` with what is the matter."""
    text = " ".join(typed.split()) if field.type != "long" else typed.strip()
    if len(text) > LONGEST:
        raise Wrong(_("At most %(most)d characters.") % {"most": LONGEST})
    if not text:
        return ""
    if field.type == "choice" and text not in dict(field.choices):
        raise Wrong(_("Choose one of the list."))
    if field.type == "several":
        return _several(field, text)
    if field.type == "date":
        return _date(text)
    if field.type == "whole":
        return _whole(text)
    code = field.check(text) if field.check else None
    if field.name == "id_number":
        code = numbers.wrong_document(text, id_type)
    if code:
        raise Wrong(_words(code))
    return numbers.plain_number(text) if field.identifier in ("id_number", "phone") else text


def read_rows(field: Field, typed: Rows, *, beneficial: Decimal) -> str:
    """Rows that hold anything, checked, as JSON; an empty text for none."""
    rows = [
        {column.name: _cell(column, row.get(column.name, "")) for column in field.columns}
        for row in typed
        if any(value.strip() for value in row.values())
    ]
    if len(rows) > MOST_ROWS:
        raise Wrong(_("At most %(most)d rows.") % {"most": MOST_ROWS})
    first = field.columns[0]
    if any(not row[first.name] for row in rows):
        raise Wrong(_("Every row needs: %(column)s.") % {"column": first.label})
    _check_rows(field, rows, beneficial)
    return json.dumps(rows, ensure_ascii=False, sort_keys=True) if rows else ""


def rows_of(text: str) -> Rows:
    return json.loads(text) if text else []


def shown(field: Field, text: str, *, names_clear: bool) -> Any:
    """What a page may show: words for codes, masks for identifiers, rows with masked names."""
    if not text:
        return ""
    if field.type == "rows":
        return [
            [_shown_cell(column, row.get(column.name, ""), names_clear) for column in field.columns]
            for row in rows_of(text)
        ]
    if field.type == "several":
        words = dict(field.choices)
        return LIST_SIGN.join(str(words.get(code, code)) for code in text.split())
    if field.identifier == "name" and names_clear:
        return text
    if field.identifier:
        return MASKS[field.identifier](text)
    if field.name == "id_type":
        return document(text)
    return dict(field.choices).get(text, text)


def _shown_cell(column: Column, text: str, names_clear: bool) -> str:
    return text if names_clear or not column.is_name else masking.name(text) or ""


def _folded(text: str) -> str:
    if text.startswith("["):
        rows = [tuple(sorted(row.items())) for row in rows_of(text)]
        return repr(sorted(rows)).casefold()
    return "".join(text.split()).casefold()


def _cell(column: Column, typed: str) -> str:
    text = " ".join(typed.split())
    if not text or column.type == "text":
        return text[:LONGEST]
    if column.type == "date":
        return _date(text)
    if column.type == "year":
        if not (text.isdigit() and len(text) == 4):
            raise Wrong(_("%(column)s: write four digits.") % {"column": column.label})
        return text
    return str(_number(text, column))


def _check_rows(field: Field, rows: Rows, beneficial: Decimal) -> None:
    shares = [Decimal(row["percent"] or 0) for row in rows if "percent" in row]
    if any(share <= 0 or share > WHOLE for share in shares):
        raise Wrong(_("A share is more than 0 and at most 100 per cent."))
    if field.name == "equity" and rows and sum(shares) != WHOLE:
        raise Wrong(
            _("The shares make %(sum)s per cent; they must make 100.") % {"sum": sum(shares)}
        )
    if field.name == "owners" and any(share < beneficial for share in shares):
        raise Wrong(
            _("A beneficial owner holds %(least)s per cent or more.") % {"least": beneficial}
        )
    years = [row["year"] for row in rows if "year" in row]
    if len(set(years)) != len(years):
        raise Wrong(_("Each year stands once."))


def _number(text: str, column: Column) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").replace("%", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise Wrong(_("%(column)s: write a number.") % {"column": column.label})
    return number.normalize() + 0


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Wrong(_("Write the date as 2026-10-23.")) from None


def _whole(text: str) -> str:
    if not text.isdigit() or len(text) > 12:
        raise Wrong(_("Write a whole number."))
    return str(int(text))


def _several(field: Field, text: str) -> str:
    """Codes between spaces, each once, in the order of the list."""
    chosen = set(text.split())
    codes = [code for code, _word in field.choices if code in chosen]
    if len(codes) != len(chosen):
        raise Wrong(_("Choose one of the list."))
    return " ".join(codes)


def _words(code: str) -> str:
    return {
        "id_form": _("An identity number has 17 digits and a last digit or X."),
        "id_birth": _("The day of birth in the identity number does not exist."),
        "id_check": _("The last sign of the identity number does not fit the others."),
        "credit_form": _(
            "A unified social credit code has 18 letters and digits, none of I O S V Z."
        ),
        "credit_check": _("The last sign of the credit code does not fit the others."),
        "document_form": _("The number of a document has 5 to 30 letters and digits."),
        "phone_form": _(
            "A telephone number has 11 digits from 13 to 19, or 5 to 15 with its code."
        ),
        "email_form": _("An e-mail address looks like name@example.com."),
    }[code]

"""Words for dimensions of data quality and for the rules that rows break."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hengke.apps.imports import column_words

DIMENSIONS = {
    "completeness": pgettext_lazy("quality", "Completeness"),
    "uniqueness": _("Uniqueness"),
    "validity": _("Validity"),
    "consistency": _("Consistency"),
    "timeliness": _("Timeliness"),
}
MEANINGS = {
    "completeness": _("rows in which the field is filled"),
    "uniqueness": _("values that stand once"),
    "validity": _(
        "filled rows that can be read, with known codes, plausible values and identifiers that can "
        "be right"
    ),
    "consistency": _("filled rows that agree with other values, rows and tables"),
    "timeliness": _("days that the newest row is behind the last day of the book"),
}
EMPTY, DOUBLED = "empty", "doubled"
RULES = {
    EMPTY: _("the field is empty"),
    DOUBLED: _("the value stands in another row too"),
    "ragged": _("the row does not fit the columns"),
    "unreadable": _("the value cannot be read"),
    "unknown_code": _("the code is unknown"),
    "not_found": _("the table that it is looked up in does not know it"),
    "implausible_date": _("such a day cannot be"),
    "implausible_rate": _("such a rate cannot be"),
    "negative": _("the value cannot be below zero"),
    "share": _("the share does not fit"),
    "duplicate_key": _("the key is taken by an earlier row"),
    "unknown_reference": _("what the row names does not exist"),
    "dates_out_of_order": _("it ends before it begins"),
    "related_to_itself": _("a customer related to itself"),
    "currency": _("another currency than that of the account"),
    "shares_not_whole": _("the shares of the account do not make a whole"),
    "sign": _("the sign does not fit the product"),
    "direction": _("debit and credit swapped"),
    "id_form": _("no number of an identity card: 17 digits and a last digit or X"),
    "id_birth": _("the day of birth in the number of the identity card does not exist"),
    "id_check": _("the last sign of the number of the identity card does not fit the others"),
    "credit_form": _("no unified social credit code: 18 letters and digits"),
    "credit_check": _("the last sign of the unified social credit code does not fit the others"),
    "document_form": _("no number of a document: 5 to 30 letters and digits"),
    "phone_form": _("no telephone number"),
    "email_form": _("no e-mail address"),
    "still_needed": _("to be removed, yet other rows still name it"),
}
WHOLE_ROW = pgettext_lazy("field", "Whole row")


def column(name: str) -> Any:
    return column_words.titled(name) if name else WHOLE_ROW


def rule(code: str) -> Any:
    """A rule of another release is shown as it came."""
    return RULES.get(code, code)

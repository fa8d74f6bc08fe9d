"""Every field of the customer record, once: meaning, owner, data class, how it is written.

`core`: the core system owns it; here one asks for a correction. `ours`: it is kept here, and no
import overwrites it; what the bank delivers for it counts as one more source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers import preference_words
from hengke.apps.customers.document_words import DOCUMENTS
from hengke.apps.customers.record_models import INSTITUTION, PERSON
from hengke.kernel import numbers_of_people as numbers

CORE, OURS = "core", "ours"
Choices = tuple[tuple[str, Any], ...]
Check = Callable[[str], str | None]


@dataclass(frozen=True)
class Column:
    """One column of a field that is a list of rows: text, number, percent, year or date."""

    name: str
    label: Any
    type: str = "text"
    is_name: bool = False


@dataclass(frozen=True)
class Field:
    """`type`: text, long, choice, several (of the choices), date, whole, or rows. `identifier` is
    the kind that masks it."""

    name: str
    label: Any
    kinds: tuple[str, ...]
    owner: str
    group: str
    type: str = "text"
    choices: Choices = ()
    columns: tuple[Column, ...] = ()
    data_class: str = "C2"
    identifier: str = ""
    check: Check | None = None
    meaning: Any = ""


BOTH = (PERSON, INSTITUTION)
GROUPS = {
    "identity": _("Identity"),
    "contact": _("Ways to reach"),
    "work": _("Work and income"),
    "family": _("Family"),
    "risk": _("Risk"),
    "business": _("Business"),
    "figures": _("Financial figures by year"),
    "ownership": _("Ownership"),
    "needs": _("Financing needs"),
    "preferences": _("Preferences and goals"),
}
LEVELS: Choices = (("low", _("low")), ("middle", _("middle")), ("high", _("high")))
GENDERS: Choices = (("female", _("female")), ("male", _("male")), ("other", _("other")))
RISK_LEVELS: Choices = tuple((level, level) for level in ("C1", "C2", "C3", "C4", "C5"))
ID_TYPES: Choices = tuple(
    (code, DOCUMENTS[code]) for code in ("id_card", "passport", "credit_code", "other")
)
PREFERENCES: Choices = (
    ("conservative", _("keep what there is")), ("steady", _("steady")),
    ("balanced", _("balanced")), ("growth", _("growth")), ("aggressive", _("takes risks")),
)  # fmt: skip
SCALES: Choices = (
    ("micro", _("micro")), ("small", _("small")), ("medium", _("medium-sized")),
    ("large", _("large")),
)  # fmt: skip
MARITAL: Choices = (
    ("single", _("single")), ("married", _("married")), ("divorced", _("divorced")),
    ("widowed", _("widowed")),
)  # fmt: skip

F = Field
ALL = (
    F("name", _("Name"), BOTH, CORE, "identity", identifier="name"),
    F("gender", _("Gender"), (PERSON,), CORE, "identity", "choice", GENDERS),
    F("birth_date", _("Date of birth"), (PERSON,), CORE, "identity", "date"),
    F("birth_date", _("Founded on"), (INSTITUTION,), CORE, "identity", "date", data_class="C1"),
    F("id_type", _("Kind of document"), BOTH, CORE, "identity", "choice", ID_TYPES,
      data_class="C1"),
    F("id_number", _("Number of the document"), BOTH, CORE, "identity", identifier="id_number"),
    F("id_expires_on", _("Document valid until"), BOTH, CORE, "identity", "date",
      data_class="C1"),
    F("phone", _("Telephone"), BOTH, CORE, "contact", identifier="phone",
      check=numbers.wrong_phone),
    F("phone_second", _("Second telephone"), BOTH, OURS, "contact", identifier="phone",
      check=numbers.wrong_phone),
    F("email", _("E-mail"), BOTH, OURS, "contact", identifier="email",
      check=numbers.wrong_email),
    F("address", _("Address"), BOTH, OURS, "contact", identifier="address"),
    F("region", _("City or district"), BOTH, OURS, "contact", data_class="C1"),
    F("occupation", _("Occupation"), (PERSON,), OURS, "work"),
    F("employer", _("Employer"), (PERSON,), OURS, "work"),
    F("income_level", _("Income level"), (PERSON,), OURS, "work", "choice", LEVELS),
    F("marital_status", _("Marital status"), (PERSON,), OURS, "family", "choice", MARITAL),
    F("family", _("Family members"), (PERSON,), OURS, "family", "rows", columns=(
        Column("relation", _("Relation")), Column("born", _("Year of birth"), "year"),
        Column("note", _("Note")),
    )),
    F("risk_level", _("Risk level assessed"), (PERSON,), CORE, "risk", "choice", RISK_LEVELS),
    F("risk_assessed_on", _("Risk assessed on"), (PERSON,), CORE, "risk", "date"),
    F("risk_preference", _("Risk preference"), (PERSON,), OURS, "risk", "choice", PREFERENCES),
    F("industry", _("Industry"), (INSTITUTION,), OURS, "business", data_class="C1"),
    F("scale", _("Scale"), (INSTITUTION,), OURS, "business", "choice", SCALES, data_class="C1"),
    F("staff", _("Employees"), (INSTITUTION,), OURS, "business", "whole", data_class="C1"),
    F("figures", _("Figures by year"), (INSTITUTION,), OURS, "figures", "rows", columns=(
        Column("year", _("Year"), "year"), Column("revenue", _("Revenue"), "number"),
        Column("assets", _("Total assets"), "number"), Column("debts", _("Debts"), "number"),
        Column("profit", _("Net profit"), "number"),
    )),
    F("equity", _("Shareholders"), (INSTITUTION,), OURS, "ownership", "rows", columns=(
        Column("holder", _("Shareholder"), is_name=True),
        Column("percent", _("Share in %"), "percent"),
    )),
    F("owners", _("Beneficial owners"), (INSTITUTION,), OURS, "ownership", "rows", columns=(
        Column("holder", _("Person"), is_name=True),
        Column("percent", _("Share in %"), "percent"),
    )),
    F("needs", _("Needs"), (INSTITUTION,), OURS, "needs", "rows", columns=(
        Column("purpose", _("What for")), Column("amount", _("Amount"), "number"),
        Column("needed_by", _("Needed by"), "date"),
    )),
    F("contact_channel", _("Preferred way of contact"), BOTH, OURS, "preferences", "choice",
      preference_words.CHANNELS, data_class="C1"),
    F("contact_hours", _("Preferred time of contact"), BOTH, OURS, "preferences", "choice",
      preference_words.WINDOWS, data_class="C1"),
    F("contact_topics", _("Topics to hear about"), BOTH, OURS, "preferences", "several",
      preference_words.TOPICS),
    F("product_interests", _("Interested in products"), BOTH, OURS, "preferences", "several",
      preference_words.PRODUCTS),
    F("life_goals", _("Goals"), (PERSON,), OURS, "preferences", "several",
      preference_words.GOALS),
)  # fmt: skip


def of(kind: str) -> tuple[Field, ...]:
    """The fields of persons, or of institutions, in the order of the page."""
    return tuple(field for field in ALL if kind in field.kinds)


def named(name: str, kind: str) -> Field | None:
    return next((field for field in of(kind) if field.name == name), None)


def words() -> dict[str, Any]:
    """Every field's name to what it is called."""
    return {field.name: field.label for field in reversed(ALL)}


def labels_of(names: Iterable[str]) -> list[Any]:
    """What fields are called; one that a later release has is called by its name."""
    known = words()
    return [known.get(name, name) for name in names]

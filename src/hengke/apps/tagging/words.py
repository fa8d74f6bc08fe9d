"""What families, roles and values are called on pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hengke.apps.identity.api import Role
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.web import amounts, formats

FAMILIES = {
    "attribute": _("Attributes"), "behaviour": _("Behaviour"), "value": _("Value"),
    "need": _("Needs and preferences"), "risk": _("Risk"),
}  # fmt: skip


def family(code: str) -> Any:
    return FAMILIES.get(code, code)


def owner(name: str) -> Any:
    """A role of the house, or whoever asked for the tag."""
    return dict(Role.choices).get(name, name)


def zh() -> bool:
    return (get_language() or "zh").startswith("zh")


def feature(name: str) -> str:
    found = CATALOGUE.get(name)
    if found is None:
        return name
    return found.zh if zh() else found.en


def value(name: str, value: Any) -> str:
    """A value of a feature for people: amounts as the reader may see them."""
    found = CATALOGUE.get(name)
    if value is None:
        return gettext("unknown")
    if found is None:
        return str(value)
    match found.kind:
        case Kind.MONEY:
            return str(amounts.amount(int(value)) or "")
        case Kind.RATIO if not found.unit:
            return str(formats.percent(float(value), 1) or "")
        case Kind.RATIO:
            return formats.decimal(float(value))
        case Kind.FLAG:
            return gettext("yes") if value else gettext("no")
        case Kind.DATE:
            return str(formats.day(date.fromisoformat(value), get_language() or "", year=True))
        case _:
            choices = found.choices or {}
            return str(choices.get(value, value)) if zh() else str(value)

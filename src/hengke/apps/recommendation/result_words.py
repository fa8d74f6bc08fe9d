"""How a tier, a policy and a list are called on the pages of results."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hengke.apps.tiering import api as tiering


def tier_names() -> dict[str, str]:
    """Tier names of every policy enabled; of two with one code, the first."""
    found: dict[str, str] = {}
    for ladder in tiering.ladders():
        for step in ladder.steps:
            found.setdefault(step.tier, str(step.name))
    return found


def policy_word(version: str) -> str:
    """A policy by its name and first day."""
    name, day = _named(version)
    return _("policy %(name)s of %(day)s") % {"name": name, "day": day}


def list_word(personalised: bool) -> str:
    return _("scored list") if personalised else _("fixed order")


def _named(version: str) -> tuple[str, str]:
    """Name and first day of `name@day:digest` (policies.dated.version)."""
    name, _at, rest = version.partition("@")
    return name, rest.partition(":")[0] or "–"

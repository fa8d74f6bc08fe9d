"""Words of the filter bar: what can be chosen, and what is chosen now with the way to drop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.tagging import api as tagging
from hengke.apps.workbench import list_fields, profile_words
from hengke.apps.workbench.list_amounts import written
from hengke.apps.workbench.list_fields import Condition, Field
from hengke.apps.workbench.list_filters import (
    KINDS,
    MATURING_DAYS,
    NOBODY,
    QUIET_DAYS,
    STATUSES,
    Filters,
)
from hengke.apps.workbench.list_rights import Askable, askable
from hengke.apps.workbench.reader import Reader
from hengke.web import formats


@dataclass(frozen=True)
class Active:
    """One filter that is set, and the address of the list without it."""

    label: str
    href: str


@dataclass(frozen=True)
class Input:
    """One field of the long form with what it holds now."""

    field: Field
    choices: list[tuple[str, Any]]
    value: str = ""
    low: str = ""
    high: str = ""


def choices(reader: Reader, filters: Filters) -> dict[str, Any]:
    """What the short bar offers; a branch head may also choose among the managers.

    The long form is fetched when it is opened, and stands there at once where one of it is set.
    """
    found: dict[str, Any] = {
        "long_form": filters.asks_long_form,
        "tiers": _tiers(reader),
        "maturing": [(days, _within(days)) for days in MATURING_DAYS],
        "quiet": [(days, _since(days)) for days in QUIET_DAYS],
        "managers": [],
    }
    if reader.role == "branch_head":
        found["managers"] = list(customers.managers(reader.user.branch_id).items())
    return found | (long_form(reader, filters) if filters.asks_long_form else {})


def long_form(reader: Reader, filters: Filters) -> dict[str, Any]:
    """Every field of profile, value and tier, with what it holds now."""
    return {
        "kinds": [(code, profile_words.KINDS[code]) for code in KINDS],
        "statuses": [(code, profile_words.STATUSES[code]) for code in STATUSES],
        "aum_from": written(filters.aum_from),
        "aum_to": written(filters.aum_to),
        "fields": [
            (group, [_input(field, reader, filters) for field in fields])
            for group, fields in _groups(askable(reader.user))
        ],
    }


def _groups(asking: Askable) -> Iterator[tuple[Any, list[Field]]]:
    """Groups with the fields that are the reader's to ask for; none that is empty."""
    for group, fields in list_fields.groups():
        if kept := [field for field in fields if asking.field(field)]:
            yield group, kept


def active(reader: Reader, filters: Filters) -> list[Active]:
    """The chips above the list, in the order of the bar."""
    return [Active(label, href) for label, href in _active(reader, filters)]


def _active(reader: Reader, filters: Filters) -> Iterator[tuple[str, str]]:
    if filters.q:
        yield f"“{filters.q}”", filters.query(q="")
    for tier in filters.tier:
        others = tuple(other for other in filters.tier if other != tier)
        yield _tier(reader, tier), filters.query(tier=others)
    if filters.was:
        yield _("was %(tier)s") % {"tier": _tier(reader, filters.was)}, filters.query(was="")
    if filters.risk:
        yield _("At risk"), filters.query(risk=False)
    if filters.falls:
        yield _("Falls if nothing happens"), filters.query(falls=False)
    if filters.maturing:
        yield _within(filters.maturing), filters.query(maturing=None)
    if filters.quiet:
        yield _since(filters.quiet), filters.query(quiet=None)
    yield from _active_codes(filters)
    for condition in filters.more:
        yield _said(condition, reader), filters.without(condition)


def _active_codes(filters: Filters) -> Iterator[tuple[str, str]]:
    named = identity.unit_names([filters.branch, filters.manager])
    if filters.branch:
        yield named[filters.branch], filters.query(branch="")
    if filters.manager == NOBODY:
        yield _("Without a manager"), filters.query(manager="")
    elif filters.manager:
        yield named[filters.manager], filters.query(manager="")
    if filters.kind:
        yield str(profile_words.KINDS[filters.kind]), filters.query(kind="")
    if filters.status:
        yield str(profile_words.STATUSES[filters.status]), filters.query(status="")
    if filters.aum_from is not None:
        text = _("Assets from %(amount)s") % {"amount": _money(filters.aum_from)}
        yield text, filters.query(aum_from=None)
    if filters.aum_to is not None:
        text = _("Assets below %(amount)s") % {"amount": _money(filters.aum_to)}
        yield text, filters.query(aum_to=None)


def _said(condition: Condition, reader: Reader) -> str:
    """A condition as a chip: the field and its value or range."""
    field = condition.field
    if not field.is_range:
        word = dict(_options(field, reader)).get(condition.value, condition.value)
        return f"{field.label}: {word}"
    ends = [_shown(field, condition.low), _shown(field, condition.high)]
    if ends[0] and ends[1]:
        return f"{field.label}: {ends[0]} – {ends[1]}"
    sign, end = ("≥", ends[0]) if ends[0] else ("≤", ends[1])
    return f"{field.label} {sign} {end}"


def _shown(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind == list_fields.MONEY:
        return _money(value)
    if field.kind == list_fields.SHARE:
        return formats.percent(value) or ""
    if field.kind == list_fields.DAY:
        return formats.day(value, _language(), year=True) or ""
    return str(value)


def _input(field: Field, reader: Reader, filters: Filters) -> Input:
    found = next((one for one in filters.more if one.field is field), None)
    sent = found.parameters() if found else {}
    return Input(
        field,
        _options(field, reader),
        value=sent.get(field.name, ""),
        low=sent.get(f"{field.name}_from", ""),
        high=sent.get(f"{field.name}_to", ""),
    )


def _options(field: Field, reader: Reader) -> list[tuple[str, Any]]:
    if field.kind == list_fields.TAG:
        return tagging.choices()
    return _tiers(reader) if field.kind == list_fields.TIER else list(field.choices.items())


def _tiers(reader: Reader) -> list[tuple[str, Any]]:
    return [(step.tier, step.name) for step in reader.ladder.steps] if reader.ladder else []


def _tier(reader: Reader, tier: str) -> str:
    return str(dict(_tiers(reader)).get(tier, tier))


def _within(days: int) -> str:
    return ngettext("Maturing in %(days)d day", "Maturing in %(days)d days", days) % {"days": days}


def _since(days: int) -> str:
    return ngettext("No contact for %(days)d day", "No contact for %(days)d days", days) % {
        "days": days
    }


def _money(minor: int) -> str:
    return str(formats.amount(minor, _language()))


def _language() -> str:
    return get_language() or formats.ZH

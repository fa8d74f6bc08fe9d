"""Why a task stands on the list, as one sentence generated from its parameters.

Parameters come from the run as JSON. One that is missing makes the sentence shorter, never wrong;
a kind without a sentence says only its word.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hengke.apps.care import words
from hengke.apps.care.models import Task
from hengke.apps.customers import api as customers
from hengke.apps.tiering import api as tiering
from hengke.kernel import clock
from hengke.web import amounts, formats
from hengke.web.sealed import Sealed


class Params(dict[str, Any]):
    """A task's parameters, read as money, days and counts; what is missing or odd is None."""

    as_of: date | None = None
    whole: bool = False

    def money(self, name: str) -> str | None:
        value = self.get(name)
        if type(value) is not int:
            return None
        found = amounts.amount(abs(value))
        return None if found is None else str(found)

    def day(self, name: str) -> str | None:
        return formats.day(self._date(name), _language())

    def is_past(self, name: str) -> bool:
        """Before the day of the data."""
        found = self._date(name)
        return found is not None and self.as_of is not None and found < self.as_of

    def is_past_since(self, name: str) -> bool:
        """On the day of the data or after it, and over on today's calendar day."""
        found = self._date(name)
        if found is None or self.as_of is None:
            return False
        return self.as_of <= found < clock.day(clock.now())

    def _date(self, name: str) -> date | None:
        try:
            return date.fromisoformat(str(self.get(name)))
        except ValueError:
            return None

    def number(self, name: str) -> int | None:
        value = self.get(name)
        return value if type(value) is int else None

    def text(self, name: str) -> str | None:
        value = self.get(name)
        return value if isinstance(value, str) and value else None

    def secret(self, name: str) -> str | None:
        """A text that people wrote, which is sealed; stars for mere readers."""
        token = self.text(name)
        if not token:
            return None
        found = Sealed(token, "note")
        return found.readable() if self.whole else str(found)


def of(task: Task, *, whole: bool) -> str:
    """The sentence, in the reader's language; `whole`: with what a colleague noted."""
    sentence = SENTENCES.get(task.kind)
    params = read(task.params)
    params.as_of, params.whole = task.as_of, whole
    clauses = sentence(params) if sentence else []
    return _(", ").join(clauses) or str(words.kind(task.kind).label)


def read(params: str | None) -> Params:
    """Parameters of a task; text that is no JSON object counts as none."""
    try:
        found = json.loads(params or "{}")
    except ValueError:
        return Params()
    return Params(found) if isinstance(found, dict) else Params()


def _downgrade(params: Params) -> list[str]:
    """What is missing, for how long, how often it failed before, and how likely the fall is."""
    clauses = []
    if params.get("gap_minor") == 0:
        clauses.append(_("the line is reached so far"))
    elif gap := params.money("gap_minor"):
        clauses.append(_("%(amount)s short of the line") % {"amount": gap})
    if (days := params.number("days_left")) is not None:
        clauses.append(ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days})
    if (likely := params.number("probability_permille")) is not None:
        clauses.append(
            _("a fall is %(share)s likely") % {"share": tiering.probability_text(likely / 1_000)}
        )
    used, allowed = params.number("fails_used"), params.number("fails_allowed")
    if used and allowed:
        clauses.append(
            _("failed %(used)d of %(allowed)d times") % {"used": used, "allowed": allowed}
        )
    return clauses


def _upgrade(params: Params) -> list[str]:
    gap, floor = params.money("gap_minor"), params.money("floor_minor")
    if not gap:
        return []
    if not floor:
        return [_("%(amount)s short of the next tier") % {"amount": gap}]
    return [
        _("only %(amount)s short of the next tier's %(floor)s") % {"amount": gap, "floor": floor}
    ]


def _maturity(params: Params) -> list[str]:
    on = params.day("maturing_on")
    if not on:
        return []
    if params.get("maturing_minor") is None:
        return [_("money of unknown amount matures from %(day)s") % {"day": on}]
    return [_("term money matures from %(day)s") % {"day": on}]


def _outflow(params: Params) -> list[str]:
    clauses = []
    if amount := params.money("outflow_minor"):
        clauses.append(_("%(amount)s went to other banks in 30 days") % {"amount": amount})
    if on := params.day("largest_on"):
        clauses.append(_("most of it on %(day)s") % {"day": on})
    if (left := params.money("aum_minor")) is not None:
        clauses.append(_("%(amount)s left here") % {"amount": left})
    return clauses


def _birthday(params: Params) -> list[str]:
    age, on = params.number("age"), params.day("on")
    if age is not None and on:
        return [_("turns %(age)d on %(day)s") % {"age": age, "day": on}]
    return [_("birthday on %(day)s") % {"day": on}] if on else []


def _risk_assessment(params: Params) -> list[str]:
    on = params.day("ends_on")
    if on and params.is_past("ends_on"):
        return [_("the risk assessment ran out on %(day)s") % {"day": on}]
    if on and params.is_past_since("ends_on"):
        return [_("the risk assessment ran out on %(day)s, after the data day") % {"day": on}]
    return [_("the risk assessment holds until %(day)s") % {"day": on}] if on else []


def _id_expiry(params: Params) -> list[str]:
    on = params.day("expires_on")
    if on and params.is_past("expires_on"):
        return [_("the identity document ran out on %(day)s") % {"day": on}]
    if on and params.is_past_since("expires_on"):
        return [_("the identity document ran out on %(day)s, after the data day") % {"day": on}]
    return [_("the identity document holds until %(day)s") % {"day": on}] if on else []


def _welcome(params: Params) -> list[str]:
    on, brought = params.day("opened_on"), params.money("aum_minor")
    clauses = [_("customer since %(day)s") % {"day": on}] if on else []
    return [*clauses, _("brought %(amount)s") % {"amount": brought}] if brought else clauses


def _promise(params: Params) -> list[str]:
    on = params.day("recorded_on")
    clauses = [_("agreed on %(day)s") % {"day": on}] if on else []
    return [*clauses, note] if (note := params.secret("note")) else clauses


def _playbook(params: Params) -> list[str]:
    """What the playbook of the stage says, in the bank's own words, and since when it holds."""
    words_of = "en" if _language().startswith("en") else "zh"
    what, on = params.text(words_of), params.day("since")
    clauses = [what] if what else []
    return [*clauses, _("in the stage since %(day)s") % {"day": on}] if on else clauses


def _language() -> str:
    return get_language() or formats.ZH


def _refresh(params: Params) -> list[str]:
    """Which values are older than the policy allows."""
    names = params.get("fields")
    if not isinstance(names, list):
        return []
    labels = [str(label) for label in customers.labels_of(map(str, names))]
    return [_("ask again: %(fields)s") % {"fields": _(", ").join(labels)}]


SENTENCES: dict[str, Callable[[Params], list[str]]] = {
    "downgrade": _downgrade,
    "upgrade": _upgrade,
    "maturity": _maturity,
    "outflow": _outflow,
    "birthday": _birthday,
    "risk_assessment": _risk_assessment,
    "id_expiry": _id_expiry,
    "welcome": _welcome,
    words.PLAYBOOK: _playbook,
    words.FOLLOW_UP: _promise,
    words.APPOINTMENT: _promise,
    words.REFRESH: _refresh,
}

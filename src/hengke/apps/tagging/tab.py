"""Tags on the page of one customer: by family, since when, by hand, and the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hengke.apps.customers.api import Customer
from hengke.apps.privacy import api as privacy
from hengke.apps.tagging import permissions, policy, queries, words
from hengke.apps.tagging.asking import PREDICTED
from hengke.apps.tagging.forms import TEXT
from hengke.apps.tagging.models import CustomerTags, History, ManualTag, Tag
from hengke.kernel import clock
from hengke.policies.tagging import FAMILIES
from hengke.web.composition import Panel

TEMPLATE = "tagging/tab.html"


@dataclass(frozen=True)
class Worn:
    """One tag of the customer; `number` is the one under which it was found."""

    tag: Tag
    title: str
    number: str
    since: date | None


@dataclass(frozen=True)
class Change:
    on: date
    gained: list[str]
    lost: list[str]


@dataclass(frozen=True)
class Given:
    """A tag by hand; `over` says why it does not hold any more, empty where it does."""

    one: ManualTag
    title: str
    over: str


def panel(customer: Customer, user: Any) -> Panel | None:
    """None for who may not read tags."""
    if not permissions.can_read(user):
        return None
    today = clock.day(clock.now())
    numbers = customer.shown_numbers
    known = {one.code: one for one in queries.tags()}
    rows, history = queries.tags_of(numbers), queries.history_of(numbers)
    plain = bool(privacy.switched_off(numbers))
    worn = _worn(rows, known, history, plain=plain)
    context = {
        "number": customer.pk,
        "families": [
            (words.family(code), [one for one in worn if one.tag.family == code])
            for code in FAMILIES
            if any(one.tag.family == code for one in worn)
        ],
        "count": len(worn),
        "computed": bool(rows),
        "as_of": rows[0].as_of if rows else None,
        "unknown": _titles(sorted({c for row in rows for c in row.unknown.split()}), known),
        "given": _given(queries.by_hand_of(numbers), known, today),
        "history": _changes(history, known),
        "plain": plain,
        "can_give": permissions.can_give(user) and not plain,
        "choices": [(one.code, queries.title(one)) for one in known.values() if one.rule is None],
        "today": today,
        "last": policy.last_possible_day(today),
        "most": TEXT,
        "shortest": policy.SHORTEST_REASON,
    }
    return Panel("tagging", "", TEMPLATE, context)


def _predicts(tag: Tag) -> bool:
    return any(name in tag.reads for name in PREDICTED)


def _worn(
    rows: list[CustomerTags], known: dict[str, Tag], history: list[History], *, plain: bool
) -> list[Worn]:
    """In the library's order. What rests on a prediction is not shown of who wants none."""
    found: dict[str, Worn] = {}
    for row in rows:
        for code in row.codes.split():
            tag = known.get(code)
            if tag is None or code in found or (plain and _predicts(tag)):
                continue
            since = _since(code, row.pk, history)
            found[code] = Worn(tag, queries.title(tag), row.pk, since)
    return sorted(found.values(), key=lambda one: one.tag.rank)


def _since(code: str, number: str, history: list[History]) -> date | None:
    """The last day on which the customer gained it, as far as the history goes back."""
    for one in history:
        gained = f" {code} " in one.codes and f" {code} " not in (one.codes_before or "")
        if one.customer_id == number and gained:
            return one.since
    return None


def _given(rows: list[ManualTag], known: dict[str, Tag], today: date) -> list[Given]:
    return [
        Given(
            one,
            queries.title(known[one.code]) if one.code in known else one.code,
            "withdrawn" if one.withdrawn_at else "ended" if one.until < today else "",
        )
        for one in rows
    ]


def _changes(history: list[History], known: dict[str, Tag]) -> list[Change]:
    found = []
    for one in history:
        before, after = (one.codes_before or "").split(), one.codes.split()
        found.append(
            Change(
                one.since,
                _titles([code for code in after if code not in before], known),
                _titles([code for code in before if code not in after], known),
            )
        )
    return found


def _titles(codes: list[str], known: dict[str, Tag]) -> list[str]:
    return [queries.title(known[code]) if code in known else code for code in codes]

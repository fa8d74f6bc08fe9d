"""A pair as its page shows it: side by side, whose value survives and why, and the preview."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hengke.apps.customers import api as customers
from hengke.apps.duplicates import (
    actions,
    comparing,
    merging,
    permissions,
    queries,
    survivorship,
    undoing,
)
from hengke.apps.duplicates import words as said
from hengke.apps.duplicates.comparing import Compared
from hengke.apps.duplicates.models import Merge, Pair, State
from hengke.kernel.errors import Refused

Context = dict[str, Any]
MOST_ROWS = 5


def context(pair: Pair, user: Any, *, chosen: Mapping[str, str], now: datetime) -> Context:
    merge = queries.in_force(pair)
    told = _compared(pair, merge, chosen, now)
    request = undoing.asked(merge) if merge else actions.asked(pair)
    is_open = pair.state in (State.WAITING, State.UNDONE) and not request
    may_merge = is_open and permissions.can_merge(user)
    blocked = merging.hindrance(pair, told) if may_merge else None
    return {
        "pair": pair,
        "merge": merge,
        "merges": pair.merges.select_related("asked_by", "merged_by", "undone_by").order_by("-pk"),
        "request_waiting": request,
        "stays": head(told.stays, user),
        "goes": head(told.goes, user),
        "sides": sorted(
            (head(side, user) for side in (told.stays, told.goes)), key=lambda one: one["number"]
        ),
        "why": said.WHY[told.why],
        "rows": rows(told, user),
        "taken": len(merge.kept) if merge else len(told.taken()),
        "blocked": blocked,
        "rule": merge.policy if merge else told.rule.version,
        "rule_words": said.rule(merge.policy if merge else told.rule.version),
        "score": said.score(pair.score_ppm),
        "exact": said.fields(pair.exact),
        "reason": customers.shown_text(pair.reason, user) if pair.reason else "",
        "can_choose": may_merge and _may_be_merged(pair, told, blocked, now),
        "can_decide": is_open and permissions.can_decide(user),
        "can_undo": bool(merge) and not request and permissions.can_merge(user),
    }


def waiting_rows(customer_id: str, user: Any) -> list[Context]:
    """Other numbers that may be this customer, each with the address of the comparison."""
    found = list(queries.waiting_for(customer_id, user)[:MOST_ROWS])
    others = {pair.pk: _other(pair, customer_id) for pair in found}
    known = customers.in_reach(user).in_bulk(others.values())
    return [
        {
            "number": others[pair.pk],
            "name": customers.shown_name(known[others[pair.pk]], user),
            "score": said.score(pair.score_ppm),
            "exact": said.fields(pair.exact),
            "address": reverse("duplicates:pair", args=[pair.pk]),
        }
        for pair in found
    ]


def _other(pair: Pair, customer_id: str) -> str:
    return pair.right_id if pair.left_id == customer_id else pair.left_id


def head(side: survivorship.Side, user: Any) -> Context:
    core = side.of.core
    return {
        "number": side.number,
        "name": customers.record_page.title(side.of, list(side.lines.values()), user),
        "opened_on": core.opened_on if core else None,
        "status": core.status if core else None,
        "branch": side.of.branch_id,
    }


def rows(told: Compared, user: Any) -> list[Context]:
    """One row per field that either side knows; a group's followers cannot be chosen alone."""
    outcome, clear = told.outcome(), customers.record_page.names_clear(user)
    reach = _may_see_in_full(told, user)
    return [
        {
            "name": name,
            "label": line.field.label,
            "agreement": said.AGREEMENT[survivorship.agreement(line, told.goes.lines[name])],
            "cells": [_cell(side, name, told, clear, reach) for side in (told.stays, told.goes)],
            "alike": _alike(line, told.goes.lines[name], clear),
            "masked": _is_masked(line, clear) or _is_masked(told.goes.lines[name], clear),
            "result": shown(line, outcome[name], clear),
            "side": told.choices[name].side,
            "why": said.WHY[told.choices[name].why],
            "by_hand": told.choices[name].why == survivorship.BY_HAND,
            "follows": told.rule.leads(name) != name,
            "matters": line.text != told.goes.lines[name].text,
        }
        for name, line in told.stays.lines.items()
        if line.text or told.goes.lines[name].text
    ]


def _cell(
    side: survivorship.Side, name: str, told: Compared, clear: bool, reach: set[str]
) -> Context:
    """One side's value. `customer` is set where it may be shown in full, for a purpose: what is
    shown then is the core system's value, so it must be that one."""
    line, core = side.lines[name], side.of.core
    delivered = customers.record_values.plain(getattr(core, name, None))
    masked = _is_masked(line, clear)
    opens = bool(masked and line.text == delivered and side.number in reach)
    return {
        "side": survivorship.SURVIVOR if side is told.stays else survivorship.MERGED,
        "title": _("Stays") if side is told.stays else _("Goes"),
        "number": side.number,
        "shown": shown(line, line.text, clear),
        "source": customers.record_page.source(line.chosen),
        "customer": core if opens else None,
    }


def _may_see_in_full(told: Compared, user: Any) -> set[str]:
    """Which of the two the person may see identifiers of, for a purpose."""
    if not customers.can_unmask(user):
        return set()
    numbers = (told.stays.number, told.goes.number)
    found = customers.visible_to(user, "customers.unmask").filter(pk__in=numbers)
    return set(found.values_list("pk", flat=True))


def _is_masked(line: Any, clear: bool) -> bool:
    return bool(line.field.identifier and shown(line, line.text, clear) != line.text)


def _alike(one: Any, other: Any, clear: bool) -> bool:
    """Two values that differ and are shown the same: behind masks, or by one word for two codes."""
    differ = survivorship.agreement(one, other) == "differ"
    return differ and shown(one, one.text, clear) == shown(other, other.text, clear)


def _may_be_merged(pair: Pair, told: Compared, blocked: Refused | None, now: datetime) -> bool:
    """Is anything to be chosen: can they be merged, or could they if the other number stayed?"""
    if blocked is None:
        return True
    ends = pair.left_id, pair.right_id
    turned = comparing.compared(*ends, now=now, stays=told.goes.number)
    return merging.hindrance(pair, turned) is None


def shown(line: Any, text: str, clear: bool) -> str | None:
    """One value as a line of text, identifiers as their masks; None where it is unknown."""
    found = customers.record_values.shown(line.field, text, names_clear=clear)
    if isinstance(found, list):
        return "; ".join(" ".join(cell for cell in row if cell) for row in found)
    return str(found) if found else None


def _compared(
    pair: Pair, merge: Merge | None, chosen: Mapping[str, str], now: datetime
) -> Compared:
    """A merge that holds is shown as it was decided; else what is chosen, from what is there."""
    if merge:
        return merging.as_decided(merge, now=now)
    return comparing.previewed(pair.left_id, pair.right_id, chosen, now=now)

"""Needs to come: of one customer, of the reader's books by class, and how good each is."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.needs import listing, outlook_words, policy
from hengke.apps.needs.models import UNMET, Demand, Need, Outlook, OutlookKind
from hengke.apps.needs.permissions import READ
from hengke.apps.privacy import api as privacy
from hengke.apps.tiering import api as tiering
from hengke.engine.needs.outlook_columns import DRIFTED, WATCHED
from hengke.policies.needs import NeedsPolicy
from hengke.web import formats

UNKNOWN, PLAIN = "unknown", "plain"


@dataclass(frozen=True)
class Moved:
    """One series of the market as the model reads it."""

    name: str
    level: str
    change: float | None


@dataclass(frozen=True)
class Kind:
    """One class of needs: what is known of predicting it. `expected` and `above` are those of the
    reader's books; None where it is not predicted."""

    row: OutlookKind
    title: str
    expected: float | None = None
    above: int | None = None

    @property
    def code(self) -> str:
        return self.row.need_class

    @property
    def predicted(self) -> bool:
        return self.row.state != UNKNOWN

    @property
    def by_plain(self) -> bool:
        return self.row.state == PLAIN

    @property
    def state(self) -> Any:
        return outlook_words.STATES.get(self.row.state, self.row.state)

    @property
    def reason(self) -> Any:
        return outlook_words.unknown(self.row.unknown_reason)

    @property
    def plain(self) -> Any:
        return outlook_words.PLAIN.get(self.row.plain or "", self.row.plain)

    @property
    def chosen(self) -> Any:
        return outlook_words.CHOSEN.get(self.row.chosen or "", self.row.chosen)

    @property
    def drift(self) -> Any:
        """In words whether scores still lie as when tested; None where no model speaks."""
        return outlook_words.DRIFTS.get(self.row.drift, self.row.drift) if self.row.drift else None

    @property
    def drifts(self) -> bool:
        return self.row.drift in (WATCHED, DRIFTED)

    @property
    def has_drifted(self) -> bool:
        return self.row.drift == DRIFTED

    @property
    def tone(self) -> str:
        """How the chip of the state is coloured."""
        return "crit" if self.has_drifted else "warn" if self.by_plain or self.drifts else "ok"

    @property
    def market(self) -> list[Moved]:
        return [_moved(code, told) for code, told in json.loads(self.row.market or "{}").items()]

    @property
    def plain_ways(self) -> list[tuple[Any, float | None]]:
        return [
            (name, getattr(self.row, f"{way}_auc")) for way, name in outlook_words.PLAIN.items()
        ]


@dataclass(frozen=True)
class Coming:
    """One need of one customer. `known`: the class waits on the register already; `name` only in
    lists."""

    row: Outlook
    kind: Kind
    reasons: Sequence[str]
    known: bool
    name: str = ""

    @property
    def evidence(self) -> str:
        """What an entry of the register says; no amounts, who reads it may see bands only."""
        share = formats.percent(self.row.probability, 1)
        told = _("Predicted on %(on)s: %(share)s up to %(until)s, usual %(usual)s; %(version)s") % {
            "on": self.row.as_of.isoformat(),
            "share": share,
            "until": self.row.until_on.isoformat(),
            "usual": formats.percent(self.kind.row.usual, 1),
            "version": self.row.version or self.row.policy_version,
        }
        reasons = outlook_words.sentences(self.row.reasons, amounts_too=False)
        return _("; ").join([told, *reasons])


@dataclass(frozen=True)
class OfCustomer:
    """`coming`: what is more probable than usual, the most probable first; `others`: what is
    predicted and not more probable; `unknown`: why nothing is said of the customer."""

    coming: Sequence[Coming]
    others: Sequence[Kind]
    unpredicted: Sequence[Kind]
    unknown: Any


def of_customer(
    numbers: Collection[str], rules: NeedsPolicy, waiting: Collection[str]
) -> OfCustomer | None:
    """Of a customer found through `visible_to`; None where no night has looked. Two queries."""
    kinds = _kinds(rules)
    if not kinds:
        return None
    best: dict[str, Outlook] = {}
    unknown = None
    for row in Outlook.objects.filter(customer_id__in=numbers).order_by("probability"):
        if row.need_class:
            best[row.need_class] = row
        else:
            unknown = outlook_words.unknown(row.unknown_reason)
    found = [told(row, kinds[code], waiting) for code, row in best.items() if code in kinds]
    predicted = [one for one in kinds.values() if one.predicted]
    return OfCustomer(
        sorted(found, key=lambda one: (-(one.row.probability or 0), one.kind.title)),
        [one for one in predicted if one.code not in best],
        [one for one in kinds.values() if not one.predicted],
        unknown if not found else None,
    )


def told(row: Outlook, kind: Kind, waiting: Collection[str], *, name: str = "") -> Coming:
    return Coming(row, kind, outlook_words.sentences(row.reasons), row.need_class in waiting, name)


def kinds(user: Any, rules: NeedsPolicy) -> list[Kind]:
    """Every class with what is expected in the reader's books: predicted ones by number, then the
    others in the order of the hierarchy. Two queries."""
    sums = {
        row["need_class"]: (row["n"], row["over"])
        for row in demand(user).values("need_class").annotate(n=Sum("expected"), over=Sum("above"))
    }
    found = [
        Kind(one.row, one.title, *(sums.get(one.code, (0.0, 0)) if one.predicted else (None, None)))
        for one in _kinds(rules).values()
    ]
    return sorted(found, key=lambda one: (not one.predicted, -(one.expected or 0)))


def kind(code: str, rules: NeedsPolicy) -> Kind | None:
    return _kinds(rules).get(code)


def demand(user: Any) -> QuerySet[Demand]:
    """The lines of the books that the reader's right reaches."""
    return Demand.objects.filter(customers.scope(user), customers.scope(user, READ)).order_by()


@dataclass(frozen=True)
class Line:
    """What is expected in one group of customers."""

    name: Any
    customers: int
    expected: float
    above: int


def cuts(user: Any, code: str) -> list[tuple[Any, list[Line]]]:
    """One class by tier and by branch, in the reader's books."""
    rows = demand(user).filter(need_class=code)
    found = [(_("Branch"), _by_branch(_lines(rows, "branch_id")))]
    if tiering.can_read(user):
        found.insert(0, (_("Tier"), _by_tier(_lines(rows, "tier"))))
    return found


def _lines(rows: QuerySet[Demand], column: str) -> dict[str, Line]:
    """By code, the most expected first."""
    sums = rows.values(column).annotate(size=Sum("customers"), n=Sum("expected"), over=Sum("above"))
    lines = {row[column]: Line(row[column], row["size"], row["n"], row["over"]) for row in sums}
    return dict(sorted(lines.items(), key=lambda one: -one[1].expected))


def _by_branch(lines: Mapping[str, Line]) -> list[Line]:
    names = identity.unit_names(sorted(lines))
    unnamed = {customers.UNASSIGNED_BRANCH: _("no branch named")}
    return [
        replace(line, name=unnamed.get(code) or names.get(code, code))
        for code, line in lines.items()
    ]


def _by_tier(lines: Mapping[str, Line]) -> list[Line]:
    """The highest tier first; last those without one."""
    ladder = next(iter(tiering.ladders()), None)
    steps = {} if ladder is None else {one.tier: one for one in ladder.steps}
    rank = {code: place for place, code in enumerate(steps)}
    ordered = sorted(lines.items(), key=lambda one: -rank.get(one[0], -1))
    without = _("no tier (outside the scheme)")
    return [
        replace(line, name=steps[code].name if code in steps else code or without)
        for code, line in ordered
    ]


def listed(user: Any, code: str) -> QuerySet[Outlook]:
    """Customers whom the person may read and who show the need more probably than usual, without
    those who want no personalised processing."""
    reached = customers.scope(user) & customers.scope(user, READ)
    return Outlook.objects.filter(
        reached, privacy.listed(user), customers.current(), privacy.ranked(), need_class=code
    )


def rows(found: Sequence[Outlook], one: Kind, user: Any) -> list[Coming]:
    """A page of them with names, and who has the need on the register. Four queries at most."""
    numbers = {row.customer_id for row in found}
    names = listing.names_of(numbers, user)
    waiting = set(
        Need.objects.filter(
            customer_id__in=numbers, need_class=one.code, status__in=UNMET
        ).values_list("customer_id", flat=True)
    )
    return [
        told(
            row, one, [one.code] if row.customer_id in waiting else [], name=names[row.customer_id]
        )
        for row in found
        if row.customer_id in names
    ]


def as_of() -> date | None:
    return OutlookKind.objects.values_list("as_of", flat=True).first()


def _kinds(rules: NeedsPolicy) -> dict[str, Kind]:
    """In the order of the hierarchy of needs."""
    found = {row.need_class: row for row in OutlookKind.objects.order_by("pk")}
    return {
        code: Kind(found[code], policy.class_title(code, rules))
        for code in rules.classes
        if code in found
    }


def _moved(code: str, told: Mapping[str, int | None]) -> Moved:
    now, before = told["level_e8"] or 0, told.get("before_e8")
    change = (now - before) / before if before else None
    return Moved(outlook_words.series(code), outlook_words.level(code, now), change)

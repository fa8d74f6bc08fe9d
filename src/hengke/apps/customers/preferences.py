"""Preferences of customers: kept beside the record, read by lists, pages and nights."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from hengke.apps.customers import preference_words as words
from hengke.apps.customers import record_fields
from hengke.apps.customers import record_values as values
from hengke.apps.customers.preference_models import Preference
from hengke.apps.customers.record_models import Observation, Source
from hengke.apps.privacy import api as privacy
from hengke.engine.preferences.columns import CHANNEL, CHANNELS
from hengke.policies.privacy import MARKETING

LABELS = {kind: record_fields.words()[field] for kind, (field, _choices) in words.KINDS.items()}


@dataclass(frozen=True)
class Told:
    """What is known of one kind. `refused`: it is a channel by which nobody may advertise to the
    customer, with the reason."""

    kind: str
    label: Any
    words: list[Any]
    source: Any
    told_on: date
    refused: str = ""


def keep(customer_id: str, fields: Iterable[str]) -> None:
    """The preferences of changed fields once more, within the transaction that changed them: the
    newest source's word counts; a kind of which no source says anything is not there."""
    for field in fields:
        if field in words.FIELDS:
            _keep_kind(customer_id, words.FIELDS[field], field)


def _keep_kind(customer_id: str, kind: str, field: str) -> None:
    Preference.objects.filter(customer_id=customer_id, kind=kind).delete()
    rows = Observation.objects.filter(
        customer_id=customer_id, field=field, ended_on__isnull=True
    ).exclude(value="")
    newest = rows.order_by("-collected_on", "-id").first()
    if newest is None:
        return
    Preference.objects.bulk_create(
        Preference(
            customer_id=customer_id, kind=kind, code=code, source=newest.source,
            told_on=newest.collected_on,
        )
        for code in values.unseal(newest.value).split()
    )  # fmt: skip


def of_customer(numbers: Sequence[str], now: datetime) -> list[Told]:
    """What is known of a customer found through `visible_to`, in the order of the record; of two
    numbers the one told later."""
    found: dict[str, list[Preference]] = {}
    rows = Preference.objects.filter(customer_id__in=numbers).order_by("-told_on", "-id")
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    return [_told(kind, found[kind], now) for kind in words.KINDS if kind in found]


def _told(kind: str, rows: list[Preference], now: datetime) -> Told:
    first = rows[0]
    codes = {row.code for row in rows if row.customer_id == first.customer_id}
    choices = words.KINDS[kind][1]
    return Told(
        kind,
        LABELS[kind],
        [label for code, label in choices if code in codes],
        Source(first.source).label,
        first.told_on,
        _refused(first, now) if kind == CHANNEL else "",
    )


def _refused(row: Preference, now: datetime) -> str:
    """Why the preferred channel may not be used for marketing; empty where it may."""
    reach = privacy.reach([row.customer_id], purpose=MARKETING, channels=CHANNELS, now=now)
    found = reach[row.customer_id]
    return "" if row.code in found.channels else found.why


def prefers(kind: str, code: str) -> Q:
    """The condition, on rows with `customer_id`, that the customer named this word."""
    same = {"customer_id": OuterRef("customer_id"), "kind": kind, "code": code}
    return Q(Exists(Preference.objects.filter(**same)))


def for_rules() -> list[dict[str, str]]:
    """What a night is handed: customer_id, kind and code, in order. Nobody who wants no
    personalised processing."""
    rows = Preference.objects.filter(privacy.ranked())
    ordered = rows.order_by("customer_id", "kind", "code")
    told = ordered.values_list("customer_id", "kind", "code")
    return [{"customer_id": one, "kind": kind, "code": code} for one, kind, code in told]


def rows_of(number: str) -> Collection[Preference]:
    """Every row of one number, for the copy of the own data."""
    return Preference.objects.filter(customer_id=number).order_by("kind", "code")

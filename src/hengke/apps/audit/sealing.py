"""Every minute the reads written since the last seal are sealed: their range, number and hash.

A seal names the one before it, so that seals are a chain of their own. Reads that went by retention
leave their seal behind; the chain stays whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from hengke.apps.audit import canonical
from hengke.apps.audit.models import Read, Seal

LARGEST = 50_000
"""Reads of one seal; after a stop there are several."""
COLUMNS = ("id", "at", "by_username", "by_role", "customer_id", "page")


@transaction.atomic
def seal_reads(*, now: datetime) -> int:
    """Seals made. Called under the lock of the reads (locks.around)."""
    last = Seal.objects.order_by("-number").first()
    made = 0
    while next_one := _sealed(last, now=now):
        next_one.save()
        last, made = next_one, made + 1
    return made


def rows_of(first_id: int, last_id: int) -> Iterator[Sequence[Any]]:
    return reads_between(first_id, last_id).iterator(chunk_size=5_000)


def reads_between(first_id: int, last_id: int) -> Any:
    found = Read.objects.filter(pk__range=(first_id, last_id)).order_by("pk")
    return found.values_list(*COLUMNS)


class Content:
    """The hash of reads, one after the other; how many, and the latest instant among them."""

    def __init__(self) -> None:
        self.rows, self.latest, self.last_id = 0, "", 0
        self._hash = hashlib.sha256()

    def add(self, row: Sequence[Any]) -> None:
        number, at, *rest = row
        when = canonical.instant(at)
        self._hash.update(canonical.text([number, when, *rest]) + b"\n")
        self.rows, self.latest, self.last_id = self.rows + 1, max(self.latest, when), number

    def of(self, rows: Iterable[Sequence[Any]]) -> Content:
        for row in rows:
            self.add(row)
        return self

    @property
    def hash(self) -> str:
        return self._hash.hexdigest()


def own_hash(seal: Seal) -> str:
    return canonical.linked(
        seal.number,
        seal.previous,
        canonical.text(
            [
                canonical.instant(seal.at), seal.first_id, seal.last_id, seal.rows,
                canonical.instant(seal.latest), seal.content,
            ]
        ),
    )  # fmt: skip


def _sealed(last: Seal | None, *, now: datetime) -> Seal | None:
    first = last.last_id + 1 if last else 1
    found = Read.objects.filter(pk__gte=first).order_by("pk").values_list(*COLUMNS)[:LARGEST]
    content = Content().of(found.iterator(chunk_size=5_000))
    if not content.rows:
        return None
    seal = Seal(
        number=last.number + 1 if last else 1,
        at=now,
        first_id=first,
        last_id=content.last_id,
        rows=content.rows,
        latest=datetime.fromisoformat(content.latest),
        content=content.hash,
        previous=last.hash if last else canonical.START,
    )
    seal.hash = own_hash(seal)
    return seal

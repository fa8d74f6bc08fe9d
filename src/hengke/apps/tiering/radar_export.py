"""The radar as a file of customers: how many it would hold, and the file with its audit rows."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.api import LeftOut, Made, Source, as_written, scope
from hengke.apps.customers.api import offer as offer_file
from hengke.apps.tiering import actions, queries, radar_file, radar_list
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.models import Position

LIST, EXPORT = "radar", "tiering.export"


def offer() -> None:
    offer_file(Source(LIST, _("Downgrade radar"), EXPORT, understood, counted, made))


def understood(user: Any, query: str) -> str:
    address = QueryDict(query)
    filters = radar_list.read(address, queries.ladder_of(address.get("policy")))
    return as_written(query, filters.query().removeprefix("?"))


def counted(user: Any, query: str, most: int, but: LeftOut) -> int:
    rows, _ladder = _asked(user, query)
    return rows.exclude(customer_id__in=but).order_by()[:most].count()


@transaction.atomic
def made(user: Any, query: str, most: int | None, allowed: Any) -> Made:
    """The first `most` customers by number; taken, watermarked and written down in one
    transaction."""
    rows, ladder = _asked(user, query)
    numbers = rows.order_by("customer_id").values_list("customer_id", flat=True)[:most]

    def taken(count: int) -> list[str]:
        return actions.record_export(
            by=user, policy=ladder.policy, numbers=numbers.iterator(), rows=count, allowed=allowed
        )

    content, count = radar_file.written(rows, ladder, taken=taken, most=most)
    return Made(f"radar-{ladder.policy}-{ladder.as_of}.csv", content, count)


def _asked(user: Any, query: str) -> tuple[QuerySet[Position], Ladder]:
    address = QueryDict(query)
    ladder = queries.ladder_of(address.get("policy"))
    filters = radar_list.read(address, ladder)
    rows = radar_list.positions(user, filters, ladder)
    return rows.filter(scope(user, EXPORT)), ladder

"""The radar as a file of customers: how many it would hold, and the file with its audit rows."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.api import Made, Source, scope
from hengke.apps.customers.api import offer as offer_file
from hengke.apps.tiering import actions, queries, radar_file, radar_list
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.models import Position

LIST, EXPORT = "radar", "tiering.export"


def offer() -> None:
    offer_file(Source(LIST, _("Downgrade radar"), EXPORT, counted, made))


def counted(user: Any, query: str, most: int) -> int:
    rows, _ladder = _asked(user, query)
    return rows.order_by()[:most].count()


@transaction.atomic
def made(user: Any, query: str, most: int | None = None) -> Made:
    """The first `most` customers by number; taken, watermarked and written down in one
    transaction."""
    rows, ladder = _asked(user, query)
    numbers = rows.order_by("customer_id").values_list("customer_id", flat=True)[:most]

    def taken(count: int) -> list[str]:
        return actions.record_export(
            by=user, policy=ladder.policy, numbers=numbers.iterator(), rows=count
        )

    content, count = radar_file.written(rows, ladder, taken=taken, most=most)
    return Made(f"radar-{ladder.policy}-{ladder.as_of}.csv", content, count)


def _asked(user: Any, query: str) -> tuple[QuerySet[Position], Ladder]:
    address = QueryDict(query)
    ladder = queries.ladder_of(address.get("policy"))
    filters = radar_list.read(address, ladder)
    rows = radar_list.positions(user, filters, ladder)
    return rows.filter(scope(user, EXPORT)), ladder

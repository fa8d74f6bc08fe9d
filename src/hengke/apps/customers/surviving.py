"""Values that survived a merge, laid over what is delivered while it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.query import ModelIterable

from hengke.apps.customers import record_values as values
from hengke.apps.customers.merged_models import Surviving
from hengke.web.sealed import Sealed, SealedText

Kept = Mapping[str, Mapping[str, str]]
SURVIVING = "surviving"
"""What `with_survived` sets on a row; None for who took in nobody."""


@dataclass(frozen=True)
class Survived:
    """One value of the record that came from a number merged away; texts are plain."""

    text: str
    against: str
    state: str
    since: datetime


def of(customer_id: str) -> dict[str, Survived]:
    """By field; empty for a customer into whom nobody was merged."""
    row = Surviving.objects.filter(pk=customer_id).first()
    return {field: _opened(one) for field, one in (row.kept if row else {}).items()}


def written(text: str, *, against: str, column: str, state: str, since: datetime) -> dict[str, str]:
    """One value as it is kept: everything that was said lies sealed."""
    told = {"value": text, "against": against, "column": column}
    sealed = {name: values.seal(said) if said else "" for name, said in told.items()}
    return {**sealed, "state": state, "since": since.isoformat()}


class _Overlaid(ModelIterable):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            if found := getattr(row, SURVIVING):
                _lay_over(row, found)
            yield row


class Rows(models.QuerySet[Any]):
    """Published customers."""

    def with_survived(self) -> Rows:
        """The same rows in as many queries; of a survivor with the values that survived."""
        kept = Surviving.objects.filter(pk=OuterRef("pk")).values("kept")
        found = self.annotate(**{SURVIVING: Subquery(kept)})
        found._iterable_class = _Overlaid  # type: ignore[attr-defined]
        return found


RowsManager = models.Manager.from_queryset(Rows)


def _lay_over(row: Any, kept: Kept) -> None:
    columns = {field.name: field for field in row._meta.concrete_fields}
    for name, one in kept.items():
        field = columns.get(name)
        if field and values.plain(getattr(row, name)) == values.unseal(one["column"]):
            setattr(row, name, _as_column(field, one["value"]))


def _as_column(field: Any, token: str) -> Any:
    if not token:
        return None
    if isinstance(field, SealedText):
        return Sealed(token, field.kind)
    text = values.unseal(token)
    return date.fromisoformat(text) if isinstance(field, models.DateField) else text


def _opened(one: Mapping[str, str]) -> Survived:
    return Survived(
        values.unseal(one["value"]), values.unseal(one["against"]), one["state"],
        datetime.fromisoformat(one["since"]),
    )  # fmt: skip

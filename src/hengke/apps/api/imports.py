"""Deliveries: files sent, examined, imported, confirmed, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Body, Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from hengke.apps.api import etags, paging
from hengke.apps.api.operations import FILES, JSON, reads, writes
from hengke.apps.api.paging import Asked, Listed
from hengke.apps.api.words import Number, Sent, Word
from hengke.apps.imports import api as imports
from hengke.kernel import clock
from hengke.web.paging import page

router = Router(tags=["Imports"])
WRITE = "imports.write"


class FileOut(Schema):
    """One file of a delivery."""

    name: str = Field(..., examples=["customers.csv"])
    bytes: int = Field(..., ge=0)


class TableOut(Schema):
    """One table of the report: received = loaded + quarantined."""

    table: str = Field(..., examples=["customer"])
    received: int
    loaded: int
    quarantined: int
    corrected: int
    removed: int


class DeliveryOut(Schema):
    """Files handed over, and how far they got."""

    delivery_id: int = Field(..., examples=[1])
    status: str = Field(..., examples=["checked"])
    mapping: str = Field(..., examples=["hengke_contract"])
    files: list[FileOut]
    tables: list[TableOut] = Field(default_factory=list)
    message: str = ""
    next_step: str = ""
    notes: list[str] = Field(default_factory=list)
    deviations: list[str] = Field(
        default_factory=list, description="How it looks unlike the last one."
    )
    batch_id: str = ""
    job_id: str = Field("", description="The job that works on it, or worked last.")
    created_by: str
    created_at: datetime


class ImportIn(Sent):
    """How to import."""

    add_source: bool = Field(False, description="The bank delivers from a source that is new.")


@reads(router, "/deliveries", Listed[DeliveryOut], right=WRITE, name="deliveries")
def deliveries(
    request: HttpRequest, response: HttpResponse, asked: Asked = paging.Paged
) -> dict[str, Any]:
    """Deliveries, newest first."""
    after = paging.place(request, asked)
    turned = page(imports.deliveries(), sort="-id", key="id", size=asked.limit, cursor=after)
    told = [_delivery(row) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@writes(
    router, "/deliveries", DeliveryOut, status=201, body=FILES, right=WRITE, name="deliveries",
    alone=True,
)  # fmt: skip
def upload(
    request: HttpRequest,
    mapping: Word = Form(..., examples=["hengke_contract"]),
    files: list[UploadedFile] = File(...),
) -> DeliveryOut:
    """Send the files of a delivery.

    Nothing is read or loaded yet: examine it next, or import it.
    """
    made = imports.actions.upload(files, mapping=mapping, by=request.user, now=clock.now())
    return _delivery(made)


@reads(router, "/deliveries/{number}", DeliveryOut, right=WRITE, name="delivery")
def delivery(request: HttpRequest, number: Number) -> DeliveryOut:
    """One delivery.

    While its job runs, the job says how far; once it has ended, POST settle writes down how.
    """
    return _delivery(_found(number))


@writes(router, "/deliveries/{number}/settle", DeliveryOut, right=WRITE, name="delivery-settle")
def settle(request: HttpRequest, number: Number) -> DeliveryOut:
    """Write down how the delivery's job ended.

    While it runs, nothing changes. Every other step settles first by itself.
    """
    return _delivery(imports.settle(_found(number)))


@writes(router, "/deliveries/{number}/check", DeliveryOut, status=202, right=WRITE,
        name="delivery-check", may_match=True)  # fmt: skip
def check(request: HttpRequest, number: Number) -> DeliveryOut:
    """Examine every row and write nothing to the lake."""
    return _stepped(request, number, imports.actions.start_check)


@writes(router, "/deliveries/{number}/import", DeliveryOut, status=202, body=JSON, right=WRITE,
        name="delivery-import", may_match=True, example={"add_source": False})  # fmt: skip
def start_import(request: HttpRequest, number: Number, sent: ImportIn = Body(...)) -> DeliveryOut:
    """Import a delivery into the lake."""
    return _stepped(request, number, imports.actions.start_import, add_source=sent.add_source)


@writes(router, "/deliveries/{number}/confirm", DeliveryOut, status=202, right=WRITE,
        name="delivery-confirm", may_match=True)  # fmt: skip
def confirm(request: HttpRequest, number: Number) -> DeliveryOut:
    """Accept a delivery that looks unlike the last one; the caller's name stays with it."""
    return _stepped(request, number, imports.actions.confirm, now=clock.now())


@writes(router, "/deliveries/{number}/undo", DeliveryOut, status=202, right=WRITE,
        name="delivery-undo", may_match=True)  # fmt: skip
def undo(request: HttpRequest, number: Number) -> DeliveryOut:
    """Take an imported delivery back, as long as no run has used it."""
    return _stepped(request, number, imports.actions.start_undo)


@writes(router, "/deliveries/{number}/discard", DeliveryOut, right=WRITE,
        name="delivery-discard", may_match=True)  # fmt: skip
def discard(request: HttpRequest, number: Number) -> DeliveryOut:
    """Drop a delivery that was not imported."""
    return _stepped(request, number, imports.actions.discard)


def _stepped(
    request: HttpRequest, number: int, step: Callable[..., Any], **options: Any
) -> DeliveryOut:
    found = imports.settle(_found(number))
    etags.check(request, _delivery(found))
    step(found, by=request.user, **options)
    return _delivery(_found(number))


def _found(number: int) -> imports.Delivery:
    return get_object_or_404(imports.deliveries(), pk=number)


def _delivery(row: imports.Delivery) -> DeliveryOut:
    told = imports.told(row)
    return DeliveryOut(
        delivery_id=row.pk, status=row.status, mapping=row.mapping,
        files=[FileOut(**one) for one in row.files],
        tables=[_table(one) for one in row.report.get("tables", [])],
        message=told["message"], next_step=told["next_step"], notes=told["notes"],
        deviations=told["deviations"], batch_id=row.batch_id, job_id=row.job_id,
        created_by=row.created_by.username, created_at=row.created_at,
    )  # fmt: skip


def _table(row: dict[str, Any]) -> TableOut:
    return TableOut(
        table=row["table"], received=row["received"], loaded=row["loaded"],
        quarantined=row["quarantined"], corrected=row.get("corrected", 0),
        removed=row.get("removed", 0),
    )  # fmt: skip

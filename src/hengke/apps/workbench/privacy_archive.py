"""The parts of a copy as one zip: JSON for machines, a page for people, CSV per part, the mark."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string

from hengke.apps.workbench.list_export import BOM
from hengke.kernel import cells

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Mark:
    """For whom, by whom, why and when the copy was made; stands in every file of it."""

    customer_id: str
    request: int
    made_at: datetime
    asked_by: str
    approved_by: str
    purpose: str

    @property
    def line(self) -> str:
        return (
            f"{self.customer_id} · {self.request} · {self.made_at:%Y-%m-%d %H:%M} UTC · "
            f"{self.asked_by} / {self.approved_by} · {self.purpose}"
        )


def packed(parts: dict[str, Rows], mark: Mark) -> bytes:
    """The zip. The same data and mark give the same bytes."""
    whole = {"copy": asdict(mark), **parts}
    files = {
        "data.json": json.dumps(whole, default=_written, ensure_ascii=False, indent=1),
        "data.html": render_to_string(
            "workbench/privacy/copy.html", {"parts": _tables(parts), "mark": mark}
        ),
        **{f"{name}.csv": _csv(rows, mark) for name, rows in parts.items() if rows},
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, date_time=mark.made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return content.getvalue()


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _tables(parts: dict[str, Rows]) -> list[tuple[str, list[str], list[list[Any]]]]:
    return [
        (name, list(rows[0]), [list(row.values()) for row in rows])
        for name, rows in parts.items()
        if rows
    ]


def _csv(rows: Rows, mark: Mark) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([cells.safe("" if value is None else value) for value in row.values()])
    writer.writerow([cells.safe(mark.line)])
    return BOM + text.getvalue()

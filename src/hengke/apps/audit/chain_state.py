"""Where the chains stand, for the page: ends, last heads, last verification."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from hengke.apps.audit import chain, head_lines, heads
from hengke.apps.audit.models import Expiry, Head, Read, Seal
from hengke.pipelines.home import Home, write_atomically

ROWS = 20
VERIFIED = "verified.json"


def context(*, now: datetime) -> dict[str, Any]:
    """What audit/chain.html accepts."""
    number, own = chain.last(connection)
    last = Seal.objects.order_by("-number").first()
    latest = Head.objects.order_by("-number")[:ROWS]
    return {
        "changes": number,
        "changes_hash": own,
        "seal": last,
        "waiting": Read.objects.filter(pk__gt=last.last_id if last else 0).count(),
        "expired": Expiry.objects.order_by("-seal").first(),
        "heads": [(row.at, head_lines.read(row.line)) for row in latest],
        "copies": len(heads.places(settings.HENGKE_HOME)),
        "verified": last_verified(settings.HENGKE_HOME),
    }


def note_verified(home: Home, answer: dict[str, Any], *, now: datetime) -> None:
    """The answer of the last `hengke audit verify`, for the page; proof is the command itself."""
    home.audit.mkdir(exist_ok=True, mode=0o700)
    kept = {"at": now.isoformat(), **{key: answer[key] for key in ("rows", "ok", "problem")}}
    write_atomically(home.audit / VERIFIED, json.dumps(kept, ensure_ascii=False) + "\n")


def last_verified(home: Home) -> dict[str, Any] | None:
    try:
        kept = json.loads((home.audit / VERIFIED).read_text(encoding="utf-8"))
        return {**kept, "at": datetime.fromisoformat(kept["at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""The file of a customer's own data: sealed in HOME/exports, taken once, gone after its time."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.privacy import policy
from hengke.apps.privacy.models import DataFile, Request
from hengke.kernel.errors import Refused
from hengke.pipelines.home import write_atomically
from hengke.pipelines.protection.ring import SECRETS, load_or_make
from hengke.pipelines.protection.sealing import Sealer


def keep(
    request: Request,
    content: bytes,
    *,
    purpose: str,
    rows: Mapping[str, int],
    for_user: Any,
    now: datetime,
) -> DataFile:
    """Seal and store; the caller's transaction also decided that the file may be made."""
    hours = policy.in_force(policy.today(now)).download_hours
    kept = DataFile.objects.create(
        customer_id=request.customer_id, request=request, purpose=purpose,
        name=f"own-data-{request.pk}.zip", sha256=hashlib.sha256(content).hexdigest(),
        rows=dict(rows), for_user=for_user, made_at=now, ends_at=now + timedelta(hours=hours),
    )  # fmt: skip
    sealed = _sealer(now).seal(base64.b64encode(content).decode("ascii"))
    path = _path(kept)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(path, sealed or "")
    return kept


@transaction.atomic
def take(kept: DataFile, *, by: Any, now: datetime) -> bytes:
    """The content, to the person for whom it was made, once; then nothing of it is left."""
    locked = DataFile.objects.select_for_update().get(pk=kept.pk)
    if locked.for_user_id != by.pk:
        raise Refused(
            _("This file was made for somebody else."), next_step=_("Who asked for it takes it.")
        )
    if locked.taken_at is not None or locked.ends_at <= now or not _path(locked).exists():
        remove(locked)
        raise Refused(
            _("This file was taken already, or its time is over."),
            next_step=_("Ask for it again; a second person decides again."),
        )
    sealed = _path(locked).read_text(encoding="ascii")
    content = base64.b64decode(_sealer(now).open(sealed) or "")
    locked.taken_at = now
    locked.save(update_fields=["taken_at"])
    record(
        "privacy.own_data_taken",
        by=by, target=locked.customer_id, reason=locked.purpose, file=locked.pk,
        rows=locked.rows, sha256=locked.sha256,
    )  # fmt: skip
    transaction.on_commit(lambda: remove(locked))
    return content


def remove(kept: DataFile) -> None:
    _path(kept).unlink(missing_ok=True)


def remove_old(now: datetime) -> int:
    """Files whose time is over or that were taken; how many there were."""
    old = [one for one in DataFile.objects.all() if one.taken_at or one.ends_at <= now]
    there = [one for one in old if _path(one).exists()]
    for one in there:
        remove(one)
    return len(there)


def waiting_for(user: Any, now: datetime) -> list[DataFile]:
    rows = DataFile.objects.filter(for_user=user, taken_at__isnull=True, ends_at__gt=now)
    return list(rows.order_by("-pk"))


def _path(kept: DataFile) -> Path:
    return Path(settings.HENGKE_HOME.path) / "exports" / f"{kept.pk}.sealed"


def _sealer(now: datetime) -> Sealer:
    return Sealer(load_or_make(settings.HENGKE_HOME, now=now), SECRETS)

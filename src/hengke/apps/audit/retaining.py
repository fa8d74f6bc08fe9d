"""Old reads go by whole seals: declared in the chain of changes, their seals stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from hengke.apps.audit.models import Expiry, Seal
from hengke.apps.audit.verify_reads import LEAST_KEPT
from hengke.apps.audit.writing import record
from hengke.policies.audit import AuditPolicy

DAYS_OF_MONTH = 31
"""A month is at most that long: reads are kept a little longer rather than shorter."""


@transaction.atomic
def expire(policy: AuditPolicy, *, now: datetime) -> int:
    """Remove the reads of seals that ended before the policy's months; how many rows went."""
    before = now - max(timedelta(days=DAYS_OF_MONTH * policy.months), LEAST_KEPT)
    last = Expiry.objects.order_by("-seal").first()
    done = last.seal if last else 0
    young = Seal.objects.filter(number__gt=done, latest__gte=before).order_by("number").first()
    old = Seal.objects.filter(number__gt=done).order_by("-number")
    end = (old.filter(number__lt=young.number) if young else old).first()
    if end is None:
        return 0
    record(
        "audit.reads_expired", by=None, target=str(end.number), hash=end.hash,
        months=policy.months, last_read=end.last_id,
    )  # fmt: skip
    Expiry(seal=end.number, last_id=end.last_id, at=now, months=policy.months).save()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_read WHERE id <= %s", [end.last_id])
        return int(cursor.rowcount)

"""What people change about groups. Each is one transaction with one audit row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.clustering import permissions
from hengke.apps.clustering.models import NAME_LENGTH, Cluster, Member, Name
from hengke.kernel.errors import Refused


@transaction.atomic
def name(cluster: Cluster, text: str, *, by: Any, now: datetime) -> str:
    """What the group is called from now on; an empty text takes the name away. Saying the same
    again leaves no second row."""
    permissions.check_can_name(by)
    wanted = " ".join(text.split())
    if len(wanted) > NAME_LENGTH:
        raise Refused(
            _("The name is too long."),
            next_step=_("Use at most %(most)d characters.") % {"most": NAME_LENGTH},
        )
    found = Name.objects.select_for_update().filter(cluster=cluster.cluster).first()
    if (found.name if found else "") == wanted:
        return wanted
    if not wanted:
        Name.objects.filter(cluster=cluster.cluster).delete()
    else:
        Name.objects.update_or_create(
            cluster=cluster.cluster, defaults={"name": wanted, "named_by": by, "named_at": now}
        )
    record("clustering.named", by=by, target=str(cluster.cluster), name=wanted)
    return wanted


def rescope(customer_ids: Sequence[str], *, branch_id: str, manager_id: str) -> int:
    """Follow a hand-over; the action that moved the customers opens the transaction and writes the
    audit row. The counts of both books follow with the next run."""
    rows = Member.objects.filter(customer_id__in=list(customer_ids))
    return rows.update(branch_id=branch_id, manager_id=manager_id)

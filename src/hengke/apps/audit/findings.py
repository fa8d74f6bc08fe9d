"""Findings: made by the rules, judged by the security administrator."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit import guard, habits, permissions, rules
from hengke.apps.audit.models import Finding, State
from hengke.apps.audit.rules import DAY, Unusual
from hengke.apps.audit.writing import record
from hengke.kernel.errors import Refused
from hengke.policies.audit import AuditPolicy


def look(policy: AuditPolicy, *, now: datetime) -> list[Finding]:
    """New findings of this moment. What goes on is one finding whose numbers grow, not one per
    minute: a rule says the same of the same person again a day after it said so."""
    unusual = list(chain(rules.all_of(policy, now=now), habits.all_of(policy, now=now)))
    if not unusual:
        return []
    with transaction.atomic():
        found = [_found(one, policy, now=now) for one in unusual]
    return [one for one in found if one is not None]


@transaction.atomic
def judge(finding: Finding, *, state: str, verdict: str, by: Any, now: datetime) -> Finding:
    """Explained or escalated, with a reason; a verdict can be replaced, and each is in the log."""
    permissions.check_can_judge(by)
    if state not in (State.EXPLAINED, State.ESCALATED):
        raise Refused(_("A verdict explains a finding or escalates it."))
    said = guard.reason(verdict)
    if not said:
        raise Refused(_("A verdict needs a reason."), next_step=_("Write what you found out."))
    if finding.subject == by.get_username():
        raise Refused(
            _("Nobody judges a finding about themselves."),
            next_step=_("Ask another security administrator."),
        )
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    locked.state, locked.verdict = state, said
    locked.judged_by, locked.judged_at = by.get_username(), now
    locked.save(update_fields=["state", "verdict", "judged_by", "judged_at"])
    record("audit.finding_judged", by=by, target=str(locked.pk), reason=said, state=state)
    return locked


def _found(one: Unusual, policy: AuditPolicy, *, now: datetime) -> Finding | None:
    """None where the same goes on: the newest finding of the rule and the person grows."""
    same = Finding.objects.filter(rule=one.rule, subject=one.subject).order_by("-pk").first()
    if same is not None and _goes_on(same, one):
        if one.count > same.count and same.state == State.OPEN:
            same.count, same.until, same.rows = one.count, one.until, one.rows
            same.save(update_fields=["count", "until", "rows"])
        return None
    return Finding.objects.create(
        rule=one.rule, subject=one.subject, since=one.since, until=one.until, found_at=now,
        count=one.count, limit=one.limit, policy=policy.version, rows=one.rows,
    )  # fmt: skip


def _goes_on(same: Finding, one: Unusual) -> bool:
    if one.since == same.since:
        return True
    if one.rule in rules.ONCE_EACH:
        return one.since <= same.since
    return one.since < same.found_at + DAY and one.since <= same.until

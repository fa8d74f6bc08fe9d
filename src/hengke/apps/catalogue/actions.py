"""The owner attests a class: a row with date, person and the policy that was read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.catalogue import permissions, queries
from hengke.apps.catalogue.models import Attestation
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.kernel.periods import add_months


@transaction.atomic
def attest(code: str, *, by: Any, now: datetime) -> Attestation:
    """Valid from today for as long as the policy says. The same class again on one day changes
    nothing and leaves no second row."""
    policy = queries.policy(now)
    permissions.check_can_attest(by)
    standing = next((one for one in queries.standings(now) if one.data_class.code == code), None)
    if standing is None:
        raise Refused(_("There is no such data class."), next_step=_("Choose one of the page."))
    today = clock.day(now)
    if (made := standing.attestation) and _says_the_same(made, policy.version, today):
        return made
    made = Attestation.objects.create(
        data_class=code,
        policy_version=policy.version,
        columns=standing.columns,
        valid_from=today,
        valid_until=add_months(today, policy.attested_for_months),
        by=by,
        at=now,
    )
    record("catalogue.attested", by=by, target=code, policy=policy.version, columns=made.columns)
    return made


def _says_the_same(made: Attestation, version: str, today: date) -> bool:
    return made.valid_from == today and made.policy_version == version

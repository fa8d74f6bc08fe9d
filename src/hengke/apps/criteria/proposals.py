"""Proposals on pages: what a trial's page says of where its draft came from."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.apps.criteria import permissions
from hengke.apps.criteria.models import Figure, Proposal
from hengke.apps.tiering import api as tiering
from hengke.web import formats


def origin(policy: str, job_id: str, user: Any) -> tiering.trials.Origin | None:
    """The review that a draft came of; of another draft, the way to make a proposal of it."""
    if not permissions.can_read(user):
        return None
    found = Proposal.objects.filter(policy=policy, job_id=job_id).first()
    if found is not None:
        day = formats.day(found.assessed_on, get_language() or "", year=True)
        return tiering.trials.Origin(
            _("Proposal of the criteria review of %(day)s") % {"day": day},
            href=reverse("criteria:proposal", args=[found.pk]),
        )
    reviewed = Figure.objects.filter(policy=policy).exists()
    if not (reviewed and permissions.can_propose(user)):
        return None
    return tiering.trials.Origin(
        _("A draft becomes a proposal of the criteria review; a second person decides on it."),
        post=reverse("criteria:adopt"),
        button=_("Propose these floors"),
    )

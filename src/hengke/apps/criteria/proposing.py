"""Other floors as a request that a second person decides; a yes writes the policy's next file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.criteria import permissions
from hengke.apps.criteria.models import Proposal, ProposalState
from hengke.apps.tiering import api as tiering
from hengke.apps.tiering.api import Ladder
from hengke.kernel.errors import Refused

KIND, SUBJECT = "criteria.floors", "tier_policy"


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            gettext_lazy("Other tier floors"),
            may_ask=permissions.can_propose,
            may_decide=permissions.can_decide,
            may_see=permissions.can_read,
            carry_out=_carry_out,
            describe=_describe,
            check=_check,
            ended=_ended,
            trail="tier_floors",
            notes=lambda approval: {
                "policy": approval.payload["policy"], "starts_on": approval.payload["starts_on"],
            },
        )
    )  # fmt: skip


def ask(proposal: Proposal, *, starts_on: date, reason: str, by: Any, now: datetime) -> Approval:
    """Of one policy a single change waits at a time."""
    check(proposal, starts_on)
    return approvals.ask(
        KIND, by=by, reason=reason, subject=(SUBJECT, proposal.policy), now=now,
        payload={
            "proposal": proposal.pk, "policy": proposal.policy, **json.loads(proposal.terms),
            "starts_on": starts_on.isoformat(), "review": proposal.review_id,
        },
    )  # fmt: skip


def check(proposal: Proposal, starts_on: date) -> None:
    """Refused where the floors in force are not those that were reviewed, or no file can be
    written."""
    now = tiering.trials.in_force(proposal.policy)
    if now.version != proposal.tier_version:
        raise Refused(
            _("The floors in force have changed since the review."),
            next_step=_("Let a night run, then review and try the floors again."),
        )
    tiering.trials.text(proposal.policy, terms(proposal), since=starts_on, source=_source(proposal))


def terms(proposal: Proposal) -> tiering.trials.Terms:
    told = json.loads(proposal.terms)
    return tiering.trials.Terms(told["floors"], told["graces"])


def _check(approval: Approval) -> None:
    check(_of(approval), date.fromisoformat(approval.payload["starts_on"]))


def _carry_out(approval: Approval, by: Any) -> str:
    """Last of the transaction: a file that cannot be written takes the yes back."""
    proposal = _of(approval)
    proposal.state = ProposalState.APPROVED
    proposal.save(update_fields=["state"])
    since = date.fromisoformat(approval.payload["starts_on"])
    path = tiering.trials.write(
        proposal.policy, terms(proposal), since=since,
        source=f"{_source(proposal)}; approval {approval.pk}",
    )  # fmt: skip
    return path.name


def _ended(approval: Approval, by: Any) -> None:
    rejected = approval.state == approvals.State.REJECTED
    state = ProposalState.REJECTED if rejected else ProposalState.ENDED
    Proposal.objects.filter(pk=approval.payload["proposal"]).update(state=state)


def _of(approval: Approval) -> Proposal:
    return Proposal.objects.select_for_update().get(pk=approval.payload["proposal"])


def _source(proposal: Proposal) -> str:
    """What the file says of where it came from."""
    return f"Criteria review {proposal.review_id} of the assessment of {proposal.assessed_on}"


def _describe(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    ladders = {ladder.policy: ladder for ladder in tiering.ladders()}
    return {one.pk: _told(one.payload, ladders.get(one.payload["policy"])) for one in found}


def _told(payload: Mapping[str, Any], ladder: Ladder | None) -> Described:
    return Described(
        title=ladder.title if ladder else payload["policy"],
        href=reverse("criteria:proposal", args=[payload["proposal"]]),
        changes=(
            *changes(payload["floors"], payload["graces"], ladder),
            Change(gettext_lazy("In force from"), "", payload["starts_on"]),
        ),
        note=payload["policy"],
    )


def changes(
    floors: Mapping[str, int], graces: Mapping[str, int], ladder: Ladder | None
) -> Iterator[Change]:
    """Each floor and grace that changes, the lowest tier first."""
    if ladder is None:
        return
    for step in ladder.steps:
        if step.tier in floors:
            before, after = (
                tiering.value(one, ladder) for one in (step.floor_minor, floors[step.tier])
            )
            yield Change(_("Floor of %(tier)s") % {"tier": step.name}, before, after)
        if step.tier in graces:
            yield Change(
                _("Grace of %(tier)s") % {"tier": step.name}, step.grace, graces[step.tier]
            )

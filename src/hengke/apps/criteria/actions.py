"""What people do with reviews. Each is one transaction with one audit row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.criteria import kept, permissions, proposing, queries, words
from hengke.apps.criteria.findings import JUDGED
from hengke.apps.criteria.models import Month, Proposal, ProposalState, Review
from hengke.apps.tiering import api as tiering
from hengke.apps.tiering.api import Ladder
from hengke.engine.criteria.columns import UNKNOWN
from hengke.kernel.errors import Refused
from hengke.kernel.periods import add_months

SHORTEST_REMARK, LONGEST_REMARK = 4, 2_000


@transaction.atomic
def record_review(policy: str, *, remark: str, by: Any, now: datetime) -> Review:
    """The review of the last assessment is done: the figures are kept as they are now. Proposals
    that came of it belong to it from now on."""
    permissions.check_can_record(by)
    ladder, assessed_on = subject(policy)
    said = remark.strip()
    if not SHORTEST_REMARK <= len(said) <= LONGEST_REMARK:
        raise Refused(
            _("A review needs a remark of %(least)d to %(most)d signs.")
            % {"least": SHORTEST_REMARK, "most": LONGEST_REMARK},
            next_step=_("Write what was found and what follows from it."),
        )
    figures = queries.figures(policy)
    rules = queries.rules(ladder.as_of)
    try:
        with transaction.atomic():
            made = Review.objects.create(
                policy=policy, assessed_on=assessed_on, as_of=ladder.as_of, run_id=ladder.run_id,
                tier_version=figures[0].tier_version or "",
                policy_version=figures[0].policy_version or "",
                warnings=sum(one.state in JUDGED for one in figures),
                unknown=sum(one.state == UNKNOWN for one in figures),
                figures=kept.text(figures),
                remark=said, reviewed_by=by, reviewed_at=now,
                next_due_on=add_months(ladder.as_of, rules.every_months),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(
            _("The assessment of %(day)s was reviewed already.") % {"day": assessed_on},
            next_step=_("The next assessment can be reviewed once it is there."),
        ) from None
    Proposal.objects.filter(policy=policy, assessed_on=assessed_on, review=None).update(review=made)
    record("criteria.reviewed", by=by, target=policy, due=made.next_due_on.isoformat(),
           run_id=made.run_id)  # fmt: skip
    return made


def subject(policy: str) -> tuple[Ladder, date]:
    """The published ladder and the assessment that its figures are of; refused where there are
    none."""
    ladder = tiering.ladder_of(policy)
    dates = Month.objects.filter(policy=policy).order_by("-assessed_on")
    found = dates.values_list("assessed_on", flat=True).first()
    if ladder.policy != policy or found is None:
        raise Refused(
            _("Nothing was computed for a review of %(policy)s.") % {"policy": policy},
            next_step=_("Let a night run that assesses it and reviews criteria."),
        )
    return ladder, found


def floors_of(policy: str, candidate: str) -> dict[str, int]:
    """What a candidate changes, by tier; refused where there is none or it contradicts itself."""
    found = queries.candidate(policy, candidate)
    changed = {one.tier: one.floor_minor or 0 for one in found if one.changed}
    if not changed:
        raise Refused(
            _("These floors are not among those that were back-tested."),
            next_step=_("Load the review again and choose one of its candidates."),
        )
    if any(one.broken for one in found):
        raise Refused(
            _("These floors do not rise from tier to tier: nobody can be assessed by them."),
            next_step=_("Choose other floors, or type them in the trial."),
        )
    return changed


@transaction.atomic
def keep(
    policy: str, *, candidate: str, terms: tiering.trials.Terms, job_id: str, by: Any, now: datetime
) -> Proposal:
    """A draft that came of the review and is being tried: kept with the review it came from. The
    same floors tried again are the same proposal."""
    permissions.check_can_propose(by)
    ladder, assessed_on = subject(policy)
    made, new = Proposal.objects.get_or_create(
        policy=policy, assessed_on=assessed_on, terms=_text(terms),
        defaults={
            "run_id": ladder.run_id, "tier_version": tiering.trials.in_force(policy).version,
            "candidate": candidate, "job_id": job_id, "made_by": by, "made_at": now,
            "review": Review.objects.filter(policy=policy, assessed_on=assessed_on).first(),
        },
    )  # fmt: skip
    if not new:
        Proposal.objects.filter(pk=made.pk).update(job_id=job_id)
        made.job_id = job_id
    record("criteria.tried", by=by, target=policy, job=job_id, name=candidate)
    return made


def adopted(policy: str, job_id: str, *, by: Any, now: datetime) -> Proposal:
    """A draft that somebody typed in the trial, as a proposal of the review."""
    permissions.check_can_propose(by)
    terms = tiering.trials.terms_of(policy, job_id)
    if terms is None or not (terms.floors_minor or terms.graces):
        raise Refused(
            _("This trial is not on file any more, or it changes nothing."),
            next_step=_("Try the draft again."),
        )
    return keep(policy, candidate=words.OWN, terms=terms, job_id=job_id, by=by, now=now)


@transaction.atomic
def ask(proposal: Proposal, *, starts_on: date, reason: str, by: Any, now: datetime) -> Proposal:
    """Nothing changes until a second person says yes; whatever is wrong is refused now."""
    permissions.check_can_propose(by)
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.state in (ProposalState.ASKED, ProposalState.APPROVED):
        raise Refused(_("These floors were asked for already."), next_step=_("Look at the inbox."))
    if locked.review_id is None:
        raise Refused(
            _("The review that these floors came of is not recorded yet."),
            next_step=_("Record the review with a remark, then ask for the change."),
        )
    approval = proposing.ask(locked, starts_on=starts_on, reason=reason, by=by, now=now)
    locked.state, locked.starts_on, locked.approval_id = (
        ProposalState.ASKED, starts_on, approval.pk,
    )  # fmt: skip
    locked.save(update_fields=["state", "starts_on", "approval_id"])
    return locked


def _text(terms: tiering.trials.Terms) -> str:
    told: Mapping[str, Any] = {
        "floors": dict(sorted(terms.floors_minor.items())),
        "graces": dict(sorted(terms.graces.items())),
    }
    return json.dumps(told)

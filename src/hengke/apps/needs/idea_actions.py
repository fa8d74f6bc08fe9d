"""What people write down about ideas. Each is one transaction with one audit row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.needs import permissions, policy
from hengke.apps.needs.idea_models import CashYear, Factor, Idea, Stage
from hengke.engine.needs.benefit_cost import Flow
from hengke.engine.needs.swot import INSIDE, OUTSIDE
from hengke.kernel.errors import Refused

MOST_LIVE = 200
"""Ideas on the list at a time: it is read by people, and reckoned anew for each of them."""
MOST_FACTORS = 40
WHOLE = 1000


@transaction.atomic
def open_idea(*, title: str, need_class: str, by: Any, now: datetime) -> Idea:
    permissions.check_can_weigh(by)
    policy.check_class(need_class, policy.in_force(now))
    if Idea.objects.exclude(stage=Stage.DROPPED).count() >= MOST_LIVE:
        raise Refused(
            _("The list holds %(most)d ideas, as many as it takes.") % {"most": MOST_LIVE},
            next_step=_("Drop one that is out of question."),
        )
    title = title.strip()
    _check_new(title, need_class)
    try:
        with transaction.atomic():
            made = Idea.objects.create(
                title=title, need_class=need_class, opened_by=by, opened_at=now
            )
    except IntegrityError:
        raise Refused(
            _("Somebody else has just put “%(title)s” on the list.") % {"title": title},
            next_step=_("Load the page again to see it."),
        ) from None
    record("needs.idea_opened", by=by, target=str(made.pk))
    return made


def _check_new(title: str, need_class: str, *, but: int = 0) -> None:
    """Of one class of needs a title stands once on the list; `but` is the idea itself."""
    live = Idea.objects.exclude(stage=Stage.DROPPED).exclude(pk=but)
    same = live.annotate(low=Lower("title")).filter(low=Lower(Value(title)))
    found = same.filter(need_class=need_class).first()
    if found is not None:
        raise Refused(
            _("“%(title)s” is on the list for this class already, as idea %(number)d.")
            % {"title": found.title, "number": found.pk},
            next_step=_("Open that one, or give this one another title."),
        )


@transaction.atomic
def change_idea(idea: Idea, *, stage: str, met: bool, by: Any) -> Idea:
    """Where it stands, and whether customers have what it would give."""
    permissions.check_can_weigh(by)
    locked = Idea.objects.select_for_update().get(pk=idea.pk)
    if (locked.stage, locked.met) == (stage, met):
        return locked
    if stage != Stage.DROPPED:
        _check_new(locked.title, locked.need_class, but=locked.pk)
    locked.stage, locked.met = stage, met
    locked.save(update_fields=["stage", "met"])
    record("needs.idea_changed", by=by, target=str(locked.pk), state=stage)
    return locked


@transaction.atomic
def write_costs(idea: Idea, flows: Sequence[Flow], *, by: Any) -> int:
    """The whole case, in place of the one before. How many years it has."""
    permissions.check_can_weigh(by)
    locked = Idea.objects.select_for_update().get(pk=idea.pk)
    CashYear.objects.filter(idea=locked).delete()
    CashYear.objects.bulk_create(
        CashYear(
            idea=locked, year=one.year, cost_minor=one.cost_minor, benefit_minor=one.benefit_minor
        )
        for one in flows
    )
    record("needs.costs_written", by=by, target=str(locked.pk), rows=len(flows))
    return len(flows)


@transaction.atomic
def add_factor(
    idea: Idea, *, kind: str, text: str, weight_permille: int, rating: int, by: Any
) -> Factor:
    """Refused where the weights of its side would be more than 1."""
    permissions.check_can_weigh(by)
    locked = Idea.objects.select_for_update().get(pk=idea.pk)
    if Factor.objects.filter(idea=locked).count() >= MOST_FACTORS:
        raise Refused(
            _("An idea has at most %(most)d factors.") % {"most": MOST_FACTORS},
            next_step=_("Remove one that weighs little."),
        )
    _check_weight(locked, kind, weight_permille)
    made = Factor.objects.create(
        idea=locked, kind=kind, text=text.strip(), weight_permille=weight_permille, rating=rating
    )
    record("needs.factor_added", by=by, target=str(locked.pk))
    return made


@transaction.atomic
def remove_factor(factor: Factor, *, by: Any) -> None:
    permissions.check_can_weigh(by)
    record("needs.factor_removed", by=by, target=str(factor.idea_id))
    factor.delete()


def _check_weight(idea: Idea, kind: str, weight_permille: int) -> None:
    side = INSIDE if kind in INSIDE else OUTSIDE
    rows = Factor.objects.filter(idea=idea, kind__in=side)
    left = WHOLE - (rows.aggregate(sum=Sum("weight_permille"))["sum"] or 0)
    if weight_permille > left:
        raise Refused(
            _("The weights of a side add up to 1; %(left)s is left.")
            % {"left": f"{float(Fraction(left, WHOLE)):g}"},
            next_step=_("Give it less, or remove another factor first."),
        )

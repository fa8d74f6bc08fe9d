"""What people write down about surveys. Each is one transaction with one audit row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.needs import permissions
from hengke.apps.needs.answers_file import Row
from hengke.apps.needs.idea_models import Idea
from hengke.apps.needs.survey_models import Answer, Feature, Survey
from hengke.kernel import clock
from hengke.kernel.errors import Refused

MOST_FEATURES = 60
AT_ONCE = 1_000


@transaction.atomic
def open_survey(*, title: str, asked_on: date, by: Any, now: datetime) -> Survey:
    permissions.check_can_weigh(by)
    if asked_on > clock.day(now):
        raise Refused(
            _("A survey cannot have been asked on a day to come."),
            next_step=_("Write the day on which it was asked."),
        )
    made = Survey.objects.create(
        title=title.strip(), asked_on=asked_on, opened_by=by, opened_at=now
    )
    record("needs.survey_opened", by=by, target=str(made.pk))
    return made


@transaction.atomic
def add_feature(survey: Survey, *, code: str, title: str, idea: Idea | None, by: Any) -> Feature:
    permissions.check_can_weigh(by)
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    known = list(Feature.objects.filter(survey=locked))
    if len(known) >= MOST_FEATURES:
        raise Refused(
            _("A survey has at most %(most)d features.") % {"most": MOST_FEATURES},
            next_step=_("Open another survey."),
        )
    if code in {one.code for one in known} or (idea and idea.pk in {one.idea_id for one in known}):
        raise Refused(
            _("The survey has a feature of this code, or one for this idea."),
            next_step=_("Choose another code or another idea."),
        )
    made = Feature.objects.create(survey=locked, code=code.strip(), title=title.strip(), idea=idea)
    record("needs.feature_added", by=by, target=str(locked.pk), field=made.code)
    return made


@transaction.atomic
def take_answers(survey: Survey, rows: Sequence[Row], *, by: Any) -> tuple[int, int]:
    """All rows or none: how many are new, and how many stand in place of an earlier answer of the
    same respondent."""
    permissions.check_can_weigh(by)
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    features = {one.code: one for one in Feature.objects.filter(survey=locked)}
    before = Answer.objects.filter(feature__survey=locked).count()
    Answer.objects.bulk_create(
        [
            Answer(
                feature=features[row.feature], respondent=row.respondent,
                functional=row.functional, dysfunctional=row.dysfunctional,
            )
            for row in rows
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["feature", "respondent"],
        update_fields=["functional", "dysfunctional"],
    )  # fmt: skip
    made = Answer.objects.filter(feature__survey=locked).count() - before
    record("needs.answers_taken", by=by, target=str(locked.pk), made=made, again=len(rows) - made)
    return made, len(rows) - made

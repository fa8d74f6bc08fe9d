"""What the page of one survey shows, and what was sent to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.needs import (
    answers_file,
    permissions,
    policy,
    survey_queries,
    weighing,
    words,
)
from hengke.apps.needs.answers_file import MOST_SIGNS, Mistake, Read
from hengke.apps.needs.idea_pages import told
from hengke.apps.needs.survey_models import Survey
from hengke.engine.needs import kano
from hengke.engine.needs.unknown import Unknown
from hengke.kernel import clock
from hengke.web.charts.quadrant import Plane, Point
from hengke.web.requests import StaffRequest

MISTAKES_SHOWN = 50
EXAMPLE = "respondent,feature,functional,dysfunctional\nP001,F1,1,5\nP001,F2,3,5"


def context(
    survey: Survey, user: Any, judged: Read | None = None, text: str = ""
) -> dict[str, Any]:
    rules = policy.in_force(clock.now())
    found = survey_queries.evaluated(survey, rules)
    mistakes = judged.mistakes if judged else []
    return {
        "survey": survey,
        "share": told(found.share),
        "refused": found.refused,
        "limit": float(rules.kano.most_questionable),
        "rows": [_row(feature, one, found.refused) for feature, one in found.features],
        "heads": [(code, words.KANO[code].label) for code in kano.CATEGORIES],
        "plane": None if found.refused else plane(found, float(rules.kano.middle)),
        "contradictory": survey_queries.contradictory(survey),
        "ideas": weighing.live(),
        "mistakes": mistakes[:MISTAKES_SHOWN],
        "more_mistakes": max(len(mistakes) - MISTAKES_SHOWN, 0),
        "text": text if len(text) <= MOST_SIGNS else "",
        "example": EXAMPLE,
        "answer_words": [(number, said[1], said[2]) for number, said in answers_file.WORDS.items()],
        "can_weigh": permissions.can_weigh(user),
    }


def plane(found: survey_queries.Evaluated, middle: float) -> Plane:
    """Better upwards, what lacking it costs across; features without coefficients are left to the
    table."""
    points = [
        Point(
            feature.title,
            -float(one.worse),
            float(one.better),
            (f"{float(one.better):.2f}", f"{float(one.worse):.2f}"),
        )
        for feature, one in found.features
        if not isinstance(one.better, Unknown) and not isinstance(one.worse, Unknown)
    ]
    corners = tuple(words.KANO[code].label for code in "AOMI")
    return Plane(
        points, _("Worse (without it)"), _("Better (with it)"), corners,  # type: ignore[arg-type]
        (_("Better"), _("Worse")), middle,
    )  # fmt: skip


def sent_text(request: StaffRequest) -> str:
    """The file where one came, else what was pasted; empty where a file is no text."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "").replace("\x00", "")
    return (answers_file.decoded(file.read()) or "").replace("\x00", "")


def judged(survey: Survey, text: str) -> Read:
    """Read row by row; a respondent who is the number of a customer is a mistake as well."""
    if not text.strip():
        return Read(mistakes=[Mistake(0, "", "", _("nothing was sent, or it is no text"))])
    found = answers_file.read(text, features=survey.features.values_list("code", flat=True))
    numbers = survey_queries.customers_among(row.respondent for row in found.rows)
    found.mistakes += [
        Mistake(
            row.number, "respondent", row.respondent,
            _("the number of a customer: use a code of the survey"),
        )
        for row in found.rows
        if row.respondent in numbers
    ]  # fmt: skip
    return found


def _row(feature: Any, one: kano.Feature, refused: Unknown | None) -> dict[str, Any]:
    """Of a survey that is refused there are counts and no category."""
    category = refused or one.category
    return {
        "feature": feature,
        "answered": one.answered,
        "counts": [one.frequencies[code] for code in kano.CATEGORIES],
        "category": told(category),
        "chip": words.KANO.get(str(category)),
        "better": told(refused or one.better),
        "worse": told(refused or one.worse),
        "quadrant": words.KANO.get(str(refused or one.quadrant)),
    }

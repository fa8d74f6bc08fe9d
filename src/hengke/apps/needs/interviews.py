"""Interviews of one customer as the tab shows them, and as the customer's own copy has them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengke.apps.customers import api as customers
from hengke.apps.needs import policy, queries
from hengke.apps.needs.interview_actions import CHOICES
from hengke.apps.needs.interview_models import Interview, Reply
from hengke.policies.needs import NeedsPolicy
from hengke.web.sealed import plain

SHOWN = 20


def reached(user: Any, action: str) -> QuerySet[Interview]:
    """Interviews in the books that an action of the person reaches, withdrawn ones left out."""
    return Interview.objects.filter(queries.reached(user, action), withdrawn_at__isnull=True)


def of(*numbers: str) -> QuerySet[Interview]:
    """Those of a customer already found through `visible_to`, newest first."""
    rows = Interview.objects.filter(customer_id__in=numbers, withdrawn_at__isnull=True)
    return rows.select_related("recorded_by").prefetch_related("replies").order_by("-pk")


def shown(numbers: tuple[str, ...], user: Any, rules: NeedsPolicy) -> list[dict[str, Any]]:
    """The latest, in words; two queries. Answers in words are read like a name."""
    return [
        {
            "one": interview,
            "title": _title(interview, rules),
            "replies": [_reply(reply, interview, user, rules) for reply in _in_order(interview)],
        }
        for interview in of(*numbers)[:SHOWN]
    ]


def forms(rules: NeedsPolicy) -> list[dict[str, Any]]:
    """Every questionnaire with its questions, to be filled in."""
    return [
        {
            "code": code,
            "title": policy.title(asked),
            "questions": [
                {"code": one.code, "title": policy.title(one), "kind": one.kind,
                 "choices": [(choice, word(choice)) for choice in CHOICES.get(one.kind, ())]}
                for one in asked.questions.values()
            ],
        }
        for code, asked in rules.questionnaires.items()
    ]  # fmt: skip


def own_copy(number: str) -> list[dict[str, Any]]:
    """A row per answer, in clear; for the copy of the own data."""
    return [
        {"held_on": one.held_on, "way": one.way, "questionnaire": one.questionnaire,
         "question": reply.question, "answer": plain(reply.answer)}
        for one in of(number)
        for reply in _in_order(one)
    ]  # fmt: skip


def word(answer: str) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(answer, answer)


def _in_order(interview: Interview) -> list[Reply]:
    return sorted(interview.replies.all(), key=lambda one: one.pk)


def _title(interview: Interview, rules: NeedsPolicy) -> str:
    asked = rules.questionnaires.get(interview.questionnaire)
    return policy.title(asked) if asked else interview.questionnaire


def _reply(reply: Reply, interview: Interview, user: Any, rules: NeedsPolicy) -> dict[str, str]:
    """A question that a later policy gave up is shown by its code."""
    asked = rules.questionnaires.get(interview.questionnaire)
    question = asked.questions.get(reply.question) if asked else None
    return {
        "question": policy.title(question) if question else reply.question,
        "answer": word(customers.shown_text(reply.answer, user)),
    }

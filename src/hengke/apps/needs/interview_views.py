"""Interviews are written down and withdrawn on the customer's page."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hengke.apps.customers.api import opened
from hengke.apps.needs import forms, interview_actions, interviews, permissions
from hengke.apps.needs.interview_models import Way
from hengke.apps.needs.views import back
from hengke.kernel import clock
from hengke.web.access import needs
from hengke.web.requests import StaffRequest

ASKED = "q-"


class InterviewForm(django_forms.Form):
    questionnaire = django_forms.CharField(max_length=60, label=gettext_lazy("Questionnaire"))
    way = django_forms.ChoiceField(choices=Way.choices, label=gettext_lazy("Way"))
    held_on = django_forms.DateField(label=gettext_lazy("Asked on"))


@needs(permissions.RECORD)
@require_POST
def write(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer = opened(request.user, customer_id, page="needs", action=permissions.RECORD)
    answers = {
        name.removeprefix(ASKED): str(text)
        for name, text in request.POST.items()
        if name.startswith(ASKED)
    }
    interview_actions.write_interview(
        customer, answers=answers, by=request.user, now=clock.now(),
        **forms.said(InterviewForm(request.POST)),
    )  # fmt: skip
    messages.success(request, _("The answers are written down."))
    return back(request, customer.pk)


@needs(permissions.RECORD)
@require_POST
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(interviews.reached(request.user, permissions.RECORD), pk=number)
    interview_actions.withdraw_interview(found, by=request.user, now=clock.now())
    messages.success(request, _("Withdrawn."))
    return back(request, found.customer_id)

"""KANO surveys: the list, one survey with its quadrants, answers taken from a file or pasted."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.needs import (
    forms,
    permissions,
    survey_actions,
    survey_pages,
    survey_queries,
)
from hengke.apps.needs.idea_models import Idea
from hengke.apps.needs.survey_models import Survey
from hengke.kernel import clock
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


class SurveyForm(django_forms.Form):
    title = django_forms.CharField(max_length=120, label=gettext_lazy("Title"))
    asked_on = django_forms.DateField(label=gettext_lazy("Asked on"))


class FeatureForm(django_forms.Form):
    code = django_forms.RegexField(r"^[\w.-]{1,40}$", label=gettext_lazy("Code"))
    title = django_forms.CharField(max_length=120, label=gettext_lazy("Title"))
    idea = django_forms.ModelChoiceField(
        Idea.objects.all(), required=False, label=gettext_lazy("Idea")
    )


@needs(permissions.READ_IDEAS, post=permissions.WEIGH)
@require_http_methods(["GET", "POST"])
def surveys(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        said = forms.said(SurveyForm(request.POST))
        made = survey_actions.open_survey(by=request.user, now=clock.now(), **said)
        messages.success(request, _("The survey is open. Name its features next."))
        return go_to(request, reverse("needs:survey", args=[made.pk]))
    context = {
        "rows": survey_queries.newest(),
        "today": clock.today(),
        "can_feed": permissions.can_feed(request.user),
        "can_weigh": permissions.can_weigh(request.user),
    }
    return render(request, "needs/surveys.html", context)


@needs(permissions.READ_IDEAS)
@require_GET
def survey(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Survey, pk=number)
    return render(request, "needs/survey.html", survey_pages.context(found, request.user))


@needs(permissions.WEIGH)
@require_POST
def feature(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Survey, pk=number)
    survey_actions.add_feature(found, by=request.user, **forms.said(FeatureForm(request.POST)))
    messages.success(request, _("The feature is part of the survey."))
    return go_to(request, reverse("needs:survey", args=[number]))


@needs(permissions.READ_IDEAS, post=permissions.WEIGH)
@require_http_methods(["GET", "POST"])
def answers(request: StaffRequest, number: int) -> HttpResponse:
    """All rows or none; what was pasted stays on the page with every row that does not hold."""
    found = get_object_or_404(Survey, pk=number)
    if request.method != "POST":
        return redirect("needs:survey", number)
    text = survey_pages.sent_text(request)
    judged = survey_pages.judged(found, text)
    if judged.mistakes:
        context = survey_pages.context(found, request.user, judged=judged, text=text)
        return render(request, "needs/survey.html", context, status=422)
    made, again = survey_actions.take_answers(found, judged.rows, by=request.user)
    said = ngettext("%(n)d answer is new", "%(n)d answers are new", made) % {"n": made}
    if again:
        said += _("; %(n)d stand in place of earlier ones") % {"n": again}
    messages.success(request, said)
    return redirect("needs:survey", number)

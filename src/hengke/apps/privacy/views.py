"""Impact assessments and the log of destructions: pages that name no customer's data."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengke.apps.privacy import approval_kinds, assessments, permissions, policy, queries, retention
from hengke.apps.privacy.forms import AssessmentForm
from hengke.apps.privacy.models import Assessment, Subject
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@needs(permissions.ASSESSMENTS)
@require_GET
def page(request: StaffRequest) -> HttpResponse:
    day = policy.today(clock.now())
    context = {
        "rows": queries.current_assessments(),
        "warnings": assessments.warnings(in_use(), day=day),
        "today": day,
        "can_write": permissions.can_assess(request.user),
    }
    return render(request, "privacy/assessments.html", context)


def in_use() -> list[str]:
    """What decides about customers in this home: every enabled tier policy, and its model."""
    home = settings.HENGKE_HOME
    names = home.settings().policies if home.exists() else ()
    return [code for name in names for code in (f"policy:{name}", f"model:{name}")]


@needs(permissions.ASSESSMENTS)
@require_GET
def assessment(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Assessment.objects.select_related("written_by"), pk=number)
    versions = Assessment.objects.filter(code=found.code).select_related("approved_by")
    context = {"one": found, "versions": versions.order_by("-version")}
    return render(request, "privacy/assessment.html", context)


@needs("privacy.assess")
@require_GET
def writing(request: StaffRequest) -> HttpResponse:
    """The form: empty, or with the last version of a code to be revised."""
    code = request.GET.get("code", "")
    last = Assessment.objects.filter(code=code).order_by("-version").first()
    context = {"last": last, "code": code, "subjects": Subject.choices}
    return render(request, "privacy/writing.html", context)


@needs("privacy.assess")
@require_POST
def write(request: StaffRequest) -> HttpResponse:
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        raise Refused(
            _("The code has only small letters, digits and : . _ -, or a text is too long."),
            next_step=_("Correct it and send it again."),
        )
    said, now = dict(form.cleaned_data), clock.now()
    shared = said.pop("fields_shared").replace("，", ",").split(",")
    fields = tuple(name for one in shared if (name := one.strip()))
    written = assessments.write(
        assessments.Written(**said, fields=fields), by=request.user, now=now
    )
    approval_kinds.ask_assessment(written, reason=written.title, by=request.user, now=now)
    messages.success(request, _("Written down. It counts once a second person approves."))
    return go_to(request, reverse("privacy:assessment", args=[written.pk]))


@needs(permissions.ASSESSMENTS)
@require_GET
def destructions(request: StaffRequest) -> HttpResponse:
    page_ = paging.page(
        queries.destructions(), sort="-id", key="id", cursor=request.GET.get("after")
    )
    due = retention.due(policy.today(clock.now()))
    return render(request, "privacy/destructions.html", {"page": page_, "due": due})

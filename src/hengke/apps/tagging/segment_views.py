"""Segments: the list, the builder, who is in one with the reasons, and frozen audiences.

The worker is asked outside of any transaction: it may take its time, and nobody waits behind it.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.tagging import (
    completion,
    forms,
    listing,
    permissions,
    policy,
    preview,
    queries,
    segment_actions,
)
from hengke.apps.tagging.models import Segment
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest


@needs(permissions.READ)
@require_GET
def segments(request: StaffRequest) -> HttpResponse:
    context = {
        "segments": queries.segments(),
        "audiences": queries.audiences()[:30],
        "can_build": permissions.can_build(request.user),
    }
    return render(request, "tagging/segments.html", context)


@needs(permissions.BUILD)
@transaction.non_atomic_requests
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if request.method == "GET":
        return _builder(request, typed={"expression": request.GET.get("expression", "")})
    try:
        told = forms.said(forms.SegmentForm(request.POST))
        name = told["name"]
        expression = segment_actions.checked(told["expression"], name=name)
        segment_actions.save(name, told["title"], expression, by=request.user, now=clock.now())
    except Refused as refusal:
        return _builder(request, typed=request.POST, refusal=refusal, status=422)
    messages.success(request, _("The segment is saved."))
    return go_to(request, reverse("tagging:segment-customers", args=[name]))


@needs(permissions.BUILD)
@transaction.non_atomic_requests
@require_http_methods(["GET", "POST"])
def segment(request: StaffRequest, name: str) -> HttpResponse:
    found = _found(name)
    if request.method == "GET":
        return _builder(request, segment=found, typed=found.__dict__)
    try:
        told = forms.said(forms.SegmentForm(request.POST))
        expression = segment_actions.checked(told["expression"], name=name)
        segment_actions.change(
            found, title=told["title"], expression=expression, version=told["version"] or 0,
            by=request.user, now=clock.now(),
        )  # fmt: skip
    except Refused as refusal:
        return _builder(request, segment=found, typed=request.POST, refusal=refusal, status=422)
    messages.success(request, _("The segment is saved."))
    return go_to(request, reverse("tagging:segment-customers", args=[name]))


@needs(permissions.BUILD)
@transaction.non_atomic_requests
@require_POST
def try_out(request: StaffRequest) -> HttpResponse:
    """Sentence, number and overlap, while a rule is typed."""
    told = forms.said(forms.PreviewForm(request.POST))
    context = preview.context(
        told["expression"], request.user, action=permissions.BUILD, name=told["name"],
        against=told["against"],
    )  # fmt: skip
    return render(request, "tagging/preview.html", context)


@needs(permissions.READ)
@transaction.non_atomic_requests
@require_GET
def members(request: StaffRequest, name: str) -> HttpResponse:
    """Who of the person's book is in it, and why."""
    found = _found(name)
    after = request.GET.get("after", "")[:60]
    context: dict[str, Any] = {
        "segment": found,
        "versions": found.versions.select_related("written_by").order_by("-version")[:10],
        "audiences": queries.audiences().filter(segment=found)[:10],
        "can_build": permissions.can_build(request.user),
        "most": forms.TEXT,
        "shortest": policy.SHORTEST_REASON,
    }
    try:
        context |= listing.of_segment(found.expression, request.user, after=after)
    except Refused as refusal:
        context |= preview.refused(refusal)
    return render(request, "tagging/segment.html", context)


@needs(permissions.BUILD)
@transaction.non_atomic_requests
@require_POST
def freeze(request: StaffRequest, name: str) -> HttpResponse:
    found = _found(name)
    purpose = forms.said(forms.FreezeForm(request.POST))["purpose"]
    membership = segment_actions.membership(found, request.user)
    audience = segment_actions.freeze(
        found, membership, purpose=purpose, by=request.user, now=clock.now()
    )
    messages.success(request, _("The audience is frozen."))
    return go_to(request, reverse("tagging:audience", args=[audience.pk]))


@needs(permissions.BUILD)
@require_POST
def end(request: StaffRequest, name: str) -> HttpResponse:
    segment_actions.end(_found(name), by=request.user, now=clock.now())
    messages.success(request, _("The segment has ended."))
    return go_to(request, reverse("tagging:segments"))


@needs(permissions.READ)
@require_GET
def audience(request: StaffRequest, number: int) -> HttpResponse:
    """Its members in the person's book; reasons belong to the day it was frozen."""
    found = get_object_or_404(queries.audiences(), pk=number)
    rows = queries.members(found, request.user)
    page = paging.page(rows, sort="customer_id", key="customer_id", cursor=request.GET.get("after"))
    context = {
        "audience": found,
        "page": page,
        "rows": listing.named([one.customer_id for one in page.rows], request.user),
    }
    return render(request, "tagging/audience.html", context)


def _found(name: str) -> Segment:
    return get_object_or_404(queries.segments(), name=name)


def _builder(
    request: StaffRequest,
    *,
    typed: Any,
    segment: Segment | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    others = queries.segments()
    context = {
        "segment": segment,
        "typed": typed,
        "others": others.exclude(pk=segment.pk) if segment else others,
        "terms": completion.terms(),
        "refusal": refusal,
    }
    return render(request, "tagging/builder.html", context, status=status)

"""The trail: what was done, who saw whom, what was unusual, and whether it is whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hengke.apps.audit import chain_state, filters, findings, permissions, queries, rules, words
from hengke.apps.audit.reading import seen
from hengke.kernel import clock
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.requests import StaffRequest


@needs("audit.read")
@require_GET
def entries(request: StaffRequest) -> HttpResponse:
    asked = filters.read(request.GET)
    page = _page(request, queries.matching(request.user, asked))
    rows = queries.told(queries.named(page.rows), request.user)
    context = {"page": page, "rows": rows, "kinds": sorted_words(words.ACTIONS)}
    return render(request, "audit/entries.html", {**context, **_shared(request, asked)})


@needs("audit.read_reads")
@require_GET
def reads(request: StaffRequest) -> HttpResponse:
    """Who saw a customer, or whom a person saw; numbers only."""
    asked = filters.read(request.GET)
    page = _page(request, queries.reads(request.user, asked))
    context = {"page": page, "rows": queries.named(page.rows), "kinds": sorted_words(words.PAGES)}
    return render(request, "audit/reads.html", {**context, **_shared(request, asked)})


@needs("audit.read_findings")
@require_GET
def unusual(request: StaffRequest) -> HttpResponse:
    show_all = request.GET.get("show") == "all"
    found = queries.findings_visible_to(request.user)
    page = _page(request, found if show_all else found.filter(state="open"))
    context = {"page": page, "rows": queries.named(page.rows), "show_all": show_all}
    return render(request, "audit/findings.html", {**context, **_shared(request, None)})


@needs("audit.read_counted", post="audit.judge")
@require_http_methods(["GET", "POST"])
def finding(request: StaffRequest, number: int) -> HttpResponse:
    """GET: what was counted, in numbers, times and kinds; that it was read is in the log of reads.
    POST: a verdict."""
    if request.method == "POST":
        return _judged(request, number)
    found = get_object_or_404(queries.findings_visible_to(request.user), pk=number)
    page = _page(request, queries.reads_counted(found))
    seen(request.user, {row.customer_id for row in page.rows} or {""}, page=rules.JUDGED)
    changes = queries.changes_counted(found)
    context = {
        "finding": queries.named([found])[0],
        "page": page,
        "changes": changes,
        "of_customers": any(row.customer_id for row in page.rows),
        "of_files": any(row.customers for row in changes),
    }
    return render(request, "audit/finding.html", {**context, **_shared(request, None)})


def _judged(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.findings_visible_to(request.user), pk=number)
    state, verdict = request.POST.get("state", ""), request.POST.get("verdict", "")
    findings.judge(found, state=state, verdict=verdict, by=request.user, now=clock.now())
    messages.success(request, _("The verdict was written down."))
    return HttpResponseRedirect(reverse("audit:findings"))


@needs("audit.read_findings")
@require_GET
def state(request: StaffRequest) -> HttpResponse:
    """Where both chains end, what was signed last, and the last verification."""
    context = chain_state.context(now=clock.now())
    return render(request, "audit/chain.html", {**context, **_shared(request, None)})


def sorted_words(known: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(((code, str(word)) for code, word in known.items()), key=lambda one: one[1])


def _page(request: StaffRequest, rows: Any) -> paging.Page:
    return paging.page(rows, sort="-id", key="id", cursor=request.GET.get("after"))


def _shared(request: StaffRequest, asked: filters.Filters | None) -> dict[str, Any]:
    return {
        "asked": asked,
        "reads_all": permissions.can_read_reads(request.user),
        "reads_findings": permissions.can_read_findings(request.user),
        "reads_counted": permissions.can_read_counted(request.user),
        "judges": permissions.can_judge(request.user),
    }

"""One page: the log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hengke.apps.audit import queries
from hengke.web import paging
from hengke.web.access import needs


@needs("audit.read")
def entries(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:60]
    rows = queries.matching(request.user, text=text)
    page = paging.page(rows, sort="-id", key="id", cursor=request.GET.get("after"))
    context = {"page": page, "rows": queries.named(page.rows), "text": text}
    return render(request, "audit/entries.html", context)

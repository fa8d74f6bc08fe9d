"""The task page, the day's list, and what a tap on a task does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.care import actions, day_list, forms, listing, permissions, queries
from hengke.apps.care.answers import changed, sheet_closed
from hengke.apps.care.models import Task
from hengke.apps.customers.api import business_date, managers
from hengke.kernel import clock
from hengke.web import formats, paging
from hengke.web.access import needs

PAGE_ROWS = 40


@needs("care.work")
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """All tasks of the book, filtered by the address; htmx gets the list alone."""
    today, filters = queries.today(clock.now()), forms.read(request.GET)
    found = forms.filtered(request.user, filters, day=today)
    page = paging.page(
        found, sort=filters.order, key="task_key", size=PAGE_ROWS, cursor=request.GET.get("after")
    )
    ladder = listing.first_ladder()
    count, more = paging.capped_count(found)
    context = {
        "rows": listing.rows(page.rows, user=request.user, today=today, ladder=ladder),
        "page": page,
        "count": count,
        "more": more,
        "filters": filters,
        "today": today,
        "as_of": business_date(),
        "can_work": permissions.can_work(request.user),
        **_choices(request.user, filters),
    }
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "care/tasks_part.html" if part else "care/tasks.html", context)


@needs("care.work")
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """The day's list as the home page shows it, alone."""
    today = queries.today(clock.now())
    context = day_list.context(
        request.user, today=today, order=request.GET.get("by", ""), ladder=listing.first_ladder()
    )
    return render(request, "care/day.html", context)


@needs("care.work")
@require_POST
def done(request: HttpRequest, key: str) -> HttpResponse:
    task = actions.complete(_task(request, key), by=request.user, now=clock.now())
    return changed(request, message=_("Done"), kind="ok", undo=("care:reopen", task.pk))


@needs("care.work")
@require_http_methods(["GET", "POST"])
def snooze(request: HttpRequest, key: str) -> HttpResponse:
    """The sheet with the choices, and the choice."""
    task, today = _task(request, key), queries.today(clock.now())
    form = forms.SnoozeForm(request.POST or None)
    if not form.is_valid():
        context = {"task": task, "row": _row(task, request, today), "days": _days(today)}
        status = 422 if form.is_bound else 200
        return render(request, "care/snooze.html", {**context, "form": form}, status=status)
    until = today + timedelta(days=form.cleaned_data["days"])
    reason = form.cleaned_data["reason"]
    actions.snooze(task, until=until, today=today, reason=reason, by=request.user)
    message = _("Comes back on %(day)s") % {"day": formats.day(until, get_language() or "")}
    return sheet_closed(request, message=message, undo=("care:reopen", task.pk))


@needs("care.work")
@require_POST
def reopen(request: HttpRequest, key: str) -> HttpResponse:
    actions.reopen(_task(request, key), by=request.user)
    return changed(request, message=_("Back on the list"))


def _days(today: Any) -> list[dict[str, Any]]:
    return [
        {"days": days, "label": label, "on": today + timedelta(days=days)}
        for days, label in forms.SNOOZE_DAYS
    ]


def _task(request: HttpRequest, key: str) -> Task:
    """A task of somebody else's book does not exist for the person."""
    return get_object_or_404(queries.tasks(request.user, queries.WORK), pk=key)


def _row(task: Task, request: HttpRequest, today: Any) -> listing.Row | None:
    ladder = listing.first_ladder()
    rows = listing.rows([task], user=request.user, today=today, ladder=ladder)
    return next(iter(rows), None)


def _choices(user: Any, filters: forms.TaskFilters) -> dict[str, Any]:
    """Words of the filter bar; a branch head may also choose among the managers."""
    found: dict[str, Any] = {
        "states": [(state, forms.STATE_WORDS[state]) for state in forms.STATES],
        "sorts": list(forms.SORT_WORDS.items()),
        "kinds": listing.words.kinds(),
    }
    if user.role == "branch_head":
        found["managers"] = list(managers(user.branch_id).items())
    return found

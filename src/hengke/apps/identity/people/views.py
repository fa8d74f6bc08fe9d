"""Pages of log-ins for administrators: the list, one person, a new one, the tree of branches."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengke.apps.identity import rights
from hengke.apps.identity.factors.queries import factors_of, needs_factor
from hengke.apps.identity.models import OrgUnit, Role, User
from hengke.apps.identity.people import actions, queries
from hengke.apps.identity.people.forms import CreateForm, PlaceForm, RoleForm
from hengke.apps.identity.queries import unit_names
from hengke.apps.identity.sessions import queries as sessions
from hengke.apps.identity.sessions.recent import recent
from hengke.apps.identity.tokens import queries as tokens
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web import paging
from hengke.web.access import needs
from hengke.web.requests import StaffRequest

READ, CHANGE, SECURE = queries.READ, actions.CHANGE, actions.SECURE
ASK_ROLE, ORGANISATION = "identity.ask_role", "identity.read_organisation"
ROLE_KIND = "identity.role"


@needs(READ)
@require_GET
def people(request: StaffRequest) -> HttpResponse:
    text, role, state = (request.GET.get(key, "").strip()[:60] for key in ("q", "role", "state"))
    found = queries.matching(request.user, text=text, role=role, state=state)
    page = paging.page(
        found.select_related("reports_to"), sort="username", key="id",
        cursor=request.GET.get("after"),
    )  # fmt: skip
    context = {
        "page": page, "text": text, "role": role, "state": state, "roles": Role.choices,
        "branches": unit_names(one.branch_id for one in page.rows),
        "may_change": rights.may(request.user, CHANGE),
    }  # fmt: skip
    return render(request, "identity/people.html", context)


@needs(READ)
@require_GET
def person(request: StaffRequest, pk: int) -> HttpResponse:
    return _person(request, _one(request, pk))


@needs(CHANGE)
@recent
@require_http_methods(["GET", "POST"])
def create(request: StaffRequest) -> HttpResponse:
    form = CreateForm(request.POST or None)
    if form.is_valid():
        try:
            user, password = actions.create(by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, f"{error.message} {error.next_step}")
        else:
            return _told_once(request, user, password)
    status = 422 if form.is_bound else 200
    return render(request, "identity/person_new.html", {"form": form}, status=status)


@needs(CHANGE)
@recent
@require_POST
def change(request: StaffRequest, pk: int) -> HttpResponse:
    user, form = _one(request, pk), PlaceForm(request.POST)
    if not form.is_valid():
        return _person(request, user, form=form)
    actions.change(user, by=request.user, **form.cleaned_data)
    return _done(request, user)


@needs(CHANGE)
@recent
@require_POST
def set_active(request: StaffRequest, pk: int) -> HttpResponse:
    user = _one(request, pk)
    actions.set_active(user, active=request.POST.get("active") == "1", by=request.user)
    return _done(request, user)


@needs(CHANGE)
@recent
@never_cache
@require_POST
def give_password(request: StaffRequest, pk: int) -> HttpResponse:
    user = _one(request, pk)
    return _told_once(request, *actions.give_password(user, by=request.user))


@needs(ASK_ROLE)
@recent
@require_POST
def ask_role(request: StaffRequest, pk: int) -> HttpResponse:
    """A second person gives it; until then nothing changes."""
    user, form = _one(request, pk), RoleForm(request.POST)
    if not form.is_valid():
        return _person(request, user, role_form=form)
    role = form.cleaned_data["role"]
    actions.check_role_request(user, role=role, by=request.user)
    if not settings.HENGKE_ASK:
        raise Refused(
            _("Requests to a second person are not set up here."),
            next_step=_("Whoever runs the system can give the role: hengke people role."),
        )
    import_string(settings.HENGKE_ASK)(
        ROLE_KIND, by=request.user, reason=form.cleaned_data["reason"], subject=("user", user.pk),
        now=clock.now(), payload={"role": role}, version=user.role,
    )  # fmt: skip
    messages.success(request, _("Asked for: a second person decides."))
    return HttpResponseRedirect(reverse("people:person", args=[pk]))


@needs(SECURE)
@recent
@require_POST
def unlock(request: StaffRequest, pk: int) -> HttpResponse:
    user = _one(request, pk)
    actions.unlock(user, by=request.user)
    return _done(request, user)


@needs(SECURE)
@recent
@require_POST
def require_factor(request: StaffRequest, pk: int) -> HttpResponse:
    user = _one(request, pk)
    actions.require_factor(user, required=request.POST.get("required") == "1", by=request.user)
    return _done(request, user)


@needs(SECURE)
@recent
@require_POST
def reset_factors(request: StaffRequest, pk: int) -> HttpResponse:
    user = _one(request, pk)
    actions.reset_factors(user, by=request.user)
    return _done(request, user)


@needs(SECURE)
@require_POST
def end_sessions(request: StaffRequest, pk: int) -> HttpResponse:
    user = _one(request, pk)
    actions.end_sessions(user, by=request.user)
    return _done(request, user)


@needs(ORGANISATION)
@require_GET
def branches(request: StaffRequest) -> HttpResponse:
    """The bank's own tree, as its file says; a branch opens to who works there."""
    chosen = OrgUnit.objects.filter(org_id=request.GET.get("branch", "")).first()
    context = {
        "tree": queries.tree(),
        "chosen": chosen,
        "staff": queries.staff_of(chosen.org_id) if chosen else (),
        "may_read": rights.may(request.user, READ),
    }
    return render(request, "identity/branches.html", context)


def _one(request: StaffRequest, pk: int) -> User:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _person(request: StaffRequest, user: User, **forms: Any) -> HttpResponse:
    """One log-in, and what this administrator may do with it."""
    own = user.pk == request.user.pk
    may = {
        name: rights.may(request.user, action) and not own
        for name, action in (("change", CHANGE), ("secure", SECURE), ("ask_role", ASK_ROLE))
    }
    context = {
        "person": user,
        "own": own,
        "branch": unit_names([user.branch_id]).get(user.branch_id, ""),
        "factors": factors_of(user),
        "needed": needs_factor(user),
        "sessions": sessions.alive(user, now=clock.now()).order_by("-seen_at"),
        "tokens": tokens.alive(user, now=clock.now()).order_by("-made_at"),
        "reports": user.reports.filter(is_active=True).order_by("username"),
        "may": may,
        "form": PlaceForm(initial=PlaceForm.of(user)),
        "role_form": RoleForm(initial={"role": user.role}),
        "roles": Role.choices,
        **forms,
    }
    return render(request, "identity/person.html", context, status=422 if forms else 200)


def _told_once(request: StaffRequest, user: User, password: str) -> HttpResponse:
    context = {"person": user, "password": password}
    return render(request, "identity/person_password.html", context)


def _done(request: StaffRequest, user: User) -> HttpResponse:
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("people:person", args=[user.pk]))

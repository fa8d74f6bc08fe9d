"""A token made (and shown once) and revoked by its owner."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hengke.apps.identity.limits import limits
from hengke.apps.identity.sessions.recent import recent
from hengke.apps.identity.tokens import actions, queries
from hengke.apps.identity.tokens.forms import TokenForm
from hengke.web.access import signed_in
from hengke.web.requests import StaffRequest


@signed_in
@recent
@never_cache
@require_http_methods(["GET", "POST"])
def make(request: StaffRequest) -> HttpResponse:
    """The token stands on the answer and nowhere else: no redirect could carry it."""
    form = TokenForm(request.POST or None, user=request.user)
    context = {"form": form, "longest": limits().token_longest_days}
    if form.is_valid():
        token, text = actions.make(request.user, by=request.user, **form.cleaned_data)
        return render(request, "identity/token_made.html", {"token": token, "text": text})
    return render(request, "identity/token.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.of(request.user), pk=pk)
    actions.revoke(found, by=request.user)
    messages.success(request, _("The token was revoked."))
    return HttpResponseRedirect(reverse("identity:security"))

"""What is written down on the privacy tab: consents, the switch, requests, holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.privacy import api as privacy
from hengke.apps.workbench import privacy_review, privacy_tab
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web.access import needs
from hengke.web.answers import go_to
from hengke.web.requests import StaffRequest

TEXT = 500
HOLD = "privacy.hold"


class ConsentForm(forms.Form):
    purpose = forms.CharField(max_length=60)
    channel = forms.ChoiceField(choices=[("", ""), *care.Channel.choices], required=False)
    field = forms.CharField(max_length=60, required=False)
    recipient = forms.CharField(max_length=120, required=False)
    given_on = forms.DateField()
    expires_on = forms.DateField(required=False)
    obtained = forms.CharField(max_length=20)
    document = forms.CharField(max_length=200, required=False)
    document_hash = forms.CharField(max_length=64, required=False)
    text_version = forms.CharField(max_length=60, required=False)
    by_guardian = forms.BooleanField(required=False)


class RequestForm(forms.Form):
    kind = forms.ChoiceField(choices=privacy.Asked.choices)
    received_on = forms.DateField()
    said = forms.CharField(max_length=TEXT, required=False)
    field = forms.CharField(max_length=60, required=False)


class HoldForm(forms.Form):
    reference = forms.CharField(max_length=120, required=False)
    reason = forms.CharField(max_length=TEXT, required=False)


@needs(privacy.RECORD)
@require_POST
def consent(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer, said = _customer(request, customer_id), _said(ConsentForm(request.POST))
    given = privacy.Given(**said)
    now = clock.now()
    born = customers.record_reading.birth_date(customer, now=now)
    written = privacy.give(customer.number, given, by=request.user, now=now, born=born)
    messages.success(request, _("The consent is written down."))
    if privacy.without_assessment([written], privacy.today(now)):
        messages.warning(
            request,
            _("Nothing may be shared yet: no approved, current assessment of the recipient."),
        )
    return _back(request, customer)


@needs(privacy.RECORD)
@require_POST
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(privacy.Consent, pk=number)
    customer = _customer(request, found.customer_id)
    privacy.withdraw(found, by=request.user, now=clock.now())
    messages.success(request, _("Withdrawn. From now on nothing is allowed by it."))
    return _back(request, customer)


@needs(privacy.RECORD)
@require_POST
def switch(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer, on = _customer(request, customer_id), request.POST.get("personalised") == "on"
    privacy.switch(customer.number, personalised=on, by=request.user, now=clock.now())
    said = _("Personalised processing is on.") if on else _("Personalised processing is off.")
    messages.success(request, said)
    return _back(request, customer)


@needs(privacy.RECORD)
@require_POST
def receive(request: StaffRequest, customer_id: str) -> HttpResponse:
    """A request; one about a tier also gets the explanation that the customer is told."""
    customer, said = _customer(request, customer_id), _said(RequestForm(request.POST))
    field = said.pop("field")
    told: dict[str, Any] = {"about": {"field": field} if field else {}}
    if said["kind"] == privacy.Asked.REVIEW:
        told = privacy_review.of_today(customer.number)
    found = privacy.receive(customer.number, by=request.user, now=clock.now(), **said, **told)
    messages.success(request, _("Written down. To be answered by %(day)s.") % {"day": found.due_on})
    return _back(request, customer)


@needs(HOLD)
@require_POST
def hold(request: StaffRequest, customer_id: str) -> HttpResponse:
    customer, said = _customer(request, customer_id, HOLD), _said(HoldForm(request.POST))
    privacy.ask_hold(customer.number, by=request.user, now=clock.now(), **said)
    messages.success(request, _("The hold waits for a second person."))
    return _back(request, customer)


@needs(HOLD)
@require_POST
def lift(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(privacy.Hold, pk=number)
    customer = _customer(request, found.customer_id, HOLD)
    reason = _said(HoldForm(request.POST))["reason"]
    privacy.ask_lift(found, reason=reason, by=request.user, now=clock.now())
    messages.success(request, _("The end of the hold waits for a second person."))
    return _back(request, customer)


def _customer(
    request: StaffRequest, customer_id: str, action: str = privacy.RECORD
) -> customers.Subject:
    """The customer or prospect, where the action reaches so far, who answers for the number: a
    consent given under another one is theirs."""
    return customers.subject(request.user, privacy.survivor_of(customer_id), action)


def _said(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(
            _("A day is not a date, or something that is needed is missing."),
            next_step=_("Correct it and send it again."),
        )
    return dict(form.cleaned_data)


def _back(request: StaffRequest, customer: customers.Subject) -> HttpResponse:
    return go_to(request, privacy_tab.address(customer))

"""Another role for a colleague, as a request: who asks never gives it, and nobody decides on the
own role. What identity does once a second person agreed lies in identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengke.apps.approvals.kinds import Change, Described, Kind, register
from hengke.apps.approvals.models import Approval
from hengke.apps.identity import api as identity

KIND = "identity.role"


def offer() -> None:
    register(
        Kind(
            KIND,
            _("Change of role"),
            may_ask=lambda user: identity.may(user, "identity.ask_role"),
            may_decide=_may_decide,
            may_see=lambda user: identity.may(user, "identity.read_people"),
            carry_out=_carry_out,
            describe=_describe,
            version=lambda approval: _subject(approval).role,
            notes=lambda approval: dict(approval.payload),
        )
    )


def _may_decide(user: Any) -> bool | Q:
    return identity.may(user, "identity.decide_role") and ~Q(subject_id=str(user.pk))


def _subject(approval: Approval) -> identity.User:
    return identity.User.objects.get(pk=approval.subject_id)


def _carry_out(approval: Approval, by: Any) -> str:
    role = str(approval.payload["role"])
    identity.set_role(_subject(approval), role=role, by=by, asked_by=approval.asked_by.username)
    return ""


def _describe(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    people = identity.User.objects.in_bulk([int(one.subject_id) for one in found])
    return {
        one.pk: Described(
            title=people[int(one.subject_id)].name,
            changes=(
                Change(
                    _("Role"),
                    _word(one.subject_version),
                    _word(one.payload["role"]),
                ),
            ),
        )
        for one in found
        if int(one.subject_id) in people
    }


def _word(role: str) -> Any:
    return dict(identity.Role.choices).get(role, role)

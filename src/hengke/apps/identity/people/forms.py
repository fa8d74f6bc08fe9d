"""Forms about a log-in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengke.apps.identity.models import Role, User
from hengke.apps.identity.people.actions import plain_roles


class PlaceForm(forms.Form):
    """Where in the bank a person stands. `reports_to` is a user name; empty for nobody."""

    display_name = forms.CharField(label=_("Name"), max_length=60, required=False)
    org_id = forms.CharField(label=_("Staff number"), max_length=60, required=False)
    branch_id = forms.CharField(label=_("Branch"), max_length=60, required=False)
    reports_to = forms.CharField(label=_("Reports to (user name)"), max_length=60, required=False)

    def clean_reports_to(self) -> User | None:
        name = self.cleaned_data["reports_to"]
        found = User.objects.filter(username=name, is_active=True).first() if name else None
        if name and found is None:
            raise forms.ValidationError(_("There is no log-in of this name."))
        return found

    @classmethod
    def of(cls, user: User) -> dict[str, Any]:
        return {
            "display_name": user.display_name,
            "org_id": user.org_id,
            "branch_id": user.branch_id,
            "reports_to": user.reports_to.username if user.reports_to else "",
        }


class CreateForm(PlaceForm):
    """A new log-in, with a role that needs no second person."""

    username = forms.CharField(label=_("User name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"))
    field_order = ("username", "role", "display_name", "org_id", "branch_id", "reports_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(role, Role(role).label) for role in plain_roles() if role in Role.values]
        self.fields["role"].choices = offered  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """A role asked for, with the reason that the second person reads."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    reason = forms.CharField(label=_("Reason"), max_length=500)

"""Log-ins (owned by people) and the organisation (published from the bank's file by each run)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A post of the bank; what it may do is written in policies/access/."""

    RM = "rm", _("Relationship manager")
    BRANCH_HEAD = "branch_head", _("Branch head")
    RISK = "risk", _("Risk officer")
    COMPLAINTS = "complaints", _("Complaint desk")
    BUSINESS = "business", _("Business owner")
    DATA = "data", _("Data engineer")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


ADMINISTRATORS = (Role.SYSTEM_ADMIN.value, Role.SECURITY_ADMIN.value, Role.AUDIT_ADMIN.value)
"""Nobody is two of them: one staff number holds at most one of these log-ins."""


class Users(BaseUserManager["User"]):
    """Makes users; the password is hashed here and nowhere else."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One log-in. `org_id` is the staff number of `OrgUnit`; an RM's customers carry it.

    `branch_id` is the branch a branch head answers for. Preferences empty = not chosen.
    `once_until`: somebody else gave the password; it opens until then, to choose an own one.
    `factor_required`: a second factor also where the role alone would not need one.
    """

    username = models.CharField(max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.TextField(blank=True, default="")
    role = models.TextField(choices=Role, default=Role.RM)
    org_id = models.TextField(blank=True, default="")
    branch_id = models.TextField(blank=True, default="")
    reports_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    factor_required = models.BooleanField(default=False)
    once_until = models.DateTimeField(null=True, blank=True)
    language = models.TextField(blank=True, default="")
    theme = models.TextField(blank=True, default="")
    market = models.TextField(blank=True, default="")
    density = models.TextField(blank=True, default="")
    keys = models.TextField(blank=True, default="")

    objects = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]),
                name="identity_user_role",
            ),
            models.UniqueConstraint(
                fields=["org_id"],
                condition=models.Q(is_active=True, role__in=ADMINISTRATORS) & ~models.Q(org_id=""),
                name="identity_one_administrator",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def name(self) -> str:
        """What colleagues call the person."""
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.name


class OrgUnit(models.Model):
    """A branch or a member of staff, as the bank's organisation file names them; read-only."""

    org_id = models.TextField(primary_key=True)
    kind = models.TextField(null=True)
    name = models.TextField(null=True)
    parent_id = models.TextField(null=True)
    post = models.TextField(null=True)
    as_of = models.DateField(null=True)
    known_at = models.TextField(null=True)
    run_id = models.TextField(null=True)

    class Meta:
        indexes = [models.Index(fields=["parent_id", "kind"], name="identity_org_parent")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.name or ''}".strip()


from hengke.apps.identity.factors.models import (  # noqa: E402
    Guard,
    Passkey,
    RecoveryCode,
    Totp,
)
from hengke.apps.identity.sessions.models import LoginSession  # noqa: E402
from hengke.apps.identity.sso.models import Subject  # noqa: E402
from hengke.apps.identity.tokens.models import Token  # noqa: E402

__all__ = [
    "ADMINISTRATORS",
    "Guard",
    "LoginSession",
    "OrgUnit",
    "Passkey",
    "RecoveryCode",
    "Role",
    "Subject",
    "Token",
    "Totp",
    "User",
]

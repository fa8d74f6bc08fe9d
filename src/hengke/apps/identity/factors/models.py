"""What a person proves a log-in with besides the password. Secrets are sealed or hashed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Totp(models.Model):
    """The app on the phone: one per person. `last_step` is the half minute whose code was used
    last; no code of it or of an earlier one is taken again, also after the clock moved back."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="totp"
    )
    sealed = models.TextField()
    added_at = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)


class Passkey(models.Model):
    """A passkey or a security key. `data` is the public part of the credential; it is no secret."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys"
    )
    name = models.CharField(max_length=60)
    credential = models.TextField(unique=True)
    data = models.TextField()
    uses = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="identity_passkey_name")
        ]


class RecoveryCode(models.Model):
    """The digest of one code for the day the phone is lost; each opens once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="identity_recovery_code")
        ]


class Guard(models.Model):
    """Wrong answers in a row at the second factor of one person."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="factor_guard"
    )
    failures = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)

"""One row per session of a person, so that each can be seen and ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengke.apps.identity.sessions.browsers import called


class LoginSession(models.Model):
    """`proved_at` is when the person last proved who it is; the cookie's key is not here."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions"
    )
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    factor = models.CharField(max_length=20, blank=True, default="")
    way = models.CharField(max_length=80, blank=True, default="")
    place = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["user", "ended_at"], name="identity_session_alive")]

    @property
    def browser_name(self) -> str:
        return called(self.browser)

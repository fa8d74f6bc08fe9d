"""API tokens. The token itself is shown once and never kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hengke.apps.identity.right_words import word


class Token(models.Model):
    """`prefix` names it in lists and logs; `digest` is SHA-256 of its 256 random bits."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    @property
    def may(self) -> list[tuple[str, str]]:
        """Its scopes, each with the words for people."""
        return [(scope, word(scope)) for scope in self.scopes]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"

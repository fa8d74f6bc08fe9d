"""Who of the staff: a log-in that cannot be deleted while a row names it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


def person(*, null: bool = False) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=null
    )

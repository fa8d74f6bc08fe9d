"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "hengke.apps.approvals"
    label = "approvals"

    def ready(self) -> None:
        from hengke.apps.approvals import role_changes

        role_changes.offer()

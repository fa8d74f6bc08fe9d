"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "hengke.apps.identity"
    label = "identity"

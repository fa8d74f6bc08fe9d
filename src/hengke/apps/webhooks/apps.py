"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "hengke.apps.webhooks"
    label = "webhooks"

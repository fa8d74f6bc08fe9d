"""Registers templates, tags, static files and translations of the shared parts."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hengke.web"
    label = "web"

"""The homes that these tests read."""

from __future__ import annotations

from tests.integration.homes import small_home

__all__ = ["small_home"]

"""The homes that these tests read."""

from __future__ import annotations

from tests.integration.homes import berka_home, own_home, small_home, tiers_home, xiamen_home

__all__ = ["berka_home", "own_home", "small_home", "tiers_home", "xiamen_home"]

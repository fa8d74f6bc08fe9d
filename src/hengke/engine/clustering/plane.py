"""How many fields the map of groups has. Loads no engine: pages draw it."""

from __future__ import annotations

ACROSS, DOWN = 28, 16

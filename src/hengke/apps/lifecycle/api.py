"""The door of lifecycle."""

from __future__ import annotations

from hengke.apps.lifecycle.actions import rescope
from hengke.apps.lifecycle.models import Leaving, Place
from hengke.apps.lifecycle.panel import panel
from hengke.apps.lifecycle.queries import can_read, moves_of, visible
from hengke.apps.lifecycle.words import stage_word

__all__ = [
    "Leaving", "Place", "can_read", "moves_of", "panel", "rescope", "stage_word", "visible",
]  # fmt: skip

"""The door of behaviour."""

from __future__ import annotations

from hengke.apps.behaviour.models import Profile
from hengke.apps.behaviour.panel import panel
from hengke.apps.behaviour.queries import can_read
from hengke.apps.behaviour.words import reason

__all__ = ["Profile", "can_read", "panel", "reason"]

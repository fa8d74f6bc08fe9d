"""The door of clustering."""

from __future__ import annotations

from hengke.apps.clustering.actions import rescope
from hengke.apps.clustering.models import Member
from hengke.apps.clustering.panel import panel
from hengke.apps.clustering.permissions import can_read
from hengke.apps.clustering.queries import visible

__all__ = ["Member", "can_read", "panel", "rescope", "visible"]

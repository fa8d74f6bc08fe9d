"""The door of value."""

from __future__ import annotations

from hengke.apps.value.actions import rescope
from hengke.apps.value.models import CustomerValue, ProductValue
from hengke.apps.value.panel import panel
from hengke.apps.value.queries import can_read, visible

__all__ = ["CustomerValue", "ProductValue", "can_read", "panel", "rescope", "visible"]

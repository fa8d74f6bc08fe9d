"""The door of value."""

from __future__ import annotations

from hengke.apps.value.actions import rescope
from hengke.apps.value.models import CustomerValue, Lifetime, ProductValue
from hengke.apps.value.panel import panel
from hengke.apps.value.queries import can_read, visible

__all__ = ["CustomerValue", "Lifetime", "ProductValue", "can_read", "panel", "rescope", "visible"]

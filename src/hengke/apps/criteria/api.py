"""The door of criteria reviews."""

from __future__ import annotations

from hengke.apps.criteria.queries import due_for

__all__ = ["due_for"]

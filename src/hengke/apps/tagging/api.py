"""The door of tagging."""

from __future__ import annotations

from hengke.apps.tagging.actions import rescope
from hengke.apps.tagging.list_filter import choices, has_tag
from hengke.apps.tagging.permissions import can_read
from hengke.apps.tagging.queries import audiences_with, by_hand_of, tags_of, whole_history_of
from hengke.apps.tagging.tab import panel

__all__ = [
    "audiences_with", "by_hand_of", "can_read", "choices", "has_tag", "panel", "rescope", "tags_of",
    "whole_history_of",
]  # fmt: skip

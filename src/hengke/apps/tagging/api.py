"""The door of tagging."""

from __future__ import annotations

from hengke.apps.tagging.actions import rescope
from hengke.apps.tagging.asking import of_the_workbench
from hengke.apps.tagging.concluding import concluding
from hengke.apps.tagging.list_filter import choices, has_tag
from hengke.apps.tagging.permissions import can_define, can_read
from hengke.apps.tagging.queries import (
    audiences_with,
    by_hand_of,
    sentence,
    sentences,
    tags_of,
    title,
    titles,
    whole_history_of,
)
from hengke.apps.tagging.tab import panel

__all__ = [
    "audiences_with", "by_hand_of", "can_define", "can_read", "choices", "concluding", "has_tag",
    "of_the_workbench", "panel", "rescope", "sentence", "sentences", "tags_of", "title", "titles",
    "whole_history_of",
]  # fmt: skip

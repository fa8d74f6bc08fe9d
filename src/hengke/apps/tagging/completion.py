"""What a rule may name, for whoever writes one: features, tags, segments and functions."""

from __future__ import annotations

from typing import Any

from hengke.apps.customers import api as customers
from hengke.apps.tagging import definitions, queries, words
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.functions import FUNCTIONS
from hengke.kernel.errors import PolicyError


def terms() -> list[dict[str, Any]]:
    """Each with what is written (`text`), what it means (`means`) and of which sort it is."""
    return [*_tags(), *_segments(), *_features(), *_functions()]


def _features() -> list[dict[str, Any]]:
    return [
        {"text": one.name, "means": one.zh if words.zh() else one.en, "sort": "feature",
         "choices": [f"'{choice}'" for choice in one.choices or ()]}
        for one in CATALOGUE.features.values()
    ]  # fmt: skip


def _tags() -> list[dict[str, Any]]:
    """By their files: what was approved can be named before the next run."""
    on = customers.business_date()
    try:
        found = definitions.library(on).tags if on else ()
    except PolicyError:
        found = ()
    return [
        {"text": f"tag('{one.code}')", "means": one.zh if words.zh() else one.en, "sort": "tag"}
        for one in found
    ]


def _segments() -> list[dict[str, Any]]:
    rows = queries.segments().values_list("name", "title")
    return [
        {"text": f"segment('{name}')", "means": title, "sort": "segment"} for name, title in rows
    ]


def _functions() -> list[dict[str, Any]]:
    return [
        {"text": one.form, "means": one.zh if words.zh() else one.en, "sort": "function"}
        for one in FUNCTIONS.values()
        if one.name not in ("tag", "segment")
    ]

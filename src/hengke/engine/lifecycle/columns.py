"""Columns of the result tables of lifecycle. Null is unknown."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

BASELINES = {  # one row per customer: bookings that they began
    "customer_id": "string",
    "recent": "int64",  # of the last 90 days
    "earlier": "int64",  # of the 270 days before them, as far as they are told
    "earlier_days": "int64",  # how many of those days are told; null below 90
    **STAMP,
}

LIFECYCLE = {  # one row per customer
    "customer_id": "string",
    "stage": "string",
    "since": "date",  # the run that first said so; null where it was so in the first run of all
    "stage_before": "string",  # of the run named in before_on
    "before_on": "date",  # null: no run before, or the customer was not in it
    "rule": "string",  # that holds; of an unknown stage the first that is unknown
    "why": "string",  # JSON: what the rule read; shares in parts per million
    "dormant": "int64",  # 1 yes, 0 no
    "dormant_rule": "string",
    "dormant_why": "string",
    "losing": "int64",
    "losing_rules": "string",  # names, separated by a space
    "losing_why": "string",
    "idle_days": "int64",  # since the last booking that the customer began; null: none is known
    "aum_minor": "int64",
    "peak_minor": "int64",  # highest assets of twelve month ends
    "fall_minor": "int64",  # mean of three whole months less the assets now
    "policy_version": "string",
    **STAMP,
}

LIFECYCLE_MOVES = {  # one row per customer and run in which the stage was another than before
    "customer_id": "string",
    "moved_on": "date",
    "before_on": "date",  # the run before; null: the customer was not in it
    "stage_before": "string",
    "stage": "string",
    "rule": "string",
    "why": "string",
    "policy_version": "string",
    **STAMP,
}

LIFECYCLE_BOOKS = {  # one row per branch, manager, stage before and stage
    "branch_id": "string",
    "manager_id": "string",
    "stage_before": "string",  # '' unknown, 'arrived' not in the run before, 'first' no run before
    "stage": "string",  # '' unknown
    "before_on": "date",
    "customers": "int64",
    "dormant": "int64",
    "losing": "int64",
    **STAMP,
}

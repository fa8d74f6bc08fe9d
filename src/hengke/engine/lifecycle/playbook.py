"""Tasks for who entered a stage, as the playbook of the stage says."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.care.proposals import Proposal, proposal
from hengke.engine.portable import day, plus_days
from hengke.policies.lifecycle import LifecyclePolicy, Step

KIND = "playbook"


def steps(stages: ir.Table, policy: LifecyclePolicy, *, as_of: date) -> list[Proposal]:
    """One proposal per step of every stage. `stages`: LIFECYCLE of the run.

    Whose stage began before the first run of all entered it unseen and gets no task; the occasion
    is the day on which the customer entered, so that the task stays the same until it is done.
    """
    return [
        _step(stages, stage.name, step, as_of) for stage in policy.stages for step in stage.playbook
    ]


def _step(stages: ir.Table, stage: str, step: Step, as_of: date) -> Proposal:
    since = day(as_of - timedelta(days=step.within_days))
    enough = (stages.aum_minor >= step.least_assets_minor) | (step.least_assets_minor == 0)
    rows = stages.filter(stages.stage == stage, stages.since > since, enough)
    text = ibis.literal
    return proposal(
        KIND, rows, step.stake,
        due_on=plus_days(rows.since, step.due_days),
        anchor=ibis.literal(f"{stage}.{step.name}:") + rows.since.cast("string"),
        amount=ibis.null("int64"), stake=rows.aum_minor,
        stage=text(stage), step=text(step.name), zh=text(step.zh), en=text(step.en),
        since=rows.since, rule=rows.rule,
    )  # fmt: skip

"""Where lifecycle policies stand and which is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields
from hengke.policies.lifecycle.scheme import (
    DORMANCY,
    LISTS,
    LOSS,
    STAGES,
    Condition,
    LifecyclePolicy,
    Stage,
    Step,
)

SHIPPED = Path(__file__).parent
STANDARD = "standard"
STAGE_KEYS = ("name", "zh", "en", "rule", "any_of", "otherwise", "surely", "playbook")
CONDITION_KEYS = ("name", "zh", "en", "rule", "source", "in_use")
STEP_KEYS = ("name", "zh", "en", "due_days", "within_days", "least_assets", "stake")


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> LifecyclePolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> LifecyclePolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", "keep_months", "stages", DORMANCY, LOSS), name=name)
    return LifecyclePolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        keep_months=fields.whole(table, "keep_months", 24, where=name, least=1),
        stages=tuple(_stage(one) for one in fields.tables(table, "stages", where=name)),
        dormancy=_conditions(table, DORMANCY, where=name),
        loss=_conditions(table, LOSS, where=name),
    )


def _stage(raw: Any) -> Stage:
    table = fields.check_keys(raw, STAGE_KEYS, where="stages")
    name = fields.one_of(table, "name", STAGES, "", where="stages")
    return Stage(
        name=name,
        zh=fields.text(table, "zh", where=name),
        en=fields.text(table, "en", where=name),
        rule=fields.text(table, "rule", "", where=name),
        any_of=fields.one_of(table, "any_of", ("", *LISTS), "", where=name),
        otherwise=fields.yes_or_no(table, "otherwise", where=name),
        surely=fields.yes_or_no(table, "surely", where=name),
        playbook=tuple(
            _step(one, where=f"{name}.playbook")
            for one in fields.tables(table, "playbook", where=name)
        ),
    )


def _conditions(table: fields.Table, which: str, *, where: str) -> tuple[Condition, ...]:
    return tuple(_condition(one, where=which) for one in fields.tables(table, which, where=where))


def _condition(raw: Any, *, where: str) -> Condition:
    table = fields.check_keys(raw, CONDITION_KEYS, where=where)
    texts = {key: fields.text(table, key, where=where) for key in CONDITION_KEYS[1:-1]}
    texts["name"] = fields.word(table, where=where)
    return Condition(**texts, in_use=fields.yes_or_no(table, "in_use", where=where))


def _step(raw: Any, *, where: str) -> Step:
    table = fields.check_keys(raw, STEP_KEYS, where=where)
    return Step(
        name=fields.word(table, where=where),
        zh=fields.text(table, "zh", where=where),
        en=fields.text(table, "en", where=where),
        due_days=fields.whole(table, "due_days", 0, where=where),
        within_days=fields.whole(table, "within_days", 30, where=where, least=1),
        least_assets_minor=fields.hundredths(
            table.get("least_assets", 0), where=f"{where}.least_assets"
        ),
        stake=fields.part(table, "stake", where=where),
    )

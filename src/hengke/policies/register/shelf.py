"""What a register policy is, and which is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KINDS = ("fall", "churn", "need", "recommendation")
"""Models that a home can hold: of falls of a tier, one per tier policy; of leaving; of needs to
come, one per class of needs; of the next product."""
MODEL_KEYS = ("zh", "en", "owner_zh", "owner_en", "retrain_days", "least_auc")


@dataclass(frozen=True)
class ModelRule:
    """Who answers for a kind of model; it is due again so many days after the end of its data."""

    zh: str
    en: str
    owner_zh: str
    owner_en: str
    retrain_days: int
    least_auc: Fraction


@dataclass(frozen=True)
class RegisterPolicy:
    """PSI from which scores are watched, and from which a model is not to be relied on; drift of
    fewer rows than `least_rows` is not judged."""

    version: str
    source: str
    psi_watch: Fraction
    psi_act: Fraction
    least_rows: int
    models: Mapping[str, ModelRule]

    def __post_init__(self) -> None:
        if not 0 < self.psi_watch < self.psi_act:
            raise PolicyError("register policy: psi_watch must be above 0 and below psi_act")


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> RegisterPolicy:
    """The policy of this name in force on the day; before its first file, the first file. A kind of
    model that a bank's own file does not name is ruled as shipped."""
    found = dated.load(SHIPPED, name, parse, on=on, own=own)
    if not set(KINDS).difference(found.models):
        return found
    shipped = dated.load(SHIPPED, STANDARD, parse, on=on, own=None)
    return replace(found, models={**shipped.models, **found.models})


def parse(text: str, *, name: str, since: date) -> RegisterPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", "psi_watch", "psi_act", "least_rows", "models"), name=name)
    models = fields.check_keys(fields.needed(table, "models", where=name), KINDS, where="models")
    return RegisterPolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        psi_watch=fields.needed_fraction(table, "psi_watch", where=name),
        psi_act=fields.needed_fraction(table, "psi_act", where=name),
        least_rows=fields.whole(table, "least_rows", 0, where=name, least=1),
        models={kind: _model(models[kind], kind) for kind in KINDS if kind in models},
    )


def _model(raw: Any, kind: str) -> ModelRule:
    table = fields.check_keys(raw, MODEL_KEYS, where=kind)
    return ModelRule(
        **{key: fields.text(table, key, where=kind) for key in MODEL_KEYS[:4]},
        retrain_days=fields.whole(table, "retrain_days", 0, where=kind, least=1),
        least_auc=fields.needed_fraction(table, "least_auc", where=kind),
    )

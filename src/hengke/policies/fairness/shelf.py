"""What a fairness policy is, and which is in force: `<name>/<from>.toml`, the bank's own first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.tiering.measures import ATTRIBUTES

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = (
    "source", "ratio", "least_group", "z", "age_from", "assets_from", "protected",
)  # fmt: skip


@dataclass(frozen=True)
class FairnessPolicy:
    """A group is named where its favourable rate lies below `ratio` of that of the best-off group
    and the interval (z standard errors) does not reach 1. Groups under `least_group` are not
    judged. `assets_from` are the bands of assets by which a difference may be explained; no tier
    policy should count a `protected` word of the record."""

    version: str
    source: str
    ratio: Fraction
    least_group: int
    z: Fraction
    age_from: tuple[int, ...]
    assets_from: tuple[int, ...]
    protected: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 0 < self.ratio < 1:
            raise PolicyError("fairness: ratio must lie between 0 and 1, and be neither")
        if not 0 < self.z < 10:
            raise PolicyError("fairness: z must be above 0 and below 10")
        for name, steps in (("age_from", self.age_from), ("assets_from", self.assets_from)):
            if not steps or steps[0] != 0 or list(steps) != sorted(set(steps)):
                raise PolicyError("fairness: {name} must begin at 0 and rise", name=name)
        for word in self.protected:
            if word not in ATTRIBUTES:
                raise PolicyError(
                    "fairness: '{word}' is no word of the record that a tier policy may count",
                    word=word,
                )


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> FairnessPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> FairnessPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    top = dated.table(text, KEYS, name=name)
    return FairnessPolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(top, "source", where=name),
        ratio=fields.fraction(fields.needed(top, "ratio", where=name), where="ratio"),
        least_group=fields.whole(top, "least_group", 0, where=name, least=2),
        z=fields.fraction(fields.needed(top, "z", where=name), where="z"),
        age_from=_ages(top, name),
        assets_from=tuple(
            fields.hundredths(one, where="assets_from")
            for one in fields.texts(top, "assets_from", where=name)
        ),
        protected=fields.texts(top, "protected", where=name),
    )


def _ages(top: fields.Table, name: str) -> tuple[int, ...]:
    value = fields.needed(top, "age_from", where=name)
    if not isinstance(value, list) or not all(type(one) is int and 0 <= one < 150 for one in value):
        raise PolicyError("fairness: age_from must be a list of years")
    return tuple(value)

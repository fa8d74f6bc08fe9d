"""The ladder of one published scheme: its tiers lowest first, named in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.apps.tiering.models import Scheme

MONEY_MEASURES = ("month_average", "quarter_average", "month_end")
AVERAGES = ("month_average", "quarter_average")
PALETTES = ("base", "gold", "plat", "dia", "pb")


def language() -> Literal["zh", "en"]:
    """The reader's language among the two that policy files and explanations speak."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def label(zh: str, en: str) -> str:
    """What a policy file calls something, in the reader's language."""
    return en if language() == "en" else zh


@dataclass(frozen=True)
class Step:
    """One tier of a ladder. `grace` failing assessments in a row let it fall."""

    tier: str
    rank: int
    floor_minor: int
    grace: int
    palette: str
    zh: str
    en: str

    @property
    def name(self) -> str:
        return label(self.zh, self.en)


@dataclass(frozen=True)
class Ladder:
    """A scheme as pages need it."""

    policy: str
    version: str
    title_zh: str
    title_en: str
    measure: str
    currency: str
    as_of: date
    run_id: str
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        return label(self.title_zh, self.title_en)

    @property
    def counts_money(self) -> bool:
        """Star points and scores are counted in hundredths too, but are no money."""
        return self.measure in MONEY_MEASURES

    @property
    def averages(self) -> bool:
        """Every day of the period counts, so that what comes late must be more."""
        return self.measure in AVERAGES

    @property
    def unit(self) -> str:
        """What a floor is counted in."""
        return self.currency if self.counts_money else _("points")

    @property
    def fail_counts(self) -> range:
        """What a filter on failing assessments can ask for."""
        return range(max(step.grace for step in self.steps))

    @property
    def names(self) -> list[str]:
        return [step.name for step in self.steps]

    @property
    def above_lowest(self) -> tuple[Step, ...]:
        return self.steps[1:]

    def step(self, tier: str | None) -> Step | None:
        """The tier of that name; None where it is unknown or left the scheme since."""
        return next((step for step in self.steps if step.tier == tier), None)

    def named(self, tier: str | None) -> Step | None:
        """The same; a tier that left the scheme since goes by its bare word."""
        if tier is None:
            return None
        gone = Step(tier, len(self.steps), 0, 1, "base", tier, tier)
        return self.step(tier) or gone

    def at(self, rank: int | None) -> Step | None:
        return next((step for step in self.steps if step.rank == rank), None)


def ladder(scheme: Scheme) -> Ladder:
    """Read the scheme's JSON once per request."""
    return Ladder(
        policy=scheme.policy,
        version=scheme.policy_version,
        title_zh=scheme.title_zh,
        title_en=scheme.title_en,
        measure=scheme.measure,
        currency=scheme.currency,
        as_of=scheme.as_of,
        run_id=scheme.run_id,
        steps=_steps(json.loads(scheme.tiers)),
    )


def _steps(rows: Sequence[dict[str, object]]) -> tuple[Step, ...]:
    steps = [
        Step(
            tier=str(row["tier"]),
            rank=int(str(row["rank"])),
            floor_minor=int(str(row["floor_minor"])),
            grace=int(str(row.get("grace", 1))),
            palette=str(row.get("palette")) if row.get("palette") in PALETTES else "base",
            zh=str(row["zh"]),
            en=str(row["en"]),
        )
        for row in rows
    ]
    return tuple(sorted(steps, key=lambda step: step.rank))

"""What a churn policy is, and which is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
AUTOMATIC, SECOND_PERSON = "automatic", "second_person"
WAYS = (AUTOMATIC, SECOND_PERSON)
MONTHS = ("horizon_months", "history_months", "learn_months")
SHARES = ("fall_share", "cut", "least_gain", "margin")
MOST_MONTHS = 24
"""Month ends that a night keeps: what is looked at, before and after, must lie within them."""


@dataclass(frozen=True)
class ChurnPolicy:
    """A customer leaves when the average of the month `horizon_months` ahead is at least
    `fall_share` and `least_loss_minor` below that of the month looked at.

    `history_months` whole months before must be known; at most `learn_months` months are looked at.
    `cut`: the probability from which a customer is listed. A model must beat the plain rule by
    `least_gain` of AUC; `first` and `next` say who makes a champion, `margin` by how much a
    challenger must be better to take its place without a person.
    """

    version: str
    source: str
    horizon_months: int
    fall_share: Fraction
    least_loss_minor: int
    history_months: int
    learn_months: int
    cut: Fraction
    least_gain: Fraction
    margin: Fraction
    first: str
    next: str

    @property
    def fall_permille(self) -> int:
        return int(self.fall_share * 1_000)

    def __post_init__(self) -> None:
        if self.fall_share * 1_000 != self.fall_permille:
            raise PolicyError("churn policy: fall_share has at most three decimals")
        if self.history_months + self.horizon_months + self.learn_months > MOST_MONTHS:
            raise PolicyError(
                "churn policy: history, horizon and months to learn from are more than {most} "
                "months together",
                next_step="A night keeps {most} month ends: ask for fewer.",
                most=MOST_MONTHS,
            )


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> ChurnPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> ChurnPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    keys = ("source", *MONTHS, *SHARES, "least_loss", "first", "next")
    table = dated.table(text, keys, name=name)
    return ChurnPolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        least_loss_minor=_loss(table, where=name),
        first=fields.one_of(table, "first", WAYS, SECOND_PERSON, where=name),
        next=fields.one_of(table, "next", WAYS, SECOND_PERSON, where=name),
        **{key: fields.whole(table, key, 0, where=name, least=1) for key in MONTHS},  # type: ignore[arg-type]
        **{key: _share(table, key, where=name) for key in SHARES},  # type: ignore[arg-type]
    )


def _loss(table: fields.Table, *, where: str) -> int:
    amount = fields.hundredths(
        fields.needed(table, "least_loss", where=where), where=f"{where}.least_loss"
    )
    if amount <= 0:
        raise PolicyError("{where}: least_loss must be above 0", where=where)
    return amount


def _share(table: fields.Table, key: str, *, where: str) -> Fraction:
    found = fields.needed_fraction(table, key, where=where)
    if not 0 <= found < 1 or (key in ("fall_share", "cut") and found == 0):
        raise PolicyError("{where}: {key} must be a part of one", where=where, key=key)
    return found

"""Rules of plans for customers: how long an offer holds, which price a second person looks at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
NAME = "plans"
KEYS = (
    "source", "longest_days", "warn_days", "most_items", "home", "currencies", "free", "reasons",
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why a customer declines."""

    code: str
    zh: str
    en: str

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class PlanPolicy:
    """One dated set. `free_minor` in hundredths of `home`; days are whole calendar days."""

    version: str
    source: str
    longest_days: int
    warn_days: int
    most_items: int
    home: str
    currencies: tuple[str, ...]
    free_minor: int
    reasons: Mapping[str, Reason]

    def second_person(self, *, special: bool, prices: Collection[tuple[int, str]]) -> bool:
        """Does somebody else look at a plan of these prices (hundredths, currency)? What is not in
        the home currency is not compared with the limit, so it always is looked at."""
        foreign = any(amount and currency != self.home for amount, currency in prices)
        return special or foreign or sum(amount for amount, _ in prices) > self.free_minor


def load(*, on: date, own: Path | None = None) -> PlanPolicy:
    """The policy in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, NAME, parse, on=on, own=own)


@lru_cache(maxsize=16)
def parse(text: str, *, name: str, since: date) -> PlanPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    for key in KEYS:
        fields.needed(table, key, where=name)
    currencies = fields.texts(table, "currencies", where=name)
    reasons = [_reason(one) for one in fields.tables(table, "reasons", where=name)]
    _check_once([one.code for one in reasons], where="reasons")
    _check_once(currencies, where="currencies")
    return PlanPolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        longest_days=fields.whole(table, "longest_days", 0, where=name, least=1),
        warn_days=fields.whole(table, "warn_days", 0, where=name),
        most_items=fields.whole(table, "most_items", 0, where=name, least=1),
        home=fields.one_of(table, "home", currencies, "", where=name),
        currencies=currencies,
        free_minor=fields.hundredths(table["free"], where=f"{name}.free"),
        reasons={one.code: one for one in reasons},
    )


def _reason(raw: Any) -> Reason:
    where = "reasons"
    table = fields.check_keys(raw, ("code", "zh", "en"), where=where)
    return Reason(**{key: fields.text(table, key, where=where) for key in ("code", "zh", "en")})


def _check_once(codes: Collection[str], *, where: str) -> None:
    twice = [code for code in codes if list(codes).count(code) > 1]
    if twice:
        raise PolicyError("{where}: {code} stands there twice", where=where, code=twice[0])

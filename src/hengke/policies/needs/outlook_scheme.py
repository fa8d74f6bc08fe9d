"""By what a need is seen, and from what it is predicted: `outlook/<from>.toml`, dated."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.enquiries import SUBJECTS
from hengke.policies.market import SERIES
from hengke.policies.needs import shelf

SHIPPED = Path(__file__).parent
NAME = "outlook"
FEATURES = (
    "assets", "growth", "idle", "idle_growth", "items", "bookings", "turnover", "recency",
    "maturing", "tenure", "institution", "held", "lately", "asked", "asked_lately", "industry",
)  # fmt: skip
"""What is known of a customer on a day, beside the market; a policy may say in which direction."""
NUMBERS = ("horizon_days", "step_days", "learn_looks", "history_days", "most_rows", "fewest")
KEYS = ("source", *NUMBERS, "least_gain", "least_errors", "needs")
LISTS = ("families", "products", "bookings", "enquiries", "market", "up", "down")
MOST_ROWS = 1_000_000
MOST_ERRORS = 5
MOST_LOOKS_BACK = 730
"""Days that looks may lie back, with the horizon before the first of them."""


@dataclass(frozen=True)
class Sign:
    """One class of needs with what shows it and what speaks for it. `grown_minor`: the balance of
    `families` and `products` grows by at least so much; None: growth shows nothing."""

    need: str
    families: tuple[str, ...]
    products: tuple[str, ...]
    bookings: tuple[str, ...]
    grown_minor: int | None
    enquiries: tuple[str, ...]
    market: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]

    @property
    def by_accounts(self) -> bool:
        return bool(self.families or self.products)

    @property
    def seen(self) -> bool:
        """Does the policy name anything that shows the need?"""
        return self.by_accounts or bool(self.bookings)

    def direction(self, feature: str) -> int:
        return (feature in self.up) - (feature in self.down)


@dataclass(frozen=True)
class OutlookPolicy:
    """One dated set; days are calendar days. A model must beat the best plain way by `least_gain`
    of AUC, and by `least_errors` standard errors of its own."""

    version: str
    source: str
    horizon_days: int
    step_days: int
    learn_looks: int
    history_days: int
    most_rows: int
    fewest: int
    least_gain: Fraction
    least_errors: Fraction
    signs: Mapping[str, Sign]

    def __post_init__(self) -> None:
        if self.horizon_days % self.step_days:
            raise PolicyError(
                "{where}: horizon_days must be a whole number of step_days", where=NAME
            )
        if (self.learn_looks + 1) * self.step_days + self.horizon_days > MOST_LOOKS_BACK:
            raise PolicyError(
                "{where}: looks at the past reach back more than {most} days",
                next_step="Ask for fewer, or for a shorter step.",
                where=NAME,
                most=MOST_LOOKS_BACK,
            )


def load(*, on: date, own: Path | None = None) -> OutlookPolicy:
    """The policy in force on the day; before its first file, the first file. Refused where it names
    a class of needs that the needs policy of the day does not know."""
    found = dated.load(SHIPPED, NAME, parse, on=on, own=own)
    known = shelf.load(on=on, own=own).classes
    for need in found.signs:
        if need not in known:
            raise PolicyError(
                "{where}: there is no class of needs '{need}'",
                next_step="The classes are: {classes}.",
                where=NAME,
                need=need,
                classes=", ".join(known),
            )
    return found


@lru_cache(maxsize=16)
def parse(text: str, *, name: str, since: date) -> OutlookPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    gain = fields.fraction(fields.needed(table, "least_gain", where=name), where=name)
    if not 0 <= gain < 1:
        raise PolicyError("{where}: {key} must be a part of one", where=name, key="least_gain")
    errors = fields.fraction(fields.needed(table, "least_errors", where=name), where=name)
    if not 0 <= errors <= MOST_ERRORS:
        raise PolicyError(
            "{where}: {key} must be 0 to {most}", where=name, key="least_errors", most=MOST_ERRORS
        )
    signs = [_sign(one) for one in fields.tables(table, "needs", where=name)]
    codes = [one.need for one in signs]
    if twice := [code for code in codes if codes.count(code) > 1]:
        raise PolicyError("{where}: {code} stands there twice", where=name, code=twice[0])
    numbers = {key: _number(table, key, where=name) for key in NUMBERS}
    return OutlookPolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        least_gain=gain,
        least_errors=errors,
        signs={one.need: one for one in signs},
        **numbers,
    )


def _number(table: fields.Table, key: str, *, where: str) -> int:
    """`most_rows` may be larger than a count of a policy usually is."""
    if key != "most_rows":
        fields.needed(table, key, where=where)
        return fields.whole(table, key, 0, where=where, least=1)
    value = fields.needed(table, key, where=where)
    if not isinstance(value, int) or isinstance(value, bool) or not 1_000 <= value <= MOST_ROWS:
        raise PolicyError(
            "{where}: {key} must be a whole number from {least} to {most}, got {value}",
            where=where,
            key=key,
            least=1_000,
            most=MOST_ROWS,
            value=repr(value),
        )
    return value


def _sign(raw: Any) -> Sign:
    table = fields.check_keys(raw, ("need", "grown", *LISTS), where="needs")
    need = fields.text(table, "need", where="needs")
    where = f"needs.{need}"
    lists = {key: fields.texts(table, key, where=where) for key in LISTS}
    fields.families(lists["families"], where=where)
    for key, known in (("enquiries", SUBJECTS), ("market", SERIES), ("up", FEATURES),
                       ("down", FEATURES)):  # fmt: skip
        _check_known(lists[key], known, where=f"{where}.{key}")
    if both := set(lists["up"]).intersection(lists["down"]):
        raise PolicyError(
            "{where}: '{feature}' cannot be both in up and in down",
            where=where,
            feature=min(both),
        )
    grown = fields.hundredths(table["grown"], where=f"{where}.grown") if "grown" in table else None
    if grown is not None and (grown <= 0 or not (lists["families"] or lists["products"])):
        raise PolicyError(
            "{where}: grown must be above 0, and of some families or products", where=where
        )
    return Sign(need=need, grown_minor=grown, **lists)


def _check_known(words: Collection[str], known: Collection[str], *, where: str) -> None:
    """Refused with what there is, where a word is none of it."""
    fields.check_keys(dict.fromkeys(words, True), known, where=where)

"""What a market policy is, and which is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
SERIES = (
    "usd_cny", "eur_cny", "hkd_cny", "deposit_1y", "deposit_3y", "loan_1y", "loan_5y",
)  # fmt: skip
"""Series that rules know: each is two features, its value and how it changed."""
KEYS = ("kind", "base", "quote", "valid_days")


@dataclass(frozen=True)
class Series:
    """One series of the contract's market_rates; `valid_days`: how old its last value may be."""

    kind: str
    base: str
    quote: str
    valid_days: int


@dataclass(frozen=True)
class MarketPolicy:
    """`series` by the name that rules know. Indices of industries are series of `index_kind` whose
    base is the industry as the customer file says it; other series are never too old."""

    version: str
    source: str
    series: dict[str, Series]
    index_kind: str
    index_valid_days: int


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> MarketPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> MarketPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", "series", "index"), name=name)
    raw = fields.check_keys(fields.needed(table, "series", where=name), SERIES, where="series")
    series = {code: _series(raw[code], where=f"series.{code}") for code in SERIES if code in raw}
    if len({(one.kind, one.base, one.quote) for one in series.values()}) != len(series):
        raise PolicyError("{where}: two names mean the same series", where=name)
    index = fields.check_keys(
        fields.needed(table, "index", where=name), ("kind", "valid_days"), where="index"
    )
    return MarketPolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        series=series,
        index_kind=fields.text(index, "kind", where="index"),
        index_valid_days=fields.whole(index, "valid_days", 0, where="index", least=1),
    )


def _series(raw: Any, *, where: str) -> Series:
    table = fields.check_keys(raw, KEYS, where=where)
    return Series(
        **{key: fields.text(table, key, where=where) for key in KEYS[:3]},
        valid_days=fields.whole(table, "valid_days", 0, where=where, least=1),
    )

"""The yardstick in pandas: the same columns by the same closed form, as pandas is written.

Everything lies in memory; keys become categories of numbers by themselves in merges, ranges of
months are repeated rows. Compared with the engine like the others.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hengke.bench.question import MONTHS_A_YEAR, Question, ordinal
from hengke.bench.steps_with_pandas import decided, placed, ranked
from hengke.engine.schemas import ASSET_FAMILIES

MILLION, E8 = 1_000_000, 100_000_000
RATE_HOLDS = pd.Timedelta(days=8)
MONTH = timedelta(days=30)
CARRIED = {
    "effective_rank": "before", "fails_used": "fails_before", "best_rank_since": "best_before",
    "assessed_rank": "last", "effective_tier": "tier", "assessed_tier": "last_tier",
    "fails_allowed": "allowed", "value_minor": "value", "state": "state",
    "assessed_on": "last_on",
}  # fmt: skip


def computed(asked: Question, out: Path) -> dict[str, float]:
    """Write both tables; seconds of each part."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "book"):
        book = Book.of(asked)
        owned = _owned(asked, book)
        sums, today = _month_sums(asked, owned), _today(asked, owned)
        del owned
    with _timed(seconds, "assess"):
        measured = _measured(asked, book, sums)
        states = [pd.DataFrame(columns=["customer_id", *CARRIED.values()])]
        for on in asked.days:
            now = measured[measured["assessed_on"] == pd.Timestamp(on)]
            carried = states[-1][["customer_id", "before", "fails_before", "best_before"]]
            rows = decided(asked, on, now.merge(carried, on="customer_id", how="left"))
            _write(rows, out / f"assessments_{on}.parquet")
            states.append(rows[["customer_id", *CARRIED]].rename(columns=CARRIED))
    with _timed(seconds, "positions"):
        running = measured[measured["assessed_on"] == pd.Timestamp(asked.as_of)]
        beside = today.merge(_outflows(asked, book), on="customer_id", how="outer")
        rows = placed(asked, running, states[-1], states[-2], beside, book.known)
        _write(rows, out / "positions.parquet")
    return seconds


@contextmanager
def _timed(seconds: dict[str, float], part: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[part] = time.perf_counter() - began


def _write(rows: pd.DataFrame, path: Path) -> None:
    rows.sort_values("customer_id").to_parquet(path, compression="zstd", index=False)


@dataclass(frozen=True)
class Book:
    """The small tables: accounts of assets, who owns them, exchange rates, who is known."""

    accounts: pd.DataFrame
    shares: pd.DataFrame
    rates: pd.DataFrame
    known: pd.DataFrame

    @classmethod
    def of(cls, asked: Question) -> Book:
        products = _read(asked, "products", ["product_id", "family"])
        columns = [
            "account_id",
            "customer_id",
            "product_id",
            "opened_on",
            "closed_on",
            "matures_on",
        ]
        every = _read(asked, "accounts", columns).merge(products, on="product_id")
        holders = _read(asked, "account_holders")
        mine = every[every["family"].isin(ASSET_FAMILIES)]
        after = pd.Timestamp(asked.after)
        accounts = mine[["account_id", "matures_on"]].assign(
            gone_on=mine["closed_on"].fillna(after).clip(upper=after)
        )
        return cls(accounts, _shares(every, holders), _rates(asked),
                   _known(asked, every, holders))  # fmt: skip


def _read(asked: Question, table: str, columns: list[str] | None = None, **more: Any) -> Any:
    """Dates of Parquet are objects to pandas until they are made into time stamps."""
    frame = pd.concat(
        [pd.read_parquet(file, columns=columns, **more) for file in asked.files[table]]
    )
    for name in frame.columns:
        if name.endswith(("_on", "_date")):
            frame[name] = pd.to_datetime(frame[name])
    return frame


def _known(asked: Question, accounts: pd.DataFrame, holders: pd.DataFrame) -> pd.DataFrame:
    """Since when somebody is known: as a customer or by an account."""
    opened = accounts[["account_id", "customer_id", "opened_on"]]
    held = holders[["account_id", "customer_id"]].merge(
        opened.drop(columns="customer_id"), on="account_id"
    )
    first = pd.concat([opened, held]).groupby("customer_id")["opened_on"].min().rename("first_on")
    columns = ["customer_id", "kind", "status", "opened_on"]
    known = _read(asked, "customers", columns).join(first, on="customer_id")
    known["known_from"] = known[["opened_on", "first_on"]].min(axis=1)
    known["is_person"] = known["kind"].fillna("person") == "person"
    return known


def _shares(accounts: pd.DataFrame, holders: pd.DataFrame) -> pd.DataFrame:
    """Owners with their parts; the account's customer, else the first, takes what is left."""
    owners = holders[(holders["role"] != "disponent") & (holders["share_ppm"] > 0)]
    main = accounts[["account_id", "customer_id"]].rename(columns={"customer_id": "main"})
    owned = owners.merge(main, on="account_id")
    owned["is_other"] = owned["customer_id"] != owned["main"]
    owned = owned.sort_values(["account_id", "is_other", "customer_id"])
    owned["takes_the_rest"] = ~owned.duplicated("account_id")
    alone = main[~main["account_id"].isin(owners["account_id"])]
    alone = alone.rename(columns={"main": "customer_id"})
    alone = alone.assign(share_ppm=MILLION, takes_the_rest=True)
    columns = ["account_id", "customer_id", "share_ppm", "takes_the_rest"]
    return pd.concat([owned[columns], alone[columns]])


def _rates(asked: Question) -> pd.DataFrame:
    """Stretches of days with one rate, numbered per currency."""
    rates = _read(asked, "market_rates")
    rates = rates[(rates["kind"] == "fx_middle") & (rates["quote"] == "CNY")]
    rates = rates.rename(columns={"base": "currency", "rate_date": "rate_from"})
    rates = rates.sort_values(["currency", "rate_from"])
    later = rates.groupby("currency")["rate_from"].shift(-1)
    longest = rates["rate_from"] + RATE_HOLDS
    rates["rate_until"] = later.where(later < longest, longest)
    rates["number"] = rates.groupby("currency").cumcount()
    return rates[["currency", "rate_e8", "rate_from", "rate_until", "number"]]


def _owned(asked: Question, book: Book) -> pd.DataFrame:
    """Who owned how much in CNY, as stretches of days."""
    columns = ["account_id", "balance_date", "currency", "balance_minor"]
    held = _read(asked, "balances", columns).rename(columns={"balance_date": "from_on"})
    held = held[held["from_on"] <= pd.Timestamp(asked.as_of)].merge(book.accounts, on="account_id")
    held = held.sort_values(["account_id", "from_on"])
    next_one = held.groupby("account_id")["from_on"].shift(-1).fillna(pd.Timestamp(asked.after))
    held["until_on"] = next_one.where(next_one < held["gone_on"], held["gone_on"])
    held = held[(held["balance_minor"] != 0) & (held["from_on"] < held["until_on"])]
    held = held.rename(columns={"balance_minor": "minor"}).drop(columns="gone_on")
    home = held["currency"] == "CNY"
    stretches = pd.concat([held[home], _converted(held[~home], book.rates)])
    owned = stretches.drop(columns="currency").merge(book.shares, on="account_id")
    return _split(owned, by=["account_id", "from_on"])


def _converted(foreign: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Stretches cut where the rate changes; the rates of a stretch are neighbours by number."""
    parts = [
        _converted_from(stretches, rates[rates["currency"] == currency])
        for currency, stretches in foreign.groupby("currency")
    ]
    return pd.concat(parts) if parts else foreign


def _converted_from(stretches: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    starts = rates["rate_from"].to_numpy()
    first = np.maximum(np.searchsorted(starts, stretches["from_on"], side="right") - 1, 0)
    past = np.searchsorted(starts, stretches["until_on"], side="left")
    counts = np.maximum(past - first, 0)
    found = stretches.loc[stretches.index.repeat(counts)].reset_index(drop=True)
    number = np.repeat(first, counts) + _within(counts)
    rate = rates.iloc[number].reset_index(drop=True)
    found["minor"] = _in_home_currency(found["minor"], rate["rate_e8"])
    later = rate["rate_from"] > found["from_on"]
    found["from_on"] = found["from_on"].mask(later, rate["rate_from"])
    sooner = rate["rate_until"] < found["until_on"]
    found["until_on"] = found["until_on"].mask(sooner, rate["rate_until"])
    return found[found["from_on"] < found["until_on"]]


def _within(counts: Any) -> Any:
    """0, 1, 2, ... within each repeated row."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _in_home_currency(minor: pd.Series, rate: pd.Series) -> pd.Series:
    """Half away from zero, in two parts so that no product leaves 64 bits."""
    size = minor.abs()
    rest = (2 * (size % E8) * rate + E8) // (2 * E8)
    return np.sign(minor) * (size // E8 * rate + rest)


def _split(owned: pd.DataFrame, *, by: list[str]) -> pd.DataFrame:
    """`minor` by shares: everybody's part is cut, the last one takes what is left."""
    sole = owned["share_ppm"] == MILLION
    joint = owned[~sole].copy()
    size = joint["minor"].abs() * joint["share_ppm"] // MILLION * np.sign(joint["minor"])
    joint["cut"] = size.mask(joint["takes_the_rest"], 0)
    rest = joint["minor"] - joint.groupby(by)["cut"].transform("sum")
    joint["minor"] = rest.where(joint["takes_the_rest"], joint["cut"])
    return pd.concat([owned[sole], joint.drop(columns="cut")])


def _month_sums(asked: Question, owned: pd.DataFrame) -> pd.DataFrame:
    """Balance x days per customer and month, with the assets of the assessed day."""
    months = pd.DataFrame({
        "month": [ordinal(on) for on in asked.dates],
        "assessed_on": pd.to_datetime(pd.Series(asked.dates)),
        "first_on": pd.to_datetime(pd.Series([on.replace(day=1) for on in asked.dates])),
    })  # fmt: skip
    begin, last = _month(owned["from_on"]), _month(owned["until_on"] - pd.Timedelta(days=1))
    counts = (last - begin + 1).to_numpy()
    short = owned[["customer_id", "minor", "from_on", "until_on"]].reset_index(drop=True)
    rows = short.loc[short.index.repeat(counts)].reset_index(drop=True)
    rows["month"] = np.repeat(begin.to_numpy(), counts) + _within(counts)
    rows = rows.merge(months, on="month")
    past = rows["assessed_on"] + pd.Timedelta(days=1)
    begin_on = rows["from_on"].where(rows["from_on"] > rows["first_on"], rows["first_on"])
    end_on = rows["until_on"].where(rows["until_on"] < past, past)
    days = (end_on - begin_on).dt.days.clip(lower=0)
    rows["sum_minor_days"] = rows["minor"] * days
    there = (rows["from_on"] < past) & (rows["until_on"] >= past)
    rows["aum_minor"] = rows["minor"].where(there, 0)
    keys = ["customer_id", "assessed_on"]
    return rows.groupby(keys, as_index=False)[["sum_minor_days", "aum_minor"]].sum()


def _month(on: pd.Series) -> pd.Series:
    return on.dt.year.astype("int64") * MONTHS_A_YEAR + on.dt.month


def _today(asked: Question, owned: pd.DataFrame) -> pd.DataFrame:
    """Per customer: assets a month ago, and what matures before the next assessment."""
    as_of, before = pd.Timestamp(asked.as_of), pd.Timestamp(asked.as_of - MONTH)
    there = owned[(owned["from_on"] <= before) & (owned["until_on"] > before)]
    now = owned[(owned["from_on"] <= as_of) & (owned["until_on"] > as_of)]
    soon = now[(now["matures_on"] > as_of)
               & (now["matures_on"] <= pd.Timestamp(asked.next_assessment))]  # fmt: skip
    minor = there.groupby("customer_id")["minor"].sum().rename("minor_before")
    maturing = soon.groupby("customer_id").agg(
        maturing_minor=("minor", "sum"), maturing_on=("matures_on", "min")
    )
    return minor.to_frame().join(maturing, how="outer").reset_index()


def _outflows(asked: Question, book: Book) -> pd.DataFrame:
    """Sent to other banks within 30 days, per owner."""
    since: date = asked.as_of - MONTH
    columns = ["account_id", "currency", "booked_on", "amount_minor"]
    wanted = [("counterparty_kind", "==", "other_bank"), ("amount_minor", "<", 0),
              ("booked_on", ">", since), ("booked_on", "<=", asked.as_of)]  # fmt: skip
    sent = _read(asked, "transactions", columns, filters=wanted)
    sent["minor"] = -sent["amount_minor"]
    home = sent["currency"] == "CNY"
    foreign = sent[~home].merge(book.rates, on="currency")
    valid = (foreign["booked_on"] >= foreign["rate_from"]) & (
        foreign["booked_on"] < foreign["rate_until"]
    )
    foreign = foreign[valid].assign(
        minor=_in_home_currency(foreign["minor"][valid], foreign["rate_e8"][valid])
    )
    every = pd.concat([sent[home], foreign])
    per_account = every.groupby("account_id", as_index=False)["minor"].sum()
    owned = _split(per_account.merge(book.shares, on="account_id"), by=["account_id"])
    sums = owned.groupby("customer_id")["minor"].sum()
    return sums.rename("outflow_30d_minor").reset_index()


def _measured(asked: Question, book: Book, sums: pd.DataFrame) -> pd.DataFrame:
    """One row per person and date from when they are known, with sum, average and rank."""
    dates = pd.DataFrame({"assessed_on": pd.to_datetime(pd.Series(asked.dates))})
    rows = book.known[book.known["is_person"]].merge(dates, how="cross")
    rows = rows[rows["known_from"] <= rows["assessed_on"]]
    rows = rows.merge(sums, on=["customer_id", "assessed_on"], how="left")
    for name in ("sum_minor_days", "aum_minor"):
        rows[name] = rows[name].astype("Int64").fillna(0).astype("int64")
    rows["days"] = rows["assessed_on"].dt.day.astype("int64")
    size, days = rows["sum_minor_days"], rows["days"]
    rows["value_minor"] = np.sign(size) * ((2 * size.abs() + days) // (2 * days))
    rows["assessed_rank"] = ranked(asked, size, days)
    return rows

"""The yardstick in Polars: assessments with all their columns, positions without the outlook.

Written as somebody who knows Polars would: lazy frames, one pass over the stretches of balances
with the months as an exploded range, whole numbers throughout. It knows as much about the synthetic
bank as the hand-written SQL does, and is compared with the engine in the same way.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl

from hengke.bench.question import MONTHS_A_YEAR, Question, ordinal
from hengke.bench.steps_with_polars import decided, placed, ranked
from hengke.engine.schemas import ASSET_FAMILIES

MILLION, E8 = 1_000_000, 100_000_000
RATE_HOLDS = timedelta(days=8)
MONTH = timedelta(days=30)
NOBODY = {"customer_id": pl.String, "before": pl.Int64, "fails_before": pl.Int64,
          "best_before": pl.Int64}  # fmt: skip


def computed(asked: Question, out: Path) -> dict[str, float]:
    """Write both tables; seconds of each part."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "book"):
        book = Book.of(asked)
        sums, today = _sums(asked, book)
    with _timed(seconds, "assess"):
        measured = _measured(asked, book, sums)
        states = [pl.DataFrame(schema=NOBODY)]
        for on in asked.days:
            now = measured.filter(pl.col("assessed_on") == on)
            rows = decided(asked, on, now.join(states[-1], "customer_id", how="left"))
            _write(rows, out / f"assessments_{on}.parquet", "customer_id")
            states.append(rows.select(
                "customer_id", before="effective_rank", fails_before="fails_used",
                best_before="best_rank_since", last="assessed_rank", tier="effective_tier",
                last_tier="assessed_tier", allowed="fails_allowed", state="state",
                value="value_minor", assessed_on="assessed_on",
            ))  # fmt: skip
    with _timed(seconds, "positions"):
        running = measured.filter(pl.col("assessed_on") == asked.as_of)
        beside = today.join(_outflows(asked, book), "customer_id", how="full", coalesce=True)
        rows = placed(asked, running, states[-1], states[-2], beside, book.known)
        _write(rows, out / "positions.parquet", "customer_id")
    return seconds


@contextmanager
def _timed(seconds: dict[str, float], part: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[part] = time.perf_counter() - began


def _write(rows: pl.DataFrame, path: Path, key: str) -> None:
    rows.sort(key).write_parquet(path, compression="zstd")


@dataclass(frozen=True)
class Book:
    """The small tables: accounts of assets, who owns them, exchange rates, who is known."""

    accounts: pl.DataFrame
    shares: pl.DataFrame
    rates: pl.DataFrame
    known: pl.DataFrame

    @classmethod
    def of(cls, asked: Question) -> Book:
        every = _read(asked, "accounts").join(
            _read(asked, "products").select("product_id", "family"), "product_id"
        )
        holders = _read(asked, "account_holders")
        gone = pl.min_horizontal(pl.col("closed_on").fill_null(date(9999, 12, 31)), asked.after)
        accounts = every.filter(pl.col("family").is_in(ASSET_FAMILIES)).select(
            "account_id", "matures_on", gone_on=gone
        )
        frames = pl.collect_all(
            [accounts, _shares(every, holders), _rates(asked), _known(asked, every, holders)]
        )
        return cls(*frames)


def _read(asked: Question, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(asked.files[table])


def _known(asked: Question, accounts: pl.LazyFrame, holders: pl.LazyFrame) -> pl.LazyFrame:
    """Since when somebody is known: as a customer or by an account."""
    opened = accounts.select("account_id", "customer_id", "opened_on")
    held = holders.select("account_id", "customer_id").join(
        opened.drop("customer_id"), "account_id"
    )
    first = pl.concat([opened, held.select(opened.collect_schema().names())])
    first = first.group_by("customer_id").agg(first_on=pl.col("opened_on").min())
    is_person = pl.col("kind").fill_null("person") == "person"
    return _read(asked, "customers").join(first, "customer_id", how="left").select(
        "customer_id", "status", "opened_on", is_person=is_person,
        known_from=pl.min_horizontal("opened_on", "first_on"),
    )  # fmt: skip


def _shares(accounts: pl.LazyFrame, holders: pl.LazyFrame) -> pl.LazyFrame:
    """Owners with their parts; the account's customer, else the first, takes what is left."""
    owners = holders.filter((pl.col("role") != "disponent") & (pl.col("share_ppm") > 0))
    main = accounts.select("account_id", main="customer_id")
    is_other = (pl.col("customer_id") != pl.col("main")).alias("is_other")
    first = pl.struct(is_other, "customer_id").rank("ordinal")
    owned = owners.join(main, "account_id").select(
        "account_id", "customer_id", "share_ppm",
        takes_the_rest=first.over("account_id") == 1,
    )  # fmt: skip
    alone = main.join(owners, "account_id", how="anti").select(
        "account_id", customer_id="main", share_ppm=pl.lit(MILLION, pl.Int64),
        takes_the_rest=pl.lit(True),
    )  # fmt: skip
    return pl.concat([owned, alone])


def _rates(asked: Question) -> pl.LazyFrame:
    """Stretches of days with one rate, numbered per currency."""
    wanted = (pl.col("kind") == "fx_middle") & (pl.col("quote") == "CNY")
    later = pl.col("rate_date").shift(-1).over("currency")
    return (
        _read(asked, "market_rates").filter(wanted).rename({"base": "currency"})
        .sort("currency", "rate_date")
        .select(
            "currency", "rate_e8", rate_from="rate_date",
            rate_until=pl.min_horizontal(later, pl.col("rate_date") + RATE_HOLDS),
            number=pl.int_range(pl.len(), dtype=pl.Int64).over("currency"),
        )
    )  # fmt: skip


def _sums(asked: Question, book: Book) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Balance x days per customer and month with the day's assets; and what is shown of today."""
    found = [_sums_of_part(asked, book, accounts) for accounts in _parts(asked, book)]
    sums = (
        pl.concat([one for one, _ in found])
        .group_by("customer_id", "assessed_on")
        .agg(pl.col("sum_minor_days", "aum_minor").sum())
    )
    today = (
        pl.concat([one for _, one in found])
        .group_by("customer_id")
        .agg(pl.col("minor_before", "maturing_minor").sum(), pl.col("maturing_on").min())
    )
    return sums, today


def _parts(asked: Question, book: Book) -> Iterator[pl.Expr]:
    """Accounts from one number to another: what lies apart in the file is not even read."""
    numbers = book.accounts["account_id"].sort()
    begins = [numbers[len(numbers) * part // asked.parts] for part in range(1, asked.parts)]
    account = pl.col("account_id")
    for low, high in pairwise([None, *begins, None]):
        yield (account >= low if low else pl.lit(True)) & (account < high if high else True)


def _sums_of_part(
    asked: Question, book: Book, accounts: pl.Expr
) -> tuple[pl.DataFrame, pl.DataFrame]:
    owned = _owned(asked, book, accounts).collect()
    return _month_sums(asked, owned), _today(asked, owned)


def _owned(asked: Question, book: Book, accounts: pl.Expr) -> pl.LazyFrame:
    """Who owned how much in CNY, as stretches of days."""
    balances = _read(asked, "balances").filter(pl.col("balance_date") <= asked.as_of)
    if asked.parts > 1:
        balances = balances.filter(accounts)
    next_one = pl.when(pl.col("account_id") == pl.col("account_id").shift(-1)).then(
        pl.col("balance_date").shift(-1)
    )
    held = (
        balances.join(book.accounts.lazy(), "account_id")
        .sort("account_id", "balance_date")
        .with_columns(until_on=pl.min_horizontal(next_one.otherwise(asked.after), "gone_on"))
        .filter((pl.col("balance_minor") != 0) & (pl.col("balance_date") < pl.col("until_on")))
        .select("account_id", "currency", "matures_on", "until_on", from_on="balance_date",
                minor="balance_minor")
    )  # fmt: skip
    home = held.filter(pl.col("currency") == "CNY").drop("currency")
    foreign = _converted(held.filter(pl.col("currency") != "CNY"), book.rates.lazy())
    stretches = pl.concat([home, foreign.select(home.collect_schema().names())])
    return _split(stretches.join(book.shares.lazy(), "account_id"), by=["account_id", "from_on"])


def _converted(foreign: pl.LazyFrame, rates: pl.LazyFrame) -> pl.LazyFrame:
    """Stretches cut where the rate changes; the rates of a stretch are neighbours by number."""
    starts = rates.select("currency", "rate_from", "number").sort("rate_from")
    found = foreign
    for name, on in (("first", "from_on"), ("past", "last_on")):
        found = found.with_columns(last_on=pl.col("until_on") - timedelta(days=1)).sort(on)
        found = found.join_asof(
            starts.rename({"number": name}), left_on=on, right_on="rate_from", by="currency",
            check_sortedness=False,
        ).drop("rate_from", strict=False)  # fmt: skip
    numbers = pl.int_ranges(pl.col("first").fill_null(0), pl.col("past") + 1)
    from_on = pl.max_horizontal("from_on", "rate_from")
    until_on = pl.min_horizontal("until_on", "rate_until")
    return (
        found.filter(pl.col("past").is_not_null()).with_columns(number=numbers)
        .explode("number").join(rates, ["currency", "number"])
        .with_columns(minor=_in_home_currency(), from_on=from_on, until_on=until_on)
        .filter(pl.col("from_on") < pl.col("until_on"))
    )  # fmt: skip


def _in_home_currency() -> pl.Expr:
    """Half away from zero, in two parts so that no product leaves 64 bits."""
    size, rate = pl.col("minor").abs(), pl.col("rate_e8")
    rest = (2 * (size % E8) * rate + E8) // (2 * E8)
    return pl.col("minor").sign() * (size // E8 * rate + rest)


def _split(owned: pl.LazyFrame, *, by: list[str]) -> pl.LazyFrame:
    """`minor` by shares: everybody's part is cut, the last one takes what is left."""
    sole = pl.col("share_ppm") == MILLION
    size = pl.col("minor").abs() * pl.col("share_ppm") // MILLION * pl.col("minor").sign()
    cut = pl.when(pl.col("takes_the_rest")).then(0).otherwise(size)
    rest = pl.col("minor") - pl.col("cut").sum().over(by)
    joint = (
        owned.filter(~sole)
        .with_columns(cut=cut)
        .with_columns(minor=pl.when(pl.col("takes_the_rest")).then(rest).otherwise(pl.col("cut")))
    )
    return pl.concat([owned.filter(sole), joint.drop("cut")])


def _month_sums(asked: Question, owned: pl.DataFrame) -> pl.DataFrame:
    months = pl.DataFrame({
        "month": [ordinal(on) for on in asked.dates], "assessed_on": asked.dates,
        "first_on": [on.replace(day=1) for on in asked.dates],
    }, schema_overrides={"month": pl.Int64}).lazy()  # fmt: skip
    last = pl.col("until_on") - timedelta(days=1)
    touched = pl.int_ranges(_month(pl.col("from_on")), _month(last) + 1)
    past = pl.col("assessed_on") + timedelta(days=1)
    days = pl.min_horizontal("until_on", past) - pl.max_horizontal("from_on", "first_on")
    return (
        owned.lazy().select("customer_id", "minor", "from_on", "until_on", month=touched)
        .explode("month").join(months, "month")
        .filter((pl.col("from_on") < past) & (pl.col("until_on") > pl.col("first_on")))
        .group_by("customer_id", "assessed_on")
        .agg(
            sum_minor_days=(pl.col("minor") * days.dt.total_days()).sum(),
            aum_minor=pl.col("minor").filter(pl.col("until_on") >= past).sum(),
        )
        .collect()
    )  # fmt: skip


def _month(on: pl.Expr) -> pl.Expr:
    return on.dt.year().cast(pl.Int64) * MONTHS_A_YEAR + on.dt.month().cast(pl.Int64)


def _today(asked: Question, owned: pl.DataFrame) -> pl.DataFrame:
    """Per customer: assets a month ago, and what matures before the next assessment."""
    before = asked.as_of - MONTH
    there = (pl.col("from_on") <= before) & (pl.col("until_on") > before)
    now = (pl.col("from_on") <= asked.as_of) & (pl.col("until_on") > asked.as_of)
    soon = now & (pl.col("matures_on") > asked.as_of)
    soon = soon & (pl.col("matures_on") <= asked.next_assessment)
    return owned.group_by("customer_id").agg(
        minor_before=pl.col("minor").filter(there).sum(),
        maturing_minor=pl.col("minor").filter(soon).sum(),
        maturing_on=pl.col("matures_on").filter(soon).min(),
    )


def _outflows(asked: Question, book: Book) -> pl.DataFrame:
    """Sent to other banks within 30 days, per owner."""
    left = (
        (pl.col("counterparty_kind") == "other_bank") & (pl.col("amount_minor") < 0)
        & (pl.col("booked_on") > asked.as_of - MONTH) & (pl.col("booked_on") <= asked.as_of)
    )  # fmt: skip
    sent = (
        _read(asked, "transactions")
        .filter(left)
        .select("account_id", "currency", "booked_on", minor=-pl.col("amount_minor"))
    )
    home = sent.filter(pl.col("currency") == "CNY").select("account_id", "minor")
    valid = (pl.col("booked_on") >= pl.col("rate_from")) & (
        pl.col("booked_on") < pl.col("rate_until")
    )
    foreign = (
        sent.filter(pl.col("currency") != "CNY").join(book.rates.lazy(), "currency")
        .filter(valid).select("account_id", minor=_in_home_currency())
    )  # fmt: skip
    per_account = pl.concat([home, foreign]).group_by("account_id").agg(pl.col("minor").sum())
    owned = _split(per_account.join(book.shares.lazy(), "account_id"), by=["account_id"])
    return owned.group_by("customer_id").agg(outflow_30d_minor=pl.col("minor").sum()).collect()


def _measured(asked: Question, book: Book, sums: pl.DataFrame) -> pl.DataFrame:
    """One row per person and date from when they are known, with sum, average and rank."""
    dates = pl.LazyFrame({"assessed_on": asked.dates})
    size = pl.col("sum_minor_days")
    return (
        book.known.lazy().filter("is_person").join(dates, how="cross")
        .filter(pl.col("known_from") <= pl.col("assessed_on"))
        .join(sums.lazy(), ["customer_id", "assessed_on"], how="left")
        .with_columns(
            size.fill_null(0), pl.col("aum_minor").fill_null(0),
            days=pl.col("assessed_on").dt.day().cast(pl.Int64),
        )
        .with_columns(
            value_minor=size.sign() * ((2 * size.abs() + pl.col("days")) // (2 * pl.col("days"))),
            assessed_rank=ranked(asked, size, pl.col("days")),
        )
        .collect()
    )  # fmt: skip

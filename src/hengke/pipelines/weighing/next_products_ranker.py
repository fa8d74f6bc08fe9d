"""The ranker of the next product: learnt from what customers took after days of the past, tried on
the last such time beside the plain ways, and used only where it is surely better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.features.book import Book
from hengke.engine.portable import day
from hengke.engine.recommendation import groups, past
from hengke.learning.evaluation import Floats
from hengke.learning.next_product import hits
from hengke.learning.next_product_taken import (
    Counted,
    Places,
    Sums,
    scores,
    sums,
    surely_better,
    taking,
    telling,
)
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.weighing.next_products import Learnt, version_of
from hengke.pipelines.weighing.next_products_trial import (
    ITEMS,
    NAMED,
    SHARES,
    TAKEN,
    Pairs,
    Trial,
    rate,
)
from hengke.policies.recommendation import RecommendationPolicy
from hengke.policies.recommendation.groups import Group

TOO_SHORT, NOBODY_TOOK, NOT_BETTER = "too_short", "nobody_took", "not_better"
RANKER_REASONS = (TOO_SHORT, NOBODY_TOOK, NOT_BETTER)
"""Why the ranker does not speak; where nothing was tried at all, the trial's own reason."""


@dataclass(frozen=True)
class Ranker:
    """What came of it: shares named of the products taken in the last window, by what was taken
    most before (`recent`) and by the ranker learnt before; why it does not speak, or None. It
    learns from `rows` (a customer in a window) of so many `windows`, who took `events` products,
    by so many `flags`.

    Where it speaks: `bands` of tonight, `taken` (customer_id, product_id, on) of all windows.
    """

    reason: str | None
    recent: float | None = None
    hit_rate: float | None = None
    windows: int = 0
    rows: int = 0
    events: int = 0
    flags: int = 0
    bands: ir.Table | None = None
    taken: ir.Table | None = None

    @property
    def speaks(self) -> bool:
        return self.reason is None

    def columns(self, learnt: Learnt) -> dict[str, Any]:
        """What it adds to a row of RECOMMENDATION_TRIALS."""
        otherwise = ITEMS if learnt.version.startswith(ITEMS) else SHARES
        return {
            "recent_hit_rate": self.recent, "ranker_hit_rate": self.hit_rate,
            "ranker_reason": self.reason, "windows": self.windows, "ranker_rows": self.rows,
            "speaks": TAKEN if self.speaks else otherwise,
        }  # fmt: skip


def ranked(
    catalog: Catalog, book: Book, learnt: Learnt, tried: Trial, policy: RecommendationPolicy, *,
    as_of: date, daily_from: date | None,
) -> tuple[Learnt, Ranker]:  # fmt: skip
    """What tonight knows with the ranker, where that is surely better; else `learnt` as it was.

    No window begins before balances are known for every day.
    """
    if tried.pairs is None:
        return learnt, Ranker(tried.reason)
    days = policy.model.trial_days
    looks = groups.looks(as_of, number=policy.model.windows + 1, length=days)
    begins = [on for on in looks[1:] if daily_from is not None and daily_from <= on]
    if len(begins) < 2:
        return learnt, Ranker(TOO_SHORT, windows=len(begins))
    who = policy.model.groups
    banded = groups.banded(
        book, who, until=as_of, number=len(begins) + 1, length=days, keep=catalog.keep
    )
    bands = catalog.keep("recommendation_groups", banded)
    told = _past(catalog, book, learnt.codes, bands, begins, as_of)
    places = Places(learnt.codes, tuple(who))
    counted = Counted(
        *(
            _columns(catalog.arrow(count(told)))
            for count in (
                past.crowds, past.holders, past.takers, past.held_by_holders, past.held_by_takers,
            )
        )
    )  # fmt: skip
    before = sums(counted, places, begins[1:])
    if not before.takers.sum():
        return learnt, Ranker(NOBODY_TOOK, windows=len(begins), rows=before.rows)
    found = _tried(catalog, tried.pairs, before, places, bands, learnt, policy, on=begins[0])
    whole = sums(counted, places, begins)
    found = replace(
        found, windows=len(begins), rows=whole.rows, events=int(whole.takers.sum()),
        flags=places.size,
    )  # fmt: skip
    if not found.speaks:
        return learnt, found
    tonight = bands.filter(bands.on == day(as_of))
    return (
        _speaking(learnt, whole, places, policy),
        replace(found, bands=tonight, taken=told.taken),
    )


def _columns(table: pa.Table) -> dict[str, Any]:
    return {
        name: table[name].to_numpy(zero_copy_only=False) if name != "on"
        else table[name].cast(pa.date32()).to_numpy().astype("datetime64[D]")
        for name in table.column_names
    }  # fmt: skip


def _past(
    catalog: Catalog, book: Book, codes: Sequence[str], bands: ir.Table, begins: Sequence[date],
    as_of: date,
) -> past.Past:  # fmt: skip
    then, taken, until = [], [], as_of
    for on in begins:
        held = past.held_then(book, codes, on=on)
        since = past.taken_since(book, held, codes, on=on, until=until)
        then.append(held.mutate(on=day(on)))
        taken.append(since.mutate(on=day(on)))
        until = on
    had = catalog.keep("recommendation_then", ibis.union(*then))
    took = catalog.keep("recommendation_taken", ibis.union(*taken))
    crowd = bands.select("customer_id", "on", "cell").semi_join(had, ["customer_id", "on"])
    return past.Past(had, took, catalog.keep("recommendation_crowd", crowd))


def _tried(
    catalog: Catalog, pairs: Pairs, before: Sums, places: Places, bands: ir.Table, learnt: Learnt,
    policy: RecommendationPolicy, *, on: date,
) -> Ranker:  # fmt: skip
    """Learnt before the last window, tried on it: is it surely better than each of the others?"""
    readings = taking(before, places, learnt.families, policy.model)
    flags = _flags(catalog, pairs, places, bands, on)
    score = scores(readings, places.products, flags)
    named = hits(score, pairs.held, pairs.place, first=NAMED)
    share = np.broadcast_to(before.takers / max(before.rows, 1), pairs.held.shape)
    recent = hits(share, pairs.held, pairs.place, first=NAMED)
    better = all(
        surely_better(named, other, pairs.customer)
        for other in (pairs.items, pairs.popular, recent)
    )
    return Ranker(None if better else NOT_BETTER, rate(recent), rate(named))


def _flags(catalog: Catalog, pairs: Pairs, places: Places, bands: ir.Table, on: date) -> Floats:
    """What was held and the groups, a row per pair."""
    people = catalog.given(pa.table({"customer_id": pa.array(pairs.people, pa.string())}))
    rows = bands.filter(bands.on == day(on)).semi_join(people, "customer_id")
    cells = {
        row["customer_id"]: row["cell"]
        for row in catalog.arrow(rows.select("customer_id", "cell")).to_pylist()
    }
    unknown = _unknown(places.groups)
    found = places.of_cells(np.array([cells.get(one, unknown) for one in pairs.people]))
    wide = np.zeros((len(pairs.place), places.size))
    wide[:, : len(places.products)] = pairs.held
    for column in found[pairs.customer].T:
        wide[np.arange(len(wide)), column] = 1.0
    return wide


def _unknown(those: Sequence[Group]) -> int:
    cell = 0
    for one in those:
        cell = cell * one.size + one.unknown
    return cell


def _speaking(learnt: Learnt, whole: Sums, places: Places, policy: RecommendationPolicy) -> Learnt:
    read = taking(whole, places, learnt.families, policy.model)
    offers = tuple(replace(one, reading=read[one.product.code]) for one in learnt.offers)
    first = len(places.products)
    named = groups.places(places.groups, first=first)
    speaks: dict[str, dict[int, int]] = {}
    of_groups: dict[str, dict[tuple[str, int], int]] = {}
    for one in offers:
        told = telling(one.reading, whole, places)
        speaks[one.product.code] = {at: much for at, much in told.items() if at < first}
        of_groups[one.product.code] = {
            (named[at][0].name, named[at][1]): much for at, much in told.items() if at >= first
        }
    basis = pa.array([read[code].basis for code in learnt.table["product_id"].to_pylist()])
    at = learnt.table.schema.get_field_index("basis")
    return replace(
        learnt, offers=offers, speaks=speaks, of_groups=of_groups,
        table=learnt.table.set_column(at, "basis", basis), version=version_of(TAKEN, read),
    )  # fmt: skip

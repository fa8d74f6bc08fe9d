"""Methods of looking ahead, tried on months that are over: who misses by least, how far one misses.

The month from which one looks ahead moves through the past; whatever is said there stands on the
months up to it. Intervals are made of misses measured in usual changes of the customer; whether
they hold is asked of later months than those they are made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from hengke.learning.evaluation import Flags, Floats, Numbers
from hengke.learning.forecast import Origin, Ways, known, origin

EVERYBODY = -1


@dataclass(frozen=True)
class Asked:
    """What is tried: `months` ahead by `methods`, in bands from `floors` on; `level` is the part of
    outcomes that an interval holds, `whole`: the quantity is a number of things."""

    months: int
    methods: Sequence[str]
    floors: Sequence[float]
    ways: Ways
    level: float
    origins: int
    least_months: int
    least_customers: int
    whole: bool = False


@dataclass(frozen=True)
class Miss:
    """How one method does in one band (EVERYBODY, or the number of the floor)."""

    band: int
    method: str
    customers: int
    n: int
    mae: float
    wape: float | None
    mase: float | None
    coverage: float | None
    chosen: bool


@dataclass(frozen=True)
class Chosen:
    """The method of each band, and between which misses, in usual changes, the interval lies."""

    asked: Asked
    methods: Sequence[str] = ()
    lows: Sequence[float] = ()
    highs: Sequence[float] = ()
    misses: Sequence[Miss] = ()
    first: int = 0
    last: int = 0
    """Columns of the months from which one looked ahead."""

    def __bool__(self) -> bool:
        return bool(self.methods)

    def foreseen(self, now: Origin, part: float) -> tuple[Floats, Floats, Floats, Numbers]:
        """Point, low, high and the place of the method among those asked, of every customer."""
        band = bands(now.level, self.asked.floors)
        named = [self.asked.methods.index(one) for one in self.methods]
        place = np.asarray(named, dtype=np.int64)[band]
        point = np.full(len(band), np.nan)
        for number, method in enumerate(self.asked.methods):
            chosen = place == number
            if chosen.any():
                point[chosen] = now.ahead(method, self.asked.months, part)[chosen]
        lows, highs = (np.asarray(ends, dtype=np.float64)[band] for ends in (self.lows, self.highs))
        low, high = interval(point, now.scale, lows, highs, whole=self.asked.whole)
        return point, low, high, place


@dataclass
class _Rows:
    """What was said and what happened, of several months from which one looked ahead."""

    customer: list[Numbers] = field(default_factory=list)
    actual: list[Floats] = field(default_factory=list)
    scale: list[Floats] = field(default_factory=list)
    band: list[Numbers] = field(default_factory=list)
    said: list[Floats] = field(default_factory=list)

    def closed(self) -> _Tried:
        return _Tried(
            customer=np.concatenate(self.customer),
            actual=np.concatenate(self.actual),
            scale=np.concatenate(self.scale),
            band=np.concatenate(self.band),
            said=np.concatenate(self.said, axis=0),
        )


@dataclass(frozen=True)
class _Tried:
    customer: Numbers
    actual: Floats
    scale: Floats
    band: Numbers
    said: Floats

    def within(self, band: int) -> Flags:
        return np.ones(len(self.band), dtype=bool) if band == EVERYBODY else self.band == band


def bands(values: Floats, floors: Sequence[float]) -> Numbers:
    """The number of the band of each value; below the first floor, and unknown: the first."""
    found = np.searchsorted(np.asarray(floors), np.nan_to_num(values), side="right") - 1
    return np.maximum(found, 0).astype(np.int64)


def interval(
    point: Floats, scale: Floats, low: Floats | float, high: Floats | float, *, whole: bool
) -> tuple[Floats, Floats]:
    """Around the point, which lies within; nothing is below 0, numbers of things are whole."""
    least = np.clip(point + scale * low, 0.0, point)
    most = np.maximum(point + scale * high, point)
    return (np.rint(least), np.rint(most)) if whole else (least, most)


def tried(course: Floats, asked: Asked) -> Chosen:
    """Falsy where methods could be tried on fewer than `least_customers`."""
    last = course.shape[1] - 1 - asked.months
    first = max(last - asked.origins + 1, asked.least_months - 1)
    if last < first:
        return Chosen(asked)
    tested = _said(course, asked, range(first, last + 1))
    if len(np.unique(tested.customer)) < asked.least_customers:
        return Chosen(asked)
    until = first - asked.months
    since = max(until - asked.origins + 1, asked.least_months - 1)
    before = _said(course, asked, range(since, until + 1)) if until >= since else None
    return _chosen(tested, before, asked, first, last)


def _said(course: Floats, asked: Asked, places: Sequence[int]) -> _Tried:
    rows = _Rows()
    for place in places:
        past, actual = course[:, : place + 1], course[:, place + asked.months]
        there = ~np.isnan(past[:, -1]) & ~np.isnan(actual) & (known(past) >= asked.least_months)
        now = origin(past[there], asked.ways)
        said = [now.ahead(one, asked.months, asked.months) for one in asked.methods]
        rows.customer.append(np.flatnonzero(there))
        rows.actual.append(actual[there])
        rows.scale.append(now.scale)
        rows.band.append(bands(now.level, asked.floors))
        rows.said.append(np.column_stack(said))
    return rows.closed()


def _chosen(tested: _Tried, before: _Tried | None, asked: Asked, first: int, last: int) -> Chosen:
    misses: list[Miss] = []
    methods: list[str] = []
    lows: list[float] = []
    highs: list[float] = []
    whole = _best(tested, EVERYBODY)
    for band in (EVERYBODY, *range(len(asked.floors))):
        within = tested.within(band)
        customers = len(np.unique(tested.customer[within]))
        enough = customers >= asked.least_customers
        best = _best(tested, band) if enough else whole
        misses += [
            _miss(tested, before, asked, band, place, customers, chosen=place == best)
            for place in range(len(asked.methods))
            if within.any()
        ]
        if band != EVERYBODY:
            low, high = _ends(tested, band if enough else EVERYBODY, best, asked.level)
            methods.append(asked.methods[best])
            lows.append(low)
            highs.append(high)
    return Chosen(asked, methods, lows, highs, misses, first, last)


def _best(tested: _Tried, band: int) -> int:
    """The method that misses by least; of equals the one named first."""
    within = tested.within(band)
    return int(np.argmin(np.abs(tested.said[within] - tested.actual[within, None]).sum(axis=0)))


def _ends(rows: _Tried, band: int, place: int, level: float) -> tuple[float, float]:
    within = rows.within(band)
    missed = (rows.actual[within] - rows.said[within, place]) / rows.scale[within]
    low, high = np.quantile(missed, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _miss(
    tested: _Tried,
    before: _Tried | None,
    asked: Asked,
    band: int,
    place: int,
    customers: int,
    *,
    chosen: bool,
) -> Miss:
    within = tested.within(band)
    actual, said = tested.actual[within], tested.said[within]
    missed = np.abs(said - actual[:, None]).mean(axis=0)
    total, plain = float(np.abs(actual).mean()), float(missed[0])
    return Miss(
        band=band,
        method=asked.methods[place],
        customers=customers,
        n=len(actual),
        mae=float(missed[place]),
        wape=float(missed[place]) / total if total else None,
        mase=float(missed[place]) / plain if plain else None,
        coverage=_coverage(tested, before, asked, band, place),
        chosen=chosen,
    )


def _coverage(
    tested: _Tried, before: _Tried | None, asked: Asked, band: int, place: int
) -> float | None:
    """None where the months before are too few to make an interval of."""
    if before is None:
        return None
    made_of = before.customer[before.within(band)]
    if len(np.unique(made_of)) < asked.least_customers:
        return None
    low, high = _ends(before, band, place, asked.level)
    within = tested.within(band)
    least, most = interval(
        tested.said[within, place], tested.scale[within], low, high, whole=asked.whole
    )
    actual = tested.actual[within]
    return float(((actual >= least) & (actual <= most)).mean())

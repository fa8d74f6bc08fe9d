"""Findings in sentences, Chinese and English. Loads no engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hengke.engine.rules.features import CATALOGUE
from hengke.engine.statistics.columns import EVERYBODY, NO, UNTOLD, YES
from hengke.engine.statistics.series import SERIES
from hengke.kernel.sentences import Sentence, in_language, sentence
from hengke.policies.statistics import UP, Grouping

CLUSTER = "cluster"
Both = tuple[str, str]
"""A text in Chinese and in English."""
WITHOUT: Mapping[str, Both] = {
    "tier": ("未评级（不在评级范围内）", "no tier (outside the scheme)"),
    CLUSTER: ("未分组（不在分群对象内）", "not grouped (outside the population)"),
}
"""Who is in no group where a grouping is not made of everybody. Nothing of them is unknown."""
Names = Mapping[tuple[str, str], Both]
"""What a group of a grouping is called, where the catalogue does not say it."""


@dataclass(frozen=True)
class Said:
    """Numbers of a finding, as a sentence needs them."""

    moves: str
    more: float
    less: float
    effect: float
    low: float
    high: float
    customers: int
    months: int
    year: bool


def group(grouping: str, slice_: str, bands: Mapping[str, Grouping], names: Names) -> Both:
    """The words of a group: 服务等级“金卡” and effective tier “Gold”."""
    if grouping == EVERYBODY:
        return "全部客户", "All customers"
    feature = CATALOGUE.get(grouping)
    known = (feature.zh, feature.en) if feature else (grouping, grouping)
    zh, en = value(grouping, slice_, bands, names)
    return f"{known[0]}“{zh}”", f"{known[1].capitalize()} “{en}”"


def value(grouping: str, slice_: str, bands: Mapping[str, Grouping], names: Names) -> Both:
    if grouping == EVERYBODY:
        return "全部客户", "All customers"
    if slice_ == UNTOLD:
        return WITHOUT.get(grouping, ("未知", "unknown"))
    if (grouping, slice_) in names:
        return names[grouping, slice_]
    if grouping == CLUSTER:
        return f"第 {slice_} 组", f"group {slice_}"
    if grouping in bands and bands[grouping].firsts and slice_.lstrip("-").isdigit():
        return _band(int(slice_), bands[grouping].firsts)
    if slice_ in (YES, NO):
        return ("是", "yes") if slice_ == YES else ("否", "no")
    feature = CATALOGUE.get(grouping)
    choices = (feature.choices if feature else None) or {}
    return choices.get(slice_, slice_), slice_.replace("_", " ")


def _band(first: int, firsts: tuple[int, ...]) -> Both:
    later = [one for one in firsts if one > first]
    if not later:
        return f"{first} 及以上", f"{first} and more"
    last = later[0] - 1
    text = str(first) if last == first else f"{first}–{last}"
    return text, text


def trend(of: Both, code: str, said: Said) -> Both:
    """A course that keeps rising or falling."""
    return _both(_trend, of, code, said)


def apart(of: Both, code: str, said: Said) -> Both:
    """A group that moves unlike the others."""
    return _both(_apart, of, code, said)


def pair(one: str, other: str, said: Said) -> Both:
    """Two features that rise together, or one while the other falls."""
    features = CATALOGUE[one], CATALOGUE[other]
    zh = _pair(features[0].zh, features[1].zh, said)
    return in_language(zh, "zh"), str(_pair(features[0].en, features[1].en, said))


def _both(make: Callable[[str, str, Said], Sentence], of: Both, code: str, said: Said) -> Both:
    series = SERIES[code]
    return in_language(make(of[0], series.zh, said), "zh"), str(make(of[1], series.en, said))


def _trend(of: str, series: str, said: Said) -> Sentence:
    parts = {
        "group": of, "series": series, "months": said.months, "before": _before(said),
        "customers": f"{said.customers:,}", "more": _percent(said.more),
        "less": _percent(said.less),
    }  # fmt: skip
    if said.moves == UP:
        return sentence(
            "{group}: {series} keep rising over {months} months. Of {customers} customers {more} "
            "have more than {before}, {less} have less.",
            **parts,
        )
    return sentence(
        "{group}: {series} keep falling over {months} months. Of {customers} customers {less} "
        "have less than {before}, {more} have more.",
        **parts,
    )


def _apart(of: str, series: str, said: Said) -> Sentence:
    parts = {
        "group": of, "series": series, "customers": f"{said.customers:,}", "before": _before(said),
        "points": _points(said.effect), "low": _points(said.low), "high": _points(said.high),
    }  # fmt: skip
    if said.moves == UP:
        return sentence(
            "{group}: {series} grow more than elsewhere. Compared with what was {before}, "
            "customers with more outweigh those with less by {points} points more than among all "
            "others ({low} to {high}; {customers} customers).",
            **parts,
        )
    return sentence(
        "{group}: {series} grow less than elsewhere. Compared with what was {before}, the balance "
        "of customers with more and with less differs from that of all others by {points} points "
        "({low} to {high}; {customers} customers).",
        **parts,
    )


def _pair(one: str, other: str, said: Said) -> Sentence:
    parts = {
        "one": one, "other": other, "rho": f"{said.effect:.2f}", "low": f"{said.low:.2f}",
        "high": f"{said.high:.2f}", "customers": f"{said.customers:,}",
    }  # fmt: skip
    if said.moves == UP:
        return sentence(
            "“{one}” and “{other}” rise together: rank correlation {rho} ({low} to {high}; "
            "{customers} customers).",
            **parts,
        )
    return sentence(
        "Where “{one}” is higher, “{other}” is lower: rank correlation {rho} ({low} to {high}; "
        "{customers} customers).",
        **parts,
    )


def _before(said: Said) -> Sentence:
    if said.year:
        return sentence("in the same months a year before")
    return sentence("in the months just before")


def _percent(part: float) -> str:
    return f"{100 * part:.1f}%"


def _points(part: float) -> str:
    return f"{100 * part:.1f}"

"""The facts of a decision as text, each number noted down with the field it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from hengke.engine.tiering import explain_words as words
from hengke.kernel.money import to_major
from hengke.policies.tiering import Tier, TierPolicy
from hengke.policies.tiering.scheme import Alternative

Language = Literal["zh", "en"]
Facts = Mapping[str, Any]
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
YUAN = "CNY"


@dataclass(frozen=True)
class Number:
    """A number (or date) of a sentence: its field, the value stored there, the text printed.

    `field` names a column of the facts, or a figure of the policy as `policy.<where>`.
    """

    field: str
    value: Any
    text: str


@dataclass
class Told(Mapping[str, str]):
    """The facts as text; what is printed is noted down."""

    facts: Facts
    policy: TierPolicy
    language: Language
    numbers: list[Number] = field(default_factory=list)

    def __getitem__(self, word: str) -> str:
        return FACTS[word](self)

    def __iter__(self) -> Iterator[str]:
        return iter(FACTS)

    def __len__(self) -> int:
        return len(FACTS)

    @property
    def by_another_way(self) -> bool:
        """Has an alternative opened the tier? Then the main measure does not reach its floor."""
        return bool(self.facts.get("qualified_by"))

    def floor_of(self, rank: int) -> int | None:
        """The main measure's floor of the tier; None where only another way opens it."""
        tier = self.policy.by_rank(rank)
        return None if tier.only_by else tier.floor_minor

    def name(self, rank_field: str) -> str:
        rank = self.facts.get(rank_field)
        if rank is None:
            missing = words.UNKNOWN_TIER if rank_field == "assessed_rank" else words.NO_TIER
            return missing[self.language]
        return self.named(self.policy.by_rank(rank))

    def named(self, tier: Tier) -> str:
        return tier.zh if self.language == "zh" else tier.en

    def noted(self, where: str, value: Any, text: str) -> str:
        self.numbers.append(Number(where, value, text))
        return text

    def amount(self, name: str) -> str:
        return self.noted(name, self.facts[name], self.measured(self.facts[name]))

    def floor(self, rank_field: str) -> str:
        tier = self.policy.by_rank(self.facts[rank_field])
        where = f"policy.tiers.{tier.name}.floor_minor"
        return self.noted(where, tier.floor_minor, self.measured(tier.floor_minor))

    def measured(self, hundredths: int) -> str:
        """Exactly two decimals, with the unit of the measure."""
        text = f"{to_major(hundredths):,.2f}"
        chinese = self.language == "zh"
        if self.policy.measure.unit != "money":
            return f"{text}分" if chinese else f"{text} points"
        if chinese:
            return f"{text}元" if self.policy.currency == YUAN else f"{text} {self.policy.currency}"
        return f"{self.policy.currency} {text}"

    def count(self, name: str) -> str:
        return self.noted(name, self.facts[name], str(self.facts[name]))

    def counted(self, where: str, count: int, *, zh: str, en: str) -> str:
        text = self.noted(where, count, str(count))
        if self.language == "zh":
            return f"{text}{zh}"
        return f"{text} {en}" if count == 1 else f"{text} {en}s"

    def day(self, name: str) -> str:
        return self.noted(name, self.facts[name], _day(self.facts[name], self.language))


def _day(on: date, language: Language) -> str:
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def _measure(told: Told) -> str:
    text = words.MEASURES[told.policy.measure.kind][told.language]
    household = words.HOUSEHOLD[told.language].format(measure=text)
    return household if told.policy.measure.household else text


def _status(told: Told) -> str:
    status = str(told.facts["reason_code"]).removeprefix("status_")
    return words.STATUSES[status][told.language]


def _why(told: Told) -> str:
    reason = told.facts.get("unknown_reason")
    return words.UNKNOWN.get(reason or "", words.UNKNOWN_OTHERWISE)[told.language]


def _way(told: Told) -> str:
    """The alternative that opened the tier."""
    name = told.facts["qualified_by"]
    return _listed(told, [way for way in told.policy.alternatives if way.name == name])


def _ways(told: Told, rank_field: str) -> str:
    """The alternatives that would open the tier."""
    tier = told.policy.by_rank(told.facts[rank_field]).name
    return _listed(told, [way for way in told.policy.alternatives if tier in way.floors_minor])


def _listed(told: Told, ways: Sequence[Alternative]) -> str:
    names = [way.zh if told.language == "zh" else way.en for way in ways]
    return ("、" if told.language == "zh" else ", ").join(names)


def _grace(told: Told) -> str:
    tier = told.policy.by_rank(told.facts["effective_rank_before"])
    where = f"policy.tiers.{tier.name}.grace"
    return told.counted(where, tier.grace, zh="次", en="failing assessment")


def _months(told: Told) -> str:
    months = told.policy.new_customer_months
    return told.counted("policy.new_customer_months", months, zh="个月", en="month")


def _days(told: Told) -> str:
    return told.counted("days_left", told.facts["days_left"], zh="天", en="day")


def _protected_until(told: Told) -> str:
    until = told.policy.grandfathered_until
    assert until is not None  # noqa: S101  the reason `grandfathered` needs one
    return told.noted("policy.grandfathered_until", until, _day(until, told.language))


def _fall_days(told: Told) -> str:
    days = told.policy.fall_days
    text = ("、" if told.language == "zh" else ", ").join(_month_day(day, told) for day in days)
    return told.noted("policy.fall_days", days, text)


def _month_day(text: str, told: Told) -> str:
    month, day = (int(part) for part in text.split("-"))
    return f"{month}月{day}日" if told.language == "zh" else f"{day} {MONTHS[month - 1]}"


def _next_tier_up(told: Told) -> str:
    """The next tier above that the main measure opens: gap_to_next leads there."""
    above = told.policy.tiers[told.facts["effective_rank"] + 1 :]
    return told.named(next(tier for tier in above if not tier.only_by))


FACTS: dict[str, Callable[[Told], str]] = {
    "on": lambda told: told.day("assessed_on"),
    "as_of": lambda told: told.day("as_of"),
    "since": lambda told: told.day("effective_from"),
    "until": lambda told: told.day("next_assessment_on"),
    "change_on": lambda told: told.day("next_change_on"),
    "change_to": lambda told: told.named(told.policy.tier(told.facts["next_tier"])),
    "measure": _measure,
    "value": lambda told: told.amount("value_minor"),
    "floor": lambda told: told.floor("effective_rank"),
    "old_floor": lambda told: told.floor("effective_rank_before"),
    "gap": lambda told: told.amount("gap_to_keep_minor"),
    "next_gap": lambda told: told.amount("gap_to_next_minor"),
    "needed": lambda told: told.amount("needed_for_rest_minor"),
    "days": _days,
    "used": lambda told: told.count("fails_used"),
    "allowed": lambda told: told.count("fails_allowed"),
    "grace": _grace,
    "months": _months,
    "protected_until": _protected_until,
    "fall_days": _fall_days,
    "tier": lambda told: told.name("effective_rank"),
    "before": lambda told: told.name("effective_rank_before"),
    "assessed": lambda told: told.name("assessed_rank"),
    "next": _next_tier_up,
    "status": _status,
    "why": _why,
    "way": _way,
    "ways": lambda told: _ways(told, "effective_rank"),
    "old_ways": lambda told: _ways(told, "effective_rank_before"),
}
"""Every word that a sentence may have in braces, and how it is told."""

"""Why a customer has this tier: one sentence for the manager, one for the customer.

Generated from stored inputs and the policy's version alone; pure Python, pages import it. Whatever
number is printed is also returned with the field it comes from, so that it can be traced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hengke.engine.tiering import explain_words as words
from hengke.engine.tiering.explain_facts import Facts, Language, Number, Told
from hengke.policies.tiering import TierPolicy

UNDER = ("below_floor", "waits_for_fall_day", "new_customer", "grandfathered")
BY_HAND = "overridden"
SET_SINCE = (
    "effective_rank", "effective_tier", "state", "fails_used", "fails_allowed",
)  # fmt: skip
"""What an override that has begun since the assessment decides."""
OF_THE_OUTLOOK = (
    "keep_by_average", "keep_by_then", "on_course", "missed_by", "reach_next", "change",
)  # fmt: skip
"""Clauses that follow from the balances of the business date, not from the assessment."""
REACHED = ("first_assessment", "floor_kept", "floor_reached", "fails_cleared", "fails_reduced")


@dataclass(frozen=True)
class Explanation:
    """Both sentences and every number in them, each once, in the order of printing."""

    manager: str
    customer: str
    numbers: tuple[Number, ...]


def facts_of(decision: Facts, outlook: Facts | None) -> dict[str, Any]:
    """An ASSESSMENTS row, and beside it what a POSITIONS row adds.

    What both hold is the decision's: a position is known on most days on which the assessment was
    not. Only the business date and a tier set by hand since then are the position's. An outlook
    from another assessment says nothing here.
    """
    if outlook is None or outlook["assessed_on"] != decision["assessed_on"]:
        return dict(decision)
    both = {**outlook, **decision, "as_of": outlook.get("as_of")}
    if outlook.get("state") == BY_HAND and decision["state"] != BY_HAND:
        return {**both, **{name: outlook[name] for name in SET_SINCE}, "reason_code": "set_since"}
    return both


def explain(facts: Facts, *, policy: TierPolicy, language: Language) -> Explanation:
    """Both sentences for one decision.

    `facts` as `facts_of` puts them together: without a position nothing is said about days left
    and gaps.
    """
    told = Told(facts, policy, language)
    reason, ahead = _reason(told), list(_ahead(told))
    manager = _sentence(told, [words.MANAGER[reason], *_told(told, words.AHEAD_MANAGER, ahead)])
    customer = _sentence(told, [words.CUSTOMER[reason], *_told(told, words.AHEAD_CUSTOMER, ahead)])
    return Explanation(manager, customer, tuple(dict.fromkeys(told.numbers)))


def _reason(told: Told) -> str:
    """Which sentence fits: the reason code, save where the main measure's floor says nothing."""
    reason, rank = str(told.facts["reason_code"]), told.facts["effective_rank"]
    if reason.startswith("status_"):
        return "excluded"
    if reason in REACHED and told.by_another_way:
        return "other_way"
    if reason in UNDER and told.floor_of(rank) is None:
        return "condition_missed"
    if reason == "grace_used_up" and told.floor_of(told.facts["effective_rank_before"]) is None:
        return "condition_lost"
    if reason == "floor_kept" and not rank:
        return "lowest_kept"
    return reason


def _ahead(told: Told) -> Iterator[str]:
    """What can be done, and what comes if nothing is: clauses for which the figures are known."""
    facts, rank = told.facts, told.facts.get("effective_rank")
    if rank is None or facts["state"] == "excluded":
        return
    if facts["state"] == BY_HAND:
        if _changes(facts):
            yield "change"
        return
    gap, left = facts.get("gap_to_keep_minor"), facts.get("days_left")
    if facts["state"] == "downgraded" and told.floor_of(facts["effective_rank_before"]) is not None:
        yield "regain"
    if rank > 0 and gap is not None and left:
        averaged = facts.get("needed_for_rest_minor") is not None
        yield ("keep_by_average" if averaged else "keep_by_then") if gap else "on_course"
    elif rank > 0:
        if gap:
            yield "missed_by"
        if facts["state"] in ("watch", "protected") and told.floor_of(rank) is not None:
            yield "keep_at_next"
    if not gap and left and facts.get("gap_to_next_minor"):
        yield "reach_next"
    if _changes(facts):
        yield "change"


def _changes(facts: Facts) -> bool:
    return bool(facts.get("next_change_on") and facts.get("next_tier"))


def _told(told: Told, templates: words.Words, clauses: list[str]) -> list[dict[str, str]]:
    """The clauses that this reader is told; the first that rests on a later date names it."""
    known = [clause for clause in clauses if clause in templates]
    dated = next((clause for clause in known if clause in OF_THE_OUTLOOK), None)
    if told.facts.get("as_of") in (None, told.facts["assessed_on"]):
        dated = None
    return [
        _after(words.OF_THE_DAY, templates[clause]) if clause == dated else templates[clause]
        for clause in known
    ]


def _after(first: dict[str, str], then: dict[str, str]) -> dict[str, str]:
    return {language: text + then[language] for language, text in first.items()}


def _sentence(told: Told, parts: list[dict[str, str]]) -> str:
    printed = [part[told.language].format_map(told) for part in parts]
    return words.JOIN[told.language].join(printed) + words.END[told.language]

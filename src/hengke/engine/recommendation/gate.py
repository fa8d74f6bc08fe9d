"""The gate of suitability for one customer and one product, in plain Python.

`suitable` says the same for whole books; a test holds the two together. Pages ask this one again on
the day on which something is shown or done: an assessment may have run out since the night.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hengke.policies.recommendation import Suitability

VALID, EXPIRED, AHEAD, TOO_OFTEN = "valid", "expired", "dated_ahead", "too_often"
UNDATED, NONE = "undated", "not_assessed"
STATES = (VALID, EXPIRED, AHEAD, TOO_OFTEN, UNDATED, NONE)
"""Of an assessment. Only a valid one opens anything."""
SUITABLE = ""
BARRED, NOT_RATED, MINOR, AGE_UNKNOWN = "barred", "not_rated", "minor", "age_unknown"
ABOVE = "above_level"
REASONS = (
    BARRED, NOT_RATED, MINOR, AGE_UNKNOWN, NONE, UNDATED, AHEAD, TOO_OFTEN, EXPIRED, ABOVE,
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What the gate reads of a customer. `state` as the night found it."""

    state: str
    level: int | None
    assessed_on: date | None
    valid_through: date | None
    person: bool
    age: int | None
    status: str | None


def on_day(found: Standing, rules: Suitability, *, on: date) -> Standing:
    """As it is on a later day than the night's: what was valid may have run out, nothing else is
    judged anew before the next night."""
    if found.state != VALID or found.assessed_on is None:
        return found
    over = found.assessed_on <= rules.valid_after(on)
    ended = found.valid_through is not None and found.valid_through < on
    return replace(found, state=EXPIRED) if over or ended else found


def verdict(rules: Suitability, who: Standing, *, family: str, risk: int | None) -> str:
    """SUITABLE, or the first of REASONS that forbids to recommend it."""
    if who.status in rules.barred_statuses:
        return BARRED
    exempt = not rules.rated(family)
    if not exempt and risk is None:
        return NOT_RATED
    grown = _of_age(rules, who, family, 0 if exempt or risk is None else risk)
    if grown != SUITABLE:
        return grown
    if exempt or risk is None or risk <= rules.without_assessment:
        return SUITABLE
    if who.state != VALID:
        return who.state
    return SUITABLE if who.level is not None and risk <= who.level else ABOVE


def needs_procedure(
    rules: Suitability, who: Standing, *, family: str, risk: int | None
) -> bool | None:
    """Does it need the procedure for older customers? None: nobody knows the age."""
    if not who.person or not rules.rated(family) or risk is None or risk < rules.senior_risk:
        return False
    return None if who.age is None else who.age >= rules.senior_from


def may_ask(rules: Suitability, who: Standing, *, family: str, risk: int | None) -> str:
    """SUITABLE where a customer may buy above the level at their own wish, else why not: only with
    a valid assessment, never from the lowest level, never where something else forbids it."""
    found = verdict(rules, who, family=family, risk=risk)
    if found != ABOVE:
        return found
    enough = who.level is not None and who.level >= rules.own_initiative_from
    return SUITABLE if enough else ABOVE


def _of_age(rules: Suitability, who: Standing, family: str, risk: int) -> str:
    grave = family in rules.minors_barred or risk > rules.minors_risk
    if not who.person or not grave:
        return SUITABLE
    if who.age is None:
        return AGE_UNKNOWN
    return MINOR if who.age < rules.adult_from else SUITABLE

"""Why a customer stands where they do: the rule in words, what of it held, and the numbers that
this read. Of an "or" the branch that did not hold is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.engine.lifecycle.rules import Rules, checked
from hengke.engine.rules.catalogue import Feature
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.sentences import Language, sentence_of
from hengke.engine.tagging.reasons import Reason as Test
from hengke.engine.tagging.reasons import answer
from hengke.engine.tagging.reasons import reasons as deciding
from hengke.policies.lifecycle import LifecyclePolicy, load
from hengke.web import amounts, formats

PPM = 1_000_000


@dataclass(frozen=True)
class Fact:
    """One number that a rule read; `shown` None: unknown, which then is the reason."""

    name: str
    shown: str | None


@dataclass(frozen=True)
class Reason:
    """A rule by its title and sentence ('' where the policy has changed since), with its facts.
    `held`: the tests that decide it, in words, where they are not all of the rule."""

    title: str
    sentence: str
    facts: Sequence[Fact]
    held: Sequence[str] = ()

    @property
    def unknown(self) -> str:
        """What is not known, in one line."""
        return _(", ").join(fact.name for fact in self.facts if fact.shown is None)


def reason(rule: str | None, why: str | None, *, version: str | None, on: date) -> Reason | None:
    """None where there is no rule: nothing was computed."""
    if not rule:
        return None
    rules = _rules(on)
    if rules is None or rules.policy.version != version:
        return Reason(rule, "", _facts(why, None))
    tests = _deciding(rules, rule, why, on)
    columns = _columns(rules, rule)
    read = _read(tests)
    left_out = bool(read) and set(read) != set(columns or ())
    return Reason(
        _title(rules, rule),
        rules.sentence(rule, language(), currency="CNY"),
        _facts(why, read or columns),
        _held(tests) if left_out and amounts.are_whole() else (),
    )


def _deciding(rules: Rules, name: str, why: str | None, on: date) -> Sequence[Test]:
    """The tests that make the rule what it came out as; nothing where the numbers written down do
    not tell it: a share is rounded there, an older night wrote fewer."""
    named = rules.named(name)
    if named is None:
        return ()
    known = {one: _as_read(one, value) for one, value in _values(why).items()}
    row = {**known, "as_of": on}
    if not set(named.rule.columns) <= set(known) or answer(named.rule.tree, row) is False:
        return ()
    return deciding(named.rule.tree, row)


def _read(tests: Sequence[Test]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for test in tests for name in test.reads))


def _held(tests: Sequence[Test]) -> list[str]:
    return [sentence_of(one.test, language(), currency="CNY") for one in tests]


def _as_read(name: str, value: Any) -> Any:
    """A number that was written down, as rules read it."""
    feature = CATALOGUE.features.get(name)
    if feature is None or value is None:
        return value
    match feature.kind:
        case Kind.RATIO:
            return value / PPM
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.FLAG:
            return value in (True, "true")
        case _:
            return value


def reasons(names: str | None, why: str | None, *, version: str | None, on: date) -> list[Reason]:
    """One per rule of a list that holds."""
    found = (reason(name, why, version=version, on=on) for name in (names or "").split())
    return [one for one in found if one is not None]


def language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _rules(on: date) -> Rules | None:
    home = settings.HENGKE_HOME
    own = None if home is None else home.lifecycle_policies
    return _checked(load(on=on, own=own))


@lru_cache(maxsize=4)
def _checked(policy: LifecyclePolicy) -> Rules:
    return checked(policy)


def _title(rules: Rules, name: str) -> str:
    titles = {one.name: (one.zh, one.en) for one in rules.policy.stages}
    titles |= {one.name: (one.zh, one.en) for one in (*rules.policy.dormancy, *rules.policy.loss)}
    zh, en = titles.get(name, (name, name))
    return zh if language() == "zh" else en


def _columns(rules: Rules | None, name: str) -> tuple[str, ...] | None:
    found = None if rules is None else rules.named(name)
    return None if found is None else found.rule.columns


def _facts(why: str | None, columns: Sequence[str] | None) -> list[Fact]:
    """In the order in which the rule names them; what no feature is any more is left out."""
    values = _values(why)
    names = [name for name in columns or values if name in values and name in CATALOGUE.features]
    facts = [_fact(CATALOGUE[name], values[name]) for name in names]
    return [fact for fact in facts if fact is not None]


def _values(why: str | None) -> dict[str, Any]:
    try:
        found = json.loads(why or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _fact(feature: Feature, value: Any) -> Fact | None:
    """A share is left out where amounts are bands: it tells how two of them stand to each other."""
    if feature.is_share and not amounts.are_whole():
        return None
    name = feature.zh if language() == "zh" else feature.en
    return Fact(name, None if value is None else _shown(feature, value))


def _shown(feature: Feature, value: Any) -> str:
    match feature.kind:
        case Kind.MONEY:
            return str(amounts.amount(value))
        case Kind.RATIO if feature.is_share:
            return formats.percent(value / PPM, 1) or ""
        case Kind.RATIO:
            return formats.decimal(value / PPM)
        case Kind.DATE:
            return formats.day(date.fromisoformat(value), language(), year=True) or ""
        case Kind.COUNT:
            return formats.count(value, language()) or ""
        case _:
            return _word(feature, value)


def _word(feature: Feature, value: Any) -> str:
    if feature.kind == Kind.FLAG:
        return _("yes") if value in (True, "true") else _("no")
    return str((feature.choices or {}).get(value, value)) if language() == "zh" else str(value)

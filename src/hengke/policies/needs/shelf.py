"""Needs policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.needs.scheme import (
    ANSWER_KINDS,
    CATEGORIES,
    KANO,
    PARTS,
    REGIONS,
    BenefitCost,
    Feed,
    Kano,
    LifeStage,
    NeedClass,
    NeedsPolicy,
    Question,
    Questionnaire,
    Swot,
)

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = (
    "source", "classes", "life_stages", "questionnaires", "kano", "benefit_cost", "swot",
    "priority", "feed",
)  # fmt: skip


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> NeedsPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


@lru_cache(maxsize=16)
def parse(text: str, *, name: str, since: date) -> NeedsPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    classes = [_class(one) for one in fields.tables(table, "classes", where=name)]
    asked = [_questionnaire(one) for one in fields.tables(table, "questionnaires", where=name)]
    priority = _part(table, "priority", (*PARTS, "sensitivity_step"), where=name)
    _check_once([one.code for one in classes], where=name)
    _check_once([one.code for one in asked], where=name)
    return NeedsPolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        classes={one.code: one for one in classes},
        life_stages=tuple(_stage(one) for one in fields.tables(table, "life_stages", where=name)),
        questionnaires={one.code: one for one in asked},
        kano=_kano(table, where=name),
        benefit_cost=_benefit_cost(table, where=name),
        swot=_swot(table, where=name),
        weights=_fractions(priority, PARTS, where="priority"),
        sensitivity_step=fields.needed_fraction(priority, "sensitivity_step", where="priority"),
        feed=_feed(table, where=name),
    )


def _class(raw: Any) -> NeedClass:
    where = "classes"
    table = fields.check_keys(raw, ("code", "level", "category", "zh", "en"), where=where)
    fields.needed(table, "level", where=where)
    return NeedClass(
        code=fields.text(table, "code", where=where),
        level=fields.whole(table, "level", 1, where=where, least=1),
        category=fields.one_of(table, "category", CATEGORIES, "", where=where),
        zh=fields.text(table, "zh", where=where),
        en=fields.text(table, "en", where=where),
    )


def _questionnaire(raw: Any) -> Questionnaire:
    where = "questionnaires"
    table = fields.check_keys(raw, ("code", "zh", "en", "questions"), where=where)
    questions = [_question(one) for one in fields.tables(table, "questions", where=where)]
    _check_once([one.code for one in questions], where=where)
    texts = {key: fields.text(table, key, where=where) for key in ("code", "zh", "en")}
    return Questionnaire(**texts, questions={one.code: one for one in questions})


def _question(raw: Any) -> Question:
    where = "questions"
    table = fields.check_keys(raw, ("code", "kind", "zh", "en"), where=where)
    texts = {key: fields.text(table, key, where=where) for key in ("code", "zh", "en")}
    kind = fields.one_of(table, "kind", ANSWER_KINDS, "", where=where)
    return Question(**texts, kind=kind)


def _check_once(codes: Sequence[str], *, where: str) -> None:
    twice = [code for code in codes if codes.count(code) > 1]
    if twice:
        raise PolicyError("{where}: {code} stands there twice", where=where, code=twice[0])


def _stage(raw: Any) -> LifeStage:
    where = "life_stages"
    table = fields.check_keys(raw, ("from_age", "classes"), where=where)
    fields.needed(table, "from_age", where=where)
    return LifeStage(
        fields.whole(table, "from_age", 0, where=where),
        fields.texts(table, "classes", where=where),
    )


def _kano(whole: fields.Table, *, where: str) -> Kano:
    table = _part(
        whole, "kano", ("tie_order", "most_questionable", "middle", "scores"), where=where
    )
    return Kano(
        tie_order=fields.texts(table, "tie_order", where="kano"),
        most_questionable=fields.needed_fraction(table, "most_questionable", where="kano"),
        middle=fields.needed_fraction(table, "middle", where="kano"),
        scores=_fractions(_part(table, "scores", KANO, where="kano"), KANO, where="kano.scores"),
    )


def _benefit_cost(whole: fields.Table, *, where: str) -> BenefitCost:
    keys = ("discount_rate", "most_years", "full_ratio")
    table = _part(whole, "benefit_cost", keys, where=where)
    fields.needed(table, "most_years", where="benefit_cost")
    return BenefitCost(
        discount_rate=fields.needed_fraction(table, "discount_rate", where="benefit_cost"),
        most_years=fields.whole(table, "most_years", 1, where="benefit_cost", least=1),
        full_ratio=fields.needed_fraction(table, "full_ratio", where="benefit_cost"),
    )


def _swot(whole: fields.Table, *, where: str) -> Swot:
    table = _part(whole, "swot", ("middle", "low_below", "high_from", "feasibility"), where=where)
    regions = _part(table, "feasibility", REGIONS, where="swot")
    return Swot(
        middle=fields.needed_fraction(table, "middle", where="swot"),
        low_below=fields.needed_fraction(table, "low_below", where="swot"),
        high_from=fields.needed_fraction(table, "high_from", where="swot"),
        feasibility=_fractions(regions, REGIONS, where="swot.feasibility"),
    )


def _feed(whole: fields.Table, *, where: str) -> Feed:
    table = _part(whole, "feed", ("least_customers", "age_bands"), where=where)
    fields.needed(table, "least_customers", where="feed")
    bands = fields.needed(table, "age_bands", where="feed")
    ages = bands if isinstance(bands, list) else [bands]
    return Feed(
        least_customers=fields.whole(table, "least_customers", 2, where="feed", least=2),
        age_bands=tuple(
            fields.whole({"age_bands": age}, "age_bands", 0, where="feed") for age in ages
        ),
    )


def _part(whole: fields.Table, key: str, keys: Sequence[str], *, where: str) -> fields.Table:
    return fields.check_keys(fields.needed(whole, key, where=where), keys, where=key)


def _fractions(table: fields.Table, keys: Sequence[str], *, where: str) -> dict[str, Fraction]:
    return {key: fields.needed_fraction(table, key, where=where) for key in keys}

"""Where recommendation policies stand and which is in force: `<name>/<from>.toml`.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.recommendation import groups
from hengke.policies.recommendation.products import ON_SALE, STATUSES, Product, Service, Shelf
from hengke.policies.recommendation.scheme import Lever, Model, RecommendationPolicy, Signal, Wide
from hengke.policies.recommendation.suitability import RISKS, check_words
from hengke.policies.recommendation.suitability import parse as parse_suitability

SHIPPED = Path(__file__).parent
STANDARD = "standard"
PPM = 1_000_000
LARGEST_FACTOR = 100
MOST_WINDOWS = 12
KEYS = ("source", "suitability", "model", "shelves", "products", "signals", "levers")
MODEL_KEYS = (
    "most", "most_of_a_family", "least_holders", "least_part", "most_share", "trigger_ranks",
    "trial_days", "showing_days", "refused_days", "windows", "groups",
)  # fmt: skip
SHELF_KEYS = ("name", "zh", "en", "from_rank", "services")
PRODUCT_KEYS = ("code", "shelf", "status", "channels", "only", "least", "again", "since", "through")
WIDE_KEYS = ("products", "families", "risks")
SIGNAL_KEYS = ("name", "zh", "en", "rule", "need", "factor", "trigger", *WIDE_KEYS)
LEVER_KEYS = ("name", "zh", "en", "factor", "ranks", "since", "through", *WIDE_KEYS)


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> RecommendationPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> RecommendationPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    gate = fields.needed(table, "suitability", where=name)
    return RecommendationPolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        suitability=parse_suitability(gate, where="suitability"),
        model=_model(fields.needed(table, "model", where=name)),
        shelves=tuple(_shelf(one) for one in fields.tables(table, "shelves", where=name)),
        products=tuple(_product(one) for one in fields.tables(table, "products", where=name)),
        signals=tuple(_signal(one) for one in fields.tables(table, "signals", where=name)),
        levers=tuple(_lever(one) for one in fields.tables(table, "levers", where=name)),
    )


def _model(raw: Any) -> Model:
    where = "model"
    table = fields.check_keys(raw, MODEL_KEYS, where=where)
    part = fields.fraction(table.get("least_part", "0"), where="model.least_part")
    if not 0 <= part <= 1:
        raise PolicyError("{where}: least_part must be 0 to 1", where=where)
    share = fields.fraction(table.get("most_share", "0.5"), where="model.most_share")
    if not 0 < share <= 1:
        raise PolicyError("{where}: most_share must be above 0 and at most 1", where=where)
    windows = fields.whole(table, "windows", 4, where=where)
    if windows > MOST_WINDOWS:
        raise PolicyError("{where}: windows must be at most {most}", where=where, most=MOST_WINDOWS)
    return Model(
        most=fields.whole(table, "most", 5, where=where, least=1),
        most_of_a_family=fields.whole(table, "most_of_a_family", 2, where=where, least=1),
        least_holders=fields.whole(table, "least_holders", 20, where=where, least=1),
        least_part_ppm=int(part * PPM),
        trigger_ranks=_numbers(table, "trigger_ranks", where=where),
        trial_days=fields.whole(table, "trial_days", 90, where=where, least=1),
        showing_days=fields.whole(table, "showing_days", 30, where=where, least=1),
        refused_days=fields.whole(table, "refused_days", 90, where=where, least=0),
        most_share_ppm=int(share * PPM),
        windows=windows,
        groups=groups.parse(table.get("groups", {}), where="model.groups"),
    )


def _shelf(raw: Any) -> Shelf:
    table = fields.check_keys(raw, SHELF_KEYS, where="shelves")
    name = fields.word(table, where="shelves")
    services = fields.tables(table, "services", where=name)
    return Shelf(
        name=name,
        zh=fields.text(table, "zh", where=name),
        en=fields.text(table, "en", where=name),
        from_rank=fields.whole(table, "from_rank", 0, where=name),
        services=tuple(_service(one, where=f"{name}.services") for one in services),
    )


def _service(raw: Any, *, where: str) -> Service:
    table = fields.check_keys(raw, ("zh", "en"), where=where)
    return Service(fields.text(table, "zh", where=where), fields.text(table, "en", where=where))


def _product(raw: Any) -> Product:
    table = fields.check_keys(raw, PRODUCT_KEYS, where="products")
    code = fields.text(table, "code", where="products")
    where = f"products.{code}"
    since, through = _days(table, where=where)
    return Product(
        code=code,
        shelf=fields.text(table, "shelf", where=where),
        status=fields.one_of(table, "status", STATUSES, ON_SALE, where=where),
        channels=fields.texts(table, "channels", where=where),
        only=fields.text(table, "only", "", where=where),
        again=fields.yes_or_no(table, "again", where=where),
        since=since,
        through=through,
        least_minor=_least(table, where=where),
    )


def _least(table: fields.Table, *, where: str) -> int:
    """The smallest amount that is sold."""
    found = fields.hundredths(table.get("least", "0"), where=f"{where}.least")
    if found < 0:
        raise PolicyError("{where}: least must not be below 0", where=where)
    return found


def _signal(raw: Any) -> Signal:
    table = fields.check_keys(raw, SIGNAL_KEYS, where="signals")
    name = fields.word(table, where="signals")
    if ("rule" in table) == ("need" in table):
        raise PolicyError("{where}: write either a rule or a need", where=name)
    return Signal(
        name=name,
        zh=fields.text(table, "zh", where=name),
        en=fields.text(table, "en", where=name),
        rule=fields.text(table, "rule", None if "rule" in table else "", where=name),
        need=fields.text(table, "need", None if "need" in table else "", where=name),
        factor_ppm=_factor(table, where=name),
        wide=_wide(table, where=name),
        trigger=fields.yes_or_no(table, "trigger", where=name),
    )


def _lever(raw: Any) -> Lever:
    table = fields.check_keys(raw, LEVER_KEYS, where="levers")
    name = fields.word(table, where="levers")
    since, through = _days(table, where=name)
    return Lever(
        name=name,
        zh=fields.text(table, "zh", where=name),
        en=fields.text(table, "en", where=name),
        factor_ppm=_factor(table, where=name),
        wide=_wide(table, where=name),
        ranks=_numbers(table, "ranks", where=name),
        since=since,
        through=through,
    )


def _wide(table: fields.Table, *, where: str) -> Wide:
    named = fields.texts(table, "risks", where=where)
    check_words(named, [f"R{number}" for number in RISKS], where=f"{where}.risks")
    families = fields.texts(table, "families", where=where)
    return Wide(
        products=fields.texts(table, "products", where=where),
        families=fields.families(families, where=f"{where}.families"),
        risks=tuple(int(one[1]) for one in named),
    )


def _factor(table: fields.Table, *, where: str) -> int:
    factor: Fraction = fields.fraction(
        fields.needed(table, "factor", where=where), where=f"{where}.factor"
    )
    if not 0 < factor <= LARGEST_FACTOR:
        raise PolicyError(
            "{where}: factor must be above 0 and at most {most}", where=where, most=LARGEST_FACTOR
        )
    return int(factor * PPM)


def _numbers(table: fields.Table, key: str, *, where: str) -> tuple[int, ...]:
    """Ranks of tiers."""
    value = table.get(key, [])
    whole = isinstance(value, list) and all(
        isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in value
    )
    if not whole:
        raise PolicyError(
            "{where}: {key} must be a list of whole numbers from 0, got {value}",
            where=where,
            key=key,
            value=repr(value),
        )
    return tuple(value)


def _days(table: fields.Table, *, where: str) -> tuple[date | None, date | None]:
    since, through = (_day(table, key, where=where) for key in ("since", "through"))
    if since and through and through < since:
        raise PolicyError("{where}: it ends before it begins", where=where)
    return since, through


def _day(table: fields.Table, key: str, *, where: str) -> date | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise PolicyError(
            "{where}: {key} must be a date such as 2026-01-01, got {value}",
            where=where,
            key=key,
            value=repr(value),
        )
    return value

"""Rules and rows at random: every form of the language, over a small catalogue, with unknowns."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from hengke.engine.rules.catalogue import Catalogue, Feature
from hengke.engine.rules.kinds import IBIS_TYPES, Kind
from hengke.engine.rules.references import References

CATALOGUE = Catalogue.of(
    (
        Feature("as_of", Kind.DATE, "业务日期", "business date", "t"),
        Feature("aum", Kind.MONEY, "资产", "assets", "t"),
        Feature("debts", Kind.MONEY, "负债", "debts", "t"),
        Feature("trend", Kind.RATIO, "变化", "trend", "t"),
        Feature("visits", Kind.COUNT, "次数", "visits", "t"),
        Feature("opened_on", Kind.DATE, "开户日", "opening date", "t"),
        Feature("region", Kind.TEXT, "地区", "region", "t"),
        Feature("vip", Kind.FLAG, "贵宾", "is a VIP", "t"),
    )
)
REFERENCES = References(segments={"busy": "visits > 2 and not vip"}, tags=("a", "b"))
COLUMNS = {name: IBIS_TYPES[one.kind] for name, one in CATALOGUE.features.items()}
SCHEMA = {**COLUMNS, "tags": "array<string>"}
TEXTS = ("", "A", "a", "Ab'c", "上海", "%", "_", "x\\")
DAYS = (date(1960, 2, 29), date(2020, 1, 31), date(2026, 10, 23))


def _row() -> st.SearchStrategy[dict[str, Any]]:
    def known(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(st.none(), values)

    minor = st.sampled_from((0, 1, -1, 100, 250, 10**13 + 1, -(10**15), 2**62, -(2**63)))
    return st.fixed_dictionaries(
        {
            "as_of": known(st.sampled_from(DAYS)),
            "aum": known(minor),
            "debts": known(minor),
            "trend": known(
                st.sampled_from((0.0, -0.1, 0.3, 1 / 3, 1e-300, 1e15, float("inf"), float("nan")))
            ),
            "visits": known(st.sampled_from((0, 1, 2, 3, -7, 2**53 + 1))),
            "opened_on": known(st.sampled_from(DAYS)),
            "region": known(st.sampled_from(TEXTS)),
            "vip": known(st.booleans()),
            "tags": known(st.lists(st.sampled_from(("a", "b", "c")), max_size=2)),
        }
    )


ROWS = st.lists(_row(), min_size=1, max_size=6)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


NUMBER = st.sampled_from(("0", "1", "2.5", "-3", "0.1", "1e3", "7", "0.30000000000000004"))
YUAN = st.sampled_from(("0", "0.01", "-0.01", "1", "2.5", "100000000000.01"))
TEXT = st.sampled_from(TEXTS).map(_quoted)
DAY = st.sampled_from(DAYS).map(lambda on: f"date '{on}'")
NULL = st.just("null")


def _call(name: str, *arguments: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*arguments).map(lambda told: f"{name}({', '.join(told)})")


def _signed(sides: st.SearchStrategy[str], signs: str) -> st.SearchStrategy[str]:
    return st.tuples(sides, st.sampled_from(signs.split()), sides).map(
        lambda told: f"({told[0]} {told[1]} {told[2]})"
    )


DATES = st.one_of(st.just("opened_on"), st.just("as_of"), DAY)
MONEY = st.recursive(
    st.sampled_from(("aum", "debts")),
    lambda money: st.one_of(
        _signed(money, "+ -"), _call("abs", money), _call("coalesce", money, st.just("0")),
        st.tuples(money, st.sampled_from("*/"), NUMBER).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        money.map(lambda one: f"(-{one})"),
    ),
    max_leaves=4,
)  # fmt: skip
PLAIN = st.recursive(
    st.one_of(
        st.sampled_from(("trend", "visits", "(aum / debts)", "(opened_on - as_of)")), NUMBER,
        _call("days_since", DATES), _call("days_until", DATES), _call("year", DATES),
        _call("month", DATES),
    ),
    lambda plain: st.one_of(
        _signed(plain, "+ - * /"), _call("abs", plain), _call("coalesce", plain, plain)
    ),
    max_leaves=4,
)  # fmt: skip
WORDS = st.one_of(st.just("region"), st.just("lower(region)"), TEXT)


def _pairs() -> st.SearchStrategy[str]:
    signs = "= <> < <= > >="
    beside = (MONEY | YUAN | NULL, PLAIN | NULL, DATES | NULL)
    return st.one_of(
        *(_signed(sides, signs) for sides in beside), _signed(WORDS | NULL, "= <>"),
        *(st.tuples(sides, sides, sides).map(lambda t: f"({t[0]} between {t[1]} and {t[2]})")
          for sides in beside),
        *(st.tuples(value, st.lists(listed | NULL, min_size=1, max_size=3)).map(
            lambda t: f"({t[0]} in ({', '.join(t[1])}))"
        ) for value, listed in ((MONEY, YUAN), (PLAIN, NUMBER), (WORDS, TEXT))),
        _call("contains", WORDS, WORDS), _call("starts_with", WORDS, WORDS),
        st.one_of(MONEY, PLAIN, WORDS).map(lambda one: f"({one} is null)"),
        st.sampled_from(("vip", "null", "true", "tag('a')", "segment('busy')")),
    )  # fmt: skip


RULES = st.recursive(
    _pairs(),
    lambda flag: st.one_of(
        _signed(flag, "and or"),
        flag.map(lambda one: f"(not {one})"),
        flag.map(lambda one: f"({one} is not true)"),
        flag.map(lambda one: f"({one} is false)"),
        flag.map(lambda one: f"({one} is null)"),
    ),
    max_leaves=5,
)

"""What is known on a day about who may show a need: history, behaviour, enquiries, the market.

Each figure is of the day itself or before it. What the bank does not deliver is null. Age, gender
and region are not among them: a model learns from what customers do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import ibis
import ibis.expr.types as ir

from hengke.engine.enquiries.columns import COUNTED, LONG, SHORT, column
from hengke.engine.features.activity import activity
from hengke.engine.features.book import Book
from hengke.engine.features.bookings import reach_back, within
from hengke.engine.features.figures import maturing
from hengke.engine.features.points import known_on
from hengke.engine.features.silver import Keep, lazily
from hengke.engine.market.courses import INDUSTRY, courses
from hengke.engine.needs.outlook_columns import ENDED, SHORT_HISTORY
from hengke.engine.needs.outlook_signs import balances, shown, signs
from hengke.engine.portable import bank_day, days_between, plus_days
from hengke.engine.rules import books
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import IBIS_TYPES
from hengke.engine.tagging.library import CheckedTag
from hengke.policies.enquiries import EnquiriesPolicy
from hengke.policies.market import SERIES, MarketPolicy
from hengke.policies.needs.outlook_scheme import OutlookPolicy

KEYS = ("customer_id", "on")
GONE = ("deceased", "blacklisted", "closed")
"""Statuses of whom nothing is foreseen."""
OF_CUSTOMER = (
    "assets_minor", "assets_before", "demand_minor", "demand_before", "items", "frequency",
    "monetary_minor", "recency_days", "maturing_minor", "tenure_days", "institution",
)  # fmt: skip
INDUSTRY_COLUMNS = ("industry_level", "industry_before")


@dataclass(frozen=True)
class Asked:
    """What is asked of a book: the policies, the rules that conclude needs, whether balances are
    known day by day."""

    policy: OutlookPolicy
    enquiries: EnquiriesPolicy
    market: MarketPolicy
    rules: Sequence[CheckedTag]
    growth: bool


def columns(policy: OutlookPolicy) -> tuple[str, ...]:
    """The names of the figures, in order."""
    many = len(signs(policy))
    return (
        *OF_CUSTOMER,
        *(f"held_{at}" for at in range(many)),
        *(f"lately_{at}" for at in range(many)),
        *(f"rule_{at}" for at in range(many)),
        *(f"enquiries_{column(subject, span)}" for subject, span in COUNTED),
        *(f"{name}_{part}" for name in SERIES for part in ("level", "before")),
        *INDUSTRY_COLUMNS,
    )


def need_inputs(
    book: Book, dates: Sequence[date], asked: Asked, *, decided: Sequence[date] = (),
    keep: Keep = lazily,
) -> ir.Table:  # fmt: skip
    """customer_id, on, unknown_reason, the `columns` and, of the `decided` dates, label_N: was the
    need shown in the horizon after the day? One row per date and customer known by it."""
    policy = asked.policy
    back = timedelta(days=policy.horizon_days)
    ends = sorted({*dates, *(on + back for on in decided)})
    points = sorted({*ends, *(on - back for on in ends)})
    held = keep("need_balances", balances(book, points, policy))
    signs_ = keep("need_signs", shown(book, held, ends, policy, growth=asked.growth, keep=keep))
    many = range(len(signs(policy)))
    rows = known_on(book, dates).drop("known_from")
    rows = _beside(rows, held)
    before = held.select(
        "customer_id", on=plus_days(held.on, policy.horizon_days), assets_before="assets_minor",
        demand_before="demand_minor",
    )  # fmt: skip
    lately = signs_.rename({f"lately_{at}": f"shown_{at}" for at in many})
    labels = signs_.select(
        "customer_id", on=plus_days(signs_.on, -policy.horizon_days),
        **{f"label_{at}": signs_[f"shown_{at}"] for at in many},
    )  # fmt: skip
    ahead = {on: on + back for on in dates}
    parts = [
        before, lately, labels,
        keep("need_activity", activity(book, dates)),
        keep("need_maturing", maturing(book, ahead).drop("maturing_on")),
        keep("need_enquiries", enquiries(book, dates, asked.enquiries)),
    ]  # fmt: skip
    wide = reduce(_beside, parts, rows)
    wide = _with_customer(book, wide, policy)
    wide = _with_market(book, wide, dates, asked.market)
    return _with_rules(wide, asked).select(
        *KEYS, "unknown_reason",
        *columns(policy), *(f"label_{at}" for at in many),
    )  # fmt: skip


def enquiries(book: Book, dates: Sequence[date], policy: EnquiriesPolicy) -> ir.Table:
    """customer_id, on and a number per subject and days, by the rule of `enquiries.counts`: 0 who
    asked nothing, unknown where the log begins within the days."""
    events = book.silver.digital_events
    dated = events.select("customer_id", "kind", "topic", booked_on=bank_day(events.occurred_at))
    begins = dated.agg(begins=dated.booked_on.min())
    topics = sorted({topic for many in policy.subjects.values() for topic in many})
    chosen = dated.filter(dated.kind.isin(list(policy.kinds)), dated.topic.isin(topics))
    near = within(chosen, dates, days=LONG)
    recent = days_between(near.on, near.booked_on) < SHORT
    told = [(subject, span) for subject, span in COUNTED if policy.subjects[subject]]
    sums = near.group_by(*KEYS).agg(
        **{
            column(subject, span): near.count(
                where=near.topic.isin(list(policy.subjects[subject]))
                & (recent if span == SHORT else ibis.literal(True))
            ).cast("int64")
            for subject, span in told
        }
    )
    rows = known_on(book, dates).cross_join(begins).left_join(sums, KEYS)
    reached = {span: reach_back(rows, rows.begins, days=span) for span in (SHORT, LONG)}
    unknown = ibis.null("int64")
    return rows.select(
        *KEYS,
        **{
            f"enquiries_{column(subject, span)}": (
                ibis.ifelse(reached[span], rows[column(subject, span)].coalesce(0), unknown)
                if (subject, span) in told
                else unknown
            )
            for subject, span in COUNTED
        },
    )


def _beside(left: ir.Table, right: ir.Table) -> ir.Table:
    joined = left.left_join(right, KEYS)
    return joined.drop(*(name for name in joined.columns if name.endswith("_right")))


def _with_customer(book: Book, rows: ir.Table, policy: OutlookPolicy) -> ir.Table:
    """Tenure, kind, industry, and why nothing is said of a customer on the day."""
    industry = book.silver.customers.select("customer_id", "industry")
    people = book.customers.left_join(industry, "customer_id").drop("customer_id_right")
    people = people.select(
        "customer_id", "kind", "status", "closed_on", "opened_on", "known_from", INDUSTRY
    )
    joined = rows.left_join(people, "customer_id").drop("customer_id_right")
    over = joined.closed_on.notnull() & (joined.closed_on <= joined.on)
    over = over | (joined.status.isin(GONE) & joined.closed_on.isnull())
    young = joined.known_from > plus_days(joined.on, -policy.history_days)
    return joined.mutate(
        tenure_days=days_between(joined.on, joined.opened_on),
        institution=(joined.kind == "institution").cast("int64"),
        unknown_reason=ibis.cases(
            (over.fill_null(False), ENDED), (young.fill_null(False), SHORT_HISTORY),
            else_=ibis.null("string"),
        ),
    ).drop("kind", "status", "closed_on", "opened_on", "known_from")  # fmt: skip


def _with_market(
    book: Book, rows: ir.Table, dates: Sequence[date], policy: MarketPolicy
) -> ir.Table:
    """Each series as it stood on the day, and 90 days before; the index of the own industry."""
    told = courses(book.silver.market_rates, dates, policy=policy)
    named = told.filter(told.code.isin(list(SERIES)))
    wide = named.group_by("on").agg(
        **{f"{code}_level": named.rate_e8.max(where=named.code == code) for code in SERIES},
        **{f"{code}_before": named.before_e8.max(where=named.code == code) for code in SERIES},
    )
    indices = told.filter(told.industry.notnull()).select(
        "on", INDUSTRY, industry_level="rate_e8", industry_before="before_e8"
    )
    joined = rows.left_join(wide, "on").drop("on_right")
    return joined.left_join(indices, ["on", INDUSTRY]).drop("on_right", f"{INDUSTRY}_right")


def _with_rules(wide: ir.Table, asked: Asked) -> ir.Table:
    """rule_N: does a rule that concludes the need hold (1, 0; null unknown)? What a rule names that
    was not written down of the past is unknown there."""
    told: Mapping[str, ir.Value] = {
        "aum": wide.assets_minor,
        "tenure_days": wide.tenure_days,
        "days_since_own_booking": wide.recency_days,
        "own_bookings_90d": wide.frequency,
        "own_turnover_90d": wide.monetary_minor,
        **{name: wide[name] for name in wide.columns if name.startswith("enquiries_")},
    }
    needed = dict.fromkeys(name for one in asked.rules for name in one.reads if name != "as_of")
    table = wide.mutate(
        as_of=wide.on,
        **{name: told[name] if name in told else _unknown(name) for name in needed},
    )
    found = {}
    for at, sign in enumerate(signs(asked.policy)):
        rules = [one for one in asked.rules if one.tag.need == sign.need]
        held = [books.expression(one.tree, table).cast("int64") for one in rules]
        found[f"rule_{at}"] = reduce(_either, held) if held else ibis.null("int64")
    return table.mutate(**found)


def _unknown(name: str) -> ir.Scalar:
    """Lists of tags and segments are no features."""
    if name not in CATALOGUE.features:
        return ibis.null("array<string>")
    return ibis.null(IBIS_TYPES[CATALOGUE[name].kind])


def _either(one: ir.IntegerValue, other: ir.IntegerValue) -> ir.IntegerValue:
    """The OR of two values, in numbers: 1 wins, then the unknown."""
    yes = (one == 1).fill_null(False) | (other == 1).fill_null(False)
    return ibis.cases((yes, 1), (one.isnull() | other.isnull(), None), else_=0)

"""Who may be recommended what: shelf by tier, gate, conditions, signals, levers, order."""

from __future__ import annotations

from datetime import date

import ibis
import pytest
from tests.spec.recommendation.policies import AS_OF, GATE, POLICY, RULES, TEXT

from hengke.engine.recommendation import candidates, held, propensities, ranking, suitable, worth
from hengke.engine.recommendation.candidates import Offer
from hengke.engine.recommendation.propensities import Reading
from hengke.engine.recommendation.rules import checked
from hengke.policies.recommendation import parse

CODES = ("T", "K", "W", "F", "X")
RISKS = {"T": ("term_deposit", 1), "K": ("credit_card", None), "W": ("wealth", 2),
         "F": ("fund", 4), "X": ("trust", 5)}  # fmt: skip
READINGS = {
    "T": Reading((), 0, same=300_000), "K": Reading((), 0, same=200_000),
    "W": Reading(((0, 400_000), (3, -900_000)), 10_000), "F": Reading(((0, 100_000),), 5_000),
    "X": Reading((), 0, same=100_000),
}  # fmt: skip
OFFERS = [
    Offer(POLICY.product(code), place, place - 1, *RISKS[code], READINGS[code])
    for place, code in enumerate(CODES, start=1)
]
FEATURES = """
    customer_id:str | age:int | risk_level:str | habit_class:str | product_preferred:str | flow_net_recent:fen | as_of:date
    mass            | 40      | C2             | frequent        |                       | 900.00              | 2026-10-23
    medium          | 40      | C4             |                 | fund                  | 900.00              | 2026-10-23
    private         | 40      | C5             |                 |                       |                     | 2026-10-23
    expired         | 40      | C5             |                 |                       |                     | 2026-10-23
    no_tier         |         |                |                 |                       |                     | 2026-10-23
    minor           | 17      | C5             | frequent        |                       |                     | 2026-10-23
    all_held        | 40      | C5             |                 |                       |                     | 2026-10-23
"""
STANDING = """
    customer_id:str | state:str    | level:int | person:int | age:int | status:str | tier_rank:int
    mass            | valid        | 2         | 1          | 40      | active     | 0
    medium          | valid        | 4         | 1          | 40      | active     | 1
    private         | valid        | 5         | 1          | 66      | active     | 2
    expired         | expired      | 5         | 1          | 40      | active     | 2
    no_tier         | not_assessed |           | 1          |         |            |
    minor           | valid        | 5         | 1          | 17      | active     | 1
    all_held        | valid        | 5         | 1          | 40      | active     | 2
"""
HOLDINGS = """
    customer_id:str | product_id:str | share_ppm:int
    mass            | T              | 1000000
    medium          | T              | 500000
    medium          | L              | 1000000
    private         | F              | 1000000
    private         | W              | 0
    all_held        | T              | 1000000
    all_held        | K              | 1000000
    all_held        | W              | 1000000
    all_held        | F              | 1000000
    all_held        | X              | 1000000
"""
NEED_SIGNAL = """
[[signals]]
name = "need_investment"
zh = "登记有投资需求"
en = "Investment stands on the register"
need = "investment"
families = ["wealth"]
factor = "2"
trigger = true
"""
TABLES = {"features": FEATURES, "standing": STANDING, "holdings": HOLDINGS}


def rows(t):
    asked = candidates.answers(t.features, t.standing, RULES)
    owned = held.held(t.holdings, CODES)
    wide = held.flags(asked, owned, CODES)
    return candidates.candidates(wide, OFFERS, RULES, on=AS_OF)


@pytest.mark.requirement("R095")
@pytest.mark.requirement("R096")
@pytest.mark.requirement("R097")
@pytest.mark.requirement("R098")
def test_shelf_gate_and_signals_decide_what_is_recommended_to_whom(spec):
    """T may be had again; nothing above the lowest risk without a valid assessment; a minor gets no
    card; who holds all gets only what may be had again; only `medium` is of the ranks that an offer
    is triggered for. Propensities: 0.4 for W from T, at least 0.01 where F speaks against it."""
    spec(
        given=TABLES,
        when=rows,
        then="""
            customer_id:str | product_id:str | propensity_ppm:int | propensity_basis:str | context_ppm:int | lever_ppm:int | signals:str                     | trigger:str | senior:int
            mass            | T              | 300000             | share                | 2000000         | 1000000       | steady                          |             | 0
            mass            | K              | 200000             | share                | 3000000         | 1000000       | pays_often                      |             | 0
            medium          | T              | 300000             | share                | 1000000         | 1500000       | ''                              |             | 0
            medium          | K              | 200000             | share                | 1000000         | 1000000       | ''                              |             | 0
            medium          | W              | 400000             | product              | 1200000         | 1000000       | inflow                          | inflow      | 0
            medium          | F              | 100000             | product              | 3600000         | 1000000       | bears_risk prefers_funds inflow | inflow      | 0
            private         | T              | 300000             | share                | 1000000         | 1000000       | ''                              |             | 0
            private         | K              | 200000             | share                | 1000000         | 1000000       | ''                              |             | 0
            private         | W              | 10000              | product              | 1000000         | 1000000       | ''                              |             | 0
            private         | X              | 100000             | share                | 2000000         | 1000000       | bears_risk                      |             | 1
            expired         | T              | 300000             | share                | 1000000         | 1000000       | ''                              |             | 0
            expired         | K              | 200000             | share                | 1000000         | 1000000       | ''                              |             | 0
            no_tier         | T              | 300000             | share                | 1000000         | 1000000       | ''                              |             | 0
            minor           | T              | 300000             | share                | 1000000         | 1500000       | ''                              |             | 0
            all_held        | T              | 300000             | share                | 1000000         | 1000000       | ''                              |             | 0
        """,
    )


@pytest.mark.requirement("R097")
def test_needs_that_people_wrote_onto_the_register_bring_products_forward(spec):
    """Visible as a signal, and an offer at once for the ranks that are to get one; a need of another
    class, and a customer without any, change nothing."""
    text = TEXT + NEED_SIGNAL
    rules = checked(parse(text, name="test", since=date(2026, 1, 1)))
    assert rules.needs == {"need_investment": "investment"}

    def when(t):
        spaced = ibis.literal(" ").concat(t.needs.recorded_needs, " ")
        recorded = t.needs.select("customer_id", recorded_needs=spaced)
        told = t.features.left_join(recorded, "customer_id").drop("customer_id_right")
        asked = candidates.answers(told, t.standing, rules)
        wide = held.flags(asked, held.held(t.holdings, CODES), CODES)
        found = candidates.candidates(wide, OFFERS, rules, on=AS_OF)
        return found.filter(found.signals.contains("need_"))

    spec(
        given={
            **TABLES,
            "needs": """
                customer_id:str | recorded_needs:str
                medium          | investment saving
                private         | saving
            """,
        },
        when=when,
        then="""
            customer_id:str | product_id:str | context_ppm:int | signals:str            | trigger:str
            medium          | W              | 2400000         | inflow need_investment | inflow
        """,
    )


def test_conditions_that_are_not_surely_met_are_written_down(spec):
    spec(
        given=FEATURES,
        when=lambda t: (
            candidates.unmet(t, RULES)
            .filter(lambda r: r.unmet != " ")
            .mutate(unmet=lambda r: r.unmet.replace(" ", "/"))
        ),
        then="""
            customer_id:str | unmet:str
            no_tier         | /K/
            minor           | /K/
        """,
    )


PARTS = """
    customer_id:str | product_id:str | family:str   | days:int | profit_minor:fen
    a               | T              | term_deposit | 73       | 10.00
    a               | T2             | term_deposit | 73       | 10.00
    b               | T              | term_deposit | 73       | 40.00
    c               | T              | term_deposit | 73       |
    d               | W              | wealth       | 73       | 8.00
    e               | W              | wealth       | 73       | 12.00
    f               | F              | fund         | 73       | 9.00
    a               | ''             |              | 73       | -99.00
"""
RANKS = """
    customer_id:str | tier_rank:int
    a               | 1
    b               | 1
    c               | 1
    d               | 0
    e               | 1
    f               | 1
"""


def valued(t):
    families = worth.holders(t.parts, t.ranks, "family")
    products = worth.holders(t.parts, t.ranks, "product_id")
    scale = worth.scales(families, least=2)
    return worth.with_worth(
        t.rows,
        worth.by_rank(products, scale, "product_id", least=2),
        worth.by_rank(families, scale, "family", least=2),
    )


def test_the_value_is_that_of_the_rank_or_scaled_to_it_of_the_product_or_its_family(spec):
    """Two deposits of one holder count as one holder; who is unknown in part is left out. Rank 0
    brings 0.8 of the mean of what it holds, rank 1 72/70; without rank nobody holds anything."""
    spec(
        given={
            "parts": PARTS,
            "ranks": RANKS,
            "rows": """
                product_id:str | family:str   | tier_rank:int
                T              | term_deposit | 1
                T              | term_deposit | 0
                T9             | term_deposit | 1
                T9             | term_deposit | 0
                W9             | wealth       | 1
                W9             | wealth       |
                F              | fund         | 1
            """,
        },
        when=valued,
        then="""
            product_id:str | tier_rank:int | value_minor:fen | value_basis:str
            T              | 1             | 126.79          | product_rank
            T              | 0             | 100.00          | product_scaled
            T9             | 1             | 152.15          | rank
            T9             | 0             | 120.00          | scaled
            W9             | 1             | 54.29           | scaled
            W9             |               |                 | few
            F              | 1             |                 | few
        """,
    )


def test_of_what_few_hold_the_share_of_the_rank_counts(spec):
    """Of three low ones nobody holds it, of one high one all; both lean on 100,000 as two do."""
    spec(
        given={
            "rows": """
                product_id:str | tier_rank:int | propensity_ppm:int | propensity_basis:str
                I              | 0             | 100000             | share
                I              | 3             | 100000             | share
                T              | 0             | 100000             | product
            """,
            "owned": """
                customer_id:str | product_id:str
                r               | I
            """,
            "who": """
                customer_id:str | tier_rank:int
                a               | 0
                b               | 0
                c               | 0
                r               | 3
            """,
        },
        when=lambda t: propensities.of_ranks(t.rows, t.owned, t.who, least=2),
        then="""
            product_id:str | tier_rank:int | propensity_ppm:int
            I              | 0             | 40000
            I              | 3             | 400000
            T              | 0             | 100000
        """,
    )


RICH = """
    customer_id:str | product_id:str | family:str   | days:int | profit_minor:fen
    a               | T              | term_deposit | 365      | 20.00
    b               | T              | term_deposit | 365      | 20.00
    r               | T              | term_deposit | 365      | 1980.00
    s               | T              | term_deposit | 365      | 1980.00
    r               | I              | insurance    | 365      | 2300.00
    s               | I              | insurance    | 365      | 2300.00
"""


def test_nobody_of_a_low_tier_is_worth_what_rich_holders_of_a_product_bring(spec):
    """Low ones bring a fiftieth of the mean of a deposit: an insurance that they do not hold counts
    for a fiftieth of its mean, too."""
    spec(
        given={
            "parts": RICH,
            "ranks": """
                customer_id:str | tier_rank:int
                a               | 0
                b               | 0
                r               | 3
                s               | 3
            """,
            "rows": """
                product_id:str | family:str | tier_rank:int
                I              | insurance  | 0
            """,
        },
        when=valued,
        then="""
            value_minor:fen | value_basis:str
            46.00           | product_scaled
        """,
    )


SCORED = """
    customer_id:str | product_id:str | family:str | value_minor:fen | propensity_ppm:int | propensity_basis:str | context_ppm:int | lever_ppm:int | shelf_place:int
    A               | one            | wealth     | 100.00          | 100000             | product              | 1500000         | 1000000       | 1
    A               | two            | wealth     | 100.00          | 90000              | product              | 1500000         | 1000000       | 2
    A               | loss           | fund       | -50.00          | 900000             | share                | 1000000         | 1000000       | 3
    A               | unknown        | trust      |                 | 100000             | share                | 1000000         | 1000000       | 4
    B               | unknown        | trust      |                 | 300000             | share                | 1000000         | 1000000       | 4
    B               | loss           | fund       | -50.00          | 200000             | share                | 1000000         | 2000000       | 3
    B               | equal          | bond       | 10.00           | 100000             | share                | 1000000         | 1000000       | 5
    B               | equal_too      | metal      | 10.00           | 100000             | share                | 1000000         | 1000000       | 2
"""


@pytest.mark.requirement("R093")
def test_the_score_is_value_times_propensity_times_context_times_levers_best_first(spec):
    """Two at most, one of a family; a loss and the unknown come after what brings something."""
    spec(
        given=SCORED,
        when=lambda t: ranking.best(ranking.scored(t), POLICY.model),
        then="""
            customer_id:str | place:int | product_id:str | score_minor:fen
            A               | 1         | one            | 15.00
            A               | 2         | loss           | -45.00
            B               | 1         | equal_too      | 1.00
            B               | 2         | equal          | 1.00
        """,
    )


def test_scores_of_the_same_few_minor_units_stand_by_what_they_are_before_rounding(spec):
    """2.6 and 3.4 minor units are 3 both; 0.4 rounds to nothing and follows by propensity."""
    spec(
        given="""
            customer_id:str | product_id:str | family:str | value_minor:fen | propensity_ppm:int | propensity_basis:str | context_ppm:int | lever_ppm:int | shelf_place:int
            A               | less           | wealth     | 26.00           | 1000               | taken                | 1000000         | 1000000       | 1
            A               | more           | fund       | 340.00          | 100                | taken                | 1000000         | 1000000       | 2
            B               | next_to_none   | wealth     | 40.00           | 100                | taken                | 1000000         | 1000000       | 1
            B               | likelier       | fund       | -1.00           | 900                | taken                | 1000000         | 1000000       | 2
        """,
        when=lambda t: ranking.best(ranking.scored(t), POLICY.model),
        then="""
            customer_id:str | place:int | product_id:str | score_minor:int
            A               | 1         | more           | 3
            A               | 2         | less           | 3
            B               | 1         | likelier       | 0
            B               | 2         | next_to_none   | 0
        """,
    )


@pytest.mark.requirement("R093")
def test_what_is_held_and_speaks_most_is_the_reason(spec):
    spec(
        given={
            "rows": """
                customer_id:str | product_id:str | propensity_basis:str
                A               | W              | product
                A               | F              | share
                B               | W              | product
            """,
            "owned": """
                customer_id:str | product_id:str
                A               | T
                A               | K
                A               | D
            """,
            "weights": """
                product_id:str | held_id:str | weight:int
                W              | T           | 5000
                W              | K           | 9000
                W              | D           | 2000
                F              | T           | 8000
            """,
        },
        when=lambda t: ranking.because(t.rows, t.owned, t.weights),
        then="""
            customer_id:str | product_id:str | because:str
            A               | W              | K T
            A               | F              | ''
            B               | W              | ''
        """,
    )


@pytest.mark.requirement("R094")
@pytest.mark.requirement("R095")
def test_the_gate_is_asked_once_more_after_the_ranking_whatever_was_ranked(spec):
    """Rows that no rule of the shelf would have let in: the last word is that of the gate."""
    products = """
        product_id:str | family:str   | risk:int | state:str
        T              | term_deposit | 1        | offered
        F              | fund         | 4        | offered
        N              | wealth       |          | no_rating
    """
    spec(
        given={
            "standing": STANDING,
            "products": products,
            "rows": """
                customer_id:str | product_id:str | place:int
                mass            | F              | 1
                mass            | T              | 2
                medium          | F              | 1
                medium          | N              | 2
                expired         | F              | 1
                stranger        | T              | 1
            """,
        },
        when=lambda t: suitable.only_suitable(t.rows, t.standing, t.products, GATE),
        then="""
            customer_id:str | product_id:str | place:int
            mass            | T              | 2
            medium          | F              | 1
        """,
    )


def test_how_many_hold_two_products_together_is_counted(spec):
    spec(
        given=HOLDINGS,
        when=lambda t: held.together(held.held(t, ("T", "F"))),
        then="""
            product_id:str | other_id:str | customers:int
            T              | T            | 3
            T              | F            | 1
            F              | T            | 1
            F              | F            | 2
        """,
    )

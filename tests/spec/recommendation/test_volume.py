"""What a customer's own assets would bring: share and margin of holders, by hand."""

from __future__ import annotations

from hengke.engine.recommendation import volume

PARTS = """
    customer_id:str | product_id:str | family:str     | days:int | balance_days:fen | profit_minor:fen | service_minor:fen | acquisition_minor:fen
    a               | D              | demand_deposit | 73       | 43800.00         | 3.00             | 1.00              | 0
    a               | T              | term_deposit   | 73       | 29200.00         | 0.60             | 0.15              | 0.05
    a               | I              | insurance      | 73       | 0                | 9.00             | 1.00              | 0
    b               | D              | demand_deposit | 73       | 73000.00         | 5.00             | 1.00              | 0
    b               | T              | term_deposit   | 73       | 73000.00         | 1.80             | 0.20              | 0
    b               | I              | insurance      | 73       | 0                | 9.00             | 1.00              | 0
    c               | D              | demand_deposit | 73       | -7300.00         | 0                | 0                 | 0
    c               | T              | term_deposit   | 73       | 36500.00         | 0.30             | 0.20              | 0
    c               | F              | fund           | 73       | 0.01             | -1.00            | 2.00              | 0
    profit_unknown  | T              | term_deposit   | 73       | 73000.00         |                  | 0                 | 0
    assets_unknown  | T              | term_deposit   | 73       | 73000.00         | 9.00             | 0                 | 0
    assets_unknown  | D              | demand_deposit | 73       |                  |                  |                   |
    any_family      | T              | term_deposit   | 73       | 73000.00         | 9.00             | 0                 | 0
    any_family      | U              | unknown        | 73       | 10.00            |                  |                   |
    only_debts      | L              | loan           | 73       | -73000.00        | 9.00             | 0                 | 0
    overdrawn       | D              | demand_deposit | 73       | -73000.00        | 9.00             | 0                 | 0
    a               | ''             |                | 73       | 0                | -99.00           | 0                 | 99.00
"""
RANKS = """
    customer_id:str | tier_rank:int
    a               | 1
    b               | 1
    c               | 0
    profit_unknown  | 1
    assets_unknown  | 1
    any_family      | 1
    only_debts      | 0
    overdrawn       | 0
    nobody          |
"""
TABLES = {"parts": PARTS, "ranks": RANKS}


def test_share_and_margin_are_of_sums_over_holders_of_whom_all_is_known(spec):
    """T: 400 of 1,000, 1,000 of 2,000 and 500 of 500 are 54.29 % of assets; 4, 10 and 2.50 a year
    are 0.8684 %, before 1.00 of serving. Rank 1 has 46.67 % and 1 %, and leans on all by half; rank
    0 has one holder with 100 % and 0.5 %, and leans by two thirds. An insurance without volume, a
    fund of a fen that one holds and debts keep no money."""
    spec(
        given=TABLES,
        when=lambda t: volume.by_rank(
            volume.placed(t.parts, t.ranks), t.ranks, "product_id", least=2
        ).filter(lambda r: r.product_id != "D").mutate(own=lambda r: r.own.cast("int64")),
        then="""
            product_id:str | tier_rank:int | share_ppm:int | margin_ppm:int | upkeep_minor:fen | own:int
            T              | 1             | 504762        | 9342           | 1.00             | 1
            T              | 0             | 695238        | 7456           | 1.00             | 0
            T              | -1            | 542857        | 8684           | 1.00             | 0
            I              | 1             |               |                |                  | 1
            I              | 0             |               |                |                  | 0
            I              | -1            |               |                |                  | 0
        """,
    )  # fmt: skip


CURRENT = """
    customer_id:str | product_id:str | family:str     | tier_rank:int | days:int | volume:fen | assets:fen | earned:fen | upkeep:fen
    a               | D1             | demand_deposit | 0             | 365      | 29200.00   | 36500.00   | 0.80       | 0.10
    b               | D1             | demand_deposit | 0             | 365      | 29200.00   | 36500.00   | 0.80       | 0.10
    b               | D2             | demand_deposit | 0             | 365      | 1825.00    | 36500.00   | 0.05       | 0.10
    a               | D3             | demand_deposit | 0             | 365      | 3650.00    | 36500.00   | 0.10       | 0.10
    a               | D4             | demand_deposit | 0             | 365      | 0          | 36500.00   | 0          | 0.10
"""


def test_a_further_product_of_a_family_keeps_what_the_middle_one_keeps(spec):
    """Not the 80 % of the first current account; margin and upkeep are of one product held."""
    spec(
        given={"held": CURRENT, "ranks": "customer_id:str | tier_rank:int\na | 0\nb | 0"},
        when=lambda t: volume.of_one_product(
            volume.by_rank(t.held, t.ranks, "family", least=2), t.held
        ),
        then="""
            family:str     | tier_rank:int | share_ppm:int | margin_ppm:int | upkeep_minor:fen
            demand_deposit | 0             | 100000        | 10000          | 0.10
        """,
    )


def test_the_product_counts_where_enough_hold_it_else_its_family(spec):
    """I is held by enough, and keeps no money: its family's share says nothing of it."""
    spec(
        given={
            "units": """
                product_id:str | family:str   | tier_rank:int
                T              | term_deposit | 1
                T              | term_deposit |
                T9             | term_deposit | 1
                I              | insurance    | 1
                K              | credit_card  | 1
            """,
            "products": """
                product_id:str | tier_rank:int | share_ppm:int | margin_ppm:int | upkeep_minor:fen | n:int
                T              | 1             | 300000        | 9000           | 1.00             | 2
                T              | -1            | 200000        | 8000           | 1.50             | 0
                I              | 1             |               |                |                  | 2
            """,
            "families": """
                family:str   | tier_rank:int | share_ppm:int | margin_ppm:int | upkeep_minor:fen | n:int
                term_deposit | 1             | 400000        | 7000           | 2.00             | 2
                insurance    | 1             | 100000        | 5000           | 2.00             | 2
            """,
        },
        when=lambda t: volume.with_parts(
            t.units,
            t.products.mutate(own=t.products.n > 1),
            t.families.mutate(own=t.families.n > 1),
        ),
        then="""
            product_id:str | tier_rank:int | share_ppm:int | margin_ppm:int | upkeep_minor:fen | own_basis:str
            T              | 1             | 300000        | 9000           | 1.00             | own_product_rank
            T              |               | 200000        | 8000           | 1.50             | own_product
            T9             | 1             | 400000        | 7000           | 2.00             | own_rank
            I              | 1             |               |                |                  |
            K              | 1             |               |                |                  |
        """,
    )


def test_two_customers_of_a_tier_are_worth_what_each_could_place(spec):
    """A quarter of 2,000 at 1 % less 1.00 is 4.00, of 60,000 it is 149.00; at most half lies in one
    product, and at least the smallest amount; a loss grows with the money, too. Without assets nothing
    is brought, unknown ones leave it unknown, and a card is worth what its holders bring. The last
    is as large as banks: nothing runs over."""
    spec(
        given="""
            customer_id:str | value_minor:fen | value_basis:str | share_ppm:int | margin_ppm:int | upkeep_minor:fen | own_basis:str | assets_minor:fen    | least_minor:fen
            poor            | 20.00           | product_rank    | 250000        | 10000          | 1.00             | own           | 2000.00             | 0
            rich            | 20.00           | product_rank    | 250000        | 10000          | 1.00             | own           | 60000.00            | 0
            all_in          | 20.00           | product_rank    | 800000        | 10000          | 1.00             | own_product   | 1000.00             | 0
            least           | 20.00           | product_rank    | 250000        | 10000          | 1.00             | own_rank      | 2000.00             | 1000.00
            loss            | 20.00           | product_rank    | 250000        | -5000          | 1.00             | own           | 60000.00            | 0
            little          |                 | few             | 250000        | 10000          | 1.00             | own           | 10.00               | 0
            nothing         | 20.00           | product_rank    | 250000        | 10000          | 1.00             | own           | 0                   | 0
            overdrawn       | 20.00           | product_rank    | 250000        | 10000          | 1.00             | own           | -5.00               | 1000.00
            nobody_knows    | 20.00           | product_rank    | 250000        | 10000          | 1.00             | own           |                     | 0
            card            | 20.00           | product_rank    |               |                |                  |               | 2000.00             | 0
            few             |                 | few             |               |                |                  |               | 2000.00             | 0
            huge            | 20.00           | product_rank    | 500000        | 10000          | 1.00             | own           | 9000000000000.00    | 0
        """,
        when=lambda t: volume.with_own_value(t, most_share_ppm=500_000),
        then="""
            customer_id:str | volume_minor:fen | share_ppm:int | margin_ppm:int | upkeep_minor:fen | value_minor:fen | value_basis:str
            poor            | 500.00           | 250000        | 10000          | 1.00             | 4.00            | own
            rich            | 15000.00         | 250000        | 10000          | 1.00             | 149.00          | own
            all_in          | 500.00           | 500000        | 10000          | 1.00             | 4.00            | own_product
            least           | 1000.00          |               | 10000          | 1.00             | 9.00            | own_rank
            loss            | 15000.00         | 250000        | -5000          | 1.00             | -76.00          | own
            little          | 2.50             | 250000        | 10000          | 1.00             | -0.98           | own
            nothing         | 0                | 250000        | 10000          | 1.00             | 0               | no_assets
            overdrawn       | 0                | 250000        | 10000          | 1.00             | 0               | no_assets
            nobody_knows    |                  | 250000        | 10000          | 1.00             |                 | assets_unknown
            card            |                  |               |                |                  | 20.00           | product_rank
            few             |                  |               |                |                  |                 | few
            huge            | 4500000000000.00 | 500000        | 10000          | 1.00             | 44999999999.00  | own
        """,
    )

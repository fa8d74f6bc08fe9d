"""Migration between any two assessments: rows sum to 100 %, cells lead to their customers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

PAGE, LIST = "/tiers/migration/", "/tiers/migration/customers/"
JULY, AUGUST, SEPTEMBER = "2026-07-31", "2026-08-31", "2026-09-30"


@pytest.fixture
def history(assess, make_customer):
    """Six customers at three dates: two fall, one rises, one becomes unknown, one comes later."""
    courses = {
        "STAYS": ((1, 60), (1, 60), (1, 60)),
        "FALLS": ((2, 600), (2, 600), (1, 90)),
        "FALLS_TWICE": ((2, 900), (1, 300), (0, 10)),
        "RISES": ((0, 20), (0, 40), (1, 80)),
        "UNKNOWN": ((1, 70), (1, 70), (None, None)),
    }
    for number, course in courses.items():
        make_customer(number, manager_id="S0002" if number == "RISES" else "S0001")
        for on, (rank, aum) in zip((JULY, AUGUST, SEPTEMBER), course, strict=True):
            assess(number, on, assessed=rank, aum=None if aum is None else aum * 1_000)
    make_customer("LATER")
    assess("LATER", SEPTEMBER, assessed=0)


def matrix(answer) -> dict[tuple[str, str], int]:
    return {
        (line.step.tier, answer.context["ladder"].at(rank).tier): cell.customers
        for line in answer.context["lines"]
        for rank, cell in enumerate(line.cells)
        if cell.customers
    }


@pytest.mark.requirement("R061")
@pytest.mark.parametrize("weight", ["", "&by=assets"])
@pytest.mark.parametrize("kind", ["effective", "assessed"])
@pytest.mark.parametrize(
    ("first", "last"), [(JULY, AUGUST), (AUGUST, SEPTEMBER), (JULY, SEPTEMBER)]
)
def test_rows_sum_to_100_percent_between_any_two_dates_by_customers_and_by_assets(
    history, client_of, first, last, kind, weight
):
    answer = client_of("business").get(f"{PAGE}?from={first}&to={last}&tier={kind}{weight}")
    lines = [line for line in answer.context["lines"] if line.customers]
    assert lines
    for line in lines:
        assert sum(cell.share for cell in line.cells) == pytest.approx(1, abs=1e-12)
        part = "aum_minor" if weight else "customers"
        for cell in line.cells:
            assert cell.share == getattr(cell, part) / getattr(line, part)


def test_the_matrix_counts_who_went_where(history, client_of):
    answer = client_of("business").get(f"{PAGE}?from={JULY}&to={SEPTEMBER}")
    assert matrix(answer) == {
        ("gold", "gold"): 1, ("platinum", "gold"): 1, ("platinum", "mass"): 1, ("mass", "gold"): 1,
    }  # fmt: skip
    totals = answer.context["totals"]
    assert (totals.up.customers, totals.down.customers, totals.unknown.customers) == (1, 2, 1)
    assert totals.down.aum_minor == (600 + 900) * 1_000 * 100


def test_assets_are_those_of_the_first_date(history, client_of):
    answer = client_of("business").get(f"{PAGE}?from={JULY}&to={SEPTEMBER}&by=assets")
    platinum = answer.context["lines"][2]
    assert platinum.aum_minor == 1_500 * 1_000 * 100
    assert platinum.cells[1].share == pytest.approx(600 / 1_500)


def test_every_cell_leads_to_exactly_its_customers(history, client_of):
    client = client_of("business")
    answer = client.get(f"{PAGE}?from={JULY}&to={SEPTEMBER}")
    for line in answer.context["lines"]:
        for cell in line.cells:
            if cell.customers:
                listed = client.get(f"{LIST}{cell.href}").context["rows"]
                assert len(listed) == cell.customers
    (row,) = client.get(f"{LIST}?from={JULY}&to={SEPTEMBER}&way=cell&before=2&after=0").context[
        "rows"
    ]
    assert (row.customer_id, row.before.tier, row.after.tier) == ("FALLS_TWICE", "platinum", "mass")


@pytest.mark.parametrize(
    ("way", "seen"),
    [("down", {"FALLS", "FALLS_TWICE"}), ("up", {"RISES"}), ("unknown", {"UNKNOWN"})],
)
def test_the_list_of_a_direction(history, client_of, way, seen):
    rows = client_of("head").get(f"{LIST}?from={JULY}&to={SEPTEMBER}&way={way}").context["rows"]
    assert {row.customer_id for row in rows} == seen


def test_a_manager_counts_and_lists_the_own_book_only(history, client_of):
    alice, bo = client_of("alice"), client_of("bo")
    assert sum(matrix(alice.get(f"{PAGE}?from={JULY}&to={SEPTEMBER}")).values()) == 3
    assert matrix(bo.get(f"{PAGE}?from={JULY}&to={SEPTEMBER}")) == {("mass", "gold"): 1}
    down = bo.get(f"{LIST}?from={JULY}&to={SEPTEMBER}&way=down")
    assert list(down.context["rows"]) == []


def test_dates_the_wrong_way_round_are_put_right_and_unknown_ones_left_out(history, client_of):
    client = client_of("business")
    asked = client.get(f"{PAGE}?from={SEPTEMBER}&to={JULY}").context["asked"]
    assert (asked.first.isoformat(), asked.last.isoformat()) == (JULY, SEPTEMBER)
    asked = client.get(f"{PAGE}?from=2026-02-30&to=x").context["asked"]
    assert (asked.first.isoformat(), asked.last.isoformat()) == (AUGUST, SEPTEMBER)


def test_a_tier_that_the_ladder_has_no_more_is_not_in_the_matrix(
    history, assess, make_customer, client_of
):
    """The scheme had a fourth tier in July; the page is drawn with the three of today."""
    make_customer("WAS_PRIVATE")
    assess("WAS_PRIVATE", SEPTEMBER, assessed=2)
    assess("WAS_PRIVATE", JULY, assessed=2, assessed_rank=3, assessed_tier="private",
           effective_rank=3, effective_tier="private")  # fmt: skip
    answer = client_of("business").get(f"{PAGE}?from={JULY}&to={SEPTEMBER}")
    assert answer.status_code == 200
    assert sum(matrix(answer).values()) == 4


def test_one_assessment_alone_is_said_to_be_too_few(assess, make_customer, client_of):
    make_customer("A")
    assess("A", JULY, assessed=1)
    answer = client_of("business").get(PAGE)
    assert answer.status_code == 200
    assert "needs two assessments" in answer.content.decode()
    assert client_of("business").get(f"{LIST}?way=down").status_code == 302


def test_a_data_engineer_sees_neither_matrix_nor_list(history, client_of):
    assert client_of("data").get(PAGE).status_code == 403
    assert client_of("data").get(f"{LIST}?way=down").status_code == 403


@pytest.mark.parametrize("address", [PAGE, f"{LIST}?way=down"])
def test_the_number_of_queries_does_not_grow(history, assess, make_customer, client_of, address):
    client = client_of("head")
    client.get(address)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    few = queries()
    for index in range(30):
        make_customer(f"N{index}")
        assess(f"N{index}", AUGUST, assessed=2)
        assess(f"N{index}", SEPTEMBER, assessed=1)
    assert queries() == few

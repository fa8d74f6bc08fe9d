"""Migration between any two assessments: rows sum to 100 %, cells lead to their customers."""

from __future__ import annotations

from typing import Any

import ibis
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hengke.apps.tiering.models import Assessment
from hengke.engine.tiering.migration import migration, with_shares

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


def matrix(answer) -> dict[tuple[str | None, str | None], int]:
    """Who went where, by tier; None is unknown."""
    names = [step and step.tier for step in answer.context["columns"]]
    return {
        (line.step and line.step.tier, name): cell.customers
        for line in answer.context["lines"]
        for name, cell in zip(names, line.cells, strict=True)
        if cell.customers
    }


def of_the_engine(first: str, last: str, *, kind: str) -> dict[Any, tuple[Any, ...]]:
    """The same matrix with shares, from the published assessments, by the engine."""
    columns = ("customer_id", "aum_minor", *(f"{kind}_{of}" for of in ("rank", "tier")))
    schema = dict(zip(columns, ("string", "int64", "int64", "string"), strict=True))
    tables = [
        ibis.memtable(
            list(Assessment.objects.filter(assessed_on=on).values_list(*columns)), schema=schema
        )
        for on in (first, last)
    ]
    moved = with_shares(migration(*tables, effective=kind == "effective"))
    found = ibis.duckdb.connect().to_pyarrow(moved).to_pylist()
    return {
        (row["from"], row["to"]): (row["customers"], row["aum_minor"] or 0, row["share"],
                                   row["aum_share"])
        for row in found
    }  # fmt: skip


@pytest.mark.slow_test
@pytest.mark.parametrize("kind", ["effective", "assessed"])
@pytest.mark.parametrize(("first", "last"), [(JULY, AUGUST), (JULY, SEPTEMBER)])
def test_the_page_has_the_customers_assets_and_shares_of_the_engine(
    history, client_of, first, last, kind
):
    asked = f"{PAGE}?from={first}&to={last}&tier={kind}"
    client = client_of("business")
    by_customers, by_assets = client.get(asked).context, client.get(f"{asked}&by=assets").context
    names = [step and step.tier for step in by_customers["columns"]]
    shown = {
        (line.step and line.step.tier, name): (cell.customers, cell.aum_minor, cell.share, other)
        for line, twin in zip(by_customers["lines"], by_assets["lines"], strict=True)
        for name, cell, other in zip(
            names, line.cells, (one.share for one in twin.cells), strict=True
        )
        if cell.customers
    }
    assert shown == {
        pair: pytest.approx(row) for pair, row in of_the_engine(first, last, kind=kind).items()
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
        ("gold", None): 1,
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
    (row,) = client.get(
        f"{LIST}?from={JULY}&to={SEPTEMBER}&way=cell&before=platinum&after=mass"
    ).context["rows"]
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
    assert sum(matrix(alice.get(f"{PAGE}?from={JULY}&to={SEPTEMBER}")).values()) == 4
    assert matrix(bo.get(f"{PAGE}?from={JULY}&to={SEPTEMBER}")) == {("mass", "gold"): 1}
    down = bo.get(f"{LIST}?from={JULY}&to={SEPTEMBER}&way=down")
    assert list(down.context["rows"]) == []


def test_dates_the_wrong_way_round_are_put_right_and_unknown_ones_left_out(history, client_of):
    client = client_of("business")
    asked = client.get(f"{PAGE}?from={SEPTEMBER}&to={JULY}").context["asked"]
    assert (asked.first.isoformat(), asked.last.isoformat()) == (JULY, SEPTEMBER)
    asked = client.get(f"{PAGE}?from=2026-02-30&to=x").context["asked"]
    assert (asked.first.isoformat(), asked.last.isoformat()) == (AUGUST, SEPTEMBER)


def test_tiers_are_paired_by_name_across_versions_of_the_ladder(
    history, assess, make_customer, client_of
):
    """In July the scheme had no gold and one more on top: platinum was 1, private was 2."""
    for number, rank, tier in (("WAS_PRIVATE", 2, "private"), ("WAS_PLATINUM", 1, "platinum")):
        make_customer(number)
        assess(number, SEPTEMBER, assessed=2)
        assess(number, JULY, assessed=rank, assessed_rank=rank, assessed_tier=tier,
               effective_rank=rank, effective_tier=tier)  # fmt: skip
    client = client_of("business")
    answer = client.get(f"{PAGE}?from={JULY}&to={SEPTEMBER}")
    found = matrix(answer)
    assert found[("platinum", "platinum")] == 1
    assert found[("private", "platinum")] == 1
    totals = answer.context["totals"]
    assert (totals.up.customers, totals.down.customers) == (1, 2)
    cell = f"{LIST}?from={JULY}&to={SEPTEMBER}&way=cell&before=private&after=platinum"
    (row,) = client.get(cell).context["rows"]
    assert (row.customer_id, row.before.name) == ("WAS_PRIVATE", "private")


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

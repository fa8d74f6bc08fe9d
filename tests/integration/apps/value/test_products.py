"""Products by period: every part to the minor unit, who sees which, and the customers behind."""

from __future__ import annotations

from datetime import date

import pytest
from tests.integration.apps.value.conftest import NOTHING, STAMP

PAGE, HOLDERS = "/value/", "/value/product/"
DEPOSIT = {"product": "T", "family": "term_deposit"}


@pytest.fixture
def months(book):
    """The books of `book` by product and month, of managers and of branches. Alice's 4,999,800 are
    a deposit of 5,000,300 and a loan that costs 500; of A4 two months are known."""
    from hengke.apps.value.models import ProductMonth, Total

    rows = (
        ("B001", "S0001", "T", date(2026, 8, 1), "counted", 2_000_100, 0, 0),
        ("B001", "S0001", "T", date(2026, 9, 1), "counted", 3_000_200, 3, 0),
        ("B001", "S0001", "T", date(2026, 9, 1), "apart", 77, 0, 1),
        ("B001", "S0001", "L", date(2026, 9, 1), "counted", -500, 1, 0),
        ("B001", "S0002", "T", date(2026, 9, 1), "counted", 300, 1, 0),
        ("B002", "S0003", "T", date(2026, 9, 1), "counted", 100, 1, 0),
    )
    branches: dict = {}
    for branch, manager, product, month, standing, profit, customers, unknown in rows:
        of = branches.setdefault((branch, product, month, standing), [0, 0, 0])
        of[:] = [a + b for a, b in zip(of, (profit, customers, unknown), strict=True)]
        _row("manager", (branch, manager, product, month, standing), profit, customers, unknown)
    for (branch, product, month, standing), numbers in branches.items():
        _row("branch", (branch, "", product, month, standing), *numbers)
    stack = {**NOTHING, "loss_minor": 0}
    for level, minor in (("source", 5_000_287), ("customers", 5_000_277), ("unallocated", 10)):
        sums = {"revenue_minor": minor, "profit_minor": minor, "eva_minor": minor}
        Total.objects.create(level=level, **stack, **sums, **STAMP)
    return ProductMonth


def _row(level, place, profit, customers, unknown):
    from hengke.apps.value.models import ProductMonth

    branch, manager, product, month, standing = place
    ProductMonth.objects.create(
        level=level, branch_id=branch, manager_id=manager, product_id=product, month_on=month,
        family="term_deposit" if product == "T" else "loan", standing=standing,
        product_name="一年期定期存款" if product == "T" else "贷款", customers=customers,
        unknown_rows=unknown,
        **{**NOTHING, "loss_minor": 500 if product == "L" else 0, "revenue_minor": profit,
           "profit_minor": profit, "eva_minor": profit}, **STAMP,
    )  # fmt: skip


def told(table):
    return [(one.line.name, [minor for _label, minor in one.cells], one.line.total)
            for one in table.rows]  # fmt: skip


@pytest.mark.requirement("R065")
def test_products_and_months_add_up_to_the_books_and_to_the_sources(months, client_of):
    found = client_of("alice").get(PAGE).context
    table = found["table"]
    assert table.columns == ["2026-08", "2026-09"]
    assert told(table) == [
        ("一年期定期存款", [2_000_100, 3_000_200], 5_000_300),
        ("贷款", [0, -500], -500),
    ]
    assert (table.whole.line.total, table.apart.line.total) == (found["sums"]["profit_minor"], 77)
    assert table.same
    assert found["bridge"] is None
    assert (table.rows[0].line.customers, table.rows[0].line.unknown_rows) == (3, 1)
    bridge = client_of("business").get(PAGE).context["bridge"]
    assert (bridge.counted_minor, bridge.apart_minor) == (5_000_200, 77)
    assert bridge.adds_up


@pytest.mark.parametrize(
    ("name", "profit"),
    [("bo", 300), ("head", 5_000_100), ("business", 5_000_200), ("nobody", None)],
)
def test_rows_of_managers_and_branches_are_never_added_together(months, client_of, name, profit):
    table = client_of(name).get(PAGE).context.get("table")
    assert (None if table is None else table.whole.line.total) == profit


@pytest.mark.requirement("R067")
def test_each_line_of_the_waterfall_opens_its_part_and_costs_take_away(months, client_of):
    alice = client_of("alice")
    text = alice.get(f"{PAGE}?show=falling").content.decode()
    assert 'href="?show=falling&amp;part=loss_minor#products"' in text
    found = alice.get(f"{PAGE}?part=loss_minor&by=month")
    assert told(found.context["table"]) == [("贷款", [0, -500], -500)]
    assert (found.context["part"], found.context["table"].silent) == ("loss_minor", 1)
    assert 'part=loss_minor#products" aria-current="true">Expected loss' in found.content.decode()


@pytest.mark.parametrize("bad", ["nonsense", "customers", "profit_minor;", "%00", "id"])
def test_a_part_that_is_none_shows_contribution(months, client_of, bad):
    assert client_of("alice").get(f"{PAGE}?part={bad}&by={bad}").context["part"] == "profit_minor"


def test_rows_that_miss_something_say_that_they_do_not_add_up(months, client_of):
    months.objects.filter(level="manager", product_id="L").delete()
    found = client_of("alice").get(PAGE)
    assert not found.context["table"].same
    assert "do not add up" in found.content.decode()


def test_small_products_are_one_row_until_all_are_asked_for(months, client_of):
    for number in range(14):
        place = ("B001", "S0001", f"P{number:02d}", date(2026, 9, 1), "counted")
        _row("manager", place, number + 1, 1, 0)
    months.objects.filter(product_id__startswith="P").update(product_name=None, family="fund")
    alice = client_of("alice")
    table = alice.get(PAGE).context["table"]
    assert (len(table.rows), table.left_out) == (11, 6)
    assert sum(one.line.total for one in table.rows) == table.whole.line.total
    assert len(alice.get(f"{PAGE}?products=all").context["table"].rows) == 16


@pytest.mark.requirement("R067")
def test_a_product_opens_its_customers_those_first_who_bring_most(months, client_of, users):
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    alice = client_of("alice")
    address = client_of("alice").get(PAGE).context["table"].rows[0].line.address
    found = alice.get(address)
    assert [one.value.customer_id for one in found.context["rows"]] == ["A2", "A1", "A3", "A4"]
    assert found.context["held"] == 3
    assert found.context["total"] == 5_000_300
    assert "50,003.00" in found.content.decode()
    lowest = alice.get(found.context["turned"])
    assert [one.value.customer_id for one in lowest.context["rows"]] == ["A3", "A1", "A2", "A4"]
    assert lowest.context["turned"] == address
    asked = {**DEPOSIT, "part": "deposit_margin_minor"}
    assert alice.get(HOLDERS, asked).context["rows"][0].minor == 5_000_000
    PlainProcessing.objects.create(customer_id="A2", since=clock.now(), by=users["alice"])
    rows = alice.get(HOLDERS, DEPOSIT).context["rows"]
    assert [one.value.customer_id for one in rows] == ["A1", "A3", "A4"]


def test_each_order_is_paged_to_its_end_and_a_cost_adds_up_as_the_table_says(
    months, client_of, monkeypatch
):
    from hengke.apps.value import holders

    monkeypatch.setattr(holders, "ROWS", 1)
    alice = client_of("alice")
    for order, expected in (("", ["A2", "A1", "A3", "A4"]), ("lowest", ["A3", "A1", "A2", "A4"])):
        asked, seen = {**DEPOSIT, "order": order}, []
        for _turn in expected:
            context = alice.get(HOLDERS, asked).context
            seen += [one.value.customer_id for one in context["rows"]]
            asked["after"] = context["page"].next_cursor
        assert (seen, asked["after"]) == (expected, None)
    loan = {"product": "L", "family": "loan", "part": "loss_minor"}
    assert alice.get(HOLDERS, loan).context["total"] == -500


@pytest.mark.parametrize(
    "asked", [{}, {"product": "T"}, {**DEPOSIT, "product": "X"}, {**DEPOSIT, "product": "\x00"}]
)
def test_a_product_that_no_book_of_the_reader_has_is_not_found(months, client_of, asked):
    assert client_of("alice").get(HOLDERS, asked).status_code == 404
    assert client_of("data").get(HOLDERS, asked).status_code == 403


def test_bands_hide_order_lines_and_the_sum_to_the_cent(months, users):
    from hengke.apps.value import holders, overview
    from hengke.policies.access import View
    from hengke.web import amounts

    with amounts.shown_as(View.MASKED):
        found = overview.context(users["business"], {})
        people = holders.context(users["business"], DEPOSIT)
    assert (found["bridge"], found["drawn"]) == (None, False)
    assert [one.line.name for one in found["table"].rows] == ["一年期定期存款", "贷款"]
    assert [one.value.customer_id for one in people["rows"]] == ["A1", "A2", "A3", "A4", "B1", "C1"]
    assert people["order"] is None

"""The value page and the tab of a customer: who sees what, in which order, and what is unknown."""

from __future__ import annotations

import pytest

PAGE = "/value/"


def numbers(answer) -> list[str]:
    return [row.value.customer_id for row in answer.context["rows"]]


@pytest.mark.requirement("R072")
@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("alice", ["A2", "A1", "A3", "A4"]),
        ("bo", ["B1"]),
        ("head", ["A2", "A1", "B1", "A3", "A4"]),
        ("business", ["A2", "A1", "B1", "C1", "A3", "A4"]),
        ("nobody", []),
    ],
)
def test_everybody_sees_the_own_book_who_brings_most_first_the_unknown_last(
    book, client_of, name, seen
):
    assert numbers(client_of(name).get(PAGE)) == seen


def test_who_may_read_no_values_sees_neither_page_nor_tab(book, client_of):
    assert client_of("data").get(PAGE).status_code == 403
    answer = client_of("complaints").get("/customers/A1/?tab=value")
    assert answer.status_code == 200
    assert "value" not in answer.context
    assert "value" not in dict(answer.context["tabs"])


@pytest.mark.requirement("R074")
def test_falling_and_negative_customers_have_lists_of_their_own(book, client_of):
    alice = client_of("alice")
    assert numbers(alice.get(f"{PAGE}?show=falling")) == ["A2"]
    assert numbers(alice.get(f"{PAGE}?show=negative")) == ["A3"]
    assert numbers(alice.get(f"{PAGE}?show=nonsense&after=x")) == ["A2", "A1", "A3", "A4"]


@pytest.mark.requirement("R072")
def test_the_top_tenth_is_told_of_the_readers_own_customers(book, client_of):
    found = client_of("alice").get(PAGE).context
    assert (found["sums"]["profit_minor"], found["sums"]["negative"]) == (4_999_800, 1)
    assert (found["sums"]["customers"], found["sums"]["unknown"]) == (4, 1)
    assert found["concentration"].customers == 3
    assert found["concentration"].top == pytest.approx(5_000_000 * 0.3 / 4_999_800)
    assert found["proof"] == []


@pytest.mark.requirement("R067")
def test_a_customer_shows_every_part_and_the_numbers_behind_it(book, client_of):
    answer = client_of("alice").get("/customers/A2/?tab=value")
    text = answer.content.decode()
    assert "10,000,000.00 × (transfer price 2.00% − customer’s rate 1.50%) × 365 / 365" in (
        text.replace("&#x27;", "’")
    )
    assert "50,000.00" in text
    for part in ("Deposit margin", "Expected loss", "Capital charge", "Economic value added"):
        assert part in text
    assert "Falling" in text


@pytest.mark.requirement("R070")
@pytest.mark.requirement("R039")
def test_scores_show_weights_halves_and_unknown_parts(book, client_of):
    scores = client_of("alice").get("/customers/A1/?tab=value").context["value"].context["scores"]
    assert [(one.name, one.points) for one in scores] == [("potential", 65.0), ("composite", 57.0)]
    potential, composite = scores
    assert [part.points for part in potential.parts] == [80.0, None, 50.0]
    assert sum(part.weight for part in composite.parts) == pytest.approx(1)
    assert {part.qualitative for part in composite.parts} == {True, False}


def test_unknown_is_said_with_its_reason_never_as_zero(book, client_of):
    answer = client_of("alice").get("/customers/A4/?tab=value")
    assert "an account has no rate of interest" in answer.content.decode()
    assert "unknown" in answer.content.decode()


def test_of_who_wants_no_personalised_processing_no_score_and_no_place_is_shown(
    book, client_of, users
):
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    PlainProcessing.objects.create(customer_id="A2", since=clock.now(), by=users["alice"])
    alice = client_of("alice")
    assert numbers(alice.get(PAGE)) == ["A1", "A3", "A4"]
    assert alice.get("/customers/A2/?tab=value").context["value"].context["scores"] == []


def test_without_a_night_that_weighs_value_pages_say_so(client_of):
    assert "No value was computed yet" in client_of("alice").get(PAGE).content.decode()


def test_a_hand_over_takes_the_value_along(book):
    from hengke.apps.value.api import rescope
    from hengke.apps.value.models import CustomerValue

    assert rescope(["A1", "gone"], branch_id="B002", manager_id="S0003") == 1
    moved = CustomerValue.objects.get(customer_id="A1")
    assert (moved.branch_id, moved.manager_id) == ("B002", "S0003")


def test_who_sees_amounts_as_bands_gets_bands_and_nothing_drawn(book, users):
    """A bar, a curve and a formula would tell what the band hides."""
    from hengke.apps.customers.models import Customer
    from hengke.apps.value import overview, panel
    from hengke.policies.access import View
    from hengke.web import amounts

    with amounts.shown_as(View.MASKED):
        found = overview.context(users["alice"])
        shown = panel.panel(Customer.objects.get(pk="A2"), users["alice"]).context
    assert (found["chart"], found["curve"], found["concentration"]) == ("", "", None)
    assert shown["chart"] == ""
    with amounts.shown_as(View.CLEAR):
        assert "waterfall" in overview.context(users["alice"])["chart"]

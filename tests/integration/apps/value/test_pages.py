"""The value page and the tab of a customer: who sees what, in which order, and what is unknown."""

from __future__ import annotations

import pytest
from django.utils import translation
from tests.integration.apps.conftest import AS_OF
from tests.integration.apps.value.conftest import STAMP

from hengke.policies.lifetime import load

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
    assert found["concentration"].tops["ten"] == pytest.approx(5_000_000 * 0.3 / 4_999_800)
    assert found["proof"] == []


@pytest.mark.requirement("R072")
def test_of_many_customers_the_first_are_counted_and_slices_tell_the_rest(
    book, client_of, monkeypatch
):
    from hengke.apps.value import concentration

    alone = client_of("alice").get(PAGE).context["concentration"]
    monkeypatch.setattr(concentration, "EXACT_UP_TO", 2)
    found = client_of("alice").get(PAGE)
    told = found.context["concentration"]
    assert (told.customers, told.single, told.sliced) == (3, 2, True)
    assert told.curve == pytest.approx(alone.curve)
    assert "The first 2 customers are counted one by one" in found.content.decode()


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


def test_points_stand_beside_what_they_were_given_for_and_say_of_how_many(book, client_of):
    from hengke.apps.value.models import CustomerValue

    CustomerValue.objects.filter(customer_id="A1").update(
        overall_yield_ppm=22_400, income_growth_ppm=-15_000, deposit_average_minor=12_300_000
    )
    answer = client_of("alice").get("/customers/A1/?tab=value")
    scores = answer.context["value"].context["scores"]
    with translation.override("en"):
        raws = {str(part.name): part.raw.told for score in scores for part in score.parts}
    assert raws["Overall yield"] == "2.24%"
    assert raws["Growth of income"] == "\N{MINUS SIGN}1.50%"
    text = answer.content.decode()
    for words in ("80.0 of 100 points", "2.24%", "1 is the best tenth, 10 the last"):
        assert words in text


def test_points_of_the_record_stand_beside_its_words_and_the_assets_of_the_household(
    book, client_of
):
    """Not delivered is said, and of a household that is not all in the book no sum."""
    from hengke.apps.customers.models import Customer

    def told(number: str, who: str = "alice") -> dict[str, tuple[str, str]]:
        answer = client_of(who).get(f"/customers/{number}/?tab=value")
        found = answer.context["value"].context["scores"][0]
        with translation.override("en"):
            raws = {str(part.name): part.raw for part in found.parts}
            return {name: (str(one.told), str(one.why)) for name, one in raws.items()}

    Customer.objects.filter(pk="A1").update(
        occupation="教师", household_id="A1", household_aum_minor=123_456_700
    )
    assert told("A1")["Occupation"] == ("教师", "")
    assert told("A1")["Household assets"] == ("1.23M", "")
    assert told("A2")["Occupation"] == ("", "not delivered")
    assert told("A2")["Household assets"] == ("", "belongs to no household")
    Customer.objects.filter(pk="A2").update(household_id="A2")
    assert told("A2")["Household assets"] == ("", "not delivered")
    Customer.objects.filter(pk="C1").update(household_id="A1")
    hidden = ("", "not all of the household are in your book")
    assert told("A1")["Household assets"] == hidden
    assert told("A1", "business")["Household assets"] == ("1.23M", "")
    page = client_of("alice").get("/customers/A1/?tab=value").content.decode()
    assert "80.0 of 100 points <small>教师</small>" in page
    assert f"50.0 of 100 points <small>{hidden[1]}</small>" in page


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
        found = overview.context(users["alice"], {})
        shown = panel.panel(Customer.objects.get(pk="A2"), users["alice"]).context
    assert (found["chart"], found["curve"], found["concentration"]) == ("", "", None)
    assert shown["chart"] == ""
    with amounts.shown_as(View.CLEAR):
        assert "waterfall" in overview.context(users["alice"], {})["chart"]


def lifetime(customer_id: str, **columns):
    """1,000.00 a year; two years of the shipped policy's ten are worth anything."""
    from hengke.apps.value.models import Lifetime

    known = {
        "currency": "CNY", "kind": "person", "tier": "gold", "rank": 1, "tenure_months": 30,
        "history_minor": 90_000, "history_days": 365, "margin_minor": 100_000,
        "own_ppm": 250_000, "basis_minor": 100_000, "growth_ppm": 100_000,
        "remaining_months": 126, "survival": str([900_000, 810_000] + [0] * 8),
        "present": str([91_667, 84_028] + [0] * 8), "lifetime_minor": 175_695,
        "markov_minor": 1_234_500, "policy_version": load(on=AS_OF).version,
    }  # fmt: skip
    return Lifetime.objects.create(customer_id=customer_id, **{**known, **columns}, **STAMP)


@pytest.mark.requirement("R071")
def test_lifetime_value_is_opened_year_by_year_and_says_what_is_assumed(book, client_of):
    lifetime("A2")
    text = client_of("alice").get("/customers/A2/?tab=value").content.decode()
    for shown in ("916.67", "840.28", "1,756.95", "90.0%", "0.9259", "25% the customer",
                  "Discount 8.0% a year;", "when the first year is over"):  # fmt: skip
        assert shown in text
    assert "1,100.00" in text
    lifetime("A1", policy_version="of another policy")
    text = client_of("alice").get("/customers/A1/?tab=value").content.decode()
    assert "of another policy" in text
    assert "0.9259" not in text


@pytest.mark.requirement("R071")
def test_years_to_remain_are_told_within_the_horizon_of_the_policy(book, client_of):
    """742 months would be 61.8 years: nobody is promised them."""
    survival = [990_000 - 10_000 * year for year in range(10)]
    lifetime("A2", remaining_months=742, survival=str(survival))
    lifetime("A1", remaining_months=100, survival=str([500_000] * 10))
    alice = client_of("alice")
    text = alice.get("/customers/A2/?tab=value").content.decode()
    assert "9.5 of the next 10" in text
    assert "and beyond the horizon of 10 years" in text
    assert "how long people live is not modelled" in text
    assert "61.8" not in text
    text = alice.get("/customers/A1/?tab=value").content.decode()
    assert "5.3 of the next 10" in text
    assert "beyond the horizon" not in text


@pytest.mark.requirement("R071")
def test_an_unknown_lifetime_value_says_why_and_one_that_is_over_is_nothing(book, client_of):
    nothing = dict.fromkeys(("basis_minor", "growth_ppm", "survival", "present", "markov_minor",
                             "lifetime_minor", "remaining_months", "own_ppm"))  # fmt: skip
    lifetime("A4", **nothing, unknown_reason="history_too_short")
    lifetime("A3", **nothing | {"lifetime_minor": 0, "basis_minor": 0}, ended_on=AS_OF)
    alice = client_of("alice")
    text = alice.get("/customers/A4/?tab=value").content.decode()
    assert "The lifetime value is unknown: the relation is too young" in text
    assert "Growth of a year" in text
    text = alice.get("/customers/A3/?tab=value").content.decode()
    assert "Counted as ended" in text
    assert "nothing more is expected" in text
    assert '<dd class="num">none more</dd>' in text
    assert "Growth of a year" not in text


def test_who_wants_no_personalised_processing_is_foreseen_nothing(book, client_of, users):
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    lifetime("A2")
    PlainProcessing.objects.create(customer_id="A2", since=clock.now(), by=users["alice"])
    alice = client_of("alice")
    assert alice.get("/customers/A2/?tab=value").context["value"].context["lifetime"] is None


@pytest.mark.requirement("R071")
def test_sums_by_tier_are_of_the_readers_books_and_end_with_the_whole(book, client_of):
    from hengke.apps.value.models import LifetimeBook, LifetimeTest, TierWorth

    for manager, tier, rank, customers, known, worth in (
        ("S0001", "gold", 1, 3, 2, 700), ("S0001", "", -1, 1, 1, 50), ("S0002", "gold", 1, 1, 1, 9)
    ):  # fmt: skip
        LifetimeBook.objects.create(
            branch_id="B001", manager_id=manager, kind="person", rank=rank, tier=tier,
            customers=customers, known=known, ended=0, history_minor=1, basis_minor=2,
            lifetime_minor=worth, markov_minor=3, **STAMP,
        )  # fmt: skip
    TierWorth.objects.create(
        kind="person", rank=1, tier="gold", tier_zh="金卡", tier_en="Gold card", customers=40,
        moves="[950000, 50000]", margin_minor=1_200, value_minor=9_000, **STAMP,
    )  # fmt: skip
    LifetimeTest.objects.create(months=6, reason="months_too_few", **STAMP)
    assert client_of("alice").get(PAGE).context["lifetime"].lifetime_minor == 750
    found = client_of("alice").get(f"{PAGE}lifetime/").context["sums"]
    told = [(one.tier, one.customers, one.unknown, one.lifetime_minor) for one in found]
    assert told == [("Gold card", 3, 1, 700), ("", 1, 0, 50), (None, 4, 1, 750)]
    text = client_of("alice").get(f"{PAGE}lifetime/").content.decode()
    assert "Nothing could be tested: too few months have been weighed." in text
    assert client_of("data").get(f"{PAGE}lifetime/").status_code == 403

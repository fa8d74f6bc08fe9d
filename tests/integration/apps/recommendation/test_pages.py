"""Lists, the tab of a customer, outcomes, own wishes: who sees what, and the gate of the day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils.translation import override
from tests.integration.apps.conftest import AS_OF
from tests.integration.apps.recommendation.conftest import POLICY, STAMP

from hengke.apps.recommendation import rates, reasons
from hengke.policies.access import View
from hengke.web import amounts

PAGE, TAB = "/recommendation/", "/customers/{}/?tab=recommendation"
SHOW, ASK = "/recommendation/of/{}/show/", "/recommendation/of/{}/ask/"


def numbers(answer) -> list[str]:
    return [row.one.customer_id for row in answer.context["rows"]]


def offered(client: Client, number: str) -> list[str]:
    found = client.get(TAB.format(number)).context["panel"].context["offers"]
    return [one.product.product_id for one in found.rows]


def plain(customer_id: str, by) -> None:
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    PlainProcessing.objects.create(pk=customer_id, by=by, since=clock.now())


@pytest.mark.requirement("R093")
@pytest.mark.parametrize(
    ("name", "seen"),
    [("alice", ["A1", "A3"]), ("bo", ["B1"]), ("head", ["B1", "A1", "A3"]),
     ("business", ["C1", "B1", "A1", "A3"]), ("nobody", [])],
)  # fmt: skip
def test_everybody_sees_the_own_book_best_first_without_what_is_not_suitable_any_more(
    book, client_of, name, seen
):
    """The assessment of A2 has run out since the night."""
    assert sorted(numbers(client_of(name).get(PAGE))) == sorted(seen)
    assert numbers(client_of(name).get(PAGE))[:2] == seen[:2]


def test_who_may_not_read_recommendations_gets_no_page_and_no_tab(book, client_of):
    assert client_of("data").get(PAGE).status_code == 403
    answer = client_of("complaints").get(TAB.format("A1"))
    assert answer.context["tab"] == "overview"


@pytest.mark.requirement("R093")
def test_four_numbers_and_reasons_stand_beside_each_product(book, client_of):
    text = client_of("alice").get(TAB.format("A1")).content.decode()
    for told in ("5.00%", "×1.50", "×1.20", "Money matures soon",
                 "Goes with what is held: 一年定期", "Certificates at the end of the year",
                 "holders of the family in the same tier"):  # fmt: skip
        assert told in text, told


OWN = {"value_basis": "own_rank", "volume_minor": 1_506_000, "margin_ppm": 8_700,
       "upkeep_minor": 800, "value_minor": 12_302}  # fmt: skip


@pytest.mark.requirement("R093")
@pytest.mark.parametrize(
    ("columns", "told", "untold"),
    [
        ({"share_ppm": 251_000}, "Assumed 15.1K (25.1% of own assets) × 0.87% a year − 8", "sold"),
        ({"share_ppm": None}, "(the smallest amount sold) × 0.87% a year − 8", "of own assets)"),
        ({"volume_minor": 0, "value_minor": 0, "value_basis": "no_assets"},
         "nothing: no assets to place", "Assumed"),
        ({"volume_minor": None, "value_minor": None, "value_basis": "assets_unknown"},
         "assets are unknown", "Assumed"),
    ],
)  # fmt: skip
def test_what_value_is_told_from_stands_below_it(
    shelf, stands, recommends, client_of, columns, told, untold
):
    recommends(stands("A1"), "W180", **{**OWN, **columns})
    text = client_of("alice").get(TAB.format("A1")).content.decode()
    assert told in text
    assert untold not in text.partition("W180")[2].partition("Propensity:")[0]


@pytest.mark.parametrize(("score", "marked"), [(0, True), (-300, True), (1, False), (None, False)])
def test_what_brings_nothing_is_marked_on_the_tab_and_in_the_list(
    shelf, stands, recommends, client_of, score, marked
):
    row = recommends(stands("A1"), "W180", score_minor=score)
    alice = client_of("alice")
    for page in (TAB.format("A1"), PAGE):
        assert ("brings nothing" in alice.get(page).content.decode()) is marked
    with amounts.shown_as(View.MASKED):
        assert not reasons.numbers(row).brings_nothing


@pytest.mark.parametrize(("share", "marked"), [(1_000_000, True), (0, False)])
def test_what_the_customer_owns_already_is_marked(
    shelf, stands, recommends, client_of, share, marked
):
    from hengke.apps.customers.models import Holding

    recommends(stands("A1"), "W180")
    Holding.objects.create(
        customer_id="A1", account_id="X1", product_id="W180", share_ppm=share, **STAMP
    )
    text = client_of("alice").get(TAB.format("A1")).content.decode()
    assert ("holds one already" in text) is marked


@pytest.mark.requirement("R097")
@pytest.mark.requirement("L09")
def test_lists_of_triggers_of_assessments_to_renew_and_of_notices(book, client_of):
    from hengke.apps.recommendation.models import Notice

    Notice.objects.create(
        customer_id="A3", branch_id="B001", manager_id="S0001", product_id="F003",
        product_name="指数基金", family="fund", risk=4, risk_before=3, level=3,
        cause="product_rose", since=AS_OF, held_minor=100, **STAMP,
    )  # fmt: skip
    alice = client_of("alice")
    assert numbers(alice.get(f"{PAGE}?show=triggered")) == ["A1"]
    assert numbers(alice.get(f"{PAGE}?show=expired")) == ["A2", "A3"]
    notices = alice.get(f"{PAGE}?show=notices")
    assert numbers(notices) == ["A3"]
    assert "The product was rated higher" in notices.content.decode()
    assert numbers(alice.get(f"{PAGE}?product=F002")) == ["A1"]


def test_the_level_of_who_has_no_valid_assessment_is_not_held_against_the_risk(book, client_of):
    """A3 is recommended what needs no assessment: it is not because of a level that ran out."""
    answer = client_of("alice").get(PAGE)
    told = {row.one.customer_id: bool(row.unassessed) for row in answer.context["rows"]}
    assert (told["A1"], told["A3"]) == (False, True)
    text = answer.content.decode()
    assert "R2 ≤ C3" in text
    assert "R1 · assessment has run out" in text
    assert "R1 ≤ C3" not in text


def test_every_signal_and_lever_is_told_with_its_factor(book):
    from hengke.apps.recommendation import reasons
    from hengke.apps.recommendation.models import Recommendation
    from hengke.policies.recommendation import load

    row = Recommendation.objects.filter(customer_id="A1").first()
    policy = load(on=AS_OF)
    signal = next(one for one in policy.signals if one.name == "money_matures")
    factor = f"×{signal.factor_ppm / 1_000_000:g}"
    assert any(one.endswith(f" {factor}") for one in reasons.told(row, {}, policy))
    row.policy_version = "older"
    assert not any("×" in one for one in reasons.told(row, {}, policy))


def test_list_and_tab_say_on_which_day_an_assessment_ran_out_and_which_day_judges(
    book, client_of, monkeypatch
):
    """A2 ran out on 29 Oct, after the data day 23 Oct; A3 on 31 Dec 2025, before it."""
    now = datetime(2026, 11, 27, 4, tzinfo=UTC)
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: now)
    alice = client_of("alice")
    answer = alice.get(f"{PAGE}?show=expired")
    told = {row.one.customer_id: row.ran_out for row in answer.context["rows"]}
    assert told["A2"] == "ran out on 29 Oct 2026 (after the data day)"
    assert told["A3"] == "ran out on 31 Dec 2025"
    days = "data day 23 Oct 2026; whether an assessment is still valid is judged on 27 Nov 2026"
    tab = alice.get(TAB.format("A2")).content.decode()
    for text in (answer.content.decode(), tab):
        assert days in text
        assert told["A2"] in text
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: datetime(2026, 10, 29, 4, tzinfo=UTC))
    last = client_of("alice")
    assert "A2" not in numbers(last.get(f"{PAGE}?show=expired"))
    assert "assessment valid" in last.get(TAB.format("A2")).content.decode()


@pytest.mark.requirement("R094")
def test_what_ran_out_since_the_night_is_dropped_with_its_reason_and_cannot_be_shown(
    book, client_of, users
):
    from hengke.apps.recommendation.models import Outcome

    alice = client_of("alice")
    assert offered(alice, "A2") == []
    assert "risk assessment has run out" in alice.get(TAB.format("A2")).content.decode()
    answer = alice.post(SHOW.format("A2"), {"product": "W180"})
    assert answer.status_code == 422
    assert not Outcome.objects.exists()


@pytest.mark.requirement("R100")
@pytest.mark.requirement("L01")
def test_who_switches_personalised_processing_off_gets_the_shelf_at_once_and_leaves_the_lists(
    book, client_of, users
):
    alice = client_of("alice")
    plain("A1", users["alice"])
    assert offered(alice, "A1") == ["T012", "W180", "F002"]
    text = alice.get(TAB.format("A1")).content.decode()
    assert "Shelf in its fixed order" in text
    assert "×1.50" not in text
    assert numbers(alice.get(PAGE)) == ["A3"]
    assert numbers(alice.get(f"{PAGE}?show=triggered")) == []


@pytest.mark.requirement("R099")
def test_what_was_shown_is_answered_and_counted_by_tier_and_version(book, client_of, users):
    from hengke.apps.audit.models import Entry
    from hengke.apps.recommendation.models import Outcome

    alice = client_of("alice")
    alice.post(SHOW.format("A1"), {"product": "W180"})
    alice.post(SHOW.format("A1"), {"product": "F002"})
    alice.post(SHOW.format("A1"), {"product": "F002"})  # waits for an answer: not twice
    first, second = Outcome.objects.order_by("pk")
    assert (first.tier, first.personalised, first.triggered) == ("gold", True, True)
    alice.post(f"/recommendation/outcomes/{first.pk}/answer/", {"answer": "accepted"})
    alice.post(f"/recommendation/outcomes/{second.pk}/answer/", {"answer": "refused"})
    second.refresh_from_db()
    assert second.answer == "shown"  # a refusal needs its reason
    alice.post(
        f"/recommendation/outcomes/{second.pk}/answer/",
        {"answer": "refused", "refusal": "no_need"},
    )
    found = {
        by: [(one.shown, one.accepted, one.refused) for one in rates.rates(rows, by)]
        for by in ("class", "version")
        for rows in [Outcome.objects.all()]
    }
    assert found == {"class": [(2, 1, 1)], "version": [(2, 1, 1)]}
    text = alice.get("/recommendation/results/").content.decode()
    assert f'title="{POLICY} · items:test"' in text
    assert "policy standard of 2026-02-01 · with a model" in text
    assert "50.0%" in text
    kinds = list(Entry.objects.filter(action__startswith="recommendation.").values_list("action"))
    assert len(kinds) == 4


def test_shown_again_within_the_days_of_the_policy_is_counted_once_with_the_last_answer(
    book, client_of
):
    from hengke.apps.recommendation.models import Outcome

    alice = client_of("alice")

    def shown() -> int:
        alice.post(SHOW.format("A1"), {"product": "W180"})
        return Outcome.objects.latest("pk").pk

    def counted(days: int = 30) -> list[tuple[int, int, int, float | None]]:
        rows = rates.counted(Outcome.objects.all(), days=days)
        return [
            (one.shown, one.accepted, one.refused, one.rate) for one in rates.rates(rows, "class")
        ]

    first = shown()
    assert counted() == [(1, 0, 0, None)]
    page = alice.get("/recommendation/results/").content.decode()
    assert "still open</span>" in page
    assert "0.0%" not in page
    alice.post(f"/recommendation/outcomes/{first}/answer/", {"answer": "accepted"})
    second = shown()
    assert counted() == [(1, 1, 0, 1.0)]
    alice.post(
        f"/recommendation/outcomes/{second}/answer/", {"answer": "refused", "refusal": "no_need"}
    )
    assert counted() == [(1, 0, 1, 0.0)]
    Outcome.objects.filter(pk=first).update(shown_at="2020-01-01T00:00:00Z")
    assert counted(days=1) == [(2, 1, 1, 0.5)]


def test_what_was_refused_lately_stands_last_and_is_marked(book, client_of):
    from hengke.apps.recommendation.models import Outcome

    alice = client_of("alice")
    assert offered(alice, "A1") == ["W180", "F002"]
    alice.post(SHOW.format("A1"), {"product": "W180"})
    number = Outcome.objects.get().pk
    alice.post(
        f"/recommendation/outcomes/{number}/answer/", {"answer": "refused", "refusal": "no_need"}
    )
    assert offered(alice, "A1") == ["F002", "W180"]
    assert "refused lately" in alice.get(PAGE).content.decode()
    Outcome.objects.update(answered_at="2020-01-01T00:00:00Z")
    assert offered(alice, "A1") == ["W180", "F002"]
    assert "refused lately" not in alice.get(PAGE).content.decode()


def test_nobody_answers_for_a_foreign_book(book, client_of, users):
    from hengke.apps.recommendation.models import Outcome

    client_of("alice").post(SHOW.format("A1"), {"product": "W180"})
    one = Outcome.objects.get()
    answer = client_of("chen").post(
        f"/recommendation/outcomes/{one.pk}/answer/", {"answer": "accepted"}
    )
    assert answer.status_code == 404
    assert client_of("chen").post(SHOW.format("A1"), {"product": "W180"}).status_code == 404


def test_nobody_accepts_what_is_not_suitable_on_the_day_of_the_answer(book, client_of, users):
    from hengke.apps.recommendation.models import Outcome, Standing

    alice = client_of("alice")
    alice.post(SHOW.format("A1"), {"product": "F002"})
    Standing.objects.filter(customer_id="A1").update(level=2)
    one = Outcome.objects.get()
    alice.post(f"/recommendation/outcomes/{one.pk}/answer/", {"answer": "accepted"})
    one.refresh_from_db()
    assert one.answer == "shown"


def test_what_is_not_recommended_to_the_customer_cannot_be_shown(book, client_of):
    from hengke.apps.recommendation.models import Outcome

    for code in ("F003", "N001", "none"):
        client_of("alice").post(SHOW.format("A1"), {"product": code})
    assert not Outcome.objects.exists()


WISH = {"product": "F003", "reason": "wants it", "warned_on": "2026-10-23", "document": "W-1"}


@pytest.mark.requirement("L08")
def test_an_own_wish_above_the_level_needs_a_warning_and_a_second_person(book, client_of, users):
    from hengke.apps.approvals.api import Approval, decide
    from hengke.apps.recommendation.models import OwnPurchase
    from hengke.kernel import clock

    alice = client_of("alice")
    assert [
        code for code, _, _ in alice.get(TAB.format("A1")).context["panel"].context["above"]
    ] == ["F003"]
    alice.post(ASK.format("A1"), {**WISH, "document": " "})
    alice.post(ASK.format("A1"), {**WISH, "product": "W180"})  # suitable: no wish is needed
    alice.post(ASK.format("A2"), WISH)  # no valid assessment
    assert not OwnPurchase.objects.exists()
    alice.post(ASK.format("A1"), WISH)
    wish, waiting = OwnPurchase.objects.get(), Approval.objects.get()
    assert (wish.status, wish.risk, wish.level) == ("requested", 4, 3)
    assert "F003" not in offered(alice, "A1")
    decide(waiting, yes=True, reason="", by=users["head"], now=clock.now())
    wish.refresh_from_db()
    assert (wish.status, wish.decided_by) == ("approved", users["head"])
    assert "F003" not in offered(alice, "A1")


def test_the_lowest_level_may_not_even_ask(book, stands, client_of):
    stands("A9", level=1)
    found = client_of("alice").get(TAB.format("A9")).context["panel"].context
    assert found["above"] == []


@pytest.mark.requirement("R098")
def test_the_shelf_shows_services_products_and_faults(book, client_of):
    text = client_of("alice").get("/recommendation/shelf/").content.decode()
    assert "Courses for investors" in text
    assert "Bespoke plans with an adviser of one&#x27;s own" in text
    assert "no risk rating" in text


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 0, None, None), (5, 10, 0.2366, 0.7634)]
)
def test_the_interval_is_wilsons(hits, of, low, high):
    found = rates.wilson(hits, of)
    if low is None:
        assert found is None
    else:
        assert found == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("view", "told"), [("CLEAR", "own assets of 10,000 to 50,000"), ("MASKED", "own assets")]
)
def test_the_group_that_speaks_for_a_product_is_told_in_words(view, told):
    from hengke.apps.recommendation.group_words import in_words
    from hengke.policies.access import View
    from hengke.web import amounts

    with override("en"), amounts.shown_as(View[view]):
        assert in_words("assets:1000000:5000000") == told
        assert in_words("age:18:25") == "age 18–24"
        assert in_words("bookings::1") == "own bookings lately: 0"
        assert in_words("logins:40:") == "log-ins lately: 40 or more"
        assert in_words("person:1:") == "natural persons"
        assert (in_words(None), in_words("region:1:2"), in_words("")) == ("", "", "")


def test_a_group_is_a_reason_beside_the_products_held(shelf, stands, recommends, client_of):
    recommends(stands("A1"), "W180", of_group="tenure:3:5", propensity_basis="taken")
    text = client_of("alice").get(TAB.format("A1")).content.decode()
    assert "Customers like this take it: customer for 3–4 years" in text
    assert "from the products held and the groups the customer is of" in text


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"speaks": "taken", "ranker_hit_rate": 0.5116, "recent_hit_rate": 0.3947, "windows": 4,
          "ranker_rows": 389_247},
         ("named 51.2%", "before, 39.5%", "389,247 customers", "told from what customers took")),
        ({"speaks": "items", "ranker_reason": "not_better", "ranker_hit_rate": 0.2,
          "recent_hit_rate": 0.3, "windows": 4, "ranker_rows": 50},
         ("named 20.0%", "It is not surely better", "told from the products held")),
        ({"speaks": "items", "ranker_reason": "too_short", "windows": 1},
         ("History is too short", "told from the products held")),
    ],
)  # fmt: skip
def test_the_page_of_results_says_which_way_speaks_and_by_what_figures(
    db, client_of, columns, told
):
    from hengke.apps.recommendation.models import Trial

    Trial.objects.create(
        named=3, learnt_on=date(2026, 7, 25), taken=1_515, hit_rate=0.2871, popular_hit_rate=0.2442,
        policy_version=POLICY, model_version="taken:test", **columns, **STAMP,
    )  # fmt: skip
    text = client_of("alice").get(f"{PAGE}results/").content.decode()
    assert "28.7%" in text
    for one in told:
        assert one in text, one

"""Ideas on the board: the case, the SWOT, the order and how it moves."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from tests.integration.apps.needs.conftest import NOW

from hengke.apps.audit.models import Entry
from hengke.apps.needs import idea_actions, policy, survey_actions, weighing
from hengke.apps.needs.answers_file import Row
from hengke.apps.needs.idea_models import CashYear, Idea
from hengke.engine.needs.benefit_cost import Flow
from hengke.engine.needs.unknown import Unknown
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAIRS = {"M": (3, 5), "O": (1, 5), "A": (1, 3), "I": (3, 3), "Q": (1, 1)}


@pytest.fixture
def idea(users: Any) -> Any:
    def make(title: str, need_class: str = "retirement") -> Idea:
        return idea_actions.open_idea(
            title=title, need_class=need_class, by=users["business"], now=NOW
        )

    return make


@pytest.fixture
def weigh(users: Any) -> Any:
    """`weigh(idea, kano="M", ratio=2)`: ten answers of the category, a case, S and O rated 4."""
    by = users["business"]

    def make(one: Idea, *, kano: str = "A", ratio: int = 1, rating: int = 4) -> None:
        survey = survey_actions.open_survey(
            title="survey", asked_on=date(2026, 11, 1), by=by, now=NOW
        )
        survey_actions.add_feature(survey, code="F1", title=one.title, idea=one, by=by)
        rows = [Row(number, f"P{number}", "F1", *PAIRS[kano]) for number in range(2, 12)]
        survey_actions.take_answers(survey, rows, by=by)
        idea_actions.write_costs(one, [Flow(0, 100, 100 * ratio)], by=by)
        for kind in "SO":
            idea_actions.add_factor(
                one, kind=kind, text=f"{kind} of it", weight_permille=1000, rating=rating, by=by
            )

    return make


@pytest.mark.requirement("R090")
def test_the_board_shows_the_order_with_its_weights_parts_and_moves(
    idea: Any, weigh: Any, need: Any, client_of: Any
) -> None:
    """.4 x KANO + .4 x ratio/3 + .2 x feasibility: .24 + .4 + .2 and .32 + .2667 + .2."""
    cheap, dear, unknown = idea("cheap one"), idea("dear one"), idea("unknown one")
    weigh(cheap, kano="A", ratio=3)
    weigh(dear, kano="O", ratio=2)
    need("A1", "retirement")
    weigh(must := idea("must one", "saving"), kano="M", ratio=0, rating=1)
    page = client_of("business").get("/needs/").content.decode()
    places = [page.index(one.title) for one in (must, cheap, dear, unknown)]
    assert places == sorted(places)
    for told in ("must-be, not satisfied", "0.840", "0.787", "no survey asked about it",
                 "no costs and benefits are written down", "40%", "20%", "30%"):  # fmt: skip
        assert told in page, told
    assert "1 customer of your book waits" in page
    row = re.search(r"<tr data-row>(?:(?!</tr>).)*dear one.*?</tr>", page, re.DOTALL)
    assert row is not None
    ranks = re.findall(r'<td class="num right">(\d)', row[0].split("0.787")[1])
    assert ranks == ["3", "3", "3", "3", "3", "3"]
    row = re.search(r"<tr data-row>(?:(?!</tr>).)*unknown one.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert not re.findall(r'<td class="num right">(?:<b>)?\d', row[0])


@pytest.mark.requirement("R090")
def test_a_must_be_that_customers_have_is_weighed_like_the_others(
    idea: Any, weigh: Any, users: Any
) -> None:
    one = idea("must")
    weigh(one, kano="M")
    rules = policy.in_force(NOW)
    assert [found.must_first for found in weighing.weighed([one], rules)] == [True]
    changed = idea_actions.change_idea(one, stage="offered", met=True, by=users["business"])
    assert [found.must_first for found in weighing.weighed([changed], rules)] == [False]


def test_the_newest_survey_counts_and_a_refused_one_leaves_the_category_unknown(
    idea: Any, weigh: Any
) -> None:
    one, rules = idea("one"), policy.in_force(NOW)
    weigh(one, kano="M")
    assert weighing.weighed([one], rules)[0].category == "M"
    one.factors.all().delete()
    weigh(one, kano="Q")
    category = weighing.weighed([one], rules)[0].category
    assert isinstance(category, Unknown)
    assert category.reason.startswith("100.0 % of the answers contradict")


@pytest.mark.requirement("R088")
def test_a_case_is_typed_year_by_year_and_reckoned(idea: Any, client_of: Any) -> None:
    one, client = idea("one"), client_of("business")
    sent = {"cost-0": "1,000.00", "benefit-0": "0", "cost-1": "0", "benefit-1": "６３０",
            "cost-2": "", "benefit-2": "", "cost-3": "0", "benefit-3": "1157.625"}  # fmt: skip
    refused = client.post(f"/needs/ideas/{one.pk}/costs/", sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "benefit: more than two decimals" in page
    assert 'value="1,000.00"' in page
    assert not CashYear.objects.exists()
    kept = client.post(f"/needs/ideas/{one.pk}/costs/", sent | {"benefit-3": "1157.63"})
    assert kept.status_code == 302
    assert list(CashYear.objects.order_by("year").values_list("year", "benefit_minor")) == [
        (0, 0), (1, 63_000), (3, 115_763),
    ]  # fmt: skip
    page = client.get(f"/needs/ideas/{one.pk}/costs/").content.decode()
    for told in ("600.00", "1,000.00", "787.63", "5.0%", "1.60"):
        assert told in page, told
    assert Entry.objects.get(action="needs.costs_written").details == {"rows": 3}


@pytest.mark.parametrize(
    ("cost", "benefit", "told"),
    [
        ("5", "", "benefit is empty: write 0 if there is none"),
        ("-5", "0", "cost: below 0"),
        ("five", "0", "cost: not a number"),
        ("NaN", "0", "cost: not a number"),
        ("1e30", "0", "cost: too large"),
    ],
)
def test_a_year_that_does_not_hold_is_named(
    idea: Any, client_of: Any, cost: str, benefit: str, told: str
) -> None:
    one = idea("one")
    answer = client_of("business").post(
        f"/needs/ideas/{one.pk}/costs/", {"cost-0": cost, "benefit-0": benefit}
    )
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


@pytest.mark.requirement("R088")
def test_ideas_are_ranked_by_benefit_to_cost(idea: Any, weigh: Any, client_of: Any) -> None:
    for title, ratio in (("second", 2), ("first", 3)):
        weigh(idea(title), ratio=ratio)
    idea("without a case")
    page = client_of("alice").get("/needs/ideas/costs/").content.decode()
    places = [page.index(title) for title in (">first<", ">second<", ">without a case<")]
    assert places == sorted(places)
    assert "no costs and benefits are written down" in page


@pytest.mark.requirement("R089")
def test_factors_give_a_place_in_the_matrix_and_strategies(idea: Any, client_of: Any) -> None:
    """3.2 inside and 2.0 outside: cell IV, and ST leads."""
    one, client = idea("one"), client_of("business")
    address = f"/needs/ideas/{one.pk}/swot/"
    for kind, weight, rating, text in (
        ("S", "0.6", 4, "many branches"), ("W", ".4", 2, "old app"),
        ("O", "0.5", 3, "ageing town"), ("T", "0.5", 1, "price war"),
    ):  # fmt: skip
        before = client.get(address).content.decode()
        assert 'class="is-here"' not in before
        sent = {"kind": kind, "weight_permille": weight, "rating": rating, "text": text}
        assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert "IV ●" in page
    assert "grow and build" in page
    leads = page.partition('<li class="leads">')[2].partition("</li>")[0]
    assert "Defend: meet threats with strengths" in leads
    assert "many branches × price war" in leads


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"weight_permille": "0"}, "not above 0"),
        ({"weight_permille": "0.0001"}, "more than three decimals"),
        ({"weight_permille": "heavy"}, "not a number"),
        ({"rating": "5"}, "less than or equal to 4"),
        ({"text": " "}, "Factor: "),
        ({"kind": "X"}, "Kind: "),
    ],
)
def test_a_factor_that_does_not_hold_keeps_what_was_typed(
    idea: Any, client_of: Any, fields: dict[str, str], told: str
) -> None:
    one = idea("one")
    sent = {"kind": "S", "weight_permille": "0.5", "rating": "3", "text": "branches"} | fields
    answer = client_of("business").post(f"/needs/ideas/{one.pk}/swot/", sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not one.factors.exists()


def test_weights_of_a_side_never_exceed_one_and_a_factor_can_go(
    idea: Any, users: Any, client_of: Any
) -> None:
    one, by = idea("one"), users["business"]
    known = {"text": "x", "rating": 3, "by": by}
    factor = idea_actions.add_factor(one, kind="S", weight_permille=800, **known)
    idea_actions.add_factor(one, kind="O", weight_permille=1000, **known)
    with pytest.raises(Refused, match=r"0\.2 is left"):
        idea_actions.add_factor(one, kind="W", weight_permille=201, **known)
    client_of("business").post(f"/needs/factors/{factor.pk}/remove/")
    assert [one.kind for one in one.factors.all()] == ["O"]


def test_who_does_not_weigh_reads_and_changes_nothing(idea: Any, client_of: Any) -> None:
    one = idea("one")
    for address in ("/needs/", f"/needs/ideas/{one.pk}/", f"/needs/ideas/{one.pk}/costs/"):
        page = client_of("alice").get(address)
        assert page.status_code == 200
        main = page.content.decode().partition('id="main"')[2].partition("</main>")[0]
        assert main
        assert "csrfmiddlewaretoken" not in main
        assert client_of("alice").post(address).status_code in (403, 405)
    assert client_of("data").get("/needs/").status_code == 403


def test_an_idea_that_was_dropped_is_on_no_list(idea: Any, client_of: Any) -> None:
    one, client = idea("a moon base"), client_of("business")
    assert client.post(f"/needs/ideas/{one.pk}/", {"stage": "dropped"}).status_code == 302
    for address in ("/needs/", "/needs/ideas/costs/"):
        assert "a moon base" not in client.get(address).content.decode()
    assert (
        client.post("/needs/ideas/open/", {"title": "x", "need_class": "fame"}).status_code == 422
    )


def test_the_same_idea_for_the_same_class_stands_once_until_it_is_dropped(
    idea: Any, users: Any
) -> None:
    first = idea("Pension plan")
    with pytest.raises(Refused, match=f"already, as idea {first.pk}"):
        idea(" pension Plan ")
    assert Idea.objects.count() == 1
    idea("Pension plan", "settlement")
    idea_actions.change_idea(first, stage="dropped", met=False, by=users["business"])
    idea("Pension plan")
    assert Idea.objects.count() == 3


def test_a_dropped_idea_comes_back_only_where_its_title_is_free(idea: Any, users: Any) -> None:
    first = idea("Pension plan")
    idea_actions.change_idea(first, stage="dropped", met=False, by=users["business"])
    idea("pension plan")
    with pytest.raises(Refused, match="on the list for this class already"):
        idea_actions.change_idea(first, stage="offered", met=False, by=users["business"])
    first.refresh_from_db()
    assert first.stage == "dropped"


def test_the_database_holds_a_live_title_once(
    idea: Any, users: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's idea that the check does not see yet."""
    idea("Pension plan")
    monkeypatch.setattr(idea_actions, "_check_new", lambda *_, **__: None)
    with pytest.raises(Refused, match="Somebody else has just put"):
        idea("PENSION plan")
    assert Idea.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            {"title": "PENSION plan", "need_class": "saving"},
            "is on the list for this class already",
        ),
        ({"title": " ", "need_class": "saving"}, "Title: "),
        ({"title": "x" * 121, "need_class": "saving"}, "Title: "),
        ({"title": "A moon base", "need_class": "fame"}, "There is no class of needs"),
    ],
)
def test_a_new_idea_that_is_refused_keeps_what_was_typed(
    idea: Any, client_of: Any, sent: dict[str, str], told: str
) -> None:
    idea("Pension plan", "saving")
    answer = client_of("business").post("/needs/ideas/open/", sent)
    page = answer.content.decode()
    form = page.partition('id="open-title"')[2].partition("</form>")[0]
    assert answer.status_code == 422
    assert 'role="alert"' in form
    assert told in form
    assert f'value="{sent["title"]}"' in form
    assert ('<option value="saving" selected>' in form) is (sent["need_class"] == "saving")
    assert Idea.objects.count() == 1


def test_a_factor_that_weighs_too_much_keeps_what_was_typed(
    idea: Any, users: Any, client_of: Any
) -> None:
    one = idea("one")
    known = {"text": "x", "rating": 3, "by": users["business"]}
    idea_actions.add_factor(one, kind="S", weight_permille=800, **known)
    sent = {"kind": "W", "weight_permille": "0.3", "rating": "2", "text": "an old app"}
    answer = client_of("business").post(f"/needs/ideas/{one.pk}/swot/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "0.2 is left" in page
    assert 'value="an old app"' in page
    assert one.factors.count() == 1

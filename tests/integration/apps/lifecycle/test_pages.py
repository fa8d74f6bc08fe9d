"""The lifecycle page and the block of a customer: who sees what, why, and what is unknown."""

from __future__ import annotations

import pytest
from django.utils import translation

PAGE = "/lifecycle/"


def said(chip) -> str:
    with translation.override("en"):
        return str(chip.label)


def numbers(answer) -> list[str]:
    return [row.place.customer_id for row in answer.context["rows"]]


@pytest.mark.requirement("R081")
@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("alice", ["A2"]),
        ("bo", ["B1"]),
        ("head", ["B1", "A2"]),
        ("business", ["B1", "A2"]),
        ("nobody", []),
    ],
)
def test_everybody_sees_the_own_potential_losses_the_largest_fall_first(
    book, client_of, name, seen
):
    assert numbers(client_of(name).get(PAGE)) == seen


def test_who_may_read_no_stages_sees_neither_page_nor_block(book, client_of):
    assert client_of("data").get(PAGE).status_code == 403
    answer = client_of("complaints").get("/customers/A2/")
    assert answer.status_code == 200
    assert answer.context["stage"] is None


@pytest.mark.requirement("R080")
def test_the_wake_up_list_says_why_and_when_the_customer_was_last_active(book, client_of):
    answer = client_of("alice").get(f"{PAGE}?show=wake_up")
    assert numbers(answer) == ["A3"]
    row = answer.context["rows"][0]
    assert str(row.last_own_on) == "2025-09-18"
    text = answer.content.decode()
    assert "18 Sep 2025" in text
    assert "No own booking for a year, next to no balance" in text
    assert ("days since the last booking that the customer began", "400") in [
        (fact.name, fact.shown) for fact in row.reasons[0].facts
    ]


def test_lists_of_stages_of_the_moved_and_of_the_unknown(book, client_of):
    alice = client_of("alice")
    assert numbers(alice.get(f"{PAGE}?show=stable")) == ["A1"]
    assert numbers(alice.get(f"{PAGE}?show=moved")) == ["A2"]
    assert numbers(alice.get(f"{PAGE}?show=at_risk&before=stable")) == ["A2"]
    assert numbers(alice.get(f"{PAGE}?show=at_risk&before=lost")) == []
    unknown = alice.get(f"{PAGE}?show=unknown")
    assert numbers(unknown) == ["A4"]
    assert "unknown" in unknown.content.decode()
    assert numbers(alice.get(f"{PAGE}?show=nonsense&before=x&branch=B002&after=x")) == ["A2"]


@pytest.mark.requirement("R076")
def test_counts_and_the_ways_from_stage_to_stage_are_those_of_the_readers_books(book, client_of):
    found = client_of("head").get(PAGE).context
    assert [(said(count.chip), count.customers) for count in found["counts"]] == [
        ("Stable", 1), ("At risk of leaving", 2), ("Dormant", 1), ("Unknown", 1),
    ]  # fmt: skip
    assert (found["customers"], found["dormant"], found["losing"]) == (5, 1, 2)
    ways = {said(line.chip): [cell.value for cell in line.cells] for line in found["matrix"]}
    assert ways == {"Stable": [1, 1, 0, 0], "At risk of leaving": [0, 1, 0, 0],
                    "Dormant": [0, 0, 1, 0], "Unknown": [0, 0, 0, 1]}  # fmt: skip
    whole = client_of("business").get(PAGE).context
    assert (whole["customers"], whole["arrived"]) == (6, 1)
    narrowed = client_of("business").get(f"{PAGE}?branch=B002&show=lost")
    assert narrowed.context["customers"] == 1
    assert numbers(narrowed) == ["C1"]


def test_the_list_behind_the_count_of_every_stage_has_as_many_rows(book, stands, client_of):
    """A1 sleeps as well, but an earlier stage claims it: two lists, two names."""
    from hengke.apps.lifecycle import words
    from hengke.apps.lifecycle.models import Book, Place
    from hengke.policies.lifecycle import STAGES

    assert not set(words.SHOWS) & set(STAGES)
    for stage in ("prospect", "new", "growing", "mature"):
        stands(f"N{stage}", stage)
        Book.objects.create(branch_id="B001", manager_id="S0001", stage_before=stage, stage=stage,
                            customers=1, dormant=0, losing=0, as_of=Place.objects.first().as_of,
                            known_at=Place.objects.first().known_at, run_id="run-1")  # fmt: skip
    Place.objects.filter(customer_id="A1").update(dormant=1)
    Book.objects.filter(manager_id="S0001", stage="stable").update(dormant=1)
    business = client_of("business")
    page = business.get(PAGE).context
    assert len(page["counts"]) == len(STAGES) + 1
    found = {said(one.chip): len(numbers(business.get(PAGE + one.href))) for one in page["counts"]}
    assert found == {said(one.chip): one.customers for one in page["counts"]}
    assert len(numbers(business.get(PAGE + page["wake_up_href"]))) == page["dormant"] == 2
    assert len(numbers(business.get(PAGE + page["losing_href"]))) == page["losing"] == 2
    asleep = business.get(f"{PAGE}?show=dormant")
    assert numbers(asleep) == ["A3"]
    assert "Dormant</h2>" in asleep.content.decode()
    assert "holds the others too" in asleep.content.decode()
    assert "/tags/?q=activity_sleeping" in asleep.content.decode()


@pytest.mark.parametrize(
    ("code", "show", "rows"),
    [("activity_waning", "losing", 1), ("activity_sleeping", "wake_up", 1)],
)
def test_a_tag_of_a_similar_name_says_what_tells_it_apart_and_leads_to_the_list(
    book, client_of, code, show, rows
):
    from tests.integration.apps.conftest import STAMP

    from hengke.apps.tagging.models import Tag

    Tag.objects.create(
        code=code, rank=0, family="behaviour", tag_group=code, group_zh=code, group_en=code,
        exclusive=0, zh="睡眠客户", en="sleeping", rule="tenure_days > 365",
        reads="[]", own=0, owner="business", source="test",
        valid_from=STAMP["as_of"], policy_version="v",
        **STAMP,
    )  # fmt: skip
    text = client_of("alice").get(f"/tags/tag/{code}/").content.decode()
    assert "By days without own booking alone" in text
    assert f'href="/lifecycle/?show={show}"' in text
    assert len(numbers(client_of("alice").get(f"{PAGE}?show={show}"))) == rows


@pytest.mark.requirement("R076")
def test_a_customer_shows_the_stage_since_when_why_with_numbers_and_the_history(book, client_of):
    text = client_of("alice").get("/customers/A2/").content.decode()
    told = (
        "since 23 Oct 2026", "Assets three tenths below the mean of three months",
        "average assets of three whole months", "100.0K", "40.0K", "History of stages",
    )  # fmt: skip
    for words in told:
        assert words in text
    context = client_of("alice").get("/customers/A2/").context["stage"].context
    assert [(str(one.on), said(one.stage)) for one in context["history"]] == [
        ("2026-10-23", "At risk of leaving"), ("2026-09-30", "Stable"),
    ]  # fmt: skip


def test_unknown_is_said_with_its_reason_never_as_no(book, client_of):
    text = client_of("alice").get("/customers/A4/").content.decode()
    assert "The stage is unknown, because this is: days since the relation began" in text
    context = client_of("alice").get("/customers/A1/").context["stage"].context
    assert context["place"].since is None
    assert "the day is unknown" in client_of("alice").get("/customers/A1/").content.decode()


def test_of_who_wants_no_personalised_processing_no_stage_is_shown(book, client_of, users):
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    PlainProcessing.objects.create(customer_id="A2", since=clock.now(), by=users["alice"])
    alice = client_of("alice")
    assert numbers(alice.get(PAGE)) == []
    assert "no stage is shown" in alice.get("/customers/A2/").content.decode()


def test_who_sees_amounts_as_bands_gets_the_list_by_number_and_no_shares(book, users):
    from tests.integration.apps.conftest import AS_OF
    from tests.integration.apps.lifecycle.conftest import POLICY

    from hengke.apps.lifecycle import listing
    from hengke.apps.lifecycle.reasons import reason
    from hengke.policies.access import View
    from hengke.web import amounts

    why = '{"own_bookings_before": 30, "activity_change": -600000}'
    with amounts.shown_as(View.MASKED):
        assert listing.read({}, users["alice"]).order == "customer_id"
        shown = reason("activity_fall", why, version=POLICY, on=AS_OF)
        assert shown is not None
        assert [fact.shown for fact in shown.facts] == ["30"]
    with amounts.shown_as(View.CLEAR):
        shown = reason("activity_fall", why, version=POLICY, on=AS_OF)
        assert shown is not None
        assert [fact.shown for fact in shown.facts] == ["30", "\N{MINUS SIGN}60.0%"]


def test_of_an_or_only_the_branch_that_held_is_shown(book):
    """Assets fell, the newest product is a month old: growing for the product alone."""
    import json

    from tests.integration.apps.conftest import AS_OF
    from tests.integration.apps.lifecycle.conftest import POLICY

    from hengke.apps.lifecycle.reasons import reason
    from hengke.policies.access import View
    from hengke.web import amounts

    def shown(aum: int, before: int, product: str | None) -> tuple[set[str], str]:
        why = {"tenure_days": 900, "aum": aum, "aum_6m_ago": before, "last_product_on": product}
        with amounts.shown_as(View.CLEAR):
            found = reason("growing", json.dumps(why), version=POLICY, on=AS_OF)
        assert found is not None
        return {fact.name for fact in found.facts}, " ".join(found.held)

    with translation.override("en"):
        facts, held = shown(2_950_000_000, 3_190_000_000, "2026-09-23")
        assert len(facts) == 2
        assert not any("six months ago" in name for name in facts)
        assert "newest product" in held
        assert "assets" not in held
        facts, held = shown(3_190_000_000, 2_000_000_000, "2020-09-23")
        assert any("six months ago" in name for name in facts)
        assert not any("newest product" in name for name in facts)
        facts, held = shown(3_190_000_000, 2_000_000_000, "2026-09-23")
        assert (len(facts), held) == (4, "")


def test_a_rule_of_an_older_policy_shows_its_numbers_without_a_sentence(book):
    from tests.integration.apps.conftest import AS_OF

    from hengke.apps.lifecycle.reasons import reason

    found = reason("long_gone", '{"aum": 100, "gone": 1}', version="other", on=AS_OF)
    assert found is not None
    assert (found.title, found.sentence, len(found.facts)) == ("long_gone", "", 1)


def test_without_a_night_that_weighs_the_lifecycle_pages_say_so(client_of):
    assert "No stage was computed yet" in client_of("alice").get(PAGE).content.decode()


def test_a_hand_over_takes_the_stage_along(book):
    from hengke.apps.lifecycle.api import Place, rescope

    assert rescope(["A1", "gone"], branch_id="B002", manager_id="S0003") == 1
    moved = Place.objects.get(customer_id="A1")
    assert (moved.branch_id, moved.manager_id) == ("B002", "S0003")

"""Why this tier: both sentences, and every number in them traced to what is stored."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hengke.apps.tiering import explanation
from hengke.apps.tiering.explanation import Source
from hengke.apps.tiering.models import Assessment, Position

PAGE = "/tiers/customers/A1/"


@pytest.fixture
def watched(place, assess):
    """On watch: 48,000 of 50,000 at the last assessment, 3,000 missing today."""
    assess("A1", "2026-07-31", assessed=1, aum=60_000, effective_rank_before=None, state="new",
           reason_code="first_assessment")  # fmt: skip
    assess("A1", "2026-08-31", assessed=1, aum=55_000)
    assess("A1", "2026-09-30", assessed=0, effective=1, aum=48_000, fails_used=1, state="watch",
           reason_code="below_floor")  # fmt: skip
    place("A1", average=47_000, gap=3_000, fails=1)


def spoken(pieces) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_number_in_both_sentences_leads_to_field_date_version_and_run(
    watched, users, client_of, language
):
    users["alice"].language = language
    users["alice"].save()
    told = client_of("alice").get(PAGE).context["explanation"]
    for pieces in (told.manager, told.customer):
        assert spoken(pieces)
        untraced = "".join(piece.text for piece in pieces if piece.source is None)
        assert not re.search(r"\d", untraced), untraced
    for source in told.sources:
        assert source.field
        assert source.policy_version.startswith("standard_month_average@")
        assert bool(source.run_id) != source.field.startswith("policy.")


def test_a_traced_number_is_the_stored_one(watched, client_of):
    sources = {s.field: s for s in client_of("alice").get(PAGE).context["explanation"].sources}
    stored = Assessment.objects.get(assessed_on=date(2026, 9, 30))
    position = Position.objects.get()
    assert sources["value_minor"].value == str(stored.value_minor)
    assert sources["value_minor"].text == "CNY 48,000.00"
    assert sources["value_minor"].as_of == date(2026, 9, 30)
    assert sources["gap_to_keep_minor"].value == str(position.gap_to_keep_minor)
    assert sources["gap_to_keep_minor"].as_of == position.as_of
    assert sources["policy.tiers.gold.floor_minor"].value == "5000000"


def test_any_assessment_of_the_history_can_be_explained(watched, client_of):
    client = client_of("alice")
    first = client.get(f"{PAGE}?on=2026-07-31").context["explanation"]
    assert first.assessed_on == date(2026, 7, 31)
    assert spoken(first.manager).startswith("First assessment on 31 July 2026")
    assert "gap_to_keep_minor" not in {source.field for source in first.sources}
    for nonsense in ("2026-02-30", "x", "2031-01-31"):
        last = client.get(f"{PAGE}?on={nonsense}").context["explanation"]
        assert last.assessed_on == date(2026, 9, 30)


def test_a_version_that_is_not_on_the_shelf_is_said_and_nothing_is_made_up(watched, client_of):
    Assessment.objects.update(policy_version="standard_month_average@2019-01-01:deadbeef")
    answer = client_of("alice").get(PAGE)
    told = answer.context["explanation"]
    assert (told.manager, told.sources) == ((), ())
    assert "deadbeef is not on the shelf" in answer.content.decode()


def source(number: int, text: str) -> Source:
    return Source(number, text, f"f{number}", text, date(2026, 1, 1), "v", "r")


def cut(sentence: str, *texts: str) -> list[tuple[str, int | None]]:
    sources = [source(number, text) for number, text in enumerate(texts, 1)]
    pieces = explanation.pieces(sentence, sources)
    assert spoken(pieces) == sentence
    return [(piece.text, piece.source and piece.source.number) for piece in pieces]


def test_a_number_within_another_is_not_taken_for_it() -> None:
    assert cut("13 of 3, 3.30", "3", "13") == [
        ("13", 2), (" of ", None), ("3", 1), (", 3.30", None),
    ]  # fmt: skip


def test_two_numbers_that_read_the_same_are_traced_in_their_order() -> None:
    assert cut("500.00 reaches 500.00", "500.00", "500.00") == [
        ("500.00", 1), (" reaches ", None), ("500.00", 2),
    ]  # fmt: skip


def test_a_sentence_without_numbers_is_one_piece() -> None:
    assert cut("Nothing moves.") == [("Nothing moves.", None)]

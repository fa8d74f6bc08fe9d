"""Answers of customers as rows: from paper, face to face and by telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from hengke.apps.audit.models import Entry
from hengke.apps.needs import endings
from hengke.apps.needs.models import Interview, Reply
from hengke.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAGE = "/customers/A1/?tab=needs"
ADDRESS = "/needs/of/A1/interview/"


def sent(**fields: str) -> dict[str, str]:
    known = {
        "questionnaire": "first_talk", "way": "face", "held_on": "2026-11-01",
        "q-plans": "a shop for her brother", "q-children": "yes", "q-risk": "4",
        "q-retirement": "",
    }  # fmt: skip
    return known | {name.replace("q_", "q-"): text for name, text in fields.items()}


@pytest.mark.requirement("R015")
@pytest.mark.parametrize(
    ("way", "word"),
    [("questionnaire", "Questionnaire"), ("face", "Face to face"), ("phone", "By telephone")],
)
def test_answers_are_rows_of_the_customer_question_by_question(
    client_of: Any, book: Any, way: str, word: str
) -> None:
    alice = client_of("alice")
    assert alice.post(ADDRESS, sent(way=way))["Location"] == PAGE
    one = Interview.objects.get()
    assert (one.customer_id, one.questionnaire, one.way) == ("A1", "first_talk", way)
    assert {reply.question: reply.answer.plain() for reply in one.replies.all()} == {
        "plans": "a shop for her brother", "children": "yes", "risk": "4",
    }  # fmt: skip
    shown = alice.get(PAGE).content.decode().partition('id="interviews-title"')[2]
    for told in ("First talk", word, "Which large plans", "a shop for her brother"):
        assert told in shown
    assert Entry.objects.get(action="needs.interview_recorded").details == {"interview": one.pk}


def test_answers_lie_sealed_and_mere_readers_see_stars(client_of: Any, book: Any) -> None:
    client_of("alice").post(ADDRESS, sent())
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM needs_reply")
        assert not [row for row in cursor.fetchall() if "brother" in row[0]]
    page = client_of("auditor").get(PAGE).content.decode()
    assert "Which large plans" in page
    assert "brother" not in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"questionnaire": "none"}, "There is no questionnaire"),
        ({"q_risk": "6"}, "The answer to “How far are changes"),
        ({"q_children": "perhaps"}, "The answer to “Is there education"),
        ({"q_plans": "x" * 501}, "The answer to “Which large plans"),
        ({"q_fame": "yes"}, "not part of the questionnaire any more"),
        ({"q_plans": " ", "q_children": "", "q_risk": ""}, "No question was answered"),
        ({"held_on": str(clock.today() + timedelta(days=1))}, "on a day to come"),
        ({"way": "pigeon"}, "Way: "),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_written(
    client_of: Any, book: Any, fields: dict[str, str], told: str
) -> None:
    answer = client_of("alice").post(ADDRESS, sent(**fields))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Interview.objects.exists()
    assert not Reply.objects.exists()


def test_a_mistake_is_withdrawn_by_whoever_serves_the_customer(client_of: Any, book: Any) -> None:
    client_of("alice").post(ADDRESS, sent())
    one = Interview.objects.get()
    address = f"/needs/interviews/{one.pk}/withdraw/"
    assert client_of("chen").post(address).status_code == 404
    assert client_of("alice").post(address).status_code == 302
    assert "a shop for her brother" not in client_of("alice").get(PAGE).content.decode()
    assert Interview.objects.get().withdrawn_at is not None


def test_answers_are_in_the_own_copy_and_end_with_the_needs(client_of: Any, book: Any) -> None:
    from hengke.apps.workbench import privacy_data

    client_of("alice").post(ADDRESS, sent())
    copied = privacy_data.of("A1")["interviews"]
    assert [(row["question"], row["answer"]) for row in copied] == [
        ("plans", "a shop for her brother"), ("children", "yes"), ("risk", "4"),
    ]  # fmt: skip
    for owner in endings.owners():
        owner.destroy("A1")
    assert (Interview.objects.count(), Reply.objects.count()) == (0, 0)

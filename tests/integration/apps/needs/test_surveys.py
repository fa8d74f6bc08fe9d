"""KANO surveys: answers from a file or pasted, row errors named, evaluation, refusal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.apps.needs.conftest import NOW

from hengke.apps.needs import survey_actions, survey_queries
from hengke.apps.needs.answers_file import Row
from hengke.apps.needs.survey_models import Answer, Survey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HEAD = "respondent,feature,functional,dysfunctional\n"


@pytest.fixture
def survey(users: Any) -> Survey:
    by = users["business"]
    made = survey_actions.open_survey(
        title="app of the bank", asked_on=date(2026, 11, 1), by=by, now=NOW
    )
    for code in ("F1", "F2"):
        survey_actions.add_feature(made, code=code, title=f"feature {code}", idea=None, by=by)
    return made


def send(client: Any, survey: Survey, text: str = "", **sent: Any) -> Any:
    return client.post(f"/needs/surveys/{survey.pk}/answers/", {"text": text, **sent})


@pytest.mark.requirement("R087")
def test_the_worked_example_from_answers_to_the_page(survey: Any, client_of: Any) -> None:
    """A30 O20 M40 I10: Better 0.50, Worse -0.60, must-be (domain.md 7.1)."""
    client, lines, number = client_of("business"), [], 0
    for pair, times in (("1,3", 30), ("1,5", 20), ("3,5", 40), ("2,2", 10)):
        for _ in range(times):
            number += 1
            lines.append(f"P{number},F1,{pair}")
    assert send(client, survey, HEAD + "\n".join(lines)).status_code == 302
    page = client.get(f"/needs/surveys/{survey.pk}/").content.decode()
    row = page.partition("<b>feature F1</b>")[2].partition("</tr>")[0]
    for told in ("Must-be", ">40<", ">20<", ">30<", ">10<", "0.50", "-0.60"):
        assert told in row, told
    assert 'class="quadrant"' in page
    assert "0.0% of the answers contradict themselves" in page


@pytest.mark.parametrize(
    "text",
    [
        "respondent\tfeature\tfunctional\tdysfunctional\nP1\tF1\tlike\tdislike\n",
        "受访者;功能;具备时;不具备时\nP1;F1;喜欢;不喜欢\n",
        "note,DYSFUNCTIONAL,Functional,feature,respondent\n,５,1,F1,P1\n\n",
    ],
)
def test_columns_are_found_by_name_and_answers_by_word(
    survey: Any, client_of: Any, text: str
) -> None:
    assert send(client_of("business"), survey, text).status_code == 302
    assert list(Answer.objects.values_list("respondent", "functional", "dysfunctional")) == [
        ("P1", 1, 5)
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_is_taken_in_the_encodings_of_the_house(
    survey: Any, client_of: Any, encoding: str
) -> None:
    content = "受访者,功能,具备时,不具备时\n甲1,F1,喜欢,不喜欢\n".encode(encoding)
    file = SimpleUploadedFile("a.csv", content)
    assert send(client_of("business"), survey, file=file).status_code == 302
    assert Answer.objects.get().respondent == "甲1"


@pytest.mark.requirement("R087")
def test_each_row_that_does_not_hold_is_named_and_nothing_is_taken(
    survey: Any, client_of: Any, book: Any
) -> None:
    text = HEAD + (
        "P1,F1,1,5\nP2,F9,1,5\nP3,F1,6,5\n,F1,1,1\nP1,F1,2,2\n13812345678,F1,1,1\n"
        "li@bank.example,F1,1,1\nP4,F1,1\nA1,F2,1,1\n"
    )
    answer = send(client_of("business"), survey, text)
    assert answer.status_code == 422
    page = answer.content.decode()
    for told in (
        "row 3 · feature · “F9”: no feature of this survey",
        "row 4 · functional · “6”: not one of 1 to 5",
        "row 5 · respondent: empty",
        "row 6 · respondent · “P1”: answered in row 2 already",
        "row 7 · respondent · “13812345678”: leads to a person",
        "row 8 · respondent · “li@bank.example”: leads to a person",
        "row 9 · dysfunctional: not one of 1 to 5",
        "row 10 · respondent · “A1”: the number of a customer",
    ):
        assert told in page, told
    assert "P2,F9,1,5" in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing was sent"),
        ("name,answer\nx,y", "functional: this column is missing"),
        (HEAD, "there is no row of answers"),
        (HEAD + '"P1,F1,1,5\n' * 3, ""),
        (HEAD + "x" * 1_000_001, "longer than a million signs"),
    ],
)
def test_what_is_no_survey_is_told(survey: Any, client_of: Any, text: str, told: str) -> None:
    answer = send(client_of("business"), survey, text)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_later_answer_stands_in_place_of_the_earlier_one(survey: Any, users: Any) -> None:
    by = users["business"]
    survey_actions.take_answers(survey, [Row(2, "P1", "F1", 1, 5), Row(3, "P1", "F2", 3, 3)], by=by)
    assert survey_actions.take_answers(
        survey, [Row(2, "P1", "F1", 3, 5), Row(3, "P2", "F1", 3, 5)], by=by
    ) == (1, 1)
    assert sorted(Answer.objects.values_list("respondent", "feature__code", "functional")) == [
        ("P1", "F1", 3), ("P1", "F2", 3), ("P2", "F1", 3),
    ]  # fmt: skip


@pytest.mark.requirement("R087")
def test_a_survey_of_contradictions_is_refused_and_says_who_contradicts(
    survey: Any, users: Any, client_of: Any
) -> None:
    rows = [Row(2 + n, f"P{n}", "F1", 3, 5) for n in range(17)]
    rows += [Row(19, "odd", "F1", 1, 1), Row(20, "odd", "F2", 5, 5)]
    survey_actions.take_answers(survey, rows, by=users["business"])
    page = client_of("alice").get(f"/needs/surveys/{survey.pk}/").content.decode()
    assert "10.5 % of the answers contradict themselves, more than 10 %" in page
    row = page.partition("<b>feature F1</b>")[2].partition("</tr>")[0]
    assert "Must-be" not in row
    assert "1.00" not in row
    assert 'class="quadrant"' not in page
    assert survey_queries.contradictory(survey) == [("odd", 2)]


def test_surveys_are_listed_with_what_they_hold(survey: Any, users: Any, client_of: Any) -> None:
    survey_actions.take_answers(
        survey, [Row(2, "P1", "F1", 1, 5), Row(3, "P1", "F2", 3, 3)], by=users["business"]
    )
    (one,) = survey_queries.newest()
    assert (one.features, one.respondents, one.answers) == (2, 1, 2)
    client = client_of("business")
    assert (
        client.post("/needs/surveys/", {"title": "next", "asked_on": "2999-01-01"}).status_code
        == 422
    )
    assert (
        client.post("/needs/surveys/", {"title": "next", "asked_on": "2026-11-02"}).status_code
        == 302
    )
    again = client.post(f"/needs/surveys/{survey.pk}/features/", {"code": "F1", "title": "again"})
    assert "has a feature of this code" in again.content.decode()

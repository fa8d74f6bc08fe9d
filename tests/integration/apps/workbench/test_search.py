"""The palette: by name, number, phone tail and initials, and only in the own book."""

from __future__ import annotations

import pytest
from tests.integration.apps.seeded import AS_OF

from hengke.apps.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(bank) -> None:
    rows = (
        ("C900", "吴佩珊", "wps", "1234", "S0001"), ("C901", "欧阳修文", "oyxw", "5678", "S0001"),
        ("C902", "吴佩玲", "wpl", "1234", "S0002"),
        ("007700", "Jana Nováková", "jn", "0077", "S0001"),
    )  # fmt: skip
    for number, name, initials, tail, manager in rows:
        Customer.objects.create(
            customer_id=number, name=name, initials=initials, phone_tail=tail, branch_id="B001",
            manager_id=manager, kind="person", as_of=AS_OF, aum_minor=10**12,
        )  # fmt: skip


def found(client, text: str) -> set[str]:
    groups = client.get("/search/", {"q": text}).context["groups"]
    return {result["hint"].split(" ")[0] for result in groups[0][1]}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("吴佩珊", "C900"), ("佩珊", "C900"), ("wps", "C900"), ("WPS", "C900"), ("欧阳", "C901"),
        ("1234", "C900"), ("C901", "C901"), ("c901", "C901"), ("007700", "007700"),
        ("Nová", "007700"), (" 吴佩珊 ", "C900"), ("ＷＰＳ", "C900"), ("w p s", "C900"),
        ("１２３４", "C900"), ("Jana Nov", "007700"),
    ],
)  # fmt: skip
def test_a_customer_is_found_by_what_people_remember(people, speaking, text, number) -> None:
    assert number in found(speaking("alice"), text)


@pytest.mark.parametrize("text", ["吴佩玲", "wpl", "C902", "1234", "吴"])
def test_nobody_outside_the_own_book_is_found(people, speaking, text) -> None:
    assert "C902" not in found(speaking("alice"), text)
    assert "C902" in found(speaking("ben"), text)
    assert "C902" in found(speaking("bo"), text)
    assert found(speaking("dan"), text) == set()


def test_readers_find_the_customer_with_a_masked_name(people, speaking) -> None:
    page = speaking("olga").get("/search/?q=wps").content.decode()
    assert "吴**" in page
    assert "吴佩珊" not in page


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'", '"><script>', "\x00", "长" * 500])
def test_odd_input_finds_nobody_and_breaks_nothing(people, speaking, text) -> None:
    answer = speaking("alice").get("/search/", {"q": text})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_pages_are_found_by_their_name_in_the_readers_language(bank, speaking) -> None:
    assert "/tiers/radar/" in speaking("alice").get("/search/?q=radar").content.decode()
    assert "/tiers/radar/" in speaking("alice", "zh").get("/search/?q=预警").content.decode()
    assert "/audit/" not in speaking("alice").get("/search/?q=audit").content.decode()


@pytest.mark.parametrize("text", ["jjyj", "ＪＪＹＪ", "j j y j", "预警"])
def test_pages_are_found_by_initials_in_any_width(bank, speaking, text) -> None:
    assert "/tiers/radar/" in speaking("alice", "zh").get("/search/", {"q": text}).content.decode()


def test_the_initials_of_the_rail_are_those_of_the_chinese_names() -> None:
    from django.utils import translation
    from pypinyin import Style, lazy_pinyin

    from hengke.server.navigation import ITEMS
    from hengke.web.navigation import doors

    with translation.override("zh-hans"):
        for item in [*(item for item in ITEMS if not item.letter), *doors()]:
            letters = lazy_pinyin(str(item.label), style=Style.FIRST_LETTER)
            assert item.initials == "".join(letters), item.label


def test_what_nobody_answers_to_is_said(bank, speaking) -> None:
    assert "Nothing answers to that." in speaking("alice").get("/search/?q=zzz").content.decode()


def test_a_search_costs_a_handful_of_queries(people, speaking, django_assert_max_num_queries):
    client = speaking("alice")
    with django_assert_max_num_queries(11):
        client.get("/search/?q=吴")

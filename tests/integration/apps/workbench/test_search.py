"""The palette: by name, number, telephone, document, e-mail and initials, only in the own book."""

from __future__ import annotations

import pytest
from tests.integration.apps.seeded import AS_OF, found_by

from hengke.apps.customers import search_terms
from hengke.apps.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(bank) -> None:
    rows = (
        ("C900", "吴佩珊", "13800001234", "S0001"), ("C901", "欧阳修文", "13800005678", "S0001"),
        ("C902", "吴佩玲", "13900001234", "S0002"), ("007700", "Jana Nováková", "0077", "S0001"),
    )  # fmt: skip
    for number, name, phone, manager in rows:
        known = {
            "name": name, "phone": phone, "id_number": f"35020319900101{number[-3:]}X",
            "email": f"{number}@example.com",
        }  # fmt: skip
        Customer.objects.create(
            customer_id=number, branch_id="B001", manager_id=manager, kind="person", as_of=AS_OF,
            aum_minor=10**12, **known, **found_by(**known),
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
        ("１２３４", "C900"), ("Jana Nov", "007700"), ("novakova", "007700"), ("wp", "C900"),
        ("w", "C900"), ("13800001234", "C900"), ("+86 138 0000 1234", "C900"),
        ("35020319900101900X", "C900"), ("35020319900101900x", "C900"), ("900X", "C900"),
        ("C900@Example.com", "C900"), ("吴佩", "C900"), ("吴", "C900"), ("欧阳修", "C901"),
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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("吴佩玲", "C902"), ("吴佩", "C902"), ("吴", "C902"), ("欧阳", "C901"), ("欧阳修", "C901"),
        ("wpl", "C902"), ("wp", "C902"), ("oyxw", "C901"), ("13900001234", "C902"),
        ("1234", "C902"), ("35020319900101902X", "C902"), ("902X", "C902"),
        ("c902@example.com", "C902"), ("Jana Nováková", "007700"), ("novakova", "007700"),
    ],
)  # fmt: skip
def test_a_whole_bank_is_searched_by_blind_indexes(people, speaking, text, number) -> None:
    """Whoever sees no name finds by the index alone: any part of a name is not among it."""
    assert number in found(speaking("olga"), text)
    assert number in found(speaking("audrey"), text)


@pytest.mark.parametrize("text", ["佩玲", "w", "修文", "13900", "9000012"])
def test_no_part_of_an_identifier_finds_anybody_in_a_whole_bank(people, speaking, text) -> None:
    assert found(speaking("olga"), text) == set()


def test_a_large_book_is_not_opened(people, speaking, monkeypatch) -> None:
    monkeypatch.setattr(search_terms, "OPENED", 3)
    assert "C900" not in found(speaking("alice"), "佩珊")
    assert "C900" in found(speaking("alice"), "吴佩珊")


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
    with django_assert_max_num_queries(12):  # one of them among numbers merged away
        client.get("/search/?q=吴")

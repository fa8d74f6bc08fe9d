"""The catalogue with the whole library that ships: light, found by name and family, in pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.apps.conftest import AS_OF, customer, own_home

from hengke.policies import tagging as policies

TAGS = "/tags/"
MOST_ELEMENTS = 1_700


@pytest.fixture
def library(users: Any, tmp_path: Path, settings: Any) -> tuple[Any, ...]:
    """Every tag that ships, as a night publishes it, each with customers won and lost."""
    from hengke.apps.tagging.models import Tag, Turn

    own_home(tmp_path / "home", settings)
    customer("A1")
    known = policies.load(on=AS_OF).tags
    stamp = {"as_of": AS_OF, "known_at": "B1", "run_id": "run-1"}
    Tag.objects.bulk_create(
        Tag(
            code=one.code, rank=rank, family=one.family, tag_group=one.group,
            group_zh=one.group_zh, group_en=one.group_en, exclusive=one.exclusive, zh=one.zh,
            en=one.en, rule=one.rule, sentence_zh=one.rule, sentence_en=one.rule, reads="[]",
            owner=one.owner, source=one.source, own=False, valid_from=one.since, customers=3,
            unknown=0, policy_version=one.version, **stamp,
        )
        for rank, one in enumerate(known)
    )  # fmt: skip
    Turn.objects.bulk_create(
        Turn(code=one.code, since=AS_OF, run_id="run-1", gained=2, lost=1) for one in known
    )
    return known


def shown(client: Client, query: str = "") -> list[str]:
    """Codes of the tags, page by page; every page is light."""
    found: list[str] = []
    after = ""
    while True:
        answer = client.get(f"{TAGS}?{query}{after}")
        assert answer.status_code == 200
        assert len(re.findall(r"<[a-z]", answer.content.decode())) <= MOST_ELEMENTS
        found += [
            line.tag.code
            for family in answer.context["families"]
            for _title, _exclusive, lines in family.groups
            for line in lines
        ]
        cursor = answer.context["page"].next_cursor
        if cursor is None:
            return found
        after = f"&after={cursor}"


def test_the_whole_library_stands_there_in_its_order_a_light_page_at_a_time(library, client_of):
    assert shown(client_of("business")) == [one.code for one in library]


@pytest.mark.parametrize("family", policies.FAMILIES)
def test_each_family_has_its_door_with_its_number(library, client_of, family: str):
    client = client_of("business")
    wanted = [one.code for one in library if one.family == family]
    assert shown(client, f"family={family}") == wanted
    kinds = client.get(TAGS).context["kinds"]
    assert [count for _title, count, to, _chosen in kinds if to == f"?family={family}"] == [
        len(wanted)
    ]


def test_a_tag_is_found_by_its_name_in_either_language_and_by_its_code(library, client_of):
    client, one = client_of("business"), library[40]
    for text in (one.zh, one.en.upper(), one.code):
        assert one.code in shown(client, f"q={text}")
    assert shown(client, "q=no such tag at all") == []
    assert "No tag answers to that" in client.get(f"{TAGS}?q=no such tag").content.decode()


@pytest.mark.parametrize("query", ["family=none", "family=%00", "after=gone", "q=%00"])
def test_what_cannot_be_asked_loses_nothing(library, client_of, query: str):
    client = client_of("business")
    assert shown(client, query) == [one.code for one in library]
    told = "There is no family" in client.get(f"{TAGS}?{query}").content.decode()
    assert told is query.startswith("family")


def test_a_reader_of_chinese_reads_where_a_shipped_tag_is_from(library, client_of, users):
    users["business"].language = "zh-hans"
    users["business"].save()
    page = (
        client_of("business").get(reverse("tagging:tag", args=[library[0].code])).content.decode()
    )
    assert library[0].source == "Illustrative; thresholds are the bank's to set"
    assert "示例；阈值由银行自行设定" in page
    assert "Illustrative" not in page

"""Segments: saved with version and owner, nested, listed with reasons, frozen."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.integration.apps.tagging.conftest import NOW

from hengke.kernel.errors import Refused

pytestmark = [
    pytest.mark.django_db, pytest.mark.slow_test, pytest.mark.usefixtures("in_english"),
]  # fmt: skip
MEDIUM = "tag('asset_medium')"


def saved(users: Any, name: str, expression: str) -> Any:
    from hengke.apps.tagging import segment_actions

    checked = segment_actions.checked(expression, name=name)
    return segment_actions.save(name, f"title {name}", checked, by=users["business"], now=NOW)


def changed(users: Any, segment: Any, expression: str, version: int) -> Any:
    from hengke.apps.tagging import segment_actions

    checked = segment_actions.checked(expression, name=segment.name)
    return segment_actions.change(
        segment, title="other", expression=checked, version=version, by=users["business"], now=NOW
    )


@pytest.mark.requirement("R034")
def test_it_is_built_in_the_browser_previewed_saved_and_lists_customers_with_reasons(
    users: Any, book: list[str], client_of: Any
) -> None:
    business = client_of("business")
    text = f"{MEDIUM} and aum < 1000000"
    preview = business.post("/tags/segments/try/", {"expression": text}).content.decode()
    assert 'data-count="30"' in preview
    sent = {"name": "middle", "title": "The middle", "expression": text}
    answer = business.post("/tags/segments/new/", sent)
    assert answer.headers["Location"] == "/tags/segments/of/middle/"
    page = business.get("/tags/segments/of/middle/").content.decode()
    assert [one in page for one in book] == [True] * 4
    assert "assets is at least CNY 100,000" in page


@pytest.mark.requirement("R034")
def test_each_sees_the_customers_of_the_own_book_alone(
    users: Any, book: list[str], client_of: Any
) -> None:
    saved(users, "middle", MEDIUM)
    for name, seen in (("alice", book[:2]), ("head", book[:3]), ("chen", book[3:])):
        page = client_of(name).get("/tags/segments/of/middle/").content.decode()
        assert [one for one in book if one in page] == seen
        assert f'data-count="{len(seen)}"' in page


def test_a_page_of_members_asks_the_worker_once(
    users: Any, book: list[str], client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hengke.apps.tagging.models import Segment
    from hengke.pipelines import api

    saved(users, "middle", MEDIUM)
    asked, answer = list[str](), api.ask
    monkeypatch.setattr(
        api, "ask", lambda home, question, **more: asked.append(question) or answer(
            home, question, **more)
    )  # fmt: skip
    page = client_of("alice").get("/tags/segments/of/middle/").content.decode()
    assert asked == ["tag_page"]
    assert "assets is at least CNY 100,000" in page
    Segment.objects.filter(name="middle").update(expression="tag('gone')")
    page = client_of("alice").get("/tags/segments/of/middle/").content.decode()
    assert asked == ["tag_page"] * 2
    assert 'class="rule-problem"' in page


def test_a_number_that_was_merged_away_is_in_no_list_and_no_count(
    users: Any, book: list[str]
) -> None:
    from hengke.apps.customers.merged_models import Redirect
    from hengke.apps.tagging import asking

    before = asking.counted(MEDIUM, users["business"])["true"]
    Redirect.objects.create(customer_id=book[0], survivor_id=book[1], since=NOW)
    assert asking.counted(MEDIUM, users["business"])["true"] == before - 1
    assert book[0] not in asking.members(MEDIUM, users["business"])["customers"]
    assert book[0] not in asking.members(MEDIUM, users["alice"])["customers"]


def test_who_wants_no_prediction_is_in_no_segment_by_one(users: Any, book: list[str]) -> None:
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.apps.tagging import asking

    text = "aum > 0 and (fall_probability >= 0 or fall_probability is null)"
    PlainProcessing.objects.create(customer_id=book[0], since=NOW, by=users["alice"])
    assert book[0] in asking.members("aum > 0", users["business"])["customers"]
    assert book[0] not in asking.members(text, users["business"])["customers"]


def test_segments_name_each_other_and_a_circle_is_refused(users: Any, book: list[str]) -> None:
    inner = saved(users, "inner", MEDIUM)
    saved(users, "outer", "segment('inner') and aum > 0")
    with pytest.raises(Refused, match="circle"):
        changed(users, inner, "segment('outer')", 1)
    with pytest.raises(Refused, match="no segment"):
        saved(users, "third", "segment('inne')")


def test_each_change_is_a_version_and_nobody_overwrites_anothers(
    users: Any, book: list[str]
) -> None:
    from hengke.apps.audit.api import Entry

    segment = saved(users, "middle", MEDIUM)
    assert changed(users, segment, "aum > 5", 1).version == 2
    with pytest.raises(Refused, match="meanwhile"):
        changed(users, segment, "aum > 6", 1)
    told = segment.versions.order_by("version").values_list("version", "expression", "written_by")
    by = users["business"].pk
    assert list(told) == [(1, MEDIUM, by), (2, "aum > 5", by)]
    assert Entry.objects.filter(action__startswith="tagging.segment", target="middle").count() == 2


def test_one_that_others_name_cannot_end(users: Any, book: list[str]) -> None:
    from hengke.apps.tagging import queries, segment_actions

    inner = saved(users, "inner", MEDIUM)
    outer = saved(users, "outer", "segment('inner')")
    with pytest.raises(Refused, match="title outer"):
        segment_actions.end(inner, by=users["business"], now=NOW)
    segment_actions.end(outer, by=users["business"], now=NOW)
    segment_actions.end(inner, by=users["business"], now=NOW)
    assert not queries.segments().exists()


@pytest.mark.requirement("R034")
def test_an_audience_stays_what_it_was_when_the_segment_changes(
    users: Any, book: list[str], client_of: Any
) -> None:
    from hengke.apps.tagging import queries, segment_actions
    from hengke.apps.tagging.models import Audience

    segment = saved(users, "middle", MEDIUM)
    answer = client_of("business").post("/tags/segments/of/middle/freeze/", {"purpose": "a letter"})
    audience = Audience.objects.get()
    assert answer.headers["Location"] == f"/tags/audiences/{audience.pk}/"
    assert audience.as_of == date(2026, 10, 23)
    assert (audience.customers, audience.version, audience.frozen_by) == (30, 1, users["business"])
    before = list(audience.members.order_by("customer_id").values_list("customer_id", flat=True))
    changed(users, segment, "aum < 0", 1)
    assert list(audience.members.values_list("customer_id", flat=True)) == before
    assert queries.members(audience, users["alice"]).count() == 2
    page = client_of("chen").get(f"/tags/audiences/{audience.pk}/").content.decode()
    assert [one in page for one in book] == [False, False, False, True]
    segment.refresh_from_db()
    found = segment_actions.membership(segment, users["business"])
    with pytest.raises(Refused, match="Nobody"):
        segment_actions.freeze(segment, found, purpose="a letter", by=users["business"], now=NOW)


@pytest.mark.requirement("R035")
def test_why_a_customer_has_a_tag_is_a_sheet_with_rule_and_values(
    users: Any, published: list[str], client_of: Any
) -> None:
    alice = client_of("alice")
    page = alice.get(f"/tags/of/{published[0]}/why/asset_medium/").content.decode()
    assert "medium assets" in page
    assert "assets is below CNY 1,000,000" in page
    assert alice.get(f"/tags/of/{published[3]}/why/asset_medium/").status_code == 404
    assert alice.get(f"/tags/of/{published[0]}/why/prefers_visits/").status_code == 404


def test_the_catalogue_counts_the_own_book(
    users: Any, published: list[str], client_of: Any
) -> None:
    from hengke.apps.tagging import queries

    numbers = {
        name: queries.numbers_per_tag(users[name], queries.tags())["asset_medium"]
        for name in ("alice", "head", "business")
    }
    assert numbers == {"alice": 2, "head": 3, "business": 4}
    assert client_of("alice").get("/tags/").status_code == 200
    assert client_of("alice").get("/tags/tag/asset_medium/").status_code == 200


def test_without_a_worker_the_page_says_so(
    users: Any, book: list[str], client_of: Any, monkeypatch: Any
) -> None:
    saved(users, "middle", MEDIUM)
    monkeypatch.undo()
    answer = client_of("business").get("/tags/segments/of/middle/")
    assert answer.status_code == 200
    assert "worker is not running" in answer.content.decode()


def test_the_command_counts_segments_and_tags_of_both_sorts_as_the_page_does(
    users: Any, published: list[str], home: Any, monkeypatch: Any, capsys: Any
) -> None:
    from hengke import cli
    from hengke.apps.tagging import actions
    from hengke.cli import workbench

    saved(users, "middle", f"{MEDIUM} and aum < 1000000")
    visits = {"code": "prefers_visits", "reason": "said so", "until": date(2026, 12, 1)}
    customer = _customer(published[0])
    actions.give(customer, **visits, by=users["head"], now=NOW)
    home.database.touch()
    monkeypatch.setattr(workbench, "set_up", lambda home: None)

    def told(*words: str) -> dict[str, Any]:
        monkeypatch.setattr("sys.argv", ["hengke", "rules", *words, "--json"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        return dict(json.loads(capsys.readouterr().out))

    place = ("--as-of", "2026-10-23", "--home", str(home.path))
    found = told("count", "segment('middle')", *place)
    assert (found["true"], found["missing"]) == (30, [])
    assert told("check", "segment('middle')", *place)["segments"] == ["middle"]
    rule = f"segment('middle') and tag('prefers_visits') and {MEDIUM}"
    found = told("count", rule, *place)
    assert (found["true"], found["missing"]) == (1, [])


def _customer(number: str) -> Any:
    from hengke.apps.customers.api import Customer

    return Customer.objects.get(pk=number)

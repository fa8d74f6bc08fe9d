"""A tag of the bank's own: asked for, decided by a second person, written, and known at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.html import escape
from tests.integration.apps.tagging.conftest import NOW
from tests.integration.homes import AS_OF

from hengke.kernel.errors import PolicyError, Refused

pytestmark = [
    pytest.mark.django_db, pytest.mark.slow_test, pytest.mark.usefixtures("in_english"),
]  # fmt: skip
RULE = "aum >= 300000 and not has('fund')"


def draft(**other: Any) -> Any:
    from hengke.apps.tagging.definitions import Draft

    known = {
        "code": "idle_money", "family": "value", "zh": "闲置资金", "en": "idle money",
        "rule": RULE, "since": AS_OF, "through": None, "owner": "business", "source": "campaign",
    }  # fmt: skip
    return Draft(**{**known, **other})


def asked(users: Any, **other: Any) -> Any:
    from hengke.apps.tagging import definitions

    return definitions.ask(draft(**other), reason="a campaign", by=users["business"], now=NOW)


@pytest.fixture
def second(users: Any) -> Any:
    from hengke.apps.identity.models import User

    return User.objects.create(username="second", role="risk", language="en")


@pytest.mark.requirement("R023")
def test_a_second_person_decides_and_the_tag_is_a_file_with_its_version(
    home: Any, users: Any, book: list[str], second: Any
) -> None:
    from hengke.apps.approvals import api as approvals
    from hengke.policies import tagging as policies

    request = asked(users)
    file = home.tag_policies / "idle_money" / f"{AS_OF}.toml"
    with pytest.raises(Refused):
        approvals.decide(request, yes=True, by=users["business"], now=NOW)
    assert not file.exists()
    approvals.decide(request, yes=True, by=second, now=NOW)
    found = policies.load(on=AS_OF, own=home.tag_policies).get("idle_money")
    assert (found.rule, found.own, found.owner) == (RULE, True, "business")
    assert found.version.startswith(f"idle_money@{AS_OF}:")
    text = file.read_bytes()
    with pytest.raises(Refused, match="never overwritten"):
        asked(users, rule="aum > 1")
    assert file.read_bytes() == text


@pytest.mark.requirement("R078")
def test_a_rule_of_latent_needs_is_changed_in_the_browser_and_decided_by_a_second_person(
    home: Any, users: Any, book: list[str], second: Any, client_of: Any
) -> None:
    """Five enquiries instead of three, from a later day; what ships stays beneath."""
    from hengke.apps.approvals import api as approvals
    from hengke.apps.approvals.models import Approval
    from hengke.policies import tagging as policies

    client, code = client_of("business"), "latent_cross_border"
    page = client.get(f"/tags/new/?tag={code}").content.decode()
    assert "enquiries_fx_30d &gt;= 3" in page
    assert '<option value="cross_border" selected>' in page
    sent = {
        "code": code, "family": "need", "zh": "跨境", "en": "abroad", "need": "cross_border",
        "rule": "enquiries_fx_30d >= 5", "since": f"{AS_OF}", "reason": "three are too few",
    }  # fmt: skip
    assert client.post("/tags/new/", {**sent, "need": "nothing"}).status_code == 422
    assert client.post("/tags/new/", {**sent, "family": "value"}).status_code == 422
    assert client.post("/tags/new/", sent).status_code == 302
    waiting = Approval.objects.get()
    assert f"/approvals/{waiting.pk}/" in client.get("/tags/").content.decode()
    approvals.decide(waiting, yes=True, by=second, now=NOW)
    found = policies.load(on=AS_OF, own=home.tag_policies).get(code)
    assert (found.rule, found.need, found.own) == (sent["rule"], "cross_border", True)
    before = policies.load(on=date(2026, 10, 22), own=home.tag_policies).get(code)
    assert (before.rule, before.own) == ("enquiries_fx_30d >= 3", False)


def test_who_decides_reads_what_the_rule_says_and_for_how_many_it_held(
    users: Any, book: list[str], second: Any, client_of: Any
) -> None:
    from hengke.apps.approvals.models import Approval
    from hengke.apps.tagging import asking

    sent = {
        "code": "idle_money", "family": "value", "zh": "闲置资金", "en": "idle money", "need": "",
        "rule": RULE, "since": f"{AS_OF}", "reason": "a campaign",
    }  # fmt: skip
    assert client_of("business").post("/tags/new/", sent).status_code == 302
    counted = asking.counted(RULE, users["business"])
    users["second"] = second
    page = client_of("second").get(f"/approvals/{Approval.objects.get().pk}/").content.decode()
    assert f"Customers it held for on {AS_OF}" in page
    assert f"{counted['true']} of {counted['customers']}" in page
    assert escape(asking.examined(RULE)["sentence"]["en"]) in page


def test_a_segment_can_name_it_before_the_next_run(
    users: Any, book: list[str], second: Any
) -> None:
    from hengke.apps.approvals import api as approvals
    from hengke.apps.tagging import asking

    with pytest.raises(Refused, match="no tag"):
        asking.counted("tag('idle_money')", users["business"])
    approvals.decide(asked(users), yes=True, by=second, now=NOW)
    found = asking.counted("tag('idle_money')", users["business"], against=RULE)
    assert found["true"] == found["other"] == found["both"] > 0


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"rule": "aum_mnth_avg > 1"}, "aum_month_avg"),
        ({"rule": "aum + 1"}, ">="),
        ({"rule": "tag('idle_money')"}, "Take the name"),
        ({"code": "asset_large"}, "another code"),
        ({"code": "activity"}, "another code"),
        ({"code": "Idle"}, "small letters"),
        ({"since": date(2026, 10, 22)}, "later first day"),
        ({"through": date(2026, 1, 1)}, ""),
    ],
)
def test_what_is_wrong_is_refused_before_anybody_is_asked(
    users: Any, book: list[str], other: dict[str, Any], said: str
) -> None:
    from hengke.apps.approvals.api import Approval

    with pytest.raises((Refused, PolicyError)) as refusal:
        asked(users, **other)
    assert said in refusal.value.next_step
    assert not Approval.objects.exists()


def test_the_page_speaks_of_tags_and_of_its_own_list_never_of_files_or_commands(
    home: Any, users: Any, book: list[str], client_of: Any
) -> None:
    client = client_of("business")
    sent = {
        "code": "asset_medium", "family": "value", "zh": "中", "en": "medium", "rule": "aum > 1",
        "since": str(AS_OF), "reason": "a campaign",
    }  # fmt: skip
    page = client.post("/tags/new/", sent).content.decode()
    assert "has the code asset_medium already" in page
    unknown = {**sent, "code": "idle_money", "rule": "zzzzz > 1"}
    asked = client.post("/tags/new/", unknown).content.decode()
    assert "The rule of the tag idle_money is wrong: There is no feature" in asked
    tried = client.post("/tags/new/try/", {"rule": "zzzzz > 1"}).content.decode()
    assert '<a class="link" href="#terms">“What a rule can name”' in tried
    assert 'id="terms"' in asked
    assert 'minlength="4"' in asked
    for told in (page, asked, tried):
        assert ".toml" not in told
        assert "hengke rules" not in told


def test_the_page_keeps_what_was_typed_when_it_refuses(
    home: Any, users: Any, book: list[str], client_of: Any
) -> None:
    from hengke.apps.approvals.api import Approval

    client, sent = client_of("business"), {
        "code": "idle_money", "family": "value", "zh": "闲置资金", "en": "idle money",
        "rule": "aum_mnth_avg > 1", "since": str(AS_OF), "reason": "a campaign",
    }  # fmt: skip
    answer = client.post("/tags/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "aum_mnth_avg &gt; 1" in page
    assert "^^^^^^^^^^^^" in page
    assert client.post("/tags/new/", {**sent, "rule": RULE}).status_code == 302
    assert Approval.objects.get().payload["rule"] == RULE
    assert client_of("alice").get("/tags/new/").status_code == 403


def test_the_number_is_counted_before_anybody_is_asked(
    users: Any, book: list[str], client_of: Any
) -> None:
    client = client_of("business")
    page = client.post("/tags/new/try/", {"rule": "aum >= 0"}).content.decode()
    assert 'data-count="500"' in page
    assert "assets is at least CNY 0" in page
    wrong = client.post("/tags/new/try/", {"rule": "aum >= "}).content.decode()
    assert "data-count" not in wrong
    assert 'role="alert"' in wrong

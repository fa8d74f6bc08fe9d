"""Statistics on pages: of the own branch only, protected groups by a right, and as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.apps.conftest import AS_OF
from tests.integration.conftest import with_keys

pytestmark = pytest.mark.django_db
PAGE, FOUND, FILE = "/statistics/", "/statistics/findings/", "/statistics/file/"
STAMP = {"as_of": AS_OF, "known_at": "batch-1", "run_id": "run-1", "policy_version": "test"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Any:
    from django.core.cache import cache

    from hengke.pipelines.home import Home, HomeSettings

    cache.clear()
    home = Home.at(tmp_path / "home")
    home.write_settings(HomeSettings(bank="Bank of tests"))
    settings.HENGKE_HOME = with_keys(home)
    return home


@pytest.fixture
def client_of(users: dict[str, Any]) -> Callable[[str], Client]:
    def make(name: str) -> Client:
        from hengke.apps.identity.models import User

        user = users.get(name) or User.objects.create_user(name, None, role=name, language="en")
        client = Client()
        client.force_login(user, "hengke.apps.identity.backends.StaffBackend")
        return client

    return make


def figure(branch: str, slice_: str, value: int | None, **told: Any) -> None:
    from hengke.apps.statistics.models import Figure

    columns = {
        "grouping": "tier", "feature": "aum", "place": 0, "customers": 40, "known": 40,
        "unit": "minor", "strange": 0, "mean": value, "deviation": value, "p50": value,
        "bins": "[[null, 0, 5], [0, null, 35]]", "protected": 0,
    }  # fmt: skip
    Figure.objects.create(branch_id=branch, slice=slice_, **{**columns, **told}, **STAMP)


@pytest.fixture
def bank(organisation: None) -> None:
    """Gold customers of the bank and of two branches; of the bank also by sex, which is protected,
    and one feature that a small group hides."""
    from hengke.apps.statistics.models import Finding, Scope

    for branch, mean in (("", 111_100), ("B001", 222_200), ("B002", 333_300)):
        figure(branch, "all", mean, grouping="all")
        figure(branch, "gold", mean)
        Scope.objects.create(
            branch_id=branch, customers=40, tests=244, by_chance=12.2, found=1, false_most=0.05,
            months=18, first_on=AS_OF, last_on=AS_OF, least_group=20, discovery=0.05, **STAMP,
        )  # fmt: skip
        Finding.objects.create(
            branch_id=branch, kind="trend", grouping="tier", slice="gold", series="enquiries_fx",
            rank=1, moves="up", effect=0.4, discovery=0.001, customers=40, affected=16, year=1,
            need="cross_border", lacking=30, unmet=25, protected=0,
            expression="(status = 'active') and (tier = 'gold')",
            sentence_en=f"fx rises in {branch or 'bank'}", sentence_zh="=上升", **STAMP,
        )  # fmt: skip
    figure("", "", 555_500)
    for branch in ("", "B001"):
        figure(branch, "female", 444_400, grouping="gender", protected=1)
    figure("", "gold", None, feature="age", unit="hundredths", known=None, bins=None,
           unknown_reason="few")  # fmt: skip


@pytest.mark.requirement("R233")
def test_a_finding_ends_in_a_segment_or_an_idea(client_of, bank):
    page = client_of("business").get(FOUND).content.decode()
    assert "fx rises in bank" in page
    for told in ("244", "12.2", "Payments abroad", "30 of the group", "of 25 no rule"):
        assert told in page
    studio = "/tags/segments/new/?expression=%28status+%3D+%27active%27%29+and+%28tier+%3D+%27gold"
    assert studio in page
    opened = client_of("business").get(studio + "%27%29").content.decode()
    assert "(status = &#x27;active&#x27;) and (tier = &#x27;gold&#x27;)" in opened
    assert 'name="need_class" value="cross_border"' in page
    made = client_of("business").post(
        reverse("needs:open"), {"need_class": "cross_border", "title": "fx rises in bank"}
    )
    assert made.status_code in (200, 204, 302)
    from hengke.apps.needs.models import Idea

    assert Idea.objects.get().title == "fx rises in bank"


def test_a_branch_head_sees_the_own_branch_only(client_of, bank):
    head = client_of("head")
    asked = (
        PAGE,
        f"{PAGE}?by=tier",
        f"{PAGE}?branch=&by=tier",
        f"{PAGE}?branch=B002",
        FOUND,
        f"{FOUND}?branch=B002",
        f"{FILE}?what=figures",
        f"{FILE}?what=findings&form=json",
    )
    pages = {address: head.get(address).content.decode() for address in asked}  # fmt: skip
    assert "2.22K" in pages[PAGE]
    assert "fx rises in B001" in pages[FOUND]
    for page in pages.values():
        for foreign in ("1.11K", "3.33K", "4.44K", "111100", "333300", "in bank", "in B002"):
            assert foreign not in page
    assert "3.33K" in client_of("other_head").get(PAGE).content.decode()
    assert client_of("alice").get(PAGE).status_code == 403


def test_protected_groups_need_a_right_of_their_own(client_of, bank):
    address = f"{PAGE}?by=gender"
    assert "4.44K" in client_of("business").get(address).content.decode()
    for page in (address, f"{FILE}?what=figures"):
        seen = client_of("head").get(page).content.decode()
        assert "4.44K" not in seen
        assert "444400" not in seen
    assert "444400" in client_of("business").get(f"{FILE}?what=figures").content.decode()


def test_tiers_are_shown_to_who_may_read_tiers_only(client_of, bank, home):
    from hengke.policies.access.shelf import SHIPPED

    text = (SHIPPED / "standard" / "2026-11-26.toml").read_text(encoding="utf-8")
    own = home.access_policies / "standard"
    own.mkdir(parents=True)
    text = text.replace('"statistics.read" = {', '"statistics.read" = { data = "all",')
    (own / "2026-11-26.toml").write_text(text, encoding="utf-8")
    figure("", "all", 4_000, grouping="all", feature="age", unit="hundredths")
    data = client_of("data")
    assert data.get(PAGE).status_code == 200
    told = json.loads(data.get(f"{FILE}?what=figures&form=json").content)
    assert {one["grouping"] for one in told} == {"all"}
    assert json.loads(data.get(f"{FILE}?what=findings&form=json").content) == []


def test_zero_stands_apart_from_what_is_above_it(client_of, bank):
    figure("", "all", 5, grouping="all", feature="debts",
           bins="[[0, 1, 1672], [1, 100000, 89], [100000, null, 30]]")  # fmt: skip
    page = client_of("business").get(f"{PAGE}?feature=debts").content.decode()
    assert page.count("exactly 0") >= 1
    assert page.count("above 0") >= 1
    assert "from 0" not in page


def test_what_is_not_there_is_not_silently_something_else(client_of, bank):
    told = "What the address asks for is not there"
    business, head = client_of("business"), client_of("head")
    for address in (f"{PAGE}?feature=boats", f"{PAGE}?branch=B999", f"{PAGE}?by=boats",
                    f"{FOUND}?branch=B999"):  # fmt: skip
        assert told in business.get(address).content.decode()
    assert told in head.get(f"{PAGE}?branch=B002").content.decode()
    for address in (PAGE, FOUND, f"{PAGE}?branch=B001&by=tier&feature=aum"):
        assert told not in business.get(address).content.decode()


def test_an_unknown_figure_says_why_and_is_no_zero(client_of, bank):
    page = client_of("business").get(f"{PAGE}?by=tier&feature=age").content.decode()
    assert "known of too few customers to be shown" in page
    assert "No history of this feature is kept" in page


def test_the_page_says_of_whom_all_figures_are(client_of, bank):
    text = client_of("business").get(PAGE).content.decode()
    assert "All figures are of customers of whom holds: status is active." in text


def test_amounts_are_not_shown_to_whom_bands_are_shown(client_of, bank, home):
    from hengke.policies.access.shelf import SHIPPED

    text = (SHIPPED / "standard" / "2026-11-26.toml").read_text(encoding="utf-8")
    own = home.access_policies / "standard"
    own.mkdir(parents=True)
    text = text.replace('business = "clear"\nauditor', 'business = "masked"\nauditor')
    (own / "2026-11-26.toml").write_text(text, encoding="utf-8")
    for page in (PAGE, f"{PAGE}?by=tier&feature=aum", f"{FILE}?what=figures"):
        seen = client_of("business").get(page).content.decode()
        assert "1.11K" not in seen
        assert "111100" not in seen


def test_files_hold_what_the_page_shows_and_no_formula(client_of, bank):
    business = client_of("business")
    answer = business.get(f"{FILE}?what=findings&form=csv")
    assert "findings" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["branch_id"] for row in rows] == ["", "B001", "B002"]
    assert {row["sentence_zh"] for row in rows} == {"'=上升"}
    told = json.loads(business.get(f"{FILE}?what=figures&form=json").content)
    assert told[0]["bins"] == [[None, 0, 5], [0, None, 35]]
    for wrong in ("?what=customers", "?form=xlsx"):
        assert business.get(FILE + wrong).status_code == 404


def test_what_was_asked_and_is_not_there_falls_back(client_of, bank):
    address = f"{PAGE}?branch=none&by=nothing&feature=x&group=y"
    assert "1.11K" in client_of("business").get(address).content.decode()


def test_before_any_night_and_with_too_few_customers_the_page_says_so(client_of, users):
    from hengke.apps.statistics.models import Scope

    for page in (PAGE, FOUND):
        assert "No statistics were computed" in client_of("business").get(page).content.decode()
    Scope.objects.create(
        branch_id="", tests=0, by_chance=0, found=0, false_most=0, months=0, reason="few",
        least_group=20, discovery=0.05, **STAMP,
    )  # fmt: skip
    assert "Not computed this night" in client_of("business").get(PAGE).content.decode()
    assert "no month is known" in client_of("business").get(FOUND).content.decode()


def test_who_is_in_no_group_is_drawn_only_when_asked_for(client_of, bank):
    from hengke.apps.identity.models import User
    from hengke.apps.statistics import figures

    reader = User.objects.create_user("reads", None, role="business", language="en")
    asked = {"by": "tier", "feature": "aum"}
    drawn = [
        next(line.row.slice for line in figures.context(reader, one)["lines"] if line.here)
        for one in (asked, {**asked, "group": ""}, {**asked, "group": "gold"})
    ]
    assert drawn == ["all", "", "gold"]

"""Needs that rules conclude: shown with the facts, put on the register, told by rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.integration.apps.needs.conftest import NOW

from hengke.apps.needs.models import LatentNeed, Need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
STAMP = {"as_of": date(2026, 10, 23), "known_at": "B1", "run_id": "run-1"}
CODE = "latent_cross_border"


@pytest.fixture
def concluded(book: Any) -> Any:
    """The rule of the shown run, and that it held for A1 and C1."""
    from hengke.apps.tagging.models import Tag

    Tag.objects.create(
        code=CODE, rank=0, family="need", tag_group=CODE, group_zh="跨境", group_en="abroad",
        exclusive=0, zh="潜在跨境", en="may need payments abroad", rule="enquiries_fx_30d >= 3",
        sentence_zh="查汇率", sentence_en="enquiries about exchange rates is at least 3",
        reads='["enquiries_fx_30d"]', owner="business", source="test", own=0, customers=2,
        unknown=0, valid_from=date(1990, 1, 1), policy_version=f"{CODE}@1990-01-01:x", **STAMP,
    )  # fmt: skip
    for number in ("A1", "C1"):
        LatentNeed.objects.create(
            customer_id=number, code=CODE, need_class="cross_border",
            facts='{"enquiries_fx_30d": 11, "aum": null}', policy_version="v", **STAMP,
        )  # fmt: skip


@pytest.mark.requirement("R078")
def test_the_page_of_a_customer_says_what_was_concluded_and_from_which_facts(
    concluded: Any, client_of: Any
) -> None:
    client = client_of("alice")
    page = client.get("/customers/A1/?tab=needs").content.decode()
    assert "enquiries about exchange rates is at least 3" in page
    assert "enquiries about exchange rates in 30 days: 11" in page
    assert "assets: unknown" in page
    assert "concluded" not in client.get("/customers/A2/?tab=needs").content.decode()
    sent = {
        "need_class": "cross_border", "nature": "latent", "source": "behaviour",
        "noticed_on": "2026-10-23", "evidence": "enquiries about exchange rates is at least 3",
    }  # fmt: skip
    assert client.post("/needs/of/A1/record/", sent).status_code == 302
    written = Need.objects.get(customer_id="A1")
    assert (written.nature, written.source) == ("latent", "behaviour")
    page = client.get("/customers/A1/?tab=needs").content.decode()
    assert "on the register" in page
    assert "Put on the register" not in page


def test_of_who_wants_no_personalised_processing_nothing_is_shown(
    concluded: Any, client_of: Any, users: Any, book: Any
) -> None:
    from hengke.apps.privacy.models import PlainProcessing

    PlainProcessing.objects.create(customer_id="A1", since=NOW, by=users["alice"])
    page = client_of("alice").get("/customers/A1/?tab=needs").content.decode()
    assert "enquiries about exchange rates" not in page


@pytest.mark.requirement("R078")
def test_the_rules_with_how_many_of_the_own_customers(concluded: Any, client_of: Any) -> None:
    own, whole = (
        client_of(name).get("/needs/latent/").content.decode() for name in ("alice", "business")
    )
    for page, number in ((own, 1), (whole, 2)):
        assert "Payments abroad" in page
        assert f'?tag={CODE}">{number}</a>' in page
    assert "?tag=latent_cross_border" in whole
    assert "/tags/new/" not in own
    assert client_of("data").get("/needs/latent/").status_code == 403

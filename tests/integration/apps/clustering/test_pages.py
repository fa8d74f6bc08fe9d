"""Groups on pages: whose numbers are shown, who is listed, who names."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.integration.apps.conftest import AS_OF, STAMP, customer

from hengke.apps.audit.models import Entry
from hengke.apps.clustering.models import Book, Cluster, Field, Member, Middle, Model, Name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
PAGE = "/clustering/"


@pytest.fixture
def groups(users: Any) -> None:
    """Two groups over two books; A3 is in none."""
    rows = (("A1", "S0001", 1), ("A2", "S0001", 2), ("A3", "S0001", None), ("B1", "S0002", 1))
    for number, manager, cluster in rows:
        place = {"branch_id": "B001", "manager_id": manager}
        customer(number, kind="person", name=f"张{number}", **place)
        Member.objects.create(
            customer_id=number, cluster=cluster, next_cluster=None if cluster is None else 2,
            fit_ppm=None if cluster is None else 400_000, cluster_before=2, **place, **STAMP,
        )  # fmt: skip
    for manager, cluster, number in (("S0001", 1, 1), ("S0001", 2, 1), ("S0001", 0, 1),
                                     ("S0002", 1, 1)):  # fmt: skip
        Book.objects.create(
            branch_id="B001", manager_id=manager, cluster=cluster, customers=number,
            aum_minor=5_000_000, **STAMP,
        )  # fmt: skip
    words = json.dumps([{"feature": "aum", "apart": 1.8, "much": True}])
    Cluster.objects.create(
        cluster=1, customers=2, aum_minor=777_700_000, arrived=2, words=words, **STAMP
    )
    Cluster.objects.create(cluster=2, customers=1, aum_minor=100, arrived=0, words="[]", **STAMP)
    Middle.objects.create(
        cluster=1, feature="aum", middle=5_000_000.0, whole=1_000_000.0, apart=1.8,
        known_ppm=1_000_000, **STAMP,
    )  # fmt: skip
    Field.objects.create(x=1, y=1, cluster=1, customers=2, **STAMP)
    Model.objects.create(
        name="standard", fitted_on=AS_OF, why="drift", rows=3, drift=0.01, sizes="{}", model="{}",
        axes=json.dumps({"x": ["aum"], "y": ["debts"]}), lacking="profit", **STAMP,
    )  # fmt: skip


@pytest.mark.requirement("R230")
def test_groups_are_told_in_words_with_the_numbers_of_the_own_book(client_of, groups):
    page = client_of("alice").get(PAGE).content.decode()
    assert "assets much higher" in page
    assert "in the middle of all" in page
    assert "Of 1 customer of your books too little is known" in page
    assert "the sizes of groups had drifted" in page
    assert "5 万" in page or "50" in page
    assert "cluster-map" not in page
    assert "cluster-map" in client_of("business").get(PAGE).content.decode()


def scopes(client, address: str) -> list[str]:
    """Of whom the numbers of each card are, in the order of the page."""
    page = client.get(address).content.decode()
    return re.findall(r'<span class="chip">(your books|the whole bank)</span>', page)


def test_every_card_says_whose_numbers_it_shows(client_of, groups):
    """The sums are of the books that the reader sees, the fit is of the whole bank."""
    for name in ("alice", "head"):
        client = client_of(name)
        assert scopes(client, PAGE) == ["your books", "the whole bank"]
        assert scopes(client, f"{PAGE}1/") == ["the whole bank", "your books"]
        text = client.get(PAGE).content.decode()
        assert "of your books too little is known" in text
        assert "in the whole bank</div>" in text
    shown = client_of("head").get(PAGE).context["groups"]
    assert [(one.customers, one.share) for one in shown] == [(2, 0.5), (1, 0.25)]
    assert set(scopes(client_of("business"), PAGE)) == {"the whole bank"}


def test_a_group_lists_the_own_customers_only(client_of, groups):
    page = client_of("alice").get(f"{PAGE}1/").content.decode()
    assert "A1" in page
    assert "B1" not in page
    assert "Contribution" not in page
    assert "A1" in client_of("business").get(f"{PAGE}1/").content.decode()
    assert client_of("alice").get(f"{PAGE}9/").status_code == 404


def test_who_wants_no_personalised_processing_is_in_no_list(client_of, groups, users):
    from hengke.apps.privacy import consents
    from hengke.kernel import clock

    consents.switch("A1", personalised=False, by=users["alice"], now=clock.now())
    assert "张A1" not in client_of("alice").get(f"{PAGE}1/").content.decode()


def test_the_business_owner_names_a_group_and_nobody_else(client_of, groups):
    assert client_of("alice").post(f"{PAGE}1/name/", {"name": "老客户"}).status_code == 403
    client, rows = client_of("business"), Entry.objects.count()
    assert client.post(f"{PAGE}1/name/", {"name": " 高资产  客户 "}).status_code == 302
    assert client.post(f"{PAGE}1/name/", {"name": "高资产 客户"}).status_code == 302
    assert Entry.objects.filter(action="clustering.named").count() == 1
    assert Entry.objects.count() > rows
    assert "高资产 客户" in client.get(PAGE).content.decode()
    refused = client.post(f"{PAGE}1/name/", {"name": "长" * 31})
    assert "too long" in refused.content.decode()
    client.post(f"{PAGE}1/name/", {"name": ""})
    assert not Name.objects.exists()


def test_without_groups_the_page_says_why(client_of, users):
    assert "It needs a night" in client_of("alice").get(PAGE).content.decode()
    Model.objects.create(name="standard", reason="all_alike", **STAMP)
    assert "too much alike" in client_of("alice").get(PAGE).content.decode()

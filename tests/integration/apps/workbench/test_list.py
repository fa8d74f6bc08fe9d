"""The customer list: filters over any field, order, paging both ways, and whose customers."""

from __future__ import annotations

import base64
import json
import re

import pytest
from django.http import QueryDict
from django.utils import translation
from tests.integration.apps.seeded import POLICY
from tests.integration.apps.workbench.walking import numbers, walked

from hengke.apps.customers.models import Customer
from hengke.apps.tiering.models import Position
from hengke.apps.workbench import list_fields, list_filters
from hengke.apps.workbench.list_rights import OF_OTHERS
from hengke.engine.results import CUSTOMER_RECORDS, POSITIONS, STAMP
from hengke.pipelines.protection import identifiers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("alice", {"manager_id": "S0001"}),
        ("ben", {"manager_id": "S0002"}),
        ("bo", {"branch_id": "B001"}),
        ("olga", {}),
        ("audrey", {}),
    ],
)
def test_the_list_holds_the_own_book_and_nobody_else(bank, speaking, name, scope) -> None:
    assert set(walked(speaking(name))) == set(
        Customer.objects.filter(**scope).values_list("pk", flat=True)
    )


def test_the_data_engineer_has_no_list_of_customers(bank, speaking) -> None:
    for address in ("/customers/", "/customers/fields/"):
        assert speaking("dan").get(address).status_code == 403


@pytest.mark.parametrize("cursor", ["x", "AAAA", "W10", "WzAsIjEiLCJDMSJd", "%00"])
def test_a_cursor_that_was_cut_or_edited_starts_from_the_beginning(bank, speaking, cursor) -> None:
    client = speaking("alice")
    assert numbers(client.get(f"/customers/?after={cursor}")) == numbers(client.get("/customers/"))


def test_unknown_figures_come_last_in_both_directions(bank, speaking) -> None:
    unknown = Customer.objects.filter(manager_id="S0001").order_by("pk").first()
    Customer.objects.filter(pk=unknown.pk).update(aum_minor=None)
    client = speaking("alice")
    for order in ("asc", "desc"):
        assert numbers(client.get(f"/customers/?dir={order}"))[-1] == unknown.pk


def test_the_count_stops_at_ten_thousand(bank, speaking, monkeypatch) -> None:
    monkeypatch.setattr("hengke.web.paging.COUNT_CAP", 5)
    monkeypatch.setattr("hengke.web.paging.capped_count.__defaults__", (5,))
    text = speaking("alice").get("/customers/").content.decode()
    assert '<b class="num">5+</b>' in text


def test_filters_are_kept_in_the_address_of_every_link(bank, speaking) -> None:
    answer = speaking("olga").get("/customers/?tier=gold&risk=1&region=厦门&sort=gap")
    hrefs = [head.href for head in answer.context["heads"] if head.href]
    assert hrefs
    assert all("tier=gold" in href and "risk=1" in href for href in hrefs)
    assert all("region=" in href for href in hrefs)
    assert [chip.label for chip in answer.context["active"]] == ["Gold", "At risk", "Region: 厦门"]


def test_a_value_that_is_not_understood_is_named_and_left_out(bank, speaking) -> None:
    answer = speaking("alice").get("/customers/?aum_from=lots&kind=robot&born_from=20190230")
    text = answer.content.decode()
    assert "“lots” is not an amount" in text
    assert "“robot” is not a value of kind" in text
    assert "“20190230” is not a value of Date of birth" in text
    assert len(numbers(answer)) == 12


@pytest.mark.requirement("R012")
def test_every_profile_tier_and_value_field_can_be_filtered() -> None:
    """All that a run publishes about a customer, save stamps and identifiers.

    Identifiers are looked for exactly (see test_search), never listed by range. Reasons and trend
    are drawn from other figures; the version names the policy, which is chosen by itself.
    """
    looked_for = {"customer_id", "address", *identifiers.KEYS} | {
        column for columns in identifiers.KEYS.values() for column in columns
    }
    bar = {"kind", "status", "branch_id", "manager_id", "aum_minor", "effective_tier",
           "previous_effective_rank", "policy"}  # fmt: skip
    twins = {"effective_rank", "assessed_rank", "previous_assessed_rank", "currency",
             "policy_version", "reasons", "trend"}  # fmt: skip
    asked = {field.asked for field in list_fields.FIELDS} | bar
    published = {*CUSTOMER_RECORDS, *POSITIONS} - {*STAMP}
    of_other_tables = {"tag"} | {one.name for one in list_fields.FIELDS if one.preference}
    assert published - looked_for - twins == asked - of_other_tables


def _value(field, row) -> str:
    """How somebody would type the value a row has."""
    value = getattr(row, field.asked)
    if field.kind == list_fields.MONEY:
        return f"{value / 100:.2f}"
    return f"{value * 100}" if field.kind == list_fields.SHARE else str(value)


@pytest.mark.requirement("R012")
@pytest.mark.slow_test
@pytest.mark.parametrize("name", ["alice", "olga"])
def test_each_field_finds_exactly_the_visible_customers_that_have_the_value(
    bank, speaking, name: str
) -> None:
    client = speaking(name)
    scope = {"manager_id": "S0001"} if name == "alice" else {}
    for field in list_fields.FIELDS:
        if name == "alice" and field.name == OF_OTHERS:
            continue  # a sum over people of other books
        if field.kind == list_fields.TAG or field.preference:
            continue  # of another table: tests/integration/apps/tagging, customers
        asked, expected = _question(field, scope)
        found = walked(client, f"/customers/?{_encoded(asked)}")
        assert set(found) == expected, (field.name, asked)


def _question(field, scope: dict[str, str]) -> tuple[dict[str, str], set[str]]:
    """A value that somebody of the scope has, as it would be typed, and who else has it."""
    model = Customer if field.on == list_fields.RECORD else Position
    known = model.objects.filter(**scope, **{f"{field.asked}__isnull": False})
    row = known.exclude(**{field.asked: ""}).first() if field.kind == "text" else known.first()
    if row is None:  # nobody has one in the seeded bank
        return (
            {f"{field.name}_from": "2030-01-01"} if field.is_range else {field.name: "x"}
        ), set()
    typed = _typed(field, row)
    same = known.filter(**{field.asked: getattr(row, field.asked)})
    ends = {f"{field.name}_from": typed, f"{field.name}_to": typed}
    asked = ends if field.is_range else {field.name: typed}
    return asked, set(same.values_list("customer_id", flat=True))


def _typed(field, row) -> str:
    value = getattr(row, field.asked)
    if field.kind == list_fields.MONEY:
        return f"{value / 100:.2f}"
    return f"{value * 100}" if field.kind == list_fields.SHARE else str(value)


def _encoded(asked: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(asked)
    return query.urlencode()


@pytest.mark.parametrize("address", [
    "tier=gold&tier=platinum", "was=gold", "risk=1", "falls=1", "maturing=7", "quiet=30",
    "branch=B001", "manager=-", "manager=S0001", "kind=person", "status=active",
    "aum_from=5万&aum_to=50万", "q=陈",
])  # fmt: skip
@pytest.mark.parametrize("sort", ["aum", "fall"])
def test_a_filter_gives_the_same_customers_in_every_order(bank, speaking, address, sort) -> None:
    """Sorting by a tier figure walks another table; the filters must mean the same there."""
    client = speaking("olga")
    plain = set(walked(client, f"/customers/?{address}"))
    assert set(walked(client, f"/customers/?{address}&sort={sort}")) == plain
    assert client.get(f"/customers/?{address}").context["found"].count == len(plain)


@pytest.mark.parametrize("address", [
    "", "tier=gold&tier=mass", "q=a&kind=person&status=frozen&risk=1&falls=1&maturing=30&quiet=90",
    "aum_from=500000&aum_to=1200000.5&branch=B1&manager=-", "born_from=1980-01-01&fall_to=12.5",
    "gap_from=0.01&was=gold&next=mass&sort=gap&dir=asc", "region=厦门&income=high&policy=x",
])  # fmt: skip
def test_an_address_read_and_written_says_the_same(person, address: str) -> None:
    reader = person("olga")
    filters = list_filters.read(QueryDict(address), reader)
    assert filters.problems == ()
    assert list_filters.read(QueryDict(filters.query()[1:]), reader) == filters


def test_a_branch_head_chooses_rows_and_a_reader_does_not(bank, speaking) -> None:
    assert "data-choose-all" in speaking("bo").get("/customers/").content.decode()
    for name in ("alice", "olga"):
        assert "data-choose-all" not in speaking(name).get("/customers/").content.decode()


def test_readers_see_masked_names_and_the_manager_the_whole_one(bank, speaking) -> None:
    row = Customer.objects.filter(manager_id="S0001").first()
    name = row.name.plain()
    assert name in speaking("alice").get("/customers/").content.decode()
    masked = speaking("olga").get("/customers/").content.decode()
    assert name not in masked
    assert f"{name[0]}*" in masked


def test_what_an_app_adds_to_the_list_stands_in_it(bank, speaking) -> None:
    with translation.override("en"):
        labels = [str(h.label) for h in speaking("bo").get("/customers/").context["heads"]]
    assert {"Assets", "Month average", "Gap to keep", "Last contact", "Manager"} <= set(labels)


def test_the_seeded_policy_is_the_one_of_the_home(bank, speaking) -> None:
    assert speaking("alice").get("/customers/").context["reader"].policy == POLICY


OF_AMOUNTS_OR_TIERS = (
    "aum_from=1000000", "aum_to=1000000", "liability_from=1", "household_aum_to=5", "tier=gold",
    "was=gold", "risk=1", "falls=1", "maturing=90", "gap_from=1", "fall_from=1", "assessed=gold",
    "state=watch", "sort=aum", "sort=average", "sort=gap", "sort=fall", f"policy={POLICY}",
)  # fmt: skip


@pytest.mark.parametrize("address", OF_AMOUNTS_OR_TIERS)
def test_the_desk_cannot_ask_for_what_it_does_not_see(bank, speaking, address) -> None:
    """Left out and named, as a value that is none; the list stays whole and in its order."""
    client = speaking("cora")
    answer = client.get(f"/customers/?{address}")
    assert len(answer.context["filters"].problems) == 1
    assert numbers(answer) == numbers(client.get("/customers/"))
    assert list_filters.read(QueryDict(address), _user("olga")).problems == ()


def test_the_desk_has_the_list_by_number_and_a_cursor_without_an_amount(bank, speaking) -> None:
    everybody = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    assert walked(speaking("cora")) == everybody
    place = speaking("cora").get("/customers/").context["found"].page.after
    assert json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))[1] is None


def test_the_desk_has_no_column_order_or_field_of_amounts_and_tiers(bank, speaking) -> None:
    answer = speaking("cora").get("/customers/?kind=person")
    heads = {str(head.label): head.href for head in answer.context["heads"]}
    assert heads.keys() == {"Customer", "Assets", "Last contact"}
    assert not any(heads.values())
    text = answer.content.decode()
    for name in ("aum_from", "tier", "maturing", "risk", "liability_from", "gap_from"):
        assert f'name="{name}"' not in text
    assert 'name="born_from"' in text


def test_a_search_of_the_desk_is_not_in_order_of_assets(bank, speaking) -> None:
    found = speaking("cora").get("/search/?q=C102").content.decode()
    order = re.findall(r"C102[0-9]{5}(?=/)", found)
    assert len(order) > 3
    assert order == sorted(order)


def _user(name: str):
    from tests.integration.conftest import PEOPLE

    from hengke.apps.identity.models import User

    return User(username=name, **PEOPLE[name])

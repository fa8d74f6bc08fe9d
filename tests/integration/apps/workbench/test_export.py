"""The list as a file: what the reader may see, masked, safe, written down, and capped aloud."""

from __future__ import annotations

import csv
import io
from unittest.mock import patch

import pytest
from django.utils import timezone

from hengke.apps.audit.models import Entry
from hengke.apps.customers.models import Customer
from hengke.apps.workbench import list_export
from hengke.kernel.errors import Broken

pytestmark = pytest.mark.django_db


def lines(answer) -> list[list[str]]:
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


@pytest.mark.parametrize(
    ("name", "scope"),
    [("alice", {"manager_id": "S0001"}), ("bo", {"branch_id": "B001"}), ("olga", {})],
)
def test_the_file_holds_what_the_person_may_see(bank, speaking, name, scope) -> None:
    found = lines(speaking(name).post("/customers/export/"))
    assert {line[0] for line in found[1:-1]} == set(
        Customer.objects.filter(**scope).values_list("pk", flat=True)
    )


def test_the_file_is_filtered_as_the_page_is(bank, speaking) -> None:
    client = speaking("olga")
    address = "?tier=gold&branch=B001"
    shown = client.get(f"/customers/{address}").context["found"].count
    assert len(lines(client.post(f"/customers/export/{address}"))) == 1 + shown + 1


@pytest.mark.parametrize("name", ["alice", "bo", "olga"])
def test_no_name_and_no_identifier_leaves_the_house(bank, speaking, name) -> None:
    row = Customer.objects.filter(manager_id="S0001").first()
    text = speaking(name).post("/customers/export/").content.decode()
    assert str(row.name) in text
    for secret in (row.name, row.phone, row.id_number, row.address):
        assert secret.plain() not in text
        assert secret.token not in text


def test_the_last_row_says_who_took_it_when_and_under_which_number(bank, speaking) -> None:
    found = lines(speaking("alice").post("/customers/export/"))
    entry = Entry.objects.get()
    assert found[-1][0] == f"Export {entry.pk}"
    assert "alice" in found[-1][1]
    assert found[-1][2].startswith(f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}")
    assert found[-1][3] == f"{len(found) - 2} rows" == f"{entry.details['customers']} rows"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_cell_that_a_spreadsheet_would_run_is_marked_as_text(bank, speaking, start) -> None:
    Customer.objects.filter(manager_id="S0001").update(kind=f'{start}HYPERLINK("x")')
    kinds = {line[2] for line in lines(speaking("alice").post("/customers/export/"))[1:-1]}
    assert kinds == {f'\'{start}HYPERLINK("x")'}


def test_kind_and_status_are_words_of_the_language_of_the_file(bank, speaking) -> None:
    rows = lines(speaking("alice").post("/customers/export/"))[1:-1]
    assert {(line[2], line[3]) for line in rows} == {("Person", "Active")}


def test_amounts_are_plain_decimals_and_unknown_is_empty(bank, speaking) -> None:
    first = Customer.objects.filter(manager_id="S0001").order_by("pk").first()
    Customer.objects.filter(pk=first.pk).update(aum_minor=None)
    found = {line[0]: line[8] for line in lines(speaking("alice").post("/customers/export/"))[1:-1]}
    assert found.pop(first.pk) == ""
    known = dict(Customer.objects.filter(pk__in=found).values_list("pk", "aum_minor"))
    assert found == {pk: f"{minor / 100:.2f}" for pk, minor in known.items()}


def test_taking_the_list_out_is_written_down_without_a_name(bank, speaking) -> None:
    speaking("alice").post("/customers/export/?q=陈国栋&tier=gold")
    entry = Entry.objects.get()
    assert (entry.action, entry.by_username) == ("customers.exported", "alice")
    assert "陈国栋" not in str(entry.details)
    assert set(entry.details["filters"]) == {"q", "tier"}


def test_what_does_not_fit_is_said_in_the_last_line(bank, speaking, monkeypatch) -> None:
    monkeypatch.setattr(list_export, "CAP", 5)
    found = lines(speaking("alice").post("/customers/export/"))
    assert len(found) == 1 + 5 + 1 + 1
    assert "Only the first 5 customers are here" in found[-2][0]
    assert Entry.objects.get().details["customers"] == 5


def test_no_file_without_a_trace(bank, speaking) -> None:
    client = speaking("alice")
    client.raise_request_exception = False
    with patch("hengke.apps.workbench.list_export.record", side_effect=Broken("disk full")):
        assert client.post("/customers/export/").status_code == 500


def test_a_file_is_never_fetched_by_a_link(bank, speaking) -> None:
    assert speaking("alice").get("/customers/export/").status_code == 405


def test_the_data_engineer_takes_no_customers_out(bank, speaking) -> None:
    assert speaking("dan").post("/customers/export/").status_code == 403
    assert not Entry.objects.exists()


def test_the_log_tells_of_the_filters_in_words(bank, speaking) -> None:
    client = speaking("olga", "zh")
    client.post("/customers/export/?tier=gold&kind=person&aum_to=100000")
    assert Entry.objects.get().details["filters"]["tier"] == ["gold"]
    page = client.get("/audit/").content.decode()
    assert "等级：" in page
    assert "资产低于：100000" in page
    assert "类型：个人" in page
    for code in ("&#x27;gold", "aum_to", "{&#x27;"):
        assert code not in page

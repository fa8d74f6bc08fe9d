"""Data quality on the pages: for whom, which fields, what is wrong; and never a value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation
from typer.testing import CliRunner

from hengke.cli.app import app
from hengke.pipelines import lake

PAGE = "/imports/quality/"
FIELD = f"{PAGE}field/?source=core&table=customers&column="


def entry(*, empty: int, newest: str | None = None) -> dict[str, Any]:
    """What an import of ten customers leaves: one code unknown, two telephones alike."""
    fitness = {
        "fields": ["customer_id", "kind", "phone"], "key": "customer_id", "day": "",
        "once": ["phone"], "held": [], "rows": 10, "newest": newest,
        "empty": {"phone": empty} if empty else {}, "doubled": {"phone": 1},
        "broken": {"kind": {"unknown_code": 1}},
    }  # fmt: skip
    return {"table": "customers", "received": 10, "fitness": fitness}


@pytest.fixture
def data(home: Any) -> None:
    manifest = lake.Manifest()
    manifest.batches = [
        lake.Batch("b-1", "core", "2026-10-01T01:00:00", tables=[entry(empty=0)]),
        lake.Batch("b-2", "core", "2026-10-02T01:00:00", tables=[entry(empty=4)]),
    ]
    lake.commit(home, manifest)


def rows(answer: Any) -> dict[str, Any]:
    shown = [*answer.context["below"], *answer.context["above"]]
    return {row.course.column: row for row in shown}


@pytest.mark.requirement("R019")
@pytest.mark.parametrize("name", ["business", "data"])
def test_owners_of_the_data_see_every_field_against_its_threshold(data, client_of, name) -> None:
    answer = client_of(name).get(PAGE)
    assert answer.status_code == 200
    phone = rows(answer)["phone"]
    with translation.override("en"):
        shown = {str(label): cell.share for label, cell in phone.cells if cell}
    assert shown == {"Completeness": 0.6, "Uniqueness": 0.833, "Validity": 1.0}
    assert phone.trend == (900, 600)
    assert (answer.context["short"], answer.context["fields"]) == (2, 4)
    assert f'href="{PAGE}"' in answer.content.decode()  # in the rail


@pytest.mark.parametrize("name", ["alice", "head", "auditor"])
def test_nobody_else_does(data, client_of, name) -> None:
    client = client_of(name)
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{FIELD}phone").status_code == 403


def test_the_list_is_narrowed_by_source_table_and_state(data, client_of) -> None:
    client = client_of("data")
    assert set(rows(client.get(f"{PAGE}?short=1"))) == {"kind", "phone"}
    assert len(rows(client.get(f"{PAGE}?source=core&table=customers"))) == 4
    assert rows(client.get(f"{PAGE}?source=other")) == {}


def test_what_falls_short_stands_first_and_the_rest_is_folded_away(data, client_of) -> None:
    client = client_of("data")
    answer = client.get(PAGE)
    assert {row.course.column for row in answer.context["below"]} == {"kind", "phone"}
    page = answer.content.decode()
    assert page.index("column=phone") < page.index('<details class="fitness-rest">')
    assert (
        '<details class="fitness-rest" open>' in client.get(f"{PAGE}?source=core").content.decode()
    )


def test_a_field_tells_what_is_wrong_and_how_it_went(data, client_of) -> None:
    answer = client_of("data").get(f"{FIELD}phone")
    assert wrong(answer) == [("the field is empty", 4), ("the value stands in another row too", 1)]
    completeness = answer.context["cells"][0]
    assert (completeness.trend, completeness.measure.threshold) == ((1000, 600), 900)
    assert [one.batch for one in answer.context["readings"]] == ["b-2", "b-1"]
    assert wrong(client_of("data").get(f"{FIELD}kind")) == [("the code is unknown", 1)]


def wrong(answer: Any) -> list[tuple[str, int]]:
    with translation.override("en"):
        return [(str(reason), count) for reason, count in answer.context["wrong"]]


def test_a_field_that_nobody_delivers_is_not_found(data, client_of) -> None:
    assert client_of("data").get(f"{FIELD}email").status_code == 404


def test_before_the_first_delivery_the_page_says_so(home, client_of) -> None:
    assert "Nothing was measured yet" in client_of("data").get(PAGE).content.decode()


def test_the_command_says_the_same(data, home) -> None:
    where = ["--home", str(home.path)]
    told = CliRunner().invoke(app, ["lake", "quality", "--short", "--json", *where])
    found = {one["field"]: one for one in json.loads(told.stdout)}
    assert set(found) == {"kind", "phone"}
    shares = [one["measures"]["completeness"]["share"] for one in found["phone"]["deliveries"]]
    assert shares == [1.0, 0.6]
    table = CliRunner().invoke(app, ["lake", "quality", *where]).stdout
    assert "60.0 % !" in table
    assert "2 of 4 fields fall short." in table

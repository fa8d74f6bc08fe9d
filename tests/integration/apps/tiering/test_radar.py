"""The downgrade radar: who sees whom, in which order, and what leaves as a file."""

from __future__ import annotations

import base64
import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hengke.apps.audit.models import Entry
from hengke.apps.tiering import radar_list
from hengke.policies import care

RADAR, FILE = "/tiers/radar/", "/tiers/radar/file/"


def numbers(answer) -> list[str]:
    return [row.customer_id for row in answer.context["rows"]]


def rows_of(answer) -> list[dict[str, str]]:
    """The rows of the file, without the last one, which says who took it."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    *rows, taken = csv.DictReader(io.StringIO(text))
    assert taken["customer_id"].startswith("Export ")
    return rows


@pytest.fixture
def books(place):
    """Alice's book, Bo's book, and Chen's in the other branch."""
    place("A1", manager_id="S0001", probability=0.2)
    place("A2", manager_id="S0001", probability=0.9)
    place("B1", manager_id="S0002", probability=0.5)
    place("C1", manager_id="S0003", branch_id="B002", probability=0.7)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("alice", ["A2", "A1"]),
        ("bo", ["B1"]),
        ("head", ["A2", "B1", "A1"]),
        ("other_head", ["C1"]),
        ("business", ["A2", "C1", "B1", "A1"]),
        ("auditor", ["A2", "C1", "B1", "A1"]),
        ("nobody", []),
    ],
)
def test_everybody_sees_the_own_book_the_most_probable_fall_first(books, client_of, name, seen):
    assert numbers(client_of(name).get(RADAR)) == seen


@pytest.mark.parametrize(("address", "method"), [(RADAR, "get"), (FILE, "post")])
def test_a_data_engineer_sees_no_customers(books, client_of, address, method):
    assert getattr(client_of("data"), method)(address).status_code == 403


def test_readers_see_masked_names_and_managers_full_ones(place, client_of):
    place("A1", name="欧阳修文")
    assert "欧阳修文" in client_of("alice").get(RADAR).content.decode()
    seen_by_a_reader = client_of("auditor").get(RADAR).content.decode()
    assert "欧阳**" in seen_by_a_reader
    assert "欧阳修文" not in seen_by_a_reader


def test_unknown_probabilities_come_last_and_nobody_of_the_lowest_tier_is_on_it(place, client_of):
    place("A1", probability=None)
    place("A2", probability=0.01)
    place("A3", tier=0, gap=None, fails=0)
    assert numbers(client_of("alice").get(f"{RADAR}?show=all")) == ["A2", "A1"]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", ["SHORT", "FAILING", "LIKELY"]),
        ("?show=watch", ["FAILING"]),
        ("?show=maturing", ["MATURING"]),
        ("?show=unknown", ["UNKNOWN"]),
        ("?show=all", ["SHORT", "FAILING", "LIKELY", "MATURING", "SAFE", "UNKNOWN"]),
        ("?tier=platinum&show=all", ["SAFE"]),
        ("?fails=2", ["FAILING"]),
        ("?sort=gap", ["SHORT", "FAILING", "LIKELY"]),
        ("?show=nonsense&tier=nonsense&fails=many&sort=nonsense", ["SHORT", "FAILING", "LIKELY"]),
    ],
)
def test_the_address_narrows_the_list_and_nonsense_counts_as_not_asked(
    place, client_of, query, seen
):
    place("SHORT", gap=9_000, fails=0, probability=0.9)
    place("FAILING", gap=0, fails=2, probability=0.5)
    place("LIKELY", gap=0, fails=0, probability=0.25)
    place("MATURING", gap=0, fails=0, probability=0.24, maturing_minor=100)
    place("SAFE", tier=2, gap=0, fails=0, probability=0.1)
    place("UNKNOWN", gap=None, average=None, fails=0, probability=None,
          unknown_reason="no_balances")  # fmt: skip
    assert numbers(client_of("alice").get(f"{RADAR}{query}")) == seen


def test_a_branch_head_narrows_the_list_to_one_manager(books, client_of, organisation):
    answer = client_of("head").get(f"{RADAR}?manager=S0002")
    assert numbers(answer) == ["B1"]
    assert answer.context["managers"] == {"S0001": "Alice", "S0002": "Bo"}


def test_paging_goes_through_the_whole_list_once(place, client_of):
    for index in range(120):
        place(f"C{index:03}", probability=0.5 if index % 2 else round(index / 200, 3))
    client, seen, address = client_of("alice"), [], f"{RADAR}?show=all"
    while address:
        answer = client.get(address)
        seen += numbers(answer)
        cursor = answer.context["page"].next_cursor
        address = f"{RADAR}?show=all&after={cursor}" if cursor else ""
    assert len(seen) == len(set(seen)) == 120


def test_the_head_counts_those_who_fall_if_nothing_happens(place, client_of):
    place("FALLS", next_change_on="2026-11-01", next_tier="mass")
    place("RISES", next_change_on="2026-11-01", next_tier="platinum")
    place("STAYS")
    summary = client_of("alice").get(RADAR).context["summary"]
    assert (summary.customers, summary.falling, summary.short_minor) == (3, 1, 900_000)


def test_whoever_falls_is_at_risk_though_nothing_else_says_so(place, client_of):
    """As when a tier set by hand ends: nothing is short, nothing failed, nothing is estimated."""
    place("ENDS", gap=None, fails=0, probability=None,
          next_change_on="2026-11-01", next_tier="mass")  # fmt: skip
    place("UNDATED", gap=0, fails=0, probability=None, next_tier="mass")
    place("SAFE", gap=0, fails=0, probability=0.01)
    client = client_of("alice")
    answer = client.get(RADAR)
    assert numbers(answer) == ["ENDS"]
    home, listed = client.get("/"), client.get("/customers/?falls=1")
    assert answer.context["summary"].falling == home.context["standing"].falling == 1
    assert [row.customer.pk for row in listed.context["rows"]] == ["ENDS"]
    assert home.context["standing"].at_risk == 1


def test_from_which_probability_a_fall_is_looked_at_is_the_banks_own_rule(place, client_of, home):
    shipped = (care.shelf.SHIPPED / "standard" / "2020-01-01.toml").read_text(encoding="utf-8")
    own = home.care_policies / "standard"
    own.mkdir(parents=True)
    changed = shipped.replace('least_probability = "0.25"', 'least_probability = "0.40"')
    (own / "2020-01-01.toml").write_text(changed, encoding="utf-8")
    place("LIKELY", gap=0, fails=0, probability=0.40)
    place("LESS", gap=0, fails=0, probability=0.39)
    assert numbers(client_of("alice").get(RADAR)) == ["LIKELY"]


def test_the_usual_list_is_counted_to_its_end_and_remembered_for_the_run(
    place, client_of, monkeypatch
):
    monkeypatch.setattr(radar_list, "MOST_COUNTED", 3)
    for index in range(5):
        place(f"A{index}")
    client = client_of("alice")
    first = client.get(RADAR).context["summary"]
    assert (first.shown, first.short_minor) == ("5", 5 * 300_000)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(RADAR).context["summary"] == first
    asked = [query["sql"] for query in captured.captured_queries if "SUM(" in query["sql"]]
    assert not [sql for sql in asked if "tiering_position" in sql]


def test_a_page_costs_the_same_number_of_queries_however_long_the_list(place, client_of):
    client = client_of("head")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(RADAR).status_code == 200
        return len(captured)

    place("A000")
    client.get(RADAR)  # what is the same for everybody is remembered
    few = queries()
    for index in range(1, 25):
        place(f"A{index:03}")
    assert queries() == few
    assert few <= 21


def test_the_file_has_the_columns_of_the_command_line(place, client_of):
    from hengke.apps.tiering.radar_file import COLUMNS
    from hengke.pipelines.tiers import RADAR_COLUMNS

    assert COLUMNS == RADAR_COLUMNS
    place("A1", gap=3_000, average=47_000, next_change_on="2026-11-01", next_tier="mass")
    (row,) = rows_of(client_of("alice").post(FILE))
    assert list(row) == list(RADAR_COLUMNS)
    assert row["gap_to_keep"] == "3000.00"
    assert row["average_so_far"] == "47000.00"
    assert (row["next_change_on"], row["next_tier"]) == ("2026-11-01", "mass")
    assert (row["fails_used"], row["fails_allowed"]) == ("1", "3")


def test_unknown_is_an_empty_cell_and_a_formula_is_escaped(place, client_of):
    place("=1+1", gap=None, average=None, probability=None, unknown_reason="no_balances")
    (row,) = rows_of(client_of("alice").post(f"{FILE}?show=all"))
    assert row["customer_id"] == "'=1+1"
    assert row["gap_to_keep"] == row["average_so_far"] == row["fall_probability"] == ""


def test_the_file_holds_the_filtered_list_of_the_own_book_only(books, client_of):
    assert [row["customer_id"] for row in rows_of(client_of("alice").post(FILE))] == ["A1", "A2"]
    assert [row["customer_id"] for row in rows_of(client_of("other_head").post(FILE))] == ["C1"]


def test_taking_the_file_leaves_an_audit_row_and_needs_a_post(books, client_of):
    client = client_of("head")
    assert client.get(FILE).status_code == 405
    client.post(FILE)
    entry = Entry.objects.get(action="tiering.radar_exported")
    assert (entry.by_username, entry.details["rows"]) == ("head", 3)


@pytest.mark.parametrize("page", [RADAR, "/tiers/migration/"])
def test_without_a_published_run_the_page_says_who_brings_it(users, client_of, page):
    for name in ("alice", "head", "auditor", "business"):
        answer = client_of(name).get(page)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "No tier was computed yet" in text
        assert "hengke run" not in text
        assert "data as of" not in text
        assert ('class="button" href="/imports/"' in text) == (name == "business")


@pytest.mark.parametrize("page", ["/customers/", "/care/tasks/"])
def test_without_data_no_page_says_of_when_it_is(users, client_of, place, page):
    client = client_of("alice")
    empty = client.get(page)
    assert empty.status_code == 200
    assert "data as of" not in empty.content.decode()
    place("A1")
    assert "data as of" in client.get(page).content.decode()


def test_a_list_that_is_longer_than_was_counted_says_so_and_sums_nothing_up(
    place, client_of, monkeypatch
):
    monkeypatch.setattr(radar_list, "MOST_COUNTED", 3)
    for index in range(5):
        place(f"A{index}")
    answer = client_of("alice").get(f"{RADAR}?show=all")
    assert (answer.context["summary"].shown, answer.context["summary"].more) == ("3+", True)
    assert "short of their lines" not in answer.content.decode()


@pytest.mark.parametrize("page", ["/tiers/radar/", "/tiers/overrides/"])
@pytest.mark.parametrize(
    "place_named",
    [
        {"key": {}, "value": 0.5, "unknown": False}, {"key": "a", "value": [1], "unknown": False},
        {"key": "a", "value": "x", "unknown": False}, {"key": "a", "value": None, "unknown": False},
        {"key": ["a"], "value": None, "unknown": True},
        {"key": "a\x00", "value": 10**30, "unknown": False},
        {"key": 10**30, "value": 10**30, "unknown": False},
    ],
)  # fmt: skip
def test_a_cursor_that_was_edited_starts_from_the_beginning(place, client_of, page, place_named):
    place("A1")
    cursor = base64.urlsafe_b64encode(json.dumps(place_named).encode()).decode()
    answer = client_of("alice").get(f"{page}?after={cursor}")
    assert answer.status_code == 200
    assert answer.context["page"].first

"""What the workbench shows after a run was published, and after the next one."""

from __future__ import annotations

from datetime import date

import pytest
from tests import databases
from tests.integration.publish.small_bank import OCTOBER, POLICY, SEPTEMBER, customer, night
from tests.integration.publish.workbench_file import Bench

from hengke.kernel.errors import NotComputed, Refused
from hengke.pipelines.publish import publish


def test_every_row_of_a_run_reaches_the_workbench_with_its_stamp(bench: Bench) -> None:
    bench.publish(night("R1"))
    stamps = "SELECT as_of, known_at, run_id, count(*) FROM"
    for table in ("customers_customer", "tiering_position", "care_task"):
        found = bench.rows(f"{stamps} {table} GROUP BY 1, 2, 3")
        assert found == [("2026-10-23", "B0001", "R1", 3)]
    assert bench.rows("SELECT run_id, as_of FROM imports_run WHERE is_current") == [
        ("R1", "2026-10-23")
    ]


def test_leading_zeros_of_customer_numbers_stay(bench: Bench) -> None:
    bench.publish(night("R1", ["0001", "00001"]))
    assert bench.rows("SELECT customer_id FROM customers_customer ORDER BY 1") == [
        ("00001",), ("0001",)
    ]  # fmt: skip


def test_models_read_dates_instants_and_documents_as_what_they_are(
    bench: Bench, through_django: str
) -> None:
    from hengke.apps.customers.models import Customer
    from hengke.apps.imports.models import Run

    born = date(1980, 2, 29)
    bench.publish(
        night("R1", tables={"customer_records": [customer("0001", birth_date=born, email=None)]})
    )
    shown = Customer.objects.using(through_django).get()
    assert (shown.birth_date, shown.aum_minor, shown.email) == (born, 6_000_000, None)
    run = Run.objects.using(through_django).get()
    assert run.created_at.isoformat() == "2026-10-23T18:30:00+00:00"
    assert run.report == {"stages": [["features", 0.5]]}
    assert run.is_current is True


def test_the_next_run_replaces_what_the_last_one_showed(bench: Bench) -> None:
    bench.publish(night("R1", ["0001", "0002"]))
    bench.publish(night("R2", ["0002", "0009"]))
    assert bench.rows("SELECT customer_id, run_id FROM customers_customer ORDER BY 1") == [
        ("0002", "R2"), ("0009", "R2")
    ]  # fmt: skip
    assert bench.rows("SELECT run_id, is_current FROM imports_run ORDER BY 1") == [
        ("R1", 0), ("R2", 1)
    ]  # fmt: skip


def test_an_earlier_run_can_be_shown_again(bench: Bench) -> None:
    bench.publish(night("R1", ["0001"], assessed={SEPTEMBER: [{"customer_id": "0001"}]}))
    later = {SEPTEMBER: [{"customer_id": "0002"}], OCTOBER: [{"customer_id": "0002"}]}
    bench.publish(night("R2", ["0002"], assessed=later))
    bench.again("R1")
    assert bench.rows("SELECT customer_id FROM customers_customer") == [("0001",)]
    assert bench.rows("SELECT customer_id, assessed_on FROM tiering_assessment") == [
        ("0001", "2026-09-30")
    ]
    assert bench.rows("SELECT run_id FROM imports_run WHERE is_current") == [("R1",)]


def test_publishing_the_same_run_twice_changes_no_row(bench: Bench) -> None:
    bench.publish(night("R1"))
    tables = ("customers_customer", "tiering_assessment", "care_task", "imports_run")
    before = [bench.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]
    bench.again("R1")
    assert [bench.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables] == before


def test_a_date_that_was_assessed_anew_is_exchanged_and_the_others_are_not_written_again(
    bench: Bench,
) -> None:
    august = date(2026, 8, 31)
    both = {august: [{"customer_id": "0001"}], SEPTEMBER: [{"customer_id": "0001"}]}
    bench.publish(night("R1", ["0001"], assessed=both))
    (kept,) = bench.rows("SELECT id FROM tiering_assessment WHERE assessed_on = '2026-08-31'")
    late = {SEPTEMBER: [{"customer_id": "0001", "fails_used": 1}]}
    bench.publish(night("R2", ["0001"], assessed=late))
    assert bench.rows(
        "SELECT assessed_on, run_id, fails_used FROM tiering_assessment ORDER BY 1"
    ) == [("2026-08-31", "R1", None), ("2026-09-30", "R2", 1)]
    assert bench.rows("SELECT id FROM tiering_assessment WHERE assessed_on = '2026-08-31'") == [
        kept
    ]


def test_a_table_that_the_bank_brings_no_longer_is_emptied(bench: Bench) -> None:
    held = {"customer_id": "0001", "account_id": "A1", "balance_minor": 100}
    bench.publish(night("R1", tables={"holdings": [held]}))
    bench.publish(night("R2"))
    assert bench.rows("SELECT * FROM customers_holding") == []


def test_a_customer_without_branch_belongs_to_the_unassigned_branch(bench: Bench) -> None:
    nobody = customer("0001", branch_id=None, manager_id=None)
    bench.publish(night("R1", ["0001"], tables={"customer_records": [nobody]}))
    for table in ("customers_customer", "tiering_position", "care_task"):
        assert bench.rows(f"SELECT branch_id, manager_id FROM {table}") == [("unassigned", "")]


def test_batches_are_listed_with_what_they_brought(bench: Bench, through_django: str) -> None:
    from hengke.apps.imports.models import Batch
    from hengke.pipelines import lake

    manifest = lake.load(bench.home)
    brought = [{"table": "customers", "received": 3, "loaded": 2, "quarantined": 1}]
    manifest.batches.append(
        lake.Batch("B0001", "hengke_contract", "2026-10-23T17:00:00+00:00", tables=brought)
    )
    lake.commit(bench.home, manifest)
    bench.publish(night("R1"))
    batch = Batch.objects.using(through_django).get()
    assert (batch.id, batch.tables, batch.earliest_date) == ("B0001", brought, None)


def test_a_run_that_does_not_exist_names_the_command_that_makes_one(bench: Bench) -> None:
    with pytest.raises(NotComputed) as refusal:
        bench.again("R9")
    assert "hengke run" in refusal.value.next_step


def test_a_result_file_that_is_gone_is_refused_before_anything_changes(bench: Bench) -> None:
    bench.publish(night("R1"))
    second = night("R2")
    bench.publish(second)
    (bench.home.lake / "gold/R1/positions.parquet").unlink()
    with pytest.raises(Refused) as refusal:
        bench.again("R1")
    assert "positions.parquet" in refusal.value.message
    assert bench.rows("SELECT run_id FROM imports_run WHERE is_current") == [("R2",)]


def test_a_database_without_tables_is_refused_with_the_way_out(bench: Bench) -> None:
    databases.emptied(bench.home.path)
    with pytest.raises(Refused) as refusal:
        bench.publish(night("R1"))
    assert "hengke publish" in refusal.value.next_step


def test_an_address_of_another_kind_of_database_is_refused(bench: Bench) -> None:
    with pytest.raises(Refused):
        publish(bench.home, "R1", database_url="mysql://somewhere/db")


def test_the_policy_of_the_small_bank_ships() -> None:
    from hengke.policies import tiering

    assert POLICY in tiering.names()

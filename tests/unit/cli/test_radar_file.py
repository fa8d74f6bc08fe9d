"""The radar as CSV: the columns promised, unknown as an empty cell, no formula in a sheet."""

from __future__ import annotations

import io

from hengke.cli import tiers


def written(*rows: dict[str, object]) -> list[str]:
    file = io.StringIO()
    tiers._write_rows(file, rows, columns=("customer_id", "gap_to_keep", "next_tier"))
    return file.getvalue().splitlines()


def test_columns_come_in_the_order_of_the_interface_whatever_the_rows_hold() -> None:
    row = {"next_tier": "gold", "customer_id": "0007", "gap_to_keep": "12.00", "extra": 1}
    assert written(row) == ["customer_id,gap_to_keep,next_tier", "0007,12.00,gold"]


def test_unknown_is_an_empty_cell() -> None:
    assert written({"customer_id": "A", "gap_to_keep": None})[1] == "A,,"


def test_a_text_that_a_spreadsheet_would_run_is_escaped_but_a_number_is_not() -> None:
    row = {"customer_id": "=1+1", "gap_to_keep": "-5.00", "next_tier": "@x"}
    assert written(row)[1] == "'=1+1,-5.00,'@x"

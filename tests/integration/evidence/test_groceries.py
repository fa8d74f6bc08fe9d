"""The grocer's baskets against known counts, and holdings from file to file."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.associations import counted, joins, simulate
from tests.integration.evidence.sets import measured

from hengke.kernel.errors import Refused
from hengke.pipelines.associations import rules_file


@pytest.mark.real_data
@pytest.mark.slow_test
def test_the_counts_are_the_published_ones() -> None:
    found = measured("basket_groceries")
    published, ours = found["published"], found["metrics"]
    assert published["count_1"] == 2_513
    assert {key: ours[key] for key in published} == published
    assert found["rows"] == 43_367
    assert ours["rules_useful"] < found["baseline"]["rules_useful"]
    assert ours["hr_at_3"] > found["baseline"]["hr_at_3"]


def test_baskets_of_another_shop_are_counted_as_well(tmp_path: Path) -> None:
    (tmp_path / "basket_groceries").mkdir()
    rows = [f"{n},{item}" for n in range(40) for item in ("tea", "milk")[: 1 + n % 2]]
    file = tmp_path / "basket_groceries" / "groceries.csv"
    file.write_text("transaction_id,item\n" + "\n".join(rows) + "\n", encoding="utf-8")
    ours = measured("basket_groceries", tmp_path)["metrics"]
    assert (ours["baskets"], ours["items"], ours["count_1"], ours["count_of_pair"]) == (
        40,
        2,
        40,
        20,
    )


def test_a_till_without_items_is_refused(tmp_path: Path) -> None:
    (tmp_path / "basket_groceries").mkdir()
    file = tmp_path / "basket_groceries" / "groceries.csv"
    file.write_text("transaction_id,what\n1,tea\n", encoding="utf-8")
    with pytest.raises(Refused, match="has no column item"):
        measured("basket_groceries", tmp_path)


@pytest.mark.slow_test
def test_holdings_become_rules_and_joins_count_the_same(tmp_path: Path) -> None:
    import json

    source, target = tmp_path / "holdings.parquet", tmp_path / "rules.parquet"
    simulate(source, customers=5_000)
    found = rules_file(source, target, support=0.01, lift=1.1)
    written = pq.read_table(target).to_pylist()
    assert [row["lift"] for row in written] == [rule.lift for rule in found]
    assert found
    assert all(rule.gain > 0 and rule.discovery <= 0.05 for rule in found)
    joins(source, tmp_path / "joins.parquet")
    assert counted(source) == json.loads((tmp_path / "joins.json").read_text(encoding="utf-8"))


def test_more_than_64_products_are_counted_from_rows(tmp_path: Path) -> None:
    source = tmp_path / "holdings.parquet"
    rows = [
        (customer, f"p{(customer + step) % 70:02d}") for customer in range(140) for step in (0, 1)
    ]
    pq.write_table(pa.table({"customer_id": [c for c, _ in rows], "product": [p for _, p in rows]}),
                   source)  # fmt: skip
    found = rules_file(source, tmp_path / "rules.parquet", support=0.01, lift=1.1)
    assert len(found) == 140
    assert {rule.count for rule in found} == {2}
    pq.write_table(pa.table({"customer_id": [1]}), source)
    with pytest.raises(Refused, match="has no column product"):
        rules_file(source, tmp_path / "rules.parquet", support=0.01, lift=1.1)

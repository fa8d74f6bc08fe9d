"""Files find their source by pattern, in the order a person would read them."""

from __future__ import annotations

from pathlib import Path

from hengke.pipelines.intake.delivery import caught, collect
from hengke.pipelines.intake.mapping_file import parse

MAPPING = parse("""
name = "m"
[[sources]]
name = "a"
files = ["m{month}.csv*", "old/*.txt"]
[[sources.tables]]
table = "customers"
columns = { customer_id = "id" }
[[sources]]
name = "rest"
files = ["*.csv"]
[[sources.tables]]
table = "customers"
columns = { customer_id = "id" }
""")


def test_a_pattern_catches_parts_of_a_name_whatever_the_case() -> None:
    assert caught(["cunkuan_m{month}.csv*"], "CUNKUAN_M7.csv.gz") == {"month": "7"}
    assert caught(["?.csv"], "ab.csv") is None
    assert caught(["old/*.txt"], "old/x.txt") == {}
    assert caught(["old/*.txt"], "x.txt") is None
    assert caught(["*.txt"], "old/x.txt") == {}


def test_each_file_goes_to_the_first_source_that_fits_and_months_are_in_order(
    tmp_path: Path,
) -> None:
    for name in ("m10.csv", "m9.csv.gz", "z.csv", "old/x.txt", ".hidden/m1.csv", "note.doc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("id\n1\n")
    delivery = collect(tmp_path, MAPPING)
    assert [(file.source, file.name, file.captured) for file in delivery.files] == [
        ("a", "m9.csv.gz", {"month": "9"}), ("a", "m10.csv", {"month": "10"}),
        ("a", "old/x.txt", {}), ("rest", "z.csv", {}),
    ]  # fmt: skip
    assert delivery.left == (("note.doc", "no source of the mapping takes it"),)


def test_the_digest_is_that_of_the_files_whatever_the_folder_is_called(tmp_path: Path) -> None:
    digests = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "m1.csv").write_text("id\n1\n")
        digests.append(collect(tmp_path / name, MAPPING).digest)
    assert digests[0] == digests[1]

"""A mapping file that contradicts itself or the contract is refused, with place and way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hengke.engine.schemas import BOOKKEEPING, CONTRACT
from hengke.kernel.errors import Refused
from hengke.pipelines.intake import mapping_file

GOOD = """
name = "m"
[[sources]]
name = "s"
files = ["s_{month}.csv"]
[[sources.tables]]
table = "customers"
[sources.tables.columns]
customer_id = "id"
"""


def refusal(text: str) -> str:
    with pytest.raises(Refused) as refused:
        mapping_file.parse(text, place="m.toml")
    return str(refused.value)


def test_a_plain_text_is_short_for_a_column() -> None:
    rule = mapping_file.parse(GOOD).sources[0].targets[0].columns["customer_id"]
    assert rule.column == "id"


@pytest.mark.parametrize("name", mapping_file.names())
def test_every_shipped_mapping_can_be_read(name: str) -> None:
    mapping = mapping_file.find(name)
    assert mapping.name == name
    assert mapping.title


def test_the_contract_mapping_takes_every_table_of_the_contract() -> None:
    mapping = mapping_file.find("hengke_contract")
    fed = [target.table for source in mapping.sources for target in source.targets]
    assert fed == [table for table in CONTRACT if table not in BOOKKEEPING]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("name = \"m\"", ""), '"name" is missing'),
        (("name = \"m\"", "name = "), "m.toml is not valid TOML"),
        (("name = \"m\"", 'name = "m"\ncurency = "CNY"'), 'Did you mean "currency"?'),
        (("name = \"m\"", 'name = "m"\ncurrency = "yuan"'), "must be an ISO 4217 code"),
        (('table = "customers"', 'table = "costumers"'), 'Did you mean "customers"?'),
        (('table = "customers"', 'table = "snapshots"'), 'has no table "snapshots"'),
        (('customer_id = "id"', 'custmer_id = "id"'), 'Did you mean "customer_id"?'),
        (('customer_id = "id"', 'name = "id"'), "customers needs customer_id"),
        (('"id"', '{ column = "id", value = "1" }'), "exactly one of"),
        (('"id"', '{ unit = "yuan" }'), '"unit" cannot be "yuan"'),
        (('"id"', '{ debit = "a" }'), '"debit" and "credit" belong together'),
        (('"id"', '{ column = "id", other = "x" }'), 'it needs "values"'),
        (('"id"', '{ column = "id", repair = ["magic"] }'), '"repair" cannot hold "magic"'),
        (('"id"', '{ column = "id", lookup = { key = "a", value = "b" } }'),
         'name either a "source"'),
        (('"id"', '{ column = "id", lookup = { source = "t", key = "a", value = "b" } }'),
         'looks values up in "t"'),
        (('"id"', '{ text = "{file.year}-{id}" }'), '"file.year" is caught by no pattern'),
        (('files = ["s_{month}.csv"]', ""), '"files" is missing'),
        (('files =', 'delimiter = ""\nfiles ='), '"delimiter" is empty'),
        (('files =', 'delimiter = "|@|"\nquote = "\'"\nfiles ='), 'set quote = ""'),
        (('files =', 'header = false\nfiles ='), '"names" must list the columns'),
        (('files =', 'layout = "fixed"\nwidths = [3]\nfiles ='), "as many"),
        (('files =', 'encoding = "klingon"\nfiles ='), '"encoding" cannot be "klingon"'),
        (('files =', 'skip = true\nfiles ='), '"skip" must be a whole number'),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_what_would_be_right(change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD
    assert said in refusal(GOOD.replace(*change))


def test_two_sources_of_one_name_and_no_source_are_refused() -> None:
    block = GOOD[GOOD.index("[[sources]]") :]
    assert 'two sources are called "s"' in refusal(GOOD + block)
    assert "it has no [[sources]]" in refusal('name = "m"')


def test_sources_of_one_table_must_agree_whether_they_are_full() -> None:
    block = GOOD[GOOD.index("[[sources]]") :].replace('"s"', '"t"')
    full = block.replace('table = "customers"', 'table = "customers"\nmode = "full"')
    assert '"full" in one source and "delta" in another' in refusal(GOOD + full)


def test_a_name_that_is_no_mapping_lists_those_there_are() -> None:
    with pytest.raises(Refused, match=r'Did you mean "berka"\?'):
        mapping_file.find("berca")
    with pytest.raises(Refused, match="There is no mapping file"):
        mapping_file.find("nowhere/m.toml")


def test_the_example_of_the_documentation_is_a_mapping() -> None:
    page = Path(__file__).parents[3] / "docs" / "capabilities" / "imports.md"
    found = re.search(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    mapping = mapping_file.parse(found.group(1))
    assert mapping.source("balances").control is not None

"""Mappings of duplicates: rules name fields that exist, and a slip is named with its place."""

from __future__ import annotations

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.duplicates.mapping import SHIPPED, find, parse

PLAIN = {"fields": {"name": {"kind": "name"}, "phone": {"kind": "phone", "column": "tel"}}}


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_shipped_mappings_are_read(name: str) -> None:
    mapping = find(name)
    assert mapping.name == name
    assert mapping.exact
    assert mapping.blocks
    assert mapping.train


def test_blocks_may_use_the_sound_of_a_name() -> None:
    mapping = parse({**PLAIN, "blocks": [["name.sound", "phone"]]}, place="m.toml")
    assert mapping.blocks == (("name.sound", "phone"),)
    assert mapping.columns == ("customer_id", "name", "tel")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"blocks": [["phon"]]}, 'Did you mean "phone"?'),
        ({"blocks": [["phone.sound"]]}, "no field"),
        ({"blocks": ["phone"]}, "no field"),
        ({"fields": {"x": {"kind": "colour"}}}, "must be one of"),
        ({"fields": {}}, "missing or empty"),
        ({"truth": "("}, "no pattern"),
        ({"truth": "a"}, "capture one part"),
        ({"block": []}, 'Did you mean "blocks"?'),
    ],
)
def test_a_slip_is_named(change: dict[str, object], told: str) -> None:
    with pytest.raises(Refused, match=r"m\.toml") as refusal:
        parse({**PLAIN, **change}, place="m.toml")
    assert told in refusal.value.message


def test_an_unknown_mapping_names_what_there_is() -> None:
    with pytest.raises(Refused, match="febrl"):
        find("febrll")

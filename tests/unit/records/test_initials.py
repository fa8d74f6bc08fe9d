"""How a name is typed to find it."""

from __future__ import annotations

import pytest

from hengke.pipelines.protection.initials import initials


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("王小明", "wxm"),
        ("王 小明", "wxm"),
        # surnames that are read in their own way
        ("单雄信", "sxx"),
        ("仇英", "qy"),
        ("曾国藩", "zgf"),
        ("解珍", "xz"),
        ("查良镛", "zly"),
        ("区志明", "ozm"),
        ("任重", "rz"),
        # and double ones
        ("单于静", "cyj"),
        ("尉迟恭", "ycg"),
        ("欧阳锋", "oyf"),
        # other scripts
        ("Jana Nováková", "jn"),
        ("Anne-Marie Žák", "amz"),
        ("衡水湖有限公司", "hshyxgs"),
        ("古丽·阿不都", "glabd"),
    ],
)
def test_a_name_is_found_by_the_letters_people_type(name: str, typed: str) -> None:
    assert initials(name) == typed


def test_signs_alone_have_no_letters() -> None:
    assert initials("…") == ""

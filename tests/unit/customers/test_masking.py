"""Masking keeps what recognises and hides what can be misused."""

from __future__ import annotations

import pytest

from hengke.pipelines.protection import masking


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("张三", "张*"),
        ("欧阳修文", "欧阳**"),
        ("欧阳", "欧*"),
        ("王", "王*"),
        ("Jana Nováková", "J*** N***"),
        ("", None),
        (None, None),
    ],
)
def test_the_surname_stays_and_the_given_name_is_hidden(value: str | None, shown: str) -> None:
    assert masking.name(value) == shown


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.phone, "13812341234", "138****1234"),
        (masking.phone, "12345", "***45"),
        (masking.id_number, "110101199003071234", "1" + "*" * 16 + "4"),
        (masking.account, "6228481234566789", "622848******6789"),
        (masking.account, "40017", "*0017"),
        (masking.email, "zhang@example.com", "z***@example.com"),
        (masking.address, "福建省厦门市思明区湖滨南路1号", "福建省厦门市***"),
        (masking.address, "云澜市望江路3号", "云澜市***"),
        (masking.address, "Hlavní 5", "Hl***"),
    ],
)
def test_identifiers_show_their_ends_only(mask, value: str, shown: str) -> None:
    assert mask(value) == shown
    assert mask(None) is None


@pytest.mark.parametrize("length", range(1, 20))
def test_no_identifier_is_ever_shown_whole(length: int) -> None:
    number = "123456789012345678901"[:length]
    for mask in (masking.phone, masking.id_number, masking.account):
        shown = mask(number)
        assert shown != number
        assert len(shown) == length

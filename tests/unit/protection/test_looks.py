"""What a column is by its looks: dropped, sealed or left alone."""

from __future__ import annotations

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.intake import looks, mapping_file

CARDS = ["6228480402564890018", "6217000010001234564", "4111111111111111"]


@pytest.mark.parametrize(
    "header",
    [
        "密码",
        "login_pwd",
        "PIN",
        "card_pin",
        "CVN2",
        "cvv",
        "短信验证码",
        "磁道2",
        "人脸特征",
        "OTP",
    ],
)
def test_authentication_data_is_known_by_its_header(header: str) -> None:
    assert looks.secret(header)


@pytest.mark.parametrize(
    "header", ["pinyin", "opinion", "shipping", "spinoff", "账号", "余额", "cust_no", "topic"]
)
def test_other_headers_are_not_taken_for_it(header: str) -> None:
    assert not looks.secret(header)


def test_tracks_and_hashes_are_known_by_their_values() -> None:
    assert looks.secret("x1", [";6228480402564890018=25121010000012300?"] * 3)
    assert looks.secret("x2", ["$2b$12$abcdefghijklmnopqrstuv", ""])
    assert not looks.secret("x3", ["12.50", "13.00"])


@pytest.mark.parametrize(
    ("header", "values", "kind"),
    [
        ("姓名", [], "name"),
        ("联系电话", [], "phone"),
        ("x", ["13812345678", "+86 139 1234 5678", "none"], "phone"),
        ("x", ["110101199003078515", "31010119850615234X"], "id_number"),
        ("x", ["a@b.cn", "c.d@e-f.com"], "email"),
        ("x", [CARDS[2]], "card"),
        ("产品名称", ["活期"], ""),
        ("amount", ["1234567.00", "12.00"], ""),
        ("booking", ["20260101123456789012"], ""),
    ],
)
def test_identifiers_are_known_by_header_or_values(
    header: str, values: list[str], kind: str
) -> None:
    assert looks.identifier(header, values) == kind


MAPPING = """
name = "x"
[[sources]]
name = "customers"
files = ["c*"]
{classes}
[[sources.tables]]
table = "customers"
[sources.tables.columns]
customer_id = "id"
occupation = "{column}"
"""


def test_a_mapping_that_makes_something_of_it_is_refused() -> None:
    with pytest.raises(Refused, match=r"authentication data \(C3\)"):
        mapping_file.parse(MAPPING.format(classes="", column="otp"))
    said = '[sources.classes]\njob = "C3"'
    with pytest.raises(Refused, match=r"authentication data \(C3\)"):
        mapping_file.parse(MAPPING.format(classes=said, column="job"))


def test_a_mapping_may_say_that_it_is_something_else() -> None:
    said = '[sources.classes]\notp = "plain"'
    mapping = mapping_file.parse(MAPPING.format(classes=said, column="otp"))
    assert mapping.sources[0].classes == {"otp": "plain"}
    with pytest.raises(Refused, match="classes"):
        mapping_file.parse(MAPPING.format(classes='[sources.classes]\njob = "C9"', column="job"))

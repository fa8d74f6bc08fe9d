"""How names sound: what people type by ear is found."""

from __future__ import annotations

import pyarrow as pa
import pytest

from hengke.pipelines.duplicates.sounds import sounding, syllables


@pytest.mark.parametrize(
    ("one", "other"),
    [("王小明", "王晓明"), ("单丽", "山丽"), ("欧阳 静", "欧阳婧"), ("Nováková", "NOVAKOVA")],
)
def test_names_that_sound_alike_have_one_sound(one: str, other: str) -> None:
    assert syllables(one) == syllables(other)


def test_a_surname_keeps_its_own_reading() -> None:
    assert syllables("单于静") == ("chan", "yu", "jing")
    assert syllables("仇英")[0] == "qiu"
    assert syllables("买买提·艾合") == ("mai", "mai", "ti", "ai", "he")


def test_a_name_without_letters_has_no_sound() -> None:
    assert sounding(pa.array(["···", None, "李雷"])).to_pylist() == [
        {"name": "李雷", "sound": "li lei", "first": "li"}
    ]

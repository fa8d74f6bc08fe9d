"""How a name sounds: pinyin without tones for Chinese, letters without accents for the rest.

王晓明 and 王小明 sound alike; 单 as a surname is shan, not dan. Names typed by ear differ in
characters, seldom in sound.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "区": "ou", "乐": "yue",
    "翟": "zhai", "秘": "bi", "繁": "po", "覃": "qin", "召": "shao", "种": "chong", "折": "she",
    "隗": "wei", "郇": "xun", "佴": "nai", "重": "chong", "祭": "zhai", "阚": "kan", "句": "gou",
    "朴": "piao", "盖": "ge", "燕": "yan", "任": "ren", "华": "hua", "葛": "ge", "哈": "ha",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "澹台": ("tan", "tai"), "单于": ("chan", "yu"),
    "万俟": ("mo", "qi"), "单父": ("shan", "fu"), "长孙": ("zhang", "sun"),
}  # fmt: skip


def syllables(name: str) -> tuple[str, ...]:
    """单晓明 is shan xiao ming; Jana Nováková is jana novakova."""
    if not any(_is_chinese(letter) for letter in name):
        words = _plain(name).replace("-", " ").split()
        return tuple(word for word in words if any(letter.isalnum() for letter in word))
    letters = "".join(name.split())
    if letters[:2] in DOUBLE_SURNAMES:
        return (*DOUBLE_SURNAMES[letters[:2]], *_each(letters[2:]))
    first = SURNAMES.get(letters[0]) or _syllable(letters[0])
    return tuple(one for one in (first, *_each(letters[1:])) if one)


def sounding(names: pa.ChunkedArray | pa.Array) -> pa.Table:
    """name, sound and first syllable, one row per different name that has a letter."""
    rows = [(name, syllables(name)) for name in pc.unique(names).to_pylist() if name]
    heard = [(name, parts) for name, parts in rows if parts]
    return pa.table(
        {
            "name": pa.array([name for name, _ in heard], pa.string()),
            "sound": pa.array([" ".join(parts) for _, parts in heard], pa.string()),
            "first": pa.array([parts[0] for _, parts in heard], pa.string()),
        }
    )


def _each(letters: str) -> list[str]:
    return [one for one in (_syllable(letter) for letter in letters) if one]


@cache
def _syllable(letter: str) -> str:
    """One character; signs between the parts of a name have no sound."""
    if not _is_chinese(letter):
        return _plain(letter) if letter.isalnum() else ""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(letter, style=Style.NORMAL, errors="ignore")[0]


def _is_chinese(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()

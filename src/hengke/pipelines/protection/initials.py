"""How a name is typed to find it: pinyin initials of Chinese names, first letters of others.

Surnames have readings of their own (单 is shan, not dan; 仇 is qiu): the table below goes before
the dictionary, for the first letter of a name and for the double surnames.
"""

from __future__ import annotations

from functools import cache

SURNAMES = {
    "单": "s", "仇": "q", "曾": "z", "解": "x", "查": "z", "区": "o", "乐": "y", "翟": "z",
    "秘": "b", "繁": "p", "覃": "q", "召": "s", "种": "c", "折": "s", "隗": "w", "郇": "x",
    "佴": "n", "重": "c", "祭": "z", "阚": "k", "句": "g",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "尉迟": "yc", "澹台": "tt", "单于": "cy", "万俟": "mq", "单父": "sf",
}  # fmt: skip
"""Only those whose reading as a surname begins with another letter than the dictionary's."""


def initials(name: str) -> str:
    """Lower-case initials: 王小明 is wxm, 单于静 is cyj, Jana Nováková is jn."""
    text = "".join(name.split()) if is_chinese(name) else name
    if not is_chinese(name):
        return "".join(_letter(word) for word in text.replace("-", " ").split())
    surname = text[:2]
    if surname in DOUBLE_SURNAMES:
        return DOUBLE_SURNAMES[surname] + _spelled(text[2:])
    if text[0] in SURNAMES:
        return SURNAMES[text[0]] + _spelled(text[1:])
    return _spelled(text)


def is_chinese(text: str) -> bool:
    return any("\u3400" <= letter <= "\u9fff" for letter in text)


def _spelled(text: str) -> str:
    return "".join(_letter(one) for one in text)


@cache
def _letter(text: str) -> str:
    """The first letter of one character or word, without its accent; '' for signs, and for
    characters that have no reading."""
    from pypinyin import Style, lazy_pinyin

    if is_chinese(text):
        text = "".join(lazy_pinyin(text, style=Style.NORMAL, errors="ignore", strict=False))
    return _plain(text[:1])


def _plain(letter: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", letter)[:1].lower()
    return plain if plain.isalnum() else ""

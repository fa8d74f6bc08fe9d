"""What headers usually mean (words.toml), and how near a header comes to such a word."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def _listed() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def words_for(table: str, column: str) -> list[str]:
    """Words of a column, the likeliest first; its own name always is one."""
    listed = _listed().get(table, {}).get(column) or _listed()["all"].get(column, "")
    return [plain(column), *listed.split()]


def plain(header: str) -> str:
    """A header without what differs from bank to bank: case, blanks, marks between words."""
    return re.sub(r"[\s_\-./（）()\[\]【】]", "", header).lower()


def readings(header: str) -> list[str]:
    """`客户号(CUST_NO)` may be read as a whole, without, or by what stands in brackets."""
    inside = re.findall(r"[（(\[【](.+?)[)）\]】]", header)
    outside = re.sub(r"[（(\[【].*?[)）\]】]", "", header)
    return [word for word in map(plain, (header, outside, *inside)) if word]


def likeness(header: str, words: list[str]) -> float:
    """3 for the word itself (a little less for a rarer one), 1 for a header that ends in it."""
    best = 0.0
    for reading in readings(header):
        if reading in words:
            best = max(best, 3 - 0.01 * words.index(reading))
        for word in words:
            long_enough = len(word) >= (2 if "\u4e00" <= word[0] <= "\u9fff" else 5)
            if long_enough and reading.endswith(word) and reading != word:
                best = max(best, 1 + 0.01 * len(word))
    return best

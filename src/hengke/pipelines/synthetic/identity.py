"""Numbers that look right and can belong to nobody: documents, telephones, addresses.

Identity numbers carry a correct check character and an area code (99…) that no place has;
telephones stand in ranges that no operator had been given; mail ends at example.com.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hengke.pipelines.synthetic.plan import Flags, Ints
from hengke.pipelines.synthetic.writing import fixed_text, numbered, words

PERSON_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
PERSON_CHECK = np.frombuffer(b"10X98765432", np.uint8)
FIRM_LETTERS = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
FIRM_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
FREE_PHONE_RANGES = np.array([154, 161, 163, 164, 169])
HAVE_MAIL = 0.35
STREETS = ("望江路", "学府路", "解放大道", "临湖东路", "青石巷", "南桥街", "星河路", "梧桐街",
           "滨河路", "长宁路", "兴业路", "文昌路")  # fmt: skip
ESTATES = ("云锦花园", "临湖雅苑", "望江府", "青石小区", "南桥新村", "星河湾", "梧桐里", "北苑家园")


def person_numbers(birth: NDArray[np.datetime64], female: Flags) -> pa.Array:
    """18 characters: area, birthday, serial (odd for men), check character of ISO 7064."""
    years = birth.astype("datetime64[Y]")
    months = birth.astype("datetime64[M]")
    day = (birth - months.astype("datetime64[D]")).astype(np.int64) + 1
    month = (months - years.astype("datetime64[M]")).astype(np.int64) + 1
    born = (years.astype(np.int64) + 1970) * 10_000 + month * 100 + day
    turn = np.arange(len(birth))
    serial = (turn * 7 % 500) * 2 + np.where(female, 0, 1)
    area = turn // 500 % 1000  # with the serial, so that no two numbers are the same
    digits = _digits(((990_000 + area) * 10**8 + born) * 1000 + serial, 17)
    check = PERSON_CHECK[(digits * PERSON_WEIGHTS).sum(axis=1) % 11]
    return fixed_text(np.column_stack([(digits + ord("0")).astype(np.uint8), check]))


def firm_numbers(count: int, first: int = 0) -> pa.Array:
    """18 characters of the unified credit code: kind, area, body, check character modulo 31."""
    body = (np.arange(count) + first + 1) * 104_729 % 10**9
    digits = np.column_stack([np.tile([9, 1], (count, 1)), _digits(990_001 * 10**9 + body, 15)])
    check = (31 - (digits * FIRM_WEIGHTS).sum(axis=1) % 31) % 31
    return fixed_text(FIRM_LETTERS[np.column_stack([digits, check])])


def _digits(numbers: Ints, width: int) -> Ints:
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return numbers[:, None] // powers % 10


def phones(count: int, chance: np.random.Generator) -> pa.Array:
    ranges = chance.choice(FREE_PHONE_RANGES, count)
    return numbered("", ranges * 10**8 + chance.integers(0, 10**8, count), 11)


def emails(numbers: Ints, chance: np.random.Generator) -> pa.Array:
    """About a third have left one."""
    given = pa.array(numbers, mask=chance.random(len(numbers)) >= HAVE_MAIL).cast(pa.string())
    return pc.binary_join_element_wise("user", given, "@example.com", "")


def addresses(homes: Ints, regions: pa.Array, seed: int) -> pa.Array:
    """One address per home number: who shares a home shares the address."""
    keys = (homes * 2_654_435_761 + seed) % 2**32
    return pc.binary_join_element_wise(
        "云澜市", regions, words(STREETS, keys % 12),
        _text(keys // 16 % 298 + 1), "号", words(ESTATES, keys // 8192 % 8),
        _text(keys // 65536 % 18 + 1), "栋", _text(keys // 2**21 % 28 + 1), "0",
        _text(keys % 4 + 1), "室", "",
    )  # fmt: skip


def _text(numbers: Ints) -> pa.Array:
    return pa.array(numbers).cast(pa.string())

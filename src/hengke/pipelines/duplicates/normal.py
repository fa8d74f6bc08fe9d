"""One form per value before two are compared: width, case, blanks, dialling codes, old ID numbers.

Everything is SQL, so that a million records take seconds; what is left empty is unknown.
"""

from __future__ import annotations

from hengke.pipelines.duplicates.mapping import Field
from hengke.pipelines.intake.sql_text import literal, name

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
NARROW = "".join(chr(code) for code in range(0x21, 0x7F)) + " "
EMPTY_WORDS = ("null", "none", "nan", "n/a", "na", "unknown", "-", "无", "未知", "不详")


def normal(field: Field) -> str:
    """The value's form for comparing, or NULL."""
    text = folded(name(field.column))
    shaped = {
        "name": _spaced, "text": _spaced, "email": _solid, "date": _digits,
        "number": _letters, "id_number": _id_number, "phone": _phone,
    }[field.kind](text)  # fmt: skip
    empty = ", ".join(literal(word) for word in EMPTY_WORDS)
    return f"CASE WHEN {text} IN ({empty}) THEN NULL ELSE nullif({shaped}, '') END"


def folded(value: str) -> str:
    """Full-width letters narrowed, small letters, one blank where there were several."""
    narrow = f"translate(nfc_normalize({value}), {literal(WIDE)}, {literal(NARROW)})"
    return rf"lower(trim(regexp_replace({narrow}, '\s+', ' ', 'g')))"


def _spaced(text: str) -> str:
    """Between Chinese characters a blank says nothing."""
    joined = rf"regexp_replace({text}, '([\x{{3400}}-\x{{9fff}}]) ', '\1', 'g')"
    return rf"regexp_replace({joined}, ' ([\x{{3400}}-\x{{9fff}}])', '\1', 'g')"


def _solid(text: str) -> str:
    return f"replace({text}, ' ', '')"


def _digits(text: str) -> str:
    """2001-02-03, 2001/2/3, 2001年2月3日 and 20010203 are one day; a time of day is dropped."""
    parts = rf"regexp_extract({text}, '^(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})', "
    padded = f"{parts}1) || lpad({parts}2), 2, '0') || lpad({parts}3), 2, '0')"
    plain = rf"regexp_replace({text}, '\D', '', 'g')"
    return f"CASE WHEN {parts}1) <> '' THEN {padded} ELSE {plain} END"


def _letters(text: str) -> str:
    return rf"regexp_replace({text}, '[^0-9a-z]', '', 'g')"


def _phone(text: str) -> str:
    """+86 138 1234 5678 and 0086-13812345678 are 13812345678."""
    digits = rf"regexp_replace({text}, '\D', '', 'g')"
    return rf"regexp_replace({digits}, '^(00)?86(1\d{{10}})$', '\2')"


def _id_number(text: str) -> str:
    """The 18 characters without the check digit, which follows from them; the 15 of before 1999
    get their century. Other documents as they are."""
    solid = _letters(text)
    return (
        rf"CASE WHEN regexp_matches({solid}, '^\d{{17}}[0-9x]$') THEN left({solid}, 17) "
        rf"WHEN regexp_matches({solid}, '^\d{{15}}$') "
        rf"THEN left({solid}, 6) || '19' || substr({solid}, 7) ELSE {solid} END"
    )

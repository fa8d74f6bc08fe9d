"""Masks under any input: never the whole value, never more of it than the rule keeps."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hengke.pipelines.protection import masking

DIGITS = st.text("0123456789", min_size=1, max_size=24)
WORDS = st.text(min_size=1, max_size=40)


@pytest.mark.requirement("R248")
@pytest.mark.parametrize("kind", sorted(masking.KINDS))
@given(value=WORDS)
def test_no_mask_is_the_value_and_every_mask_has_stars(kind: str, value: str) -> None:
    assume(value.strip())
    shown = masking.masked(kind, value)
    assert shown != value or "*" in value
    assert "*" in (shown or "")


@pytest.mark.parametrize("kind", sorted(masking.KINDS))
def test_unknown_has_no_mask(kind: str) -> None:
    assert masking.masked(kind, None) is None
    assert masking.masked(kind, "") is None


@given(DIGITS)
def test_a_telephone_shows_seven_digits_at_most_and_hides_the_rest(value: str) -> None:
    shown = masking.phone(value) or ""
    assert len(shown) == len(value)
    kept = [letter for letter in shown if letter != "*"]
    assert len(kept) <= (7 if len(value) > 7 else 2)
    if len(value) == 11:
        assert shown == f"{value[:3]}****{value[-4:]}"


@given(DIGITS)
def test_an_identity_number_shows_its_ends(value: str) -> None:
    shown = masking.id_number(value) or ""
    assert len(shown) == len(value)
    assert sum(letter != "*" for letter in shown) <= 2
    if len(value) == 18:
        assert shown == f"{value[0]}{'*' * 16}{value[-1]}"


@given(st.from_regex(r"\A[a-z0-9.]{1,20}@[a-z]{1,10}\.com\Z"))
def test_an_address_of_mail_shows_its_first_letter_and_its_domain(value: str) -> None:
    local, _, domain = value.partition("@")
    assert masking.email(value) == f"{local[0]}***@{domain}"


@given(st.text("张王李赵欧阳司马小明佩珊国栋", min_size=1, max_size=6))
def test_of_a_name_the_surname_is_left(value: str) -> None:
    shown = masking.name(value) or ""
    kept = shown.rstrip("*")
    assert value.startswith(kept)
    assert 1 <= len(kept) <= 2
    assert shown.endswith("*")


@given(WORDS)
def test_of_a_note_nothing_is_left(value: str) -> None:
    assert masking.note(value) == "***"

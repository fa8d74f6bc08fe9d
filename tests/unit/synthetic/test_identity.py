"""Numbers of the synthetic bank look right and can belong to nobody."""

from __future__ import annotations

import numpy as np

from hengke.pipelines.synthetic import identity

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REAL_PROVINCES = {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
                  *range(61, 66), 71, 81, 82}  # fmt: skip


def persons(count: int) -> list[str]:
    birth = np.datetime64("1980-02-29") + np.arange(count) % 900
    female = np.arange(count) % 2 == 0
    return identity.person_numbers(birth, female).to_pylist()


def test_an_identity_number_says_birthday_and_gender_and_its_check_character_is_right() -> None:
    first, second = persons(2)
    assert first[6:14] == "19800229"
    assert int(first[16]) % 2 == 0  # even: a woman
    assert second[6:14] == "19800301"
    assert int(second[16]) % 2 == 1
    for number in (first, second):
        total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
        assert number[17] == "10X98765432"[total % 11]


def test_identity_numbers_name_a_place_that_does_not_exist() -> None:
    assert not {int(number[:2]) for number in persons(3_000)} & REAL_PROVINCES


def test_no_two_identity_numbers_are_the_same_even_for_people_born_on_one_day() -> None:
    born = np.full(20_000, np.datetime64("1990-01-01"))
    numbers = identity.person_numbers(born, np.zeros(20_000, np.bool_))
    assert len(set(numbers.to_pylist())) == 20_000


def test_a_firm_has_a_credit_code_with_a_right_check_character() -> None:
    codes = identity.firm_numbers(500).to_pylist()
    assert len(set(codes)) == 500
    for code in codes:
        total = sum(LETTERS.index(letter) * 3**place for place, letter in enumerate(code[:17]))
        assert LETTERS.index(code[17]) == (31 - total % 31) % 31


def test_telephones_stand_in_ranges_that_no_operator_was_given() -> None:
    phones = identity.phones(2_000, np.random.default_rng(1)).to_pylist()
    assert {phone[:3] for phone in phones} == {"154", "161", "163", "164", "169"}
    assert {len(phone) for phone in phones} == {11}


def test_mail_goes_to_a_domain_kept_for_examples_and_most_have_none() -> None:
    mails = identity.emails(np.arange(1_000), np.random.default_rng(1)).to_pylist()
    given = [mail for mail in mails if mail is not None]
    assert 250 < len(given) < 450
    assert all(mail.endswith("@example.com") for mail in given)


def test_who_shares_a_home_shares_the_address() -> None:
    import pyarrow as pa

    regions = pa.array(["临湖区", "临湖区", "望江区"])
    one, other, third = identity.addresses(np.array([7, 7, 8]), regions, 3).to_pylist()
    assert one == other != third
    assert one.startswith("云澜市临湖区")

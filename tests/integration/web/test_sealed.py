"""A sealed column: a mask wherever it is written out, a token in the database, text on request."""

from __future__ import annotations

import json
import os
import pickle

import pytest
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.template import Context, Template

from hengke.apps.customers.models import Customer
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.sealing import is_sealed
from hengke.web.sealed import Sealed, SealedText, plain, sealer

NUMBER = "13812341234"


def stored(column: str = "phone") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM customers_customer")
        return cursor.fetchone()[0]


@pytest.mark.requirement("R245")
@pytest.mark.django_db
def test_the_database_holds_a_token_and_python_a_mask() -> None:
    Customer.objects.create(customer_id="C1", phone=NUMBER, name="张三")
    assert is_sealed(stored())
    assert NUMBER not in stored()
    found = Customer.objects.get()
    assert str(found.phone) == "138****1234"
    assert found.phone.plain() == NUMBER
    assert str(found.name) == "张*"


@pytest.mark.django_db
def test_every_way_of_writing_it_out_gives_the_mask() -> None:
    one = Customer(customer_id="C1", phone=NUMBER)
    for text in (
        f"{one.phone}", f"{one.phone!r}", f"{one.phone!s:>20}", str([one.phone]),
        Template("{{ one.phone }}").render(Context({"one": one})), str(vars(one)),
    ):  # fmt: skip
        assert NUMBER not in text
        assert one.phone.token not in text
    with pytest.raises(TypeError):
        json.dumps({"phone": one.phone}, cls=DjangoJSONEncoder)
    assert NUMBER.encode() not in pickle.dumps(one.phone)


@pytest.mark.django_db
def test_whatever_is_assigned_counts_as_plain_even_a_token() -> None:
    """Else a note could have another person's token opened."""
    stolen = Sealed.of(NUMBER, "phone").token
    one = Customer(customer_id="C1", address=stolen)
    assert one.address.plain() == stolen
    one.save()
    assert Customer.objects.get().address.plain() == stolen
    Customer.objects.update(address=stolen)
    assert Customer.objects.get().address.plain() == stolen


@pytest.mark.django_db
def test_unknown_stays_unknown_and_empty_stays_empty() -> None:
    Customer.objects.create(customer_id="C1", phone=None, email="")
    found = Customer.objects.get()
    assert found.phone is None
    assert plain(found.phone) is None
    assert not found.email
    assert str(found.email) == ""
    assert Customer.objects.filter(phone=None).exists()
    assert Customer.objects.filter(email="").exists()


@pytest.mark.django_db
def test_writing_a_row_again_does_not_seal_it_twice() -> None:
    Customer.objects.create(customer_id="C1", phone=NUMBER)
    before = stored()
    Customer.objects.get().save()
    assert stored() == before


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["", "__exact", "__contains", "__startswith", "__in", "__gte"])
def test_nobody_can_be_looked_up_by_a_sealed_column(lookup: str) -> None:
    value = [NUMBER] if lookup == "__in" else NUMBER
    with pytest.raises(FieldError, match="blind index"):
        list(Customer.objects.filter(**{f"phone{lookup}": value}))


@pytest.mark.django_db
def test_a_value_that_does_not_open_is_three_stars_and_a_refusal() -> None:
    one = Customer(customer_id="C1")
    one.phone = Sealed("~ffffff.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "phone")
    assert str(one.phone) == one.phone.readable() == "***"
    with pytest.raises(Refused):
        one.phone.plain()


@pytest.mark.django_db
def test_what_an_older_release_left_is_masked_too_and_sealed_when_written() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (customer_id, phone, branch_id, manager_id) "
            "VALUES ('C1', %s, 'B001', '')",
            [NUMBER],
        )
    found = Customer.objects.get()
    assert str(found.phone) == "138****1234"
    found.save()
    assert is_sealed(stored())


@pytest.mark.django_db
def test_a_new_key_is_used_at_once_and_old_tokens_still_open(settings, tmp_path) -> None:
    from hengke.pipelines.home import Home

    settings.HENGKE_HOME = Home.at(tmp_path)
    ring.load_or_make(settings.HENGKE_HOME, now=clock.now())
    before = Sealed.of(NUMBER, "phone")
    with ring.changing(settings.HENGKE_HOME, now=clock.now()) as changed:
        changed.add(ring.IDENTIFIERS, now=clock.now())
    os.utime(settings.HENGKE_HOME.key_ring)
    after = Sealed.of(NUMBER, "phone")
    assert before.token[:7] != after.token[:7]
    assert before.plain() == after.plain() == NUMBER
    assert sealer().is_current(after.token)


def test_a_migration_can_write_the_field_down() -> None:
    field = SealedText("phone", null=True)
    _, path, args, options = field.deconstruct()
    assert path == "hengke.web.sealed.SealedText"
    assert SealedText(*args, **options).kind == "phone"

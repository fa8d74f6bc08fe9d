"""Every way of looking somebody up walks an index, in each scope; said by the database itself."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from hengke.apps.customers import queries, search_terms
from hengke.apps.customers.models import Customer
from hengke.pipelines.protection.identifiers import KEYS

pytestmark = pytest.mark.django_db
TERMS = {
    "吴佩珊": "name_key", "吴佩": "name_stem_key", "吴": "surname_key", "wps": "initials_key",
    "wp": "initials_stem_key", "13812345678": "phone_key", "1234": "phone_tail_key",
    "35020319900101900X": "id_number_key", "900X": "id_number_tail_key",
    "lan@example.com": "email_key", "C900": "customer_id",
}  # fmt: skip
ENOUGH = 4_000
WHOLE_TABLE = re.compile(r"\bSCAN customers_customer(?! USING)|Seq Scan on customers_customer")


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """So many customers that a planner with statistics prefers an index."""
    from django.db import transaction

    keys = [column for columns in KEYS.values() for column in columns]
    with django_db_blocker.unblock(), transaction.atomic():
        Customer.objects.bulk_create(
            Customer(
                customer_id=f"N{number:06}",
                branch_id=f"B{number % 40:03}",
                manager_id=f"S{number % 400:04}",
                **{key: f"{key}{number % 500}" for key in keys},
            )
            for number in range(ENOUGH)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE customers_customer")
        yield
        transaction.set_rollback(True)


def test_every_blind_index_is_asked_for_by_some_term() -> None:
    assert set(TERMS.values()) - {"customer_id"} == {key for keys in KEYS.values() for key in keys}


@pytest.mark.parametrize("person", ["alice", "head", "auditor"])
@pytest.mark.parametrize(("term", "column"), TERMS.items())
def test_a_search_walks_an_index(crowd, users, person, term, column) -> None:
    readings = list(search_terms.readings(term))
    assert column in {name for reading in readings for name in _columns(reading)}
    for reading in readings:
        rows = queries.visible_to(users[person]).filter(reading).order_by()
        plan = rows.values_list("customer_id", flat=True)[: search_terms.FEW + 1].explain()
        assert not WHOLE_TABLE.search(plan), (reading, plan)


def test_a_book_is_opened_along_an_index(crowd, users) -> None:
    rows = queries.visible_to(users["alice"]).order_by().values_list("customer_id", "name")
    assert not WHOLE_TABLE.search(rows[: search_terms.OPENED + 1].explain())


def _columns(reading) -> set[str]:
    return {child[0].partition("__")[0] for child in reading.children}

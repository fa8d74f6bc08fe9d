"""Homes and lists at other sizes: nothing published, numbers only, more than one page."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from tests.integration.apps.seeded import seed
from tests.integration.apps.workbench.walking import numbers, walked

from hengke.apps.care.models import Task
from hengke.apps.customers.models import Customer
from hengke.apps.tiering.api import count_books
from hengke.apps.tiering.models import Position

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["alice", "bo", "olga"])
def test_a_home_costs_the_same_number_of_queries_at_any_size(
    speaking, name: str, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    seed(size=8)
    count_books()
    client = speaking(name)
    with django_assert_max_num_queries(46) as few:
        client.get("/")
    for model in (Customer, Position, Task):
        model.objects.filter(manager_id="S0002").update(manager_id="S0001")
    cache.clear()
    count_books()
    with django_assert_num_queries(len(few)):
        client.get("/")
    with django_assert_max_num_queries(len(few) - 4):
        client.get("/")


@pytest.mark.parametrize("name", ["alice", "una", "olga", "dan", "audrey"])
def test_before_anything_was_imported_each_home_says_what_comes_next(speaking, name: str) -> None:
    page = speaking(name).get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'class="empty' in text or name == "audrey"
    if name in ("olga", "dan"):
        assert 'href="/imports/"' in text


def test_a_bank_without_names_and_managers_looks_whole(speaking) -> None:
    """Like the public deposit files: numbers only, one branch `unassigned`, no organisation."""
    seed(size=12, names=False, managers=False)
    client = speaking("una")
    answer = client.get("/")
    assert answer.status_code == 200
    assert [(book.manager_id, book.customers) for book in answer.context["books"]] == [("", 34)]
    first = Customer.objects.order_by("pk").first()
    listed = client.get("/customers/").context["rows"]
    assert listed[0].name == listed[0].customer.pk
    page = client.get(f"/customers/{first.pk}/").content.decode()
    assert "Not in the bank's files: Gender, Occupation" in page
    assert "no branch named" in page
    assert "None" not in page


@pytest.mark.parametrize("sort", ["aum", "average", "gap", "fall", "name"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_neither_skip_nor_repeat_in_any_order(speaking, sort: str, order: str) -> None:
    seed(size=60)
    Position.objects.filter(effective_rank=0).update(gap_to_keep_minor=None, fall_probability=None)
    client = speaking("olga")
    seen = walked(client, f"/customers/?sort={sort}&dir={order}")
    assert len(seen) == len(set(seen)) == Customer.objects.count() > 80


def test_going_back_shows_the_page_one_came_from(speaking) -> None:
    seed(size=60)
    client = speaking("olga")
    first = client.get("/customers/")
    second = client.get(f"/customers/?after={first.context['found'].page.after}")
    back = client.get(f"/customers/?before={second.context['found'].page.before}")
    assert numbers(back) == numbers(first)
    assert not set(numbers(second)) & set(numbers(first))


def test_a_page_costs_the_same_number_of_queries_at_any_length(
    speaking, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    seed(size=3)
    client = speaking("alice")
    with django_assert_max_num_queries(19) as few:
        client.get("/customers/?sort=fall")
    Customer.objects.filter(manager_id="S0002").update(manager_id="S0001")
    Position.objects.filter(manager_id="S0002").update(manager_id="S0001")
    with django_assert_num_queries(len(few)):
        assert len(numbers(client.get("/customers/?sort=fall"))) == 15

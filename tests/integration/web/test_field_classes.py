"""Every route x every role that does not see the class `financial` whole: no amount of the bank is
read anywhere, and no tier where the role may not read tiers.

Generated from the addresses of the house and from whatever the tables hold, so that a new page and
a new column of money are held from their first day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from tests.integration.apps.seeded import TIERS, YUAN
from tests.integration.web import addressed

from hengke.apps.identity import rights
from hengke.apps.identity.enforcement import routes
from hengke.apps.identity.models import Role
from hengke.kernel import clock
from hengke.kernel.money import decimal_string
from hengke.policies import access
from hengke.policies.access import View
from hengke.web import formats
from hengke.web.access import rule_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow_test,
    pytest.mark.long_test,
    pytest.mark.sqlite_only(reason="what pages write does not depend on the database"),
]
WHOLE = "business"
STANDARD = access.load(on=clock.today())
OTHERS = [role for role in Role.values if STANDARD.view(role, "financial") is not View.CLEAR]
NAMES = "|".join(word for code, _, zh, en, *_ in TIERS for word in (code, zh, en))
TIER = re.compile(rf"(?<![A-Za-z0-9_-])(?:{NAMES})(?![A-Za-z0-9_-])")
"""A tier by its code or name; Chinese has no blanks between words."""
NUMBER = re.compile(
    r"(?<![A-Za-z0-9.,_-])[0-9][0-9,]*(?:\.[0-9]+)?(?: ?[万亿]|[KMB])?(?![A-Za-z0-9_-])"
)
LEAST = 1_000_00
"""Smaller amounts are written with so few digits that anything may look like them."""
NARROWED = (
    "/customers/?sort=aum", "/customers/?sort=gap", "/customers/?sort=fall", "/customers/?risk=1",
    "/customers/?tier=gold", "/customers/?was=gold", "/customers/?maturing=90",
    "/customers/?aum_from=1", "/customers/?liability_from=1", "/customers/?gap_from=1",
    "/customers/?assessed=gold", "/customers/?kind=person", "/customers/fields/?kind=person",
    "/search/?q=C1", "/search/?q=陈", "/care/contacts/choose/?q=C1", "/approvals/?show=all",
    *(f"/customers/{addressed.OWN_CUSTOMER}/?tab={tab}"
      for tab in ("overview", "holdings", "movements", "behaviour", "timeline", "people",
                  "privacy")),
    "/api/v1/customers?limit=5", "/api/v1/customers?kind=person",
)  # fmt: skip
READERS = [*((role, "en") for role in OTHERS), ("complaints", "zh-hans")]
FLOORS = {floor * YUAN for _tier, floor, *_ in TIERS}
"""Numbers of the rules, which stand in the positions too."""
RULES = ("tiering:policies", "tiering:policy", "tiering:simulate", "api:ladders")
"""Pages about the rules themselves, which have a right of their own (`tiering.read_policy`)."""
EXAMPLES = ("api:openapi", "api:reference", "web:gallery", "gallery")
"""Pages made of examples."""


@pytest.fixture(scope="module")
def bank(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        addressed.fill("褚卫红")
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def amounts(bank: None, django_db_blocker: Any) -> set[str]:
    """Every amount that a table holds, in every way in which one may be written."""
    with django_db_blocker.unblock():
        texts = {_close(text) for minor in _known() for text in _ways(minor)}
    assert len(texts) > 1_000
    return texts


def test_somebody_sees_amounts_as_bands_and_somebody_none() -> None:
    assert {"complaints", "data", "system_admin", "security_admin", "audit_admin"} == set(OTHERS)


@pytest.mark.parametrize(("role", "language"), READERS)
def test_no_page_shows_an_amount_to_who_does_not_see_them_whole(
    bank: None, amounts: set[str], role: str, language: str
) -> None:
    shown = [
        (address, found)
        for name, address, text in _pages(role, language)
        if name not in (*RULES, *EXAMPLES) and (found := _numbers(text) & amounts)
    ]
    assert shown == []


@pytest.mark.parametrize(("role", "language"), READERS)
def test_no_page_shows_a_tier_to_who_may_not_read_tiers(
    bank: None, role: str, language: str
) -> None:
    assert "tiering.read" not in rights.policy().roles[role].rights
    shown = [
        (address, TIER.findall(text)[:5])
        for name, address, text in _pages(role, language)
        if name not in (*RULES, *EXAMPLES) and TIER.search(text)
    ]
    assert shown == []


def test_the_pages_that_were_read_show_amounts_and_tiers_to_who_may(
    bank: None, amounts: set[str]
) -> None:
    """Else nothing was proved."""
    pages = _pages(WHOLE, "en")
    holding = {address for _, address, text in pages if _numbers(text) & amounts}
    assert {"/", "/customers/", f"/customers/{addressed.OWN_CUSTOMER}/?tab=holdings",
            f"/customers/{addressed.OWN_CUSTOMER}/?tab=movements"} <= holding  # fmt: skip
    assert {"/customers/", "/search/?q=C1"} <= {one for _, one, text in pages if TIER.search(text)}


def test_a_bank_may_mask_amounts_for_a_post_that_reads_tiers(
    bank: None, amounts: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clear = access.AccessPolicy.view

    def masked(policy: access.AccessPolicy, role: str, field_class: str) -> View:
        return View.MASKED if field_class == "financial" else clear(policy, role, field_class)

    monkeypatch.setattr(access.AccessPolicy, "view", masked)
    shown = [
        (role, address, found)
        for role in ("auditor", "branch_head")
        for name, address, text in _walked(role, "en")
        if name not in (*RULES, *EXAMPLES) and (found := _numbers(text) & amounts)
    ]
    assert shown == []


def test_the_desk_reads_bands_instead(bank: None) -> None:
    band = re.compile(r"\d+[KMB]?–\d+[KMB]?")
    pages = {address: text for _, address, text in _pages("complaints", "en")}
    for address in ("/customers/", f"/customers/{addressed.OWN_CUSTOMER}/?tab=holdings",
                    f"/customers/{addressed.OWN_CUSTOMER}/?tab=people"):  # fmt: skip
        assert band.search(pages[address]), address


@lru_cache
def _pages(role: str, language: str) -> tuple[tuple[str, str, str], ...]:
    """Every page that opens to the role, with what it holds; the bank is the same for all tests."""
    return tuple(_walked(role, language))


def _walked(role: str, language: str) -> Iterator[tuple[str, str, str]]:
    client = addressed.client(role)
    _speak(client, language)
    for name, pattern, view in routes():
        if name not in addressed.LEAVES and rule_of(view) is not None:
            address = addressed.address(name, pattern)
            yield name, address, _opened(client, address)
    for address in NARROWED:
        yield "", address, _opened(client, address)


def _speak(client: Client, language: str) -> None:
    from hengke.apps.identity.models import User

    User.objects.filter(pk=client.session["_auth_user_id"]).update(language=language)


def _opened(client: Client, address: str) -> str:
    with transaction.atomic():
        cache.clear()
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    text = body.decode(errors="replace") if answer.status_code == 200 else ""
    return text.replace(address.partition("?")[2] or "no query", "")  # said back as it was asked


def _known() -> Iterator[int]:
    """Columns of money, numbers in parameters and courses, and what books hold together."""
    for model in apps.get_models():
        if not model._meta.managed:
            continue
        money = [one.name for one in model._meta.concrete_fields if one.name.endswith("_minor")]
        texts = {"params", "trend", "reasons"} & {one.name for one in model._meta.concrete_fields}
        for row in model._default_manager.values_list(*money) if money else ():
            yield from (value for value in row if value)
        for row in model._default_manager.values_list(*texts) if texts else ():
            yield from (int(number) for text in row for number in re.findall(r"\d{6,}", text or ""))


def _ways(minor: int) -> Iterator[str]:
    if abs(minor) >= LEAST and minor not in FLOORS:
        yield from (str(formats.amount(abs(minor), language)) for language in ("en", formats.ZH))
        yield from (formats.exact(abs(minor)) or "", decimal_string(abs(minor)), str(abs(minor)))


def _numbers(text: str) -> set[str]:
    """Numbers with their unit, which pages set smaller."""
    return {_close(found) for found in NUMBER.findall(re.sub(r"</?small>", "", text))}


def _close(number: str) -> str:
    return number.replace(" ", "")

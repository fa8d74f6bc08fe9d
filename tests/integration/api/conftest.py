"""A seeded bank and programs that call the API: `call("alice").get("/customers")`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.seeded import seed

from hengke.apps.api import limits
from hengke.apps.identity.tokens import actions as tokens
from hengke.apps.identity.tokens.queries import offered

PEOPLE = {
    "risk": {"role": "risk"},
    "alice": {"role": "rm", "org_id": "S0001", "branch_id": "B001"},
    "rita": {"role": "rm", "org_id": "S0003", "branch_id": "B002"},
    "bo": {"role": "branch_head", "org_id": "S0101", "branch_id": "B001"},
    "olga": {"role": "business"},
    "cora": {"role": "complaints"},
    "dan": {"role": "data"},
}
OWN, FOREIGN = "C10200000", "C10207398"


class Program:
    """Calls with a token; `rights` None is everything the person may."""

    def __init__(self, token: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.token = token

    def get(self, address: str, **query: Any) -> Any:
        headers = query.pop("headers", {})
        return self.client.get(f"/api/v1{address}", query, headers=self._with(headers))

    def post(self, address: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        text = "" if body is None else json.dumps(body)
        return self.client.post(
            f"/api/v1{address}", text, content_type="application/json", headers=self._with(named)
        )

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **headers}


@pytest.fixture
def bank(db: None) -> None:
    seed(size=8)


@pytest.fixture(autouse=True)
def _fresh_minute() -> Iterator[None]:
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def person(db: None) -> Callable[[str], Any]:
    from hengke.apps.identity.models import User

    def make(name: str) -> Any:
        found = User.objects.filter(username=name).first()
        return found or User.objects.create_user(name, None, language="en", **PEOPLE[name])

    return make


@pytest.fixture
def call(person: Callable[[str], Any]) -> Callable[..., Program]:
    """A program of a person, with a token that carries `rights`, or all of the person's."""

    def make(name: str, rights: frozenset[str] | None = None) -> Program:
        user = person(name)
        scopes = offered(user) if rights is None else rights
        _token, text = tokens.make(user, name="a program", scopes=scopes, days=1, by=None)
        return Program(text)

    return make

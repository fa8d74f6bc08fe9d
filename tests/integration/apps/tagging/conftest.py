"""The small bank's lake behind pages, with four of its customers in the workbench."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.integration.conftest import with_keys
from tests.integration.homes import AS_OF, small_home

__all__ = ["small_home"]

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PLACES = (("B001", "S0001"), ("B001", "S0001"), ("B001", "S0002"), ("B002", "S0003"))
STAMP = {"as_of": AS_OF, "known_at": "B1", "run_id": "run-1"}


@pytest.fixture
def home(small_home: Any, tmp_path: Path, settings: Any, monkeypatch: Any) -> Any:
    """The home of the pages; questions are answered in this process instead of the worker's."""
    from hengke.pipelines import api, questions
    from hengke.pipelines.home import Home

    own = Home(tmp_path / "own")
    own.write_settings(small_home.settings())
    own.lake.symlink_to(small_home.lake)
    settings.HENGKE_HOME = with_keys(own)

    def ask(home: Any, question: str, *, timeout: float, **params: Any) -> Any:
        plain = json.loads(json.dumps(params, default=str))
        return json.loads(json.dumps(questions.answer(home, question, plain), default=str))

    monkeypatch.setattr(api, "ask", ask)
    return settings.HENGKE_HOME


@pytest.fixture(scope="session")
def medium(small_home: Any) -> list[str]:
    """Numbers of four customers with assets from 100,000 to 1,000,000 yuan."""
    from hengke.pipelines import questions

    asked = {"expression": "tag('asset_medium')", "as_of": str(AS_OF), "limit": 4}
    return list(questions.answer(small_home, "tag_members", asked)["customers"])


@pytest.fixture
def book(
    home: Any, medium: list[str], users: Any, organisation: None, make_customer: Any
) -> list[str]:
    """Two customers of Alice, one of Bo in the same branch, one of Chen elsewhere."""
    for number, (branch, manager) in zip(medium, PLACES, strict=True):
        make_customer(
            number, name=f"客户{number}", branch_id=branch, manager_id=manager, aum_minor=1
        )
    return medium


@pytest.fixture
def published(book: list[str]) -> list[str]:
    """What a night had written of them: two tags, one of them by hand only."""
    from hengke.apps.tagging.models import CustomerTags, Tag

    for rank, (code, family, rule) in enumerate(
        (("asset_medium", "value", "aum >= 100000 and aum < 1000000"),
         ("prefers_visits", "need", None))
    ):  # fmt: skip
        Tag.objects.create(
            code=code, rank=rank, family=family, tag_group=code, group_zh=code, group_en=code,
            exclusive=0, zh=f"签{code}", en=f"tag {code}", rule=rule, reads='["aum"]', own=0,
            sentence_en=rule and "medium assets", owner="business", source="test", customers=4,
            valid_from=date(1990, 1, 1), policy_version=f"{code}@1990-01-01:x", **STAMP,
        )  # fmt: skip
    for number, (branch, manager) in zip(book, PLACES, strict=True):
        CustomerTags.objects.create(
            customer_id=number, branch_id=branch, manager_id=manager, codes=" asset_medium ",
            unknown="", policy_version="v", **STAMP,
        )  # fmt: skip
    return book


@pytest.fixture
def client_of(client_of: Callable[..., Client]) -> Callable[..., Client]:
    """A page that fails answers 500, as people get it."""
    return partial(client_of, raise_request_exception=False)

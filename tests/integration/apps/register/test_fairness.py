"""The page of fair treatment: groups and what is said of them, of no customer."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from tests.integration.apps.conftest import AS_OF, STAMP

from hengke.policies.fairness import load

pytestmark = pytest.mark.usefixtures("home")
PAGE = "/models/fairness/"


def told(trait: str, name: str, state: str, **columns: Any) -> None:
    from hengke.apps.register.models import Slice

    version = load(on=AS_OF).version
    known = {"decision": "tier", "policy_version": version, **columns}
    Slice.objects.create(trait=trait, slice=name, state=state, **known, **STAMP)


@pytest.mark.requirement("L21")
def test_groups_are_listed_with_ratio_interval_and_what_explains_it(client_of: Any) -> None:
    told("age", "30", "breach", customers=500, rate=0.2, best="60", ratio=0.5, low=0.4, high=0.62,
         alike=0.55)  # fmt: skip
    told("age", "60", "best", customers=300, rate=0.4, best="60", ratio=1.0, alike=1.0)
    told("age", "0", "small")
    told("gender", "", "fair", customers=40, rate=0.5, best="female", ratio=1.1, low=0.9, high=1.3)
    told("gender", "own_policy", "used", decision="policy")
    answer = client_of("risk").get(PAGE)
    text = answer.content.decode()
    with translation.override("en"):
        names = [[str(line.name) for line in block.lines] for block in answer.context["blocks"]]
        small = [[str(one) for one in block.small] for block in answer.context["blocks"]]
    assert names == [["30 to 44 years", "60 years and more"], ["Not delivered"]]
    assert small == [["0 to 29 years"], []]
    assert (answer.context["breaches"], answer.context["groups"]) == (1, 4)
    for shown in ("Below, not explained", "0.50", "0.40–0.62", "0.55",
                  "Too few to judge: 0 to 29 years", "groups under 30", "Sex: own_policy",
                  "80%"):  # fmt: skip
        assert shown in text


def test_who_reads_the_register_reads_it_and_nobody_else(client_of: Any) -> None:
    for name in ("risk", "auditor", "business"):
        answer = client_of(name).get(PAGE)
        assert answer.status_code == 200
        assert "Nothing was tested yet" in answer.content.decode()
    assert client_of("alice").get(PAGE).status_code == 403

"""A challenger becomes champion by a second person; what the plain rule beats never does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.integration.apps.conftest import AS_OF
from tests.integration.apps.register.test_page import PAGE, model

from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.churn import champion

VERSION = "ab12cd34ef56"
NOW = clock.now
pytestmark = pytest.mark.usefixtures("in_english", "home")


@pytest.fixture
def challenger(users: dict[str, Any]) -> None:
    from tests.integration.apps.conftest import customer

    customer("A1", kind="person", name="张", branch_id="B001", manager_id="S0001")
    model(kind="churn", role="champion", version="a" * 12, verdict="better_than_rule",
          drift='{"tenure": 0.31, "items": 0.02}', due_on=date(2026, 12, 31))  # fmt: skip
    model(kind="churn", role="challenger", version=VERSION, verdict="waits_for_person", auc=0.91,
          compared_auc=0.88, scored=None, psi=None)  # fmt: skip


def person(name: str) -> Any:
    from hengke.apps.identity.models import User

    return User.objects.get_or_create(username=name, defaults={"role": name.split("-")[0]})[0]


@pytest.mark.requirement("R234")
def test_a_second_person_makes_the_challenger_champion_for_the_next_night(challenger, settings):
    from hengke.apps.approvals import api as approvals
    from hengke.apps.audit.models import Entry
    from hengke.apps.register import promotion

    asked = promotion.ask(
        VERSION, reason="ranks better for a quarter", by=person("data"), now=NOW()
    )
    own = settings.HENGKE_HOME.churn_policies
    assert champion(own, on=AS_OF) is None
    with pytest.raises(Refused):
        approvals.decide(asked, yes=True, by=person("data"), now=NOW())
    approvals.decide(asked, yes=True, by=person("risk"), now=NOW())
    found = champion(own, on=AS_OF)
    assert found is not None
    assert (found.version, found.source) == (VERSION, f"approval {asked.pk}")
    actions = Entry.objects.filter(action__startswith="model_promotion").values_list(
        "action", flat=True
    )
    assert {"model_promotion.requested", "model_promotion.approved"} <= set(actions)
    with pytest.raises(Refused, match="business date already"):
        promotion.ask(VERSION, reason="once more", by=person("data"), now=NOW())


@pytest.mark.parametrize("verdict", ["not_better_than_rule", "no_model"])
def test_a_model_that_the_plain_rule_beats_cannot_be_asked_for(challenger, verdict):
    from hengke.apps.register import promotion
    from hengke.apps.register.models import Model

    Model.objects.filter(role="challenger").update(verdict=verdict)
    with pytest.raises(Refused, match="no better than the plain rule"):
        promotion.ask(VERSION, reason="it is new", by=person("data"), now=NOW())
    with pytest.raises(Refused, match="not the challenger"):
        promotion.ask("0" * 12, reason="it is new", by=person("data"), now=NOW())


@pytest.mark.requirement("R234")
def test_the_register_shows_both_with_verdict_drift_and_the_form_for_who_may_ask(
    challenger, client_of
):
    text = client_of("data").get(PAGE).content.decode()
    for words in ("Champion", "Challenger", "Better than the plain rule", "Waits for a second",
                  "days since the relation began", "0.310", "31 Dec 2026", "0.880",
                  "Ask for it as champion"):  # fmt: skip
        assert words in text, words
    assert "Ask for it as champion" not in client_of("auditor").get(PAGE).content.decode()
    answer = client_of("data").post(f"{PAGE}champion", {"version": VERSION, "reason": "better"})
    assert answer.status_code == 302
    from hengke.apps.approvals.models import Approval

    assert Approval.objects.get().payload == {"version": VERSION}
    assert client_of("auditor").post(f"{PAGE}champion", {"version": VERSION}).status_code == 403

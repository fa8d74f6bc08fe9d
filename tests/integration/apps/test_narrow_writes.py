"""Who may read a branch and write in the own book alone writes in the own book alone.

The shipped policy gives both the same reach; a bank's own need not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.integration.apps.customers.record_home import with_keys

from hengke.apps.audit.models import Entry
from hengke.kernel import clock
from hengke.policies import access

pytestmark = pytest.mark.django_db
RECORD = {"version": "0", "source": "customer", "collected_on": "2026-10-20", "region": "Xiamen"}

NEED = {
    "need_class": "saving", "nature": "explicit", "source": "talk", "evidence": "said so",
    "noticed_on": "2026-10-20",
}  # fmt: skip

PLAN = {"title": "a plan", "needs": "1", "valid_from": "2026-10-20", "valid_until": "2026-12-20"}

INTERVIEW = {
    "questionnaire": "service", "way": "phone", "held_on": "2026-10-20", "q-content": "4",
}  # fmt: skip


@pytest.fixture
def desk(settings: Any, tmp_path: Path, users: Any, make_customer: Any) -> Client:
    """Alice, who by the bank's own rule reads her branch; A2 is a colleague's customer."""
    with_keys(settings, tmp_path / "home")
    shipped = max(Path(access.__file__).parent.glob("standard/*.toml")).read_text(encoding="utf-8")
    for right in ("customers.read", "tiering.read", "privacy.read"):
        narrow = f'"{right}" = {{ rm = "own"'
        assert narrow in shipped
        shipped = shipped.replace(narrow, narrow.replace("own", "branch"))
    own = settings.HENGKE_HOME.access_policies / "standard"
    own.mkdir(parents=True)
    (own / f"{clock.today()}.toml").write_text(shipped, encoding="utf-8")
    make_customer("A1", manager_id="S0001", branch_id="B001")
    make_customer("A2", manager_id="S0002", branch_id="B001")
    client = Client()
    client.force_login(users["alice"], "hengke.apps.identity.backends.StaffBackend")
    return client


@pytest.mark.requirement("R245")
@pytest.mark.parametrize(
    ("way", "address", "sent"),
    [
        ("get", "/customers/{}/record/edit/", {}),
        ("post", "/customers/{}/record/edit/", RECORD),
        ("post", "/customers/{}/record/employer/settle/", {"keep": "core", "reason": "seen"}),
        ("post", "/customers/{}/record/name/correct/", {"value": "Li", "reason": "passport"}),
        ("get", "/care/contacts/new/?customer={}", {}),
        (
            "post",
            "/care/contacts/new/",
            {"customer": "{}", "outcome": "reached", "channel": "phone"},
        ),
        ("post", "/tiers/overrides/ask/{}/", {"tier": "gold", "reason": "asked"}),
        ("post", "/needs/of/{}/record/", NEED),
        ("post", "/needs/of/{}/interview/", INTERVIEW),
        ("post", "/needs/of/{}/plan/", PLAN),
        ("post", "/privacy/of/{}/switch/", {}),
        ("post", "/privacy/of/{}/request/", {"kind": "copy", "received_on": "2026-10-20"}),
    ],
)
def test_a_colleagues_customer_is_read_and_not_written(
    desk: Client, way: str, address: str, sent: dict[str, str]
) -> None:
    assert desk.get("/customers/A2/").status_code == 200
    before = Entry.objects.count()
    answers = {}
    for number in ("A1", "A2"):
        data = {name: text.replace("{}", number) for name, text in sent.items()}
        answers[number] = getattr(desk, way)(address.replace("{}", number), data).status_code
    assert answers["A2"] == 404
    assert answers["A1"] != 404
    assert not Entry.objects.filter(pk__gt=before, target="A2").exists()


def test_a_colleagues_customer_is_in_the_list_and_not_in_the_file(desk: Client) -> None:
    assert "A2" in desk.get("/customers/").content.decode()
    file = desk.post("/customers/export/").content.decode()
    assert "A1" in file
    assert "A2" not in file

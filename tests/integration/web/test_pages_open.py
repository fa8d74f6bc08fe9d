"""Every role can open its home, and nobody without a log-in opens anything."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize("name", ["alice", "bo", "olga", "dan", "audrey"])
def test_every_role_has_a_home(logged_in, name):
    assert logged_in(name).get("/").status_code == 200


def test_without_a_log_in_every_page_leads_to_the_log_in(db):
    answer = Client().get("/ui/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")

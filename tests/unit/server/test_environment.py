"""The server's environment: understood in full or refused by name."""

from __future__ import annotations

import pytest

from hengke.kernel.errors import Refused
from hengke.server import environment


def test_nothing_set_means_the_loopback_only() -> None:
    understood = environment.read({"PATH": "/bin"})
    assert understood.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert understood.debug is False
    assert understood.https is False


def test_hosts_are_added_to_the_loopback() -> None:
    understood = environment.read({"HENGKE_ALLOWED_HOSTS": "hengke.bank, crm.bank ,"})
    assert understood.allowed_hosts[3:] == ("hengke.bank", "crm.bank")


@pytest.mark.parametrize(("text", "on"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_a_switch_is_on_or_off(text: str, on: bool) -> None:
    assert environment.read({"HENGKE_HTTPS": text}).https is on


@pytest.mark.parametrize(
    ("variables", "hint"),
    [
        ({"HENGKE_HTTP": "1"}, "HENGKE_HTTPS"),
        ({"HENGKE_DEBUG": "maybe"}, "HENGKE_DEBUG"),
        ({"HENGKE_SECRET_KEY": "short"}, "longer"),
        ({"HENGKE_TRUSTED_ORIGINS": "crm.bank"}, "https://crm.bank"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_way_out(
    variables: dict[str, str], hint: str
) -> None:
    with pytest.raises(Refused) as refusal:
        environment.read(variables)
    assert hint in refusal.value.next_step

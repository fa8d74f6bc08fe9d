"""Whose address counts: the person's behind a known proxy, and nobody's own word."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory

from hengke.web import addresses


@pytest.mark.parametrize(
    ("remote", "forwarded", "place"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # said by a stranger
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the first was said by the person
        ("127.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1"),  # two proxies, both known
        ("127.0.0.1", "198.51.100.1, 10.9.0.7", "10.9.0.7"),  # the second is not
        ("127.0.0.1", "not an address", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::5", "2001:db8::5"),
        ("", "198.51.100.1", None),
    ],
)
def test_the_last_hop_that_is_no_known_proxy(
    remote: str, forwarded: str | None, place: str | None, settings: Any
) -> None:
    settings.HENGKE_PROXY_NETWORKS = tuple(map(ip_network, ("127.0.0.0/8", "10.0.0.0/24")))
    told = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **told)
    assert addresses.of(request) == place

"""Where a request comes from: the machine of the person, also behind the bank's own proxy.

A proxy's word is taken only when the proxy itself is known (`HENGKE_PROXY_NETWORKS`; by default
this machine), so that nobody outside can name an address of his choice.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def of(request: HttpRequest) -> str | None:
    """The nearest hop that is no known proxy; None where there is no address, as in a test."""
    nearest = _address(request.META.get("REMOTE_ADDR", ""))
    if nearest is None:
        return None
    for text in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not any(nearest in network for network in settings.HENGKE_PROXY_NETWORKS):
            break
        further = _address(text)
        if further is None:
            break
        nearest = further
    return str(nearest)


def _address(text: str) -> Address | None:
    try:
        return ip_address(text.strip())
    except ValueError:
        return None

"""Who may see figures and reasons: certain networks, and whoever shows the token.

Behind a proxy every request comes from the proxy's address, so that an address counts for nothing
as soon as a request was handed on.
"""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

HANDED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_known(request: HttpRequest) -> bool:
    return _shows_the_token(request) or _comes_from_inside(request)


def _shows_the_token(request: HttpRequest) -> bool:
    kind, _, shown = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = settings.HENGKE_METRICS_TOKEN
    return bool(token) and kind == "Bearer" and hmac.compare_digest(shown.encode(), token.encode())


def _comes_from_inside(request: HttpRequest) -> bool:
    if any(name in request.META for name in HANDED_ON):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in settings.HENGKE_METRICS_NETWORKS)

"""Where a webhook may go: https to the world, and inside only where the operator has said so.

A subscription is a way to make this server call an address, so the address is looked at when it
is given and again each time it is called: the name is resolved once, every address that it stands
for is judged, and the call goes to the judged address itself. A name that stands for another
address a moment later (DNS rebinding) gains nothing; redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from hengke.kernel.errors import Refused

LONGEST = 500
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Target:
    """A judged address: connect to `ip`, speak to `host`."""

    https: bool
    host: str
    ip: str
    port: int
    path: str


def check(url: str) -> None:
    """Refuse what could never be called; a name that is unknown today is judged when called."""
    host, _port, https = _parts(url)
    literal = _literal(host)
    if literal is not None:
        _check_address(literal, https=https)
    elif not https:
        raise _not_https()


def resolved(url: str) -> Target:
    """Where a call goes now; every address of the name must be allowed."""
    host, port, https = _parts(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(_("The name of the receiver is not known.")) from None
    addresses = [ipaddress.ip_address(str(one[4][0]).split("%")[0]) for one in found]
    for address in addresses:
        _check_address(address, https=https)
    split = urlsplit(url)
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    return Target(https, host, str(addresses[0]), port, path)


def _parts(url: str) -> tuple[str, int, bool]:
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    try:
        split = urlsplit(url)
        host, port = split.hostname or "", split.port
    except ValueError:
        host, port, plain = "", None, False
    if not plain or not host or split.scheme not in ("https", "http") or split.username is not None:
        raise Refused(
            _("That is not an address that can be called."),
            next_step=_("Write it as https://host/path, without a user name."),
        )
    https = split.scheme == "https"
    return host, port if port is not None else 443 if https else 80, https


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check_address(address: Address, *, https: bool) -> None:
    address = getattr(address, "ipv4_mapped", None) or address
    if not https and not address.is_loopback:
        raise _not_https()
    named = any(address in network for network in settings.HENGKE_WEBHOOK_NETWORKS)
    if not named and (not address.is_global or address.is_multicast):
        raise Refused(
            _("The receiver is inside the network, which is not open to webhooks."),
            next_step=_("The operator can name its network in HENGKE_WEBHOOK_NETWORKS."),
        )


def _not_https() -> Refused:
    return Refused(
        _("A webhook is sent by https only."),
        next_step=_("Give the receiver a certificate and write https://."),
    )

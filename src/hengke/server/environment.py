"""What the server reads from its environment: every name, its meaning, and nothing else.

A value that cannot be understood is refused with the way out; a misspelt HENGKE_ name as well,
because a switch that silently does nothing is worse than a server that does not start.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from hengke.kernel.errors import Refused

MEANINGS = {
    "HENGKE_HOME": "directory that holds the bank (default ./hengke-home)",
    "HENGKE_SECRET_KEY": "signing key; default: a key kept in the home",
    "HENGKE_AUDIT_HEADS": "second folder for signed heads of the audit log, on another machine",
    "HENGKE_MASTER_KEY_FILE": "file with the master key of the key ring; default: in the home",
    "HENGKE_SPARK_MASTER": "address of the Spark cluster for run --engine spark; default: local[2]",
    "HENGKE_THREADS": "threads of a web process that make pages; `serve --threads` sets it",
    "HENGKE_DEBUG": "1 shows tracebacks; never in production",
    "HENGKE_HTTPS": "1 when a proxy in front speaks HTTPS: secure cookies and HSTS",
    "HENGKE_ALLOWED_HOSTS": "comma-separated names under which the workbench is reached",
    "HENGKE_TRUSTED_ORIGINS": "comma-separated https:// origins whose forms are accepted",
    "HENGKE_WEBHOOK_NETWORKS": "comma-separated inner networks open to webhooks: 10.1.0.0/16",
    "HENGKE_PROXY_NETWORKS": "proxies whose X-Forwarded-For counts; default: this machine",
    "HENGKE_METRICS_NETWORKS": "networks that may read /metrics; default: this machine",
    "HENGKE_METRICS_TOKEN_FILE": "file whose first line is the bearer token for /metrics",
    "HENGKE_ADVISORIES": "address of the advisory service that make audit asks; default: OSV",
    "HENGKE_REQUIRE_BROWSER": "tests: a missing browser is an error",
    "HENGKE_REQUIRE_SPARK": "tests: a missing Spark is an error",
    "HENGKE_REQUIRE_POSTGRESQL": "tests: a missing PostgreSQL server is an error",
    "HENGKE_REQUIRE_REAL_DATA": "tests: missing data sets are an error",
    "HENGKE_TEST_DATABASE_URL": "tests: a PostgreSQL server on which they may make databases",
    "HENGKE_SHARED_DATA": "tests: folder of the public data sets",
    "HENGKE_CHROMIUM": "tests: the browser's executable",
}
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
OWN_MACHINE = ("127.0.0.0/8", "::1/128")
SHORTEST_TOKEN = 24
Networks = tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True)
class Environment:
    """The environment as understood. `database_url` empty means the home's SQLite file."""

    home: str | None = None
    secret_key: str | None = None
    debug: bool = False
    https: bool = False
    allowed_hosts: tuple[str, ...] = LOOPBACK
    trusted_origins: tuple[str, ...] = ()
    database_url: str = ""
    webhook_networks: Networks = ()
    proxy_networks: Networks = tuple(map(ip_network, OWN_MACHINE))
    metrics_networks: Networks = tuple(map(ip_network, OWN_MACHINE))
    metrics_token: str = ""


def read(variables: Mapping[str, str]) -> Environment:
    """Understand the variables or refuse, naming the one that is wrong."""
    _check_names(variables)
    return Environment(
        home=variables.get("HENGKE_HOME") or None,
        secret_key=_secret(variables),
        debug=_switch(variables, "HENGKE_DEBUG"),
        https=_switch(variables, "HENGKE_HTTPS"),
        allowed_hosts=(*LOOPBACK, *_listed(variables, "HENGKE_ALLOWED_HOSTS")),
        trusted_origins=_origins(variables),
        database_url=variables.get("DATABASE_URL", ""),
        webhook_networks=_networks(variables, "HENGKE_WEBHOOK_NETWORKS"),
        proxy_networks=_networks(variables, "HENGKE_PROXY_NETWORKS", without=OWN_MACHINE),
        metrics_networks=_networks(variables, "HENGKE_METRICS_NETWORKS", without=OWN_MACHINE),
        metrics_token=_token(variables),
    )


def _check_names(variables: Mapping[str, str]) -> None:
    for name in sorted(variables):
        if name.startswith("HENGKE_") and name not in MEANINGS:
            near = difflib.get_close_matches(name, MEANINGS, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(MEANINGS)}."
            raise Refused(
                f"The environment sets {name}, which Hengke does not know.", next_step=hint
            )


def _switch(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(name, "").strip().lower()
    if value not in (*YES, *NO):
        raise Refused(f"{name}={value!r} is neither on nor off.", next_step=f"Set {name}=1 or 0.")
    return value in YES


def _listed(variables: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in variables.get(name, "").split(",") if item.strip())


def _origins(variables: Mapping[str, str]) -> tuple[str, ...]:
    origins = _listed(variables, "HENGKE_TRUSTED_ORIGINS")
    for origin in origins:
        if not origin.startswith(("http://", "https://")):
            raise Refused(
                f"HENGKE_TRUSTED_ORIGINS holds {origin!r}, which names no scheme.",
                next_step=f"Write it as https://{origin}",
            )
    return origins


def _secret(variables: Mapping[str, str]) -> str | None:
    secret = variables.get("HENGKE_SECRET_KEY")
    if secret is not None and len(secret) < 32:
        raise Refused(
            "HENGKE_SECRET_KEY is shorter than 32 characters.",
            next_step="Leave it unset to use the key kept in the home, or set a longer one.",
        )
    return secret


def _networks(
    variables: Mapping[str, str], name: str, *, without: tuple[str, ...] = ()
) -> Networks:
    found = []
    for text in _listed(variables, name) or without:
        try:
            found.append(ip_network(text))
        except ValueError:
            raise Refused(
                f"{name} holds {text!r}, which is no network.",
                next_step="Write it as 10.1.2.0/24 or 10.1.2.3",
            ) from None
    return tuple(found)


def _token(variables: Mapping[str, str]) -> str:
    name = variables.get("HENGKE_METRICS_TOKEN_FILE")
    if not name:
        return ""
    try:
        token = Path(name).read_text(encoding="ascii").split("\n", 1)[0].strip()
    except (OSError, UnicodeError) as error:
        raise Refused(
            f"HENGKE_METRICS_TOKEN_FILE names {name}, which cannot be read "
            f"({type(error).__name__}).",
            next_step="Let the user of the service read it, or unset the variable.",
        ) from None
    if len(token) < SHORTEST_TOKEN:
        raise Refused(
            f"The token in {name} is shorter than {SHORTEST_TOKEN} characters.",
            next_step="Make one with: openssl rand -base64 32",
        )
    return token

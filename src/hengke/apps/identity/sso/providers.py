"""Providers of single sign-on: HOME/sso/NAME.toml, one file each, read again when one changes.

    title = "行内统一认证"
    issuer = "https://login.bank.example/oidc"
    client_id = "hengke"
    client_secret_file = "/run/secrets/hengke-oidc"   # or client_secret = "~…", sealed by
    claim = "preferred_username"                      #    hengke people sso
    matches = "username"                              # or org_id: the staff number

Nobody gets a log-in or a role from a token, unless `creates = true` and a table [roles] say so.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from hengke.apps.identity.factors.secrets import sealer
from hengke.apps.identity.models import ADMINISTRATORS, Role
from hengke.kernel.errors import PolicyError, Refused
from hengke.pipelines.protection.sealing import is_sealed
from hengke.policies import fields

log = logging.getLogger("hengke.identity")
MATCHES = ("username", "org_id")
KEYS = (
    "title", "issuer", "client_id", "client_secret", "client_secret_file", "claim", "matches",
    "scope", "creates", "roles_claim", "roles", "second_factor_amr",
)  # fmt: skip
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Provider:
    """`roles` maps a value of `roles_claim` to a role; `second_factor_amr` lists what the token
    must say of the log-in there (RFC 8176) to count as a second factor here."""

    name: str
    title: str
    issuer: str
    client_id: str
    secret_place: str
    sealed_secret: str
    claim: str
    matches: str
    scope: str
    creates: bool
    roles_claim: str
    roles: Mapping[str, str]
    second_factor_amr: tuple[str, ...]

    @property
    def discovery(self) -> str:
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    def secret(self) -> str | None:
        """Read when needed, so that a changed file counts at once; None for a public client."""
        if self.sealed_secret:
            return sealer().open(self.sealed_secret)
        if not self.secret_place:
            return None
        try:
            return Path(self.secret_place).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Refused(
                "The secret of the provider {name} cannot be read from {path}.",
                next_step="Correct client_secret_file in HOME/sso/{name}.toml.",
                name=self.name,
                path=self.secret_place,
            ) from error


def all_known() -> list[Provider]:
    """Every provider of this home, by name. A file with a mistake closes its own door only."""
    found = []
    for path in sorted(settings.HENGKE_HOME.sso.glob("*.toml")):
        try:
            found.append(read(path))
        except Refused as mistake:
            log.error("single sign-on is off: %s", mistake.message)
    return found


def known(name: str) -> Provider | None:
    return next((provider for provider in all_known() if provider.name == name), None)


def read(path: Path) -> Provider:
    """One file, checked; every mistake is refused with its place."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(
            "provider '{name}' is not valid TOML: {error}", name=path.stem, error=error
        ) from error
    return parse(path.stem, raw)


def parse(name: str, raw: Any) -> Provider:
    table = fields.check_keys(raw, KEYS, where=name)
    return Provider(
        name=name,
        title=fields.text(table, "title", where=name),
        issuer=_issuer(fields.text(table, "issuer", where=name), name),
        client_id=fields.text(table, "client_id", where=name),
        secret_place=fields.text(table, "client_secret_file", "", where=name),
        sealed_secret=_sealed(fields.text(table, "client_secret", "", where=name), name),
        claim=fields.text(table, "claim", "preferred_username", where=name),
        matches=fields.one_of(table, "matches", MATCHES, MATCHES[0], where=name),
        scope=fields.text(table, "scope", "openid profile", where=name),
        creates=table.get("creates") is True,
        roles_claim=fields.text(table, "roles_claim", "", where=name),
        roles=_roles(table, name),
        second_factor_amr=tuple(table.get("second_factor_amr", ())),
    )


def _issuer(text: str, name: str) -> str:
    """Over plain http a token could be read and changed on the way."""
    parts = urlsplit(text)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return text
    raise PolicyError(
        "provider '{name}': issuer {issuer} must begin with https://", name=name, issuer=text
    )


def _sealed(text: str, name: str) -> str:
    if text and not is_sealed(text):
        raise PolicyError(
            "provider '{name}': client_secret stands there in plain text",
            next_step="Take it out, and give it with: hengke people sso {name} --secret-file FILE",
            name=name,
        )
    return text


def _roles(table: fields.Table, name: str) -> dict[str, str]:
    """Administrators are never made by a token: who rules the provider would rule the bank."""
    roles = fields.check_keys(table.get("roles", {}), table.get("roles", {}), where=f"{name}.roles")
    for role in roles.values():
        if role not in Role.values or role in ADMINISTRATORS:
            raise PolicyError(
                "provider '{name}': the role {role} cannot be given by a token",
                name=name,
                role=repr(role),
            )
    if table.get("creates") is True and not (roles and table.get("roles_claim")):
        raise PolicyError(
            "provider '{name}': creates = true needs roles_claim and a table [roles]", name=name
        )
    return dict(roles)

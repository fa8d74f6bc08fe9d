"""Which second factors a person has, and whether one is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hengke.apps.identity import rights
from hengke.apps.identity.factors import recovery
from hengke.apps.identity.factors.models import Passkey, Totp
from hengke.apps.identity.limits import is_demo


@dataclass(frozen=True)
class Factors:
    """What a person has enrolled."""

    totp: Totp | None
    passkeys: tuple[Passkey, ...]
    recovery_codes: int

    @property
    def any(self) -> bool:
        return self.totp is not None or bool(self.passkeys)

    @property
    def number(self) -> int:
        return len(self.passkeys) + (self.totp is not None)


def factors_of(user: Any) -> Factors:
    return Factors(
        totp=Totp.objects.filter(user=user).first(),
        passkeys=tuple(Passkey.objects.filter(user=user).order_by("added_at", "pk")),
        recovery_codes=recovery.left(user),
    )


def needs_factor(user: Any) -> bool:
    """By role (policies/access) or because an administrator asked for it; not in a demo."""
    return not is_demo() and (user.factor_required or rights.needs_second_factor(user))

"""Which second factors a person has, and whether one is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

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


def without_factor() -> tuple[int, list[str]]:
    """How many active people need a second factor, by role or because it was asked of them, and the
    log-ins of those who have none."""
    people = get_user_model().objects.filter(is_active=True).order_by("username")
    needing = [
        one for one in people if one.factor_required or rights.needs_second_factor(one)
    ]  # fmt: skip
    enrolled = set(Totp.objects.values_list("user_id", flat=True))
    enrolled |= set(Passkey.objects.values_list("user_id", flat=True))
    return len(needing), [one.username for one in needing if one.pk not in enrolled]


def needs_factor(user: Any) -> bool:
    """By role (policies/access) or because an administrator asked for it; not in a demo."""
    return not is_demo() and (user.factor_required or rights.needs_second_factor(user))

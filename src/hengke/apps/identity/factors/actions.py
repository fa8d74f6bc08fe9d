"""Changes to second factors. Each is one transaction with one audit row, without secrets."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.identity.factors import codes, guard, passkeys, recovery
from hengke.apps.identity.factors.models import Guard, Passkey, RecoveryCode, Totp
from hengke.apps.identity.factors.queries import factors_of, needs_factor
from hengke.apps.identity.factors.secrets import sealer
from hengke.apps.identity.limits import limits
from hengke.apps.identity.sso.models import Subject
from hengke.kernel import clock
from hengke.kernel.errors import Refused

TOTP, PASSKEY, RECOVERY = "totp", "passkey", "recovery"


@transaction.atomic
def add_totp(user: Any, *, secret: str, code: str) -> list[str]:
    """The app, once it has shown that it knows the secret; recovery codes when it is the first."""
    step = codes.step_of(code, secret, now=clock.now(), drift=limits().factor_drift_steps)
    if step is None:
        raise Refused(
            _("The code is not the one that belongs to this picture."),
            next_step=_("Wait for the next code; is the clock of the phone right?"),
        )
    first = not factors_of(user).any
    Totp.objects.filter(user=user).delete()
    Totp.objects.create(
        user=user, sealed=sealer().seal(secret) or "", added_at=clock.now(), last_step=step
    )
    record("identity.factor_added", by=user, target=user.username, kind=TOTP)
    return recovery.renew(user) if first else []


@transaction.atomic
def add_passkey(user: Any, *, name: str, credential: str, data: str, uses: int) -> list[str]:
    """A key the browser has made; recovery codes when it is the first factor."""
    present = factors_of(user)
    if len(present.passkeys) >= limits().factor_most_keys:
        raise Refused(
            _("You have as many keys as one person can have."),
            next_step=_("Remove one that you no longer use."),
        )
    named = _free_name(name.strip()[:60] or _("Key"), {key.name for key in present.passkeys})
    Passkey.objects.create(
        user=user, name=named, credential=credential, data=data, uses=uses, added_at=clock.now()
    )
    record("identity.factor_added", by=user, target=user.username, kind=PASSKEY)
    return [] if present.any else recovery.renew(user)


@transaction.atomic
def rename_passkey(key: Passkey, *, name: str) -> None:
    """By its owner, who alone reaches it."""
    user = key.user
    taken = Passkey.objects.filter(user=user).exclude(pk=key.pk).values_list("name", flat=True)
    key.name = _free_name(name.strip()[:60] or key.name, set(taken))
    key.save(update_fields=["name"])
    record("identity.factor_renamed", by=user, target=user.username, kind=PASSKEY)


@transaction.atomic
def remove_passkey(key: Passkey) -> None:
    user = key.user
    _check_not_the_last(user)
    key.delete()
    _forget_codes_with_the_last(user)
    record("identity.factor_removed", by=user, target=user.username, kind=PASSKEY)


@transaction.atomic
def remove_totp(user: Any) -> None:
    _check_not_the_last(user)
    if Totp.objects.filter(user=user).delete()[0]:
        _forget_codes_with_the_last(user)
        record("identity.factor_removed", by=user, target=user.username, kind=TOTP)


@transaction.atomic
def renew_recovery_codes(user: Any) -> list[str]:
    if not factors_of(user).any:
        raise Refused(
            _("Recovery codes stand in for a second factor, and you have none."),
            next_step=_("Add an app or a key first."),
        )
    record("identity.recovery_codes_renewed", by=user, target=user.username)
    return recovery.renew(user)


@transaction.atomic
def reset_factors(user: Any, *, by: Any) -> None:
    """For who has lost everything: all factors and bindings go, sessions end with them."""
    from hengke.apps.identity.sessions.actions import end_all

    for table in (Totp, Passkey, RecoveryCode, Guard, Subject):
        table.objects.filter(user=user).delete()
    end_all(user, why="reset")
    record("identity.factors_reset", by=by, target=user.username)


@transaction.atomic
def prove_code(user: Any, code: str) -> str:
    """Which factor the code proves: app or recovery code; empty for neither, and counted."""
    now, totp = clock.now(), Totp.objects.filter(user=user).first()
    if guard.closed_until(user, now=now):
        return ""
    proved = ""
    if totp is not None and codes.is_right(totp, code, now=now):
        proved = TOTP
    elif len(code) > 2 * codes.DIGITS and recovery.is_right(user, code, now=now):
        proved = RECOVERY
        left = recovery.left(user)
        record("identity.recovery_code_used", by=user, target=user.username, left=left)
    if proved:
        guard.right(user)
    else:
        guard.wrong(user, kind=TOTP, now=now)
    return proved


@transaction.atomic
def prove_passkey(user: Any, request: Any, *, state: Any, answer: str) -> str:
    """The same for a key; a key whose counter stands still was copied and proves nothing."""
    now = clock.now()
    if guard.closed_until(user, now=now):
        return ""
    try:
        key, counter = passkeys.used(request, user, state, answer)
    except ValueError:
        guard.wrong(user, kind=PASSKEY, now=now)
        return ""
    Passkey.objects.filter(pk=key.pk).update(uses=counter, used_at=now)
    guard.right(user)
    return PASSKEY


def _check_not_the_last(user: Any) -> None:
    if needs_factor(user) and factors_of(user).number < 2:
        raise Refused(
            _("Your role needs a second factor, and this is the only one."),
            next_step=_("Add another one first."),
        )


def _forget_codes_with_the_last(user: Any) -> None:
    if not factors_of(user).any:
        RecoveryCode.objects.filter(user=user).delete()


def _free_name(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(f"{name} {n}" for n in range(2, 100) if f"{name} {n}" not in taken)[:60]

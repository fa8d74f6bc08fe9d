"""Tokens made, used and revoked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.identity.limits import limits
from hengke.apps.identity.models import User
from hengke.apps.identity.tokens.models import Token
from hengke.apps.identity.tokens.queries import alive, offered
from hengke.kernel import clock
from hengke.kernel.errors import Refused

MARK, PREFIX_BYTES, SECRET_BYTES = "hk", 4, 32
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make(
    user: User, *, name: str, scopes: Collection[str], days: int, by: User | None
) -> tuple[Token, str]:
    """The token's row and its text, which nobody can read again."""
    now, policy = clock.now(), limits()
    _check(user, name=name, scopes=scopes, days=days)
    if alive(user, now=now).count() >= policy.token_most:
        raise Refused(
            _("There are as many tokens as one person can have."),
            next_step=_("Revoke one that is no longer used."),
        )
    prefix, secret = secrets.token_hex(PREFIX_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    token = Token.objects.create(
        user=user, name=name.strip(), prefix=prefix, digest=_digest(secret),
        scopes=sorted(set(scopes)), made_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    record(
        "identity.token_made", by=by or user, target=user.username, token=prefix,
        scopes=token.scopes, days=days,
    )  # fmt: skip
    return token, f"{MARK}_{prefix}_{secret}"


@transaction.atomic
def revoke(token: Token, *, by: User | None) -> None:
    """At once and for good."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        record("identity.token_revoked", by=by, target=token.user.username, token=token.prefix)


@transaction.atomic
def revoke_all(user: User, *, by: User | None) -> int:
    """Every one of a person, where the log-in itself is in doubt; how many there were."""
    found = list(Token.objects.filter(user=user, revoked_at=None))
    for token in found:
        revoke(token, by=by)
    return len(found)


def by_token(text: str) -> tuple[User, frozenset[str]] | None:
    """Whose token this is and what it may: its scopes, as far as the person still has the rights.

    A wrong prefix and a wrong secret take the same way through the same comparison.
    """
    mark, _dash, rest = text.partition("_")
    prefix, _dash, secret = rest.partition("_")
    token = Token.objects.filter(prefix=prefix).select_related("user").first()
    kept = token.digest if token else _digest(MARK)
    same = hmac.compare_digest(kept, _digest(secret))
    now = clock.now()
    if token is None or not same or mark != MARK:
        return None
    if token.revoked_at or not token.made_at <= now < token.expires_at or not token.user.is_active:
        return None
    _note_use(token)
    return token.user, frozenset(token.scopes) & offered(token.user)


def _note_use(token: Token) -> None:
    now = clock.now()
    if token.used_at is None:
        with transaction.atomic():
            if Token.objects.filter(pk=token.pk, used_at=None).update(used_at=now):
                record(
                    "identity.token_first_used", by=token.user, target=token.user.username,
                    token=token.prefix,
                )  # fmt: skip
    elif now - token.used_at >= NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(user: User, *, name: str, scopes: Collection[str], days: int) -> None:
    longest = limits().token_longest_days
    if not name.strip():
        raise Refused(_("A token needs a name."), next_step=_("Say which program will use it."))
    if not 1 <= days <= longest:
        raise Refused(
            _("A token lasts from 1 to %(longest)s days.") % {"longest": longest},
            next_step=_("Choose fewer days; a new token can be made before this one ends."),
        )
    held = sorted(offered(user))
    choose = _("Choose among these: %(rights)s.") % {"rights": ", ".join(held) or "–"}
    if not scopes:
        raise Refused(_("A token needs at least one right."), next_step=choose)
    if beyond := sorted(set(scopes) - set(held)):
        raise Refused(
            _("A token can do only what its owner may: %(beyond)s is not among it.")
            % {"beyond": ", ".join(beyond)},
            next_step=choose,
        )

"""Sessions begun, touched, proved anew and ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest

from hengke.apps.audit.api import record
from hengke.apps.identity.limits import limits
from hengke.apps.identity.models import User
from hengke.apps.identity.sessions.models import LoginSession
from hengke.apps.identity.sessions.queries import KEY, alive
from hengke.kernel import clock
from hengke.web import addresses

OUT, IDLE, LONG, MOST, BY_HAND, PASSWORD, ADMIN = (
    "out", "idle", "long", "most", "by_hand", "password", "admin",
)  # fmt: skip
BROWSER_CHARACTERS = 200


def begun(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Called by Django for every log-in. Beyond the most at once the oldest ends."""
    now, (way, factor) = clock.now(), getattr(request, "entered", ("", ""))
    for old in alive(user, now=now).order_by("-began_at", "-pk")[limits().session_most - 1 :]:
        end(old, why=MOST)
    made = LoginSession.objects.create(
        user=user, began_at=now, seen_at=now, proved_at=now, factor=factor, way=way,
        place=addresses.of(request),
        browser=request.META.get("HTTP_USER_AGENT", "")[:BROWSER_CHARACTERS],
    )  # fmt: skip
    request.session[KEY] = made.pk


def left(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    """Called by Django at every log-out."""
    key = request.session.get(KEY, 0)
    found = LoginSession.objects.filter(pk=key, ended_at=None).first()
    if found is not None:
        end(found, why=OUT)


def end(session: LoginSession, *, why: str) -> None:
    """The cookie that belongs to it opens nothing from the next request on."""
    LoginSession.objects.filter(pk=session.pk, ended_at=None).update(
        ended_at=clock.now(), ended_why=why
    )


@transaction.atomic
def end_by_hand(session: LoginSession, *, by: User) -> None:
    """By its owner or the security administrator, with an audit row."""
    end(session, why=BY_HAND if by.pk == session.user_id else ADMIN)
    record("identity.session_ended", by=by, target=session.user.username, session=session.pk)


def end_all(user: User, *, why: str, but: int | None = None) -> None:
    LoginSession.objects.filter(user=user, ended_at=None).exclude(pk=but or 0).update(
        ended_at=clock.now(), ended_why=why
    )


def touch(session: LoginSession, *, now: datetime) -> None:
    """Note that the person is there, a tenth of the idle limit at a time.

    Reading must not wait for who writes: where SQLite is busy with a publishing run, the note is
    left for the next request.
    """
    if now - session.seen_at < timedelta(minutes=limits().session_idle_minutes) / 10:
        return
    noting = LoginSession.objects.filter(pk=session.pk, seen_at__lt=now)
    if connection.vendor != "sqlite":
        noting.update(seen_at=now)
        return
    with connection.cursor() as cursor:
        waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            noting.update(seen_at=now)
        except OperationalError:
            pass
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(waits)}")


@transaction.atomic
def prove_again(session: LoginSession, *, factor: str) -> None:
    """A fresh proof in the middle of a session opens the sensitive actions for some minutes."""
    session.proved_at, session.factor = clock.now(), factor or session.factor
    session.save(update_fields=["proved_at", "factor"])
    record("identity.confirmed", by=session.user, target=session.user.username, factor=factor)

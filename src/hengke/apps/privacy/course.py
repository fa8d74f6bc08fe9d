"""How far a request has come: what a second person was asked for it, and what was done.

A request ends as done only when what it asks for has happened, and not at all while somebody still
has to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, State
from hengke.apps.identity import api as identity
from hengke.apps.privacy import owners, permissions
from hengke.apps.privacy.models import Asked, DataFile, Request, RequestState, Restriction
from hengke.kernel.errors import Refused

READY, TAKEN, OVER = "ready", "taken", "over"


@dataclass(frozen=True)
class Course:
    """The last that a second person was asked for a request, in its state by the clock, and the
    last file of it: ready, taken, or over (its time ended before anybody took it)."""

    asked: Approval | None
    state: str
    file: DataFile | None
    file_state: str

    @property
    def waits(self) -> bool:
        return self.state == State.WAITING

    @property
    def label(self) -> str:
        return str(State(self.state).label)

    @property
    def may_ask(self) -> bool:
        """Nothing waits, and nothing came of it yet; of a copy, its file was not taken in time."""
        if self.state == State.CARRIED_OUT:
            return self.file_state == OVER
        return not self.waits


def of(request: Request, now: datetime) -> Course:
    asked, file = asked_for(request).first(), files(request).select_related("for_user").first()
    late = asked is not None and asked.state == State.WAITING and asked.expires_at <= now
    return Course(
        asked,
        state=State.EXPIRED if late else asked.state if asked else "",
        file=file,
        file_state=_state_of(file, now) if file else "",
    )


def _state_of(file: DataFile, now: datetime) -> str:
    if file.taken_at is not None:
        return TAKEN
    return READY if file.ends_at > now else OVER


def asked_for(request: Request) -> QuerySet[Approval]:
    """What a second person was asked because of it, the newest first."""
    rows = Approval.objects.filter(kind__startswith="privacy.", payload__request=request.pk)
    return rows.select_related("asked_by", "decided_by").order_by("-pk")


def waiting(request: Request, now: datetime) -> Approval | None:
    return asked_for(request).filter(state=State.WAITING, expires_at__gt=now).first()


def deciders() -> str:
    """The roles that decide about rights of customers, in words."""
    words = dict(identity.Role.choices)
    roles = identity.policy().holders(permissions.DECIDE)
    return ", ".join(str(words.get(one, one)) for one in roles)


def check_decided(request: Request, now: datetime) -> None:
    """Refuse to end a request about which somebody still has to decide."""
    if found := waiting(request, now):
        raise Refused(
            _("%(person)s asked a second person for this request, and it waits.")
            % {"person": found.asked_by.name},
            next_step=_("Have it decided (%(who)s), or whoever asked takes it back.")
            % {"who": deciders()},
        )


def take_back(request: Request, *, by: Any, now: datetime) -> None:
    """Who refuses a request has taken back what they asked for it themselves."""
    found = waiting(request, now)
    if found and found.asked_by_id == by.pk:
        approvals.withdraw(found, by=by, now=now)


def check_done(request: Request) -> None:
    """Refuse "done" of a deletion without a restriction, and of a copy that nobody took."""
    if request.kind == Asked.DELETION and not _is_restricted(request):
        raise Refused(
            _("Nothing has been done about this deletion: the customer was not restricted."),
            next_step=_("Ask for the restriction and have it decided, or refuse with the reason."),
        )
    if request.kind == Asked.COPY and not files(request).filter(taken_at__isnull=False).exists():
        raise Refused(
            _("No copy was made and taken for this request."),
            next_step=_("Ask for the copy and take the file, or refuse with the reason."),
        )


def files(request: Request) -> QuerySet[DataFile]:
    return DataFile.objects.filter(request=request).order_by("-pk")


def check_open(approval: Approval) -> None:
    """Refuse a yes to what was asked for a request that has ended since."""
    number = approval.payload.get("request")
    ended = Request.objects.filter(pk=number).exclude(state=RequestState.OPEN)
    if number and ended.exists():
        raise Refused(
            _("The request of the customer was answered meanwhile."), next_step=_("Reject it.")
        )


def _is_restricted(request: Request) -> bool:
    """Since the request came, or by what was decided for it where the customer was already."""
    number = owners.survivor_of(request.customer_id)
    found = Restriction.objects.filter(pk=number).first()
    return found is not None and (
        found.since >= request.received_at
        or asked_for(request).filter(state=State.CARRIED_OUT).exists()
    )

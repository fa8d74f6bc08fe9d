"""Legal states of a delivery, as a table; a test proves it complete."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hengke.apps.imports.models import Delivery, DeliveryStatus
from hengke.kernel.errors import Refused

S = DeliveryStatus
NEXT: dict[str, tuple[str, ...]] = {
    S.UPLOADED: (S.CHECKING, S.IMPORTING, S.DISCARDED),
    S.CHECKING: (S.CHECKED, S.FAILED, S.UPLOADED),
    S.CHECKED: (S.CHECKING, S.IMPORTING, S.DISCARDED),
    S.IMPORTING: (S.IMPORTED, S.WAITING, S.FAILED, S.UPLOADED),
    S.WAITING: (S.CHECKING, S.IMPORTING, S.DISCARDED),
    S.IMPORTED: (S.UNDOING,),
    S.FAILED: (S.CHECKING, S.IMPORTING, S.DISCARDED),
    S.UNDOING: (S.UNDONE, S.IMPORTED),
    S.UNDONE: (S.CHECKING, S.IMPORTING, S.DISCARDED),
    S.DISCARDED: (),
}
DISCARDABLE = tuple(state for state, following in NEXT.items() if S.DISCARDED in following)
UNDER_WAY = (S.CHECKING, S.IMPORTING, S.UNDOING)


def can_become(delivery: Delivery, status: str) -> bool:
    return status in NEXT[delivery.status]


def check_can_become(delivery: Delivery, status: str) -> None:
    if not can_become(delivery, status):
        raise Refused(
            _("This delivery cannot do that in its present state."),
            next_step=_("Load the page again: somebody else may have gone on with it."),
        )


def is_under_way(delivery: Delivery) -> bool:
    """A job works on it; nothing may be changed until it has ended."""
    return delivery.status in UNDER_WAY

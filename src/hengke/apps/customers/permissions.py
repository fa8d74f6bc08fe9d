"""Who may do what with customer records: `can_x` asks, `check_can_x` refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengke.apps.customers import queries
from hengke.apps.customers.models import Customer
from hengke.apps.customers.unmasking import FIELDS
from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused


def can_edit(user: Any) -> bool:
    """Who writes into the record of customers."""
    return identity.may(user, "customers.edit")


def can_assign(user: Any) -> bool:
    """A branch head hands out the customers of the branch."""
    return identity.may(user, "customers.assign") and bool(user.branch_id)


def check_can_assign(user: Any) -> None:
    if not can_assign(user):
        raise Refused(
            _("Only a branch head can change who is in charge of a customer."),
            next_step=_("Ask the head of the branch."),
        )


def check_of_the_own_branch(user: Any, customers: Sequence[Customer]) -> None:
    foreign = [row.customer_id for row in customers if row.branch_id != user.branch_id]
    if foreign:
        raise Refused(
            ngettext(
                "%(count)d of the customers does not belong to your branch.",
                "%(count)d of the customers do not belong to your branch.",
                len(foreign),
            )
            % {"count": len(foreign)}
        )


def check_is_manager(manager_id: str, *, branch_id: str) -> None:
    """Customers are given to a manager of the branch, or (empty) to nobody."""
    if manager_id and manager_id not in queries.managers(branch_id):
        raise Refused(
            _("%(manager)s is not a relationship manager of your branch.")
            % {"manager": manager_id},
            next_step=_("Choose one of the branch's managers."),
        )


def can_unmask(user: Any) -> bool:
    """Who has to call, write to or identify the customer; always within the right's own scope."""
    return identity.may(user, "customers.unmask")


def check_can_unmask(user: Any, field: str) -> None:
    if not can_unmask(user) or field not in FIELDS:
        raise Refused(
            _("Only who is in charge of a customer sees an identifier in full."),
            next_step=_("Ask the relationship manager."),
        )

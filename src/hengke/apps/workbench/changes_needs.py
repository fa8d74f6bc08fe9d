"""Needs of a customer that were written down, or changed, between two days."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.customers import api as customers
from hengke.apps.needs import api as needs
from hengke.apps.workbench.reader import Reader
from hengke.kernel import clock


def needs_section(
    customer: customers.Customer, reader: Reader, days: Any, section: Any, step: Any
) -> Any:
    """None for who may not read needs. What a need was before its last change is not kept."""
    if not needs.can_read(reader.user):
        return None
    steps = []
    for one in needs.needs_of(*customer.shown_numbers):
        title = needs.class_title(one.need_class)
        written, changed = clock.day(one.recorded_at), clock.day(one.changed_at)
        if days.first < written <= days.last:
            told = f"{title} · {one.get_nature_display()}"
            steps.append(step(written, _("written down"), told))
        if changed != written and days.first < changed <= days.last:
            steps.append(step(changed, title, one.get_status_display()))
    return section(_("Needs"), steps=sorted(steps, key=lambda one: one.on))

"""The greeting, and one sentence that says what the day holds; every number links to its list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengke.apps.workbench.home_figures import Standing
from hengke.apps.workbench.home_parts import list_address
from hengke.apps.workbench.reader import Reader
from hengke.web import formats

NOON, EVENING = 12, 18


def greeting(now: datetime, name: str) -> str:
    hour = timezone.localtime(now).hour
    if hour < NOON:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < EVENING:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def of_the_day(
    reader: Reader, *, waiting: int, late: int, standing: Standing | None, more: int = 0
) -> Any:
    """What is to be done, what waits behind it, what of all that is late, and who falls a tier if
    nothing happens."""
    clauses = [_waiting(waiting), _more(more), _late(late), _falling(reader, standing)]
    said = [clause for clause in clauses if clause]
    if not said:
        return _("Nothing is waiting today and nobody is about to fall a tier.")
    return format_html(
        "{}{}", format_html_join(_("; "), "{}", ((clause,) for clause in said)), _(".")
    )


def number(value: int, href: str) -> Any:
    return format_html('<a href="{}"><b class="num">{}</b></a>', href, formats.count(value))


def _waiting(count: int) -> Any:
    if not count:
        return ""
    text = ngettext("{} thing to do today", "{} things to do today", count)
    return format_html(text, number(count, reverse("care:tasks")))


def _more(count: int) -> Any:
    if not count:
        return ""
    text = ngettext("{} more behind it", "{} more behind them", count)
    return format_html(text, number(count, reverse("care:tasks")))


def _late(count: int) -> Any:
    if not count:
        return ""
    text = ngettext("{} task late", "{} tasks late", count)
    return format_html(text, number(count, reverse("care:tasks") + "?state=late"))


def _falling(reader: Reader, standing: Standing | None) -> Any:
    if standing is None or not standing.falling:
        return ""
    text = ngettext(
        "{} customer falls a tier if nothing happens",
        "{} customers fall a tier if nothing happens",
        standing.falling,
    )
    return format_html(text, number(standing.falling, list_address(falls=1, sort="fall")))

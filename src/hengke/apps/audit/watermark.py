"""The last row of every file that leaves the house: who took it, when, and under which number."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from hengke.apps.audit.models import Entry


def watermark(entry: Entry, *, rows: int) -> list[str]:
    """`entry` is the export's row in the audit log; a copy found anywhere leads back to it."""
    return [
        _("Export %(number)d") % {"number": entry.pk},
        _("taken by %(person)s") % {"person": entry.by_username},
        timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S %z"),
        _("%(rows)d rows") % {"rows": rows},
    ]

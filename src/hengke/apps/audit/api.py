"""The door of audit: `record` inside the transaction of a change, `seen` where a page shows
somebody, latest rows."""

from __future__ import annotations

from hengke.apps.audit.detail_words import Telling
from hengke.apps.audit.detail_words import learn as learn_words
from hengke.apps.audit.guard import names_person
from hengke.apps.audit.locks import as_writer
from hengke.apps.audit.models import Entry
from hengke.apps.audit.queries import (
    about,
    counted,
    latest,
    open_findings,
    policy,
    taken_alone_today,
    told_today,
)
from hengke.apps.audit.reading import GATHERER, missed, seen, taken
from hengke.apps.audit.rules import LISTED
from hengke.apps.audit.watermark import watermark
from hengke.apps.audit.writing import SYSTEM, record, record_in

__all__ = [
    "GATHERER",
    "LISTED",
    "SYSTEM",
    "Entry",
    "Telling",
    "about",
    "as_writer",
    "counted",
    "latest",
    "learn_words",
    "missed",
    "names_person",
    "open_findings",
    "policy",
    "record",
    "record_in",
    "seen",
    "taken",
    "taken_alone_today",
    "told_today",
    "watermark",
]

"""The door of customers: what the apps above may use."""

from __future__ import annotations

from hengke.apps.customers import (
    preference_words,
    record_fields,
    record_page,
    record_reading,
    record_values,
)
from hengke.apps.customers.actions import AT_ONCE, assign, unmask
from hengke.apps.customers.bulk_files import LeftOut, Made, Source, as_written, close_old, offer
from hengke.apps.customers.bulk_free import take_alone
from hengke.apps.customers.bulk_views import ask_address
from hengke.apps.customers.document_words import DOCUMENTS
from hengke.apps.customers.entered import index_again
from hengke.apps.customers.entered import keys as entered_keys
from hengke.apps.customers.entered import texts as entered_texts
from hengke.apps.customers.family_words import FAMILIES as FAMILY_WORDS
from hengke.apps.customers.merged import (
    Numbers,
    answered_for,
    answering,
    current,
    merged_away,
    merged_into,
    numbers_behind,
    numbers_of,
    survivor_of,
    survivors_of,
)
from hengke.apps.customers.merged_actions import lift, redirect
from hengke.apps.customers.models import (
    UNASSIGNED_BRANCH,
    AssetPoint,
    Assignment,
    BookPoint,
    Customer,
    Holding,
    Movement,
    Relation,
    RiskProfile,
)
from hengke.apps.customers.opening import opened
from hengke.apps.customers.permissions import can_assign, can_edit, can_unmask
from hengke.apps.customers.preferences import for_rules as preferences_for_rules
from hengke.apps.customers.preferences import of_customer as preferences_of
from hengke.apps.customers.preferences import prefers
from hengke.apps.customers.preferences import rows_of as preference_rows
from hengke.apps.customers.queries import (
    as_delivered,
    asset_points,
    assignment,
    book_points,
    bookings,
    books_of,
    branches_of,
    business_date,
    corrections,
    held_elsewhere,
    holdings,
    holds,
    household,
    in_reach,
    managers,
    movements,
    names,
    observations,
    others_at_home,
    prospects,
    relations,
    scope,
    visible_to,
)
from hengke.apps.customers.record_fields import labels_of
from hengke.apps.customers.record_reading import Subject, refresh_days, subject
from hengke.apps.customers.risk_profile import of_customer as risk_profile_of
from hengke.apps.customers.search_terms import largest, looked_for, names_them
from hengke.apps.customers.shown import (
    is_responsible,
    masked_name,
    sees_identifiers,
    shown_name,
    shown_text,
)
from hengke.apps.customers.staleness import overdue
from hengke.apps.customers.surviving import written
from hengke.apps.customers.twins import in_new_records

__all__ = [
    "AT_ONCE",
    "DOCUMENTS",
    "FAMILY_WORDS",
    "UNASSIGNED_BRANCH",
    "AssetPoint",
    "Assignment",
    "BookPoint",
    "Customer",
    "Holding",
    "LeftOut",
    "Made",
    "Movement",
    "Numbers",
    "Relation",
    "RiskProfile",
    "Source",
    "Subject",
    "answered_for",
    "answering",
    "as_delivered",
    "as_written",
    "ask_address",
    "asset_points",
    "assign",
    "assignment",
    "book_points",
    "bookings",
    "books_of",
    "branches_of",
    "business_date",
    "can_assign",
    "can_edit",
    "can_unmask",
    "close_old",
    "corrections",
    "current",
    "entered_keys",
    "entered_texts",
    "held_elsewhere",
    "holdings",
    "holds",
    "household",
    "in_new_records",
    "in_reach",
    "index_again",
    "is_responsible",
    "labels_of",
    "largest",
    "lift",
    "looked_for",
    "managers",
    "masked_name",
    "merged_away",
    "merged_into",
    "movements",
    "names",
    "names_them",
    "numbers_behind",
    "numbers_of",
    "observations",
    "offer",
    "opened",
    "others_at_home",
    "overdue",
    "preference_rows",
    "preference_words",
    "preferences_for_rules",
    "preferences_of",
    "prefers",
    "prospects",
    "record_fields",
    "record_page",
    "record_reading",
    "record_values",
    "redirect",
    "refresh_days",
    "relations",
    "risk_profile_of",
    "scope",
    "sees_identifiers",
    "shown_name",
    "shown_text",
    "subject",
    "survivor_of",
    "survivors_of",
    "take_alone",
    "unmask",
    "visible_to",
    "written",
]

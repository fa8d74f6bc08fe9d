"""The door of privacy: may these customers be processed, ranked, listed; rights and retention."""

from __future__ import annotations

from hengke.apps.privacy.approval_kinds import ask_hold, ask_lift, ask_restriction
from hengke.apps.privacy.assessments import warnings
from hengke.apps.privacy.consents import Given, give, switch, withdraw
from hengke.apps.privacy.contacting import Reach, check_contact, purposes, reach
from hengke.apps.privacy.course import check_open, deciders
from hengke.apps.privacy.course import of as course_of
from hengke.apps.privacy.data_files import keep, remove_old, take, waiting_for
from hengke.apps.privacy.lake_part import Waiting, gone_from_lake, waiting
from hengke.apps.privacy.models import Asked, Consent, DataFile, Hold, Obtained, Request
from hengke.apps.privacy.owners import (
    OWN_COPY,
    Owner,
    numbers_are,
    numbers_of,
    on_change,
    prospects_are,
    register,
    relation_end_is,
    survivor_of,
    without_alerts,
)
from hengke.apps.privacy.permissions import (
    READ,
    RECORD,
    can_copy,
    can_decide,
    can_handle,
    can_hold,
    can_record,
    can_review,
)
from hengke.apps.privacy.policy import in_force as policy_in_force
from hengke.apps.privacy.policy import today
from hengke.apps.privacy.queries import (
    Verdict,
    consents_of,
    holds,
    holds_of,
    listed,
    may_process,
    outside_ranking,
    plain,
    ranked,
    requests,
    requests_of,
    restriction_of,
    schedule_of,
    something_open,
    state,
    switch_of,
    switched_off,
    without_assessment,
)
from hengke.apps.privacy.requests import answer, receive, refuse
from hengke.apps.privacy.retention import destroy_due, due, restart

__all__ = [
    "OWN_COPY",
    "READ",
    "RECORD",
    "Asked",
    "Consent",
    "DataFile",
    "Given",
    "Hold",
    "Obtained",
    "Owner",
    "Reach",
    "Request",
    "Verdict",
    "Waiting",
    "answer",
    "ask_hold",
    "ask_lift",
    "ask_restriction",
    "can_copy",
    "can_decide",
    "can_handle",
    "can_hold",
    "can_record",
    "can_review",
    "check_contact",
    "check_open",
    "consents_of",
    "course_of",
    "deciders",
    "destroy_due",
    "due",
    "give",
    "gone_from_lake",
    "holds",
    "holds_of",
    "keep",
    "listed",
    "may_process",
    "numbers_are",
    "numbers_of",
    "on_change",
    "outside_ranking",
    "plain",
    "policy_in_force",
    "prospects_are",
    "purposes",
    "ranked",
    "reach",
    "receive",
    "refuse",
    "register",
    "relation_end_is",
    "remove_old",
    "requests",
    "requests_of",
    "restart",
    "restriction_of",
    "schedule_of",
    "something_open",
    "state",
    "survivor_of",
    "switch",
    "switch_of",
    "switched_off",
    "take",
    "today",
    "waiting",
    "waiting_for",
    "warnings",
    "withdraw",
    "without_alerts",
    "without_assessment",
]

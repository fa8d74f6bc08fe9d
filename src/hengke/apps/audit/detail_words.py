"""What the details of a row are called, and what their codes mean; what has no word is shown as it
came. Numbers of things, days and digests speak for themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

NAMES = {
    "audience": lazy("frozen audience"), "run": lazy("run"), "tag": lazy("tag"),
    "again": lazy("found again"), "hash": lazy("hash"), "heads": lazy("heads"),
    "made_at": lazy("made at"), "sequence": lazy("state of the lake"),
    "amount": pgettext_lazy("detail", "amount"), "assessment": lazy("assessment"),
    "batch": lazy("batch"),
    "correction": lazy("correction"), "due": lazy("due"), "hold": lazy("legal hold"),
    "list": lazy("list"), "reference": lazy("reference"), "requested_on": lazy("requested on"),
    "result": lazy("result"),
    "after": lazy("after"), "approval": lazy("request"), "asked_by": lazy("asked by"),
    "attempts": lazy("attempts"), "before": lazy("before"), "bytes": lazy("bytes"),
    "category": lazy("category"), "channel": lazy("channel"), "columns": lazy("columns"),
    "consent": lazy("consent"), "contact": lazy("contact"), "customers": lazy("customers"),
    "days": lazy("days"), "delegation": lazy("delegation"), "digest": lazy("digest"),
    "ends_on": lazy("ends on"), "events": lazy("events"), "factor": lazy("second factor"),
    "field": lazy("field"), "fields": lazy("fields"), "file": lazy("file"),
    "files": lazy("files"), "filters": lazy("filters"), "first": lazy("first seen"),
    "folder": lazy("folder"),
    "follow_up": lazy("follow-up"), "gone": lazy("gone"), "job": lazy("job"),
    "kept": lazy("what was kept"), "kind": lazy("kind"), "kinds": lazy("kinds"),
    "known": lazy("known log-in"), "last_read": lazy("up to read"), "left": lazy("left"),
    "made": lazy("made"), "mapping": lazy("mapping"), "merge": lazy("merge"),
    "merged": lazy("merged number"),
    "months": lazy("months"), "name": lazy("name"),
    "need": lazy("need"), "interview": lazy("interview"),
    "on_behalf_of": lazy("on behalf of"), "org_id": lazy("staff number"),
    "branch_id": lazy("branch"), "other": lazy("other number"), "override": lazy("tier by hand"),
    "outcome": lazy("outcome"), "pair": lazy("pair"),
    "product": lazy("product code"), "plan": lazy("plan"), "needs": lazy("needs"),
    "item": lazy("item"),
    "because": lazy("because"), "replaced": lazy("replaced"),
    "policy": lazy("rules"), "problem": lazy("problem"), "provider": lazy("provider"),
    "purpose": lazy("purpose"), "release": lazy("release"), "reports_to": lazy("reports to"),
    "request": lazy("request"), "required": lazy("demanded"), "role": lazy("role"),
    "rows": lazy("rows"), "rule": lazy("rule"), "run_id": lazy("run"), "scopes": lazy("rights"),
    "session": lazy("session"), "sha256": lazy("SHA-256"), "source": lazy("source"),
    "starts_on": lazy("starts on"), "state": lazy("state"), "survivor": lazy("survivor"),
    "task": lazy("task"), "tier": lazy("tier"), "token": lazy("token"), "until": lazy("until"),
    "version": lazy("version"), "way": lazy("way in"),
    "language": lazy("language"), "theme": lazy("theme"),
    "market": lazy("colours of rise and fall"), "density": lazy("density of tables"),
    "keys": lazy("single-letter shortcuts"),
}  # fmt: skip
PURPOSES = {
    "service": lazy("service"), "duty": lazy("duty by law"), "marketing": lazy("marketing"),
    "research": lazy("research"), "sensitive": lazy("sensitive data"), "sharing": lazy("sharing"),
}  # fmt: skip
FIELDS = {
    "name": lazy("name"), "phone": lazy("telephone number"), "email": lazy("e-mail address"),
    "address": lazy("address"), "id_number": lazy("document number"), "org_id": NAMES["org_id"],
    "branch_id": NAMES["branch_id"], "reports_to": NAMES["reports_to"],
}  # fmt: skip
ASKED = {
    "tiering.override": lazy("tier by hand"), "register.promotion": lazy("champion model"),
    "recommendation.own_purchase": lazy("purchase at own wish"),
    "needs.plan_price": lazy("price of a plan"),
    "customers.correction": lazy("correction"),
    "customers.export": lazy("file of customers"), "customers.merge": lazy("merge"),
    "customers.unmerge": lazy("undoing a merge"), "identity.role": lazy("another role"),
    "tagging.definition": lazy("tag of the bank's own"), "criteria.floors": lazy("tier floors"),
    "privacy.own_data": lazy("copy of the own data"), "privacy.hold": lazy("legal hold"),
    "privacy.assessment": lazy("impact assessment"), "privacy.restrict": lazy("restriction"),
    "privacy.hold_lift": lazy("end of a legal hold"),
}  # fmt: skip
"""Kinds of requests that a second person decides."""
CODES: Mapping[str, Mapping[str, Any]] = {
    "way": {"password": lazy("password")},
    "factor": {
        "-": lazy("none"), "totp": lazy("app"), "passkey": lazy("passkey"),
        "recovery": lazy("recovery code"), "provider": lazy("by the provider"),
        "password": lazy("password"),
    },
    "kind": {
        "totp": lazy("app"), "passkey": lazy("passkey"), "recovery": lazy("recovery code"),
        "copy": lazy("copy of the own data"), "correction": lazy("correction"),
        "deletion": lazy("deletion"), "review": lazy("human review"),
        "person": lazy("person"), "institution": lazy("institution"), **ASKED,
    },
    "kinds": ASKED,
    "digest": {"gone": lazy("file removed")},
    "purpose": PURPOSES,
    "channel": {
        "": lazy("every one"), "phone": lazy("telephone"), "visit": lazy("visit"),
        "message": lazy("message"),
    },
    "outcome": {
        "reached": lazy("customer reached"), "not_reached": lazy("no answer"),
        "appointment": lazy("appointment"), "taken_up": lazy("taken up"),
        "declined": lazy("declined"),
    },
    "state": {
        "explained": lazy("explained"), "escalated": lazy("escalated"),
        "done": lazy("done"), "refused": pgettext_lazy("request", "refused"),
        "open": lazy("waits for an answer"), "under_way": lazy("under way"), "met": lazy("met"),
        "declined": lazy("declined"), "mistake": lazy("recorded by mistake"),
        "proposed": lazy("proposed"), "building": lazy("being built"),
        "offered": lazy("offered"), "dropped": lazy("dropped"),
    },
    "role": {
        "rm": lazy("relationship manager"), "branch_head": lazy("branch head"),
        "risk": lazy("risk officer"), "complaints": lazy("complaint desk"),
        "business": lazy("business owner"), "data": lazy("data engineer"),
        "auditor": lazy("auditor"), "system_admin": lazy("system administrator"),
        "security_admin": lazy("security administrator"),
        "audit_admin": lazy("audit administrator"),
    },
    "field": FIELDS,
    "fields": FIELDS,
    "source": {
        "customer": lazy("the customer"), "document": lazy("a document"),
        "registry": lazy("a public register"), "third_party": lazy("a third party"),
        "staff": lazy("staff"),
    },
}  # fmt: skip
"""By detail, the codes that it may hold."""
FILTERS = "filters"
"""A table, or (of a request) the address of a list."""
LEARNT: dict[str, list[Callable[[], Mapping[str, Any]]]] = {}
"""The same of apps above this one, asked once per page."""
ALSO_ROLES = ("before", "after")
SIGN_ON = "sso:"


def learn(name: str, codes: Callable[[], Mapping[str, Any]]) -> None:
    """What the codes of a detail mean, said by the app whose codes they are, in its `ready()`. Of a
    detail that is a table "filters" are its names, and "filters.tier" the codes of one of them."""
    LEARNT.setdefault(name, []).append(codes)


class Telling:
    """Details of the rows of one page in the reader's language."""

    def __init__(self) -> None:
        self._codes: dict[str, Mapping[str, Any]] = {}

    def told(self, details: Mapping[str, Any]) -> dict[str, str]:
        """Names and values of a row's details, in their order."""
        return {str(NAMES.get(name, name)): self.value(name, one) for name, one in details.items()}

    def value(self, name: str, value: Any) -> str:
        """One detail: a code, a number, or lists and tables of them."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name == FILTERS and isinstance(value, str):
            value = parse_qs(value)
        if isinstance(value, Mapping):
            return self._table(name, value)
        if isinstance(value, (list, tuple)):
            return ", ".join(self.value(name, one) for one in value)
        if isinstance(value, str) and name == "way" and value.startswith(SIGN_ON):
            return _("single sign-on (%(name)s)") % {"name": value.removeprefix(SIGN_ON)}
        known = self._known(name)
        return str(known[value]) if isinstance(value, str) and value in known else str(value)

    def _table(self, name: str, table: Mapping[str, Any]) -> str:
        """Such as the filters of a list, each by its own name and codes."""
        named = self._known(name)
        parts = (
            _("%(name)s = %(value)s")
            % {
                "name": named.get(key, NAMES.get(key, key)),
                "value": self.value(_inner(name, key), _listed(one)),
            }
            for key, one in table.items()
        )
        return _("; ").join(parts) or "–"

    def _known(self, name: str) -> Mapping[str, Any]:
        if name in ALSO_ROLES:
            return CODES["role"]
        if name not in self._codes:
            learnt = {code: word for ask in LEARNT.get(name, ()) for code, word in ask().items()}
            self._codes[name] = {**learnt, **CODES.get(name, {})}
        return self._codes[name]


def told(details: Mapping[str, Any]) -> dict[str, str]:
    """The same of a single row."""
    return Telling().told(details)


def _inner(name: str, key: str) -> str:
    """The own codes of a part of a table, or those of a detail of the same name."""
    own = f"{name}.{key}"
    return own if own in LEARNT else key


def _listed(value: Any) -> Any:
    """Rows of earlier releases hold several values of a filter as code writes a list of them."""
    if isinstance(value, str) and value[:1] + value[-1:] in ("[]", "()"):
        return [part.strip(" '\"") for part in value[1:-1].split(",") if part.strip(" '\"")]
    return value

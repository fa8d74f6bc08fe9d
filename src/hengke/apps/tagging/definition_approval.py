"""A tag of the bank's own as a request that a second person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.tagging import definitions, permissions, queries, words
from hengke.apps.tagging.models import Tag
from hengke.web import formats


def register() -> None:
    approvals.register(
        Kind(
            definitions.KIND,
            _("Tag definition"),
            may_ask=permissions.can_define,
            may_decide=permissions.can_decide,
            may_see=permissions.can_read,
            carry_out=_carry_out,
            describe=_describe,
            check=lambda approval: _check(approval),
            trail="tag_definition",
            notes=_notes,
        )
    )


def _check(approval: Approval) -> None:
    definitions.check(definitions.Draft.of(approval.payload))


def _carry_out(approval: Approval, by: Any) -> str:
    """Last of the transaction: a file that cannot be written takes the yes back."""
    return definitions.write(definitions.Draft.of(approval.payload)).name


def _notes(approval: Approval) -> dict[str, Any]:
    return {"tag": approval.payload["code"], "since": approval.payload["since"]}


def _describe(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    known = Tag.objects.in_bulk([one.payload["code"] for one in found])
    return {one.pk: _told(one.payload, known.get(one.payload["code"])) for one in found}


def _told(payload: dict[str, Any], now: Tag | None) -> Described:
    by_hand = _("given by hand")
    return Described(
        title=f"{payload['zh']} · {payload['en']}",
        href=reverse("tagging:tags"),
        changes=(
            Change(_("Code of the tag"), payload["code"] if now else "", payload["code"]),
            Change(_("Rule"), (now.rule or by_hand) if now else "", payload["rule"] or by_hand),
            *_meant(payload.get("meant") or {}, now),
            Change(
                _("Family of tags"),
                words.family(now.family) if now else "",
                words.family(payload["family"]),
            ),
            *_need(payload),
            Change(_("Title"), queries.title(now) if now else "", payload["zh"]),
            Change(_("In force from"), now.valid_from if now else "", payload["since"]),
            Change(_("Last day"), now.valid_through or "" if now else "", payload["through"] or ""),
        ),
    )


def _meant(meant: Mapping[str, Any], now: Tag | None) -> tuple[Change, ...]:
    """The sentence of the rule and for how many it held when it was asked for, if that is told."""
    if not meant:
        return ()
    before = (queries.sentence(now) or "") if now else ""
    return (
        Change(_("What it means"), before, queries.in_the_readers_language(meant)),
        Change(
            _("Customers it held for on %(day)s") % {"day": meant["as_of"]},
            after=_("%(number)s of %(all)s")
            % {"number": formats.count(meant["customers"]), "all": formats.count(meant["of"])},
        ),
    )


def _need(payload: dict[str, Any]) -> tuple[Change, ...]:
    """The class of needs that the rule concludes, where it concludes one."""
    need = payload.get("need", "")
    return (Change(_("Concludes the need"), "", need),) if need else ()

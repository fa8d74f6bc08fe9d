"""A challenger as champion: asked for by one person, decided by another, followed at night.

The file that the night reads lies below HOME/policies/churn/champion and is never overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.customers.api import business_date
from hengke.apps.register import permissions, words
from hengke.apps.register.models import Model
from hengke.kernel.errors import NotComputed, Refused
from hengke.policies import churn
from hengke.policies.churn.champions import FOLDER

KIND, SUBJECT = "register.promotion", "model"
CHURN, CHAMPION, CHALLENGER = "churn", "champion", "challenger"
BETTER = ("waits_for_person", "not_better_than_champion")
"""What must be said of a challenger that people may choose: a model that the plain rule beats is
none of them."""


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            gettext_lazy("Champion among models"),
            may_ask=permissions.can_propose,
            may_decide=permissions.can_decide,
            may_see=permissions.can_read,
            carry_out=_carry_out,
            describe=_describe,
            check=lambda approval: check(approval.payload["version"]),
            trail="model_promotion",
            notes=lambda approval: {"model": approval.payload["version"]},
        )
    )


@transaction.atomic
def ask(version: str, *, reason: str, by: Any, now: datetime) -> Approval:
    """Nothing changes until a second person says yes."""
    check(version)
    return approvals.ask(
        KIND, by=by, reason=reason, subject=(SUBJECT, version), now=now,
        payload={"version": version},
    )  # fmt: skip


def check(version: str) -> None:
    """Refused where it is no challenger any more, where the plain rule is as good, and where a
    champion was named on this business date already."""
    found = Model.objects.filter(kind=CHURN, role=CHALLENGER, version=version).first()
    if found is None:
        raise Refused(
            _("The model %(version)s is not the challenger any more.") % {"version": version},
            next_step=_("Look at the register: a later night has fitted or named another."),
        )
    if found.verdict not in BETTER:
        raise Refused(
            _("The model %(version)s is no better than the plain rule: it cannot be champion.")
            % {"version": version},
            next_step=_("Wait for the next fit."),
        )
    if _path().exists():
        raise Refused(
            _("A champion was named on this business date already."),
            next_step=_("Let the next night follow it, then ask again."),
        )


def _carry_out(approval: Approval, by: Any) -> str:
    """Last of the transaction: a file that cannot be written takes the yes back."""
    version = approval.payload["version"]
    check(version)
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(churn.written(version, source=f"approval {approval.pk}"), encoding="utf-8")
    try:
        os.link(part, path)
    finally:
        part.unlink()
    return path.name


def _describe(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    held = {one.role: one for one in Model.objects.filter(kind=CHURN)}
    return {one.pk: _told(one.payload["version"], held) for one in found}


def _told(version: str, held: Mapping[str, Model]) -> Described:
    now, wanted = held.get(CHAMPION), held.get(CHALLENGER)
    same = wanted if wanted is not None and wanted.version == version else None
    return Described(
        title=version,
        href=reverse("register:models"),
        changes=(
            Change(words.ROLES[CHAMPION], (now.version if now else "") or "", version),
            Change(
                _("AUC on the month tested"),
                _auc(same.compared_auc if same else None),
                _auc(same.auc if same else None),
            ),
        ),
    )


def _auc(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _path() -> Path:
    """Named after the business date: every later night follows it."""
    on = business_date()
    if on is None:
        raise NotComputed(
            _("Nothing was published yet."), next_step=_("Run a night and publish it first.")
        )
    return Path(settings.HENGKE_HOME.churn_policies) / FOLDER / f"{on}.toml"

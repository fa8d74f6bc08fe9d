"""A tag of the bank's own: from what somebody typed to the file that a second person allows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval
from hengke.apps.tagging import asking, words
from hengke.kernel.errors import PolicyError, Refused
from hengke.policies import needs
from hengke.policies import tagging as policies
from hengke.policies.needs import NeedsPolicy
from hengke.policies.tagging import Library, Tag
from hengke.web.sentences import said

KIND, SUBJECT = "tagging.definition", "tag"
MOST_WAITING = 20
TEXTS = ("code", "family", "zh", "en", "rule", "owner", "source", "need")


@dataclass(frozen=True)
class Draft:
    """A tag as it is asked for; `rule` is empty for one that people give by hand, `need` for one
    that concludes none."""

    code: str
    family: str
    zh: str
    en: str
    rule: str
    since: date
    through: date | None
    owner: str
    source: str
    need: str = ""

    def payload(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in TEXTS},
            "since": self.since.isoformat(),
            "through": self.through.isoformat() if self.through else None,
        }

    @classmethod
    def of(cls, payload: dict[str, Any]) -> Draft:
        days = {
            name: date.fromisoformat(payload[name]) if payload[name] else None
            for name in ("since", "through")
        }
        return cls(**{name: str(payload.get(name, "")) for name in TEXTS}, **days)  # type: ignore[arg-type]


@transaction.atomic
def ask(
    draft: Draft, *, reason: str, by: Any, now: datetime, meant: Mapping[str, Any] | None = None
) -> Approval:
    """Nothing changes until a second person says yes; whatever is wrong is refused now. `meant`
    (preview.meant) is shown to who decides: what the rule says, and for how many it held."""
    check(draft)
    return approvals.ask(
        KIND, by=by, reason=reason, subject=(SUBJECT, draft.code), now=now,
        payload=draft.payload() | {"meant": dict(meant or {})},
    )  # fmt: skip


def waiting(user: Any, now: datetime) -> list[Approval]:
    """Definitions that nobody has decided yet, of those whose request the person may see."""
    rows = approvals.visible_to(user, now).filter(kind=KIND, state=approvals.State.WAITING)
    return list(rows.filter(expires_at__gt=now).order_by("pk")[:MOST_WAITING])


def check(draft: Draft) -> Tag:
    """The tag as its file will say it; its rule checked within the library of its first day."""
    from hengke.engine.tagging.library import checked

    library = policies.load(on=draft.since, own=_own())
    _check_free(draft, library)
    _check_need(draft)
    made = _made(draft)
    try:
        checked(library.with_tags([made]))
    except PolicyError as error:
        raise _without_files(error) from error
    return made


def write(draft: Draft) -> Path:
    """The file below HOME/policies/tagging; one that is there already is never overwritten."""
    text = policies.written(check(draft))
    path = _path(draft)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    try:
        os.link(part, path)
    except FileExistsError:
        raise _taken(draft) from None
    finally:
        part.unlink()
    return path


def needs_policy(on: date) -> NeedsPolicy:
    """The classes of needs that the rule of a tag may conclude."""
    return needs.load(on=on, own=settings.HENGKE_HOME.needs_policies)


def library(on: date) -> Library:
    """Tags in force on the day by their files: what the next run will compute."""
    return policies.load(on=on, own=_own())


def _made(draft: Draft) -> Tag:
    """Through the file and back: what is shown before is what will be read after."""
    plain = Tag(
        code=draft.code, family=draft.family, zh=draft.zh.strip(), en=draft.en.strip(),
        rule=draft.rule.strip() or None, owner=draft.owner, since=draft.since,
        through=draft.through, group=draft.code, group_zh=draft.zh.strip(),
        group_en=draft.en.strip(), exclusive=False, version="", source=draft.source, own=True,
        need=draft.need,
    )  # fmt: skip
    (read,) = policies.parse(policies.written(plain), name=draft.code, since=draft.since, own=True)
    return replace(read, place=f"tagging/{draft.code}/{draft.since}.toml")


def _without_files(error: PolicyError) -> PolicyError:
    """As people here read it: by the code of the tag, not by the name of its file."""
    parts = getattr(error.message, "parts", {})
    step = asking.way_out(error.next_step)
    if "place" not in parts or "problem" not in parts:
        return PolicyError(error.message, next_step=step)
    problem = {"code": parts["code"], "problem": said(parts["problem"])}
    return PolicyError(_("The rule of the tag %(code)s is wrong: %(problem)s") % problem,
                       next_step=step)  # fmt: skip


def _check_free(draft: Draft, library: Library) -> None:
    if _path(draft).exists():
        raise _taken(draft)
    group = [tag for tag in library.tags if tag.group == draft.code]
    if any(tag.code != draft.code for tag in group):
        raise Refused(
            _("'%(code)s' is the name of a group of tags.") % {"code": draft.code},
            next_step=_("Choose another code."),
        )
    other = library.get(draft.code)
    if other is not None and other.group != draft.code:
        raise Refused(
            _("The tag “%(title)s” has the code %(code)s already.")
            % {"title": other.zh if words.zh() else other.en, "code": draft.code},
            next_step=_("Choose another code."),
        )
    if draft.since < asking.business_date():
        raise Refused(
            _("A tag cannot begin before the business date %(day)s: those days are computed.")
            % {"day": asking.business_date()},
            next_step=_("Choose a later first day."),
        )


def _check_need(draft: Draft) -> None:
    if draft.need and draft.need not in needs_policy(draft.since).classes:
        raise Refused(
            _("There is no class of needs “%(code)s”.") % {"code": draft.need},
            next_step=_("Choose one of the list."),
        )


def _taken(draft: Draft) -> Refused:
    return Refused(
        _("The tag %(code)s has a version from %(day)s already; a version is never overwritten.")
        % {"code": draft.code, "day": draft.since},
        next_step=_("Choose a later first day."),
    )


def _path(draft: Draft) -> Path:
    return _own() / draft.code / f"{draft.since}.toml"


def _own() -> Path:
    return Path(settings.HENGKE_HOME.tag_policies)

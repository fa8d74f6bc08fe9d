"""Where tags stand: `<group>/<from>.toml`, the bank's own first; and how such a file is written.

A bank's file with the same name and date replaces the shipped one; any other date is added. Unlike
other policies a tag is in force from its first day only, and no longer than through its last.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.tagging.scheme import FAMILIES, Library, Tag, ordered

SHIPPED = Path(__file__).parent
OF_GROUP = ("source", "family", "owner", "zh", "en", "exclusive", "through", "tags")
OF_TAG = ("code", "zh", "en", "rule", "by_hand", "need")


def load(*, on: date, own: Path | None = None) -> Library:
    """Every tag in force on the day."""
    found: list[Tag] = []
    for group in names(own):
        begun = {since: at for since, at in dated.files(SHIPPED, group, own).items() if since <= on}
        if begun:
            found += _read(begun[max(begun)], group, own)
    return Library(ordered(tag for tag in found if tag.through is None or on <= tag.through))


def names(own: Path | None) -> list[str]:
    """Every group of tags: a folder that holds files."""
    roots = [root for root in (SHIPPED, own) if root is not None and root.is_dir()]
    return sorted({path.parent.name for root in roots for path in root.glob("*/*.toml")})


def parse(text: str, *, name: str, since: date, own: bool = False) -> tuple[Tag, ...]:
    """The tags of one file; every mistake is refused with its place."""
    table = dated.table(text, OF_GROUP, name=name)
    place = f"tagging/{name}/{since}.toml"
    common = {
        "family": fields.one_of(table, "family", FAMILIES, "", where=name),
        "owner": fields.text(table, "owner", where=name),
        "source": fields.text(table, "source", where=name),
        "group": name,
        "group_zh": fields.text(table, "zh", where=name),
        "group_en": fields.text(table, "en", where=name),
        "exclusive": fields.yes_or_no(table, "exclusive", where=name),
        "through": _day(table, "through", where=name),
        "since": since,
        "own": own,
        "place": place,
    }
    raw = fields.tables(table, "tags", where=name)
    if not raw:
        raise PolicyError("{where}: '{key}' is missing", where=name, key="tags")
    return tuple(_tag(one, common, where=f"{name}.tags[{at}]") for at, one in enumerate(raw))


def written(tag: Tag) -> str:
    """The file of a group with this one tag; `parse` reads it back."""
    lines = {
        "source": tag.source, "family": tag.family, "owner": tag.owner, "zh": tag.group_zh,
        "en": tag.group_en,
    }  # fmt: skip
    head = [f"{key} = {_quoted(value)}" for key, value in lines.items()]
    if tag.through is not None:
        head.append(f"through = {tag.through.isoformat()}")
    body = [f"code = {_quoted(tag.code)}", f"zh = {_quoted(tag.zh)}", f"en = {_quoted(tag.en)}"]
    body.append("by_hand = true" if tag.rule is None else f"rule = {_quoted(tag.rule)}")
    if tag.need:
        body.append(f"need = {_quoted(tag.need)}")
    return "\n".join([*head, "", "[[tags]]", *body, ""])


def _read(path: Path, group: str, own: Path | None) -> tuple[Tag, ...]:
    is_own = own is not None and path.is_relative_to(own)
    since = dated.first_day(path)
    return dated.read(path, partial(parse, name=group, since=since, own=is_own))


def _tag(raw: Any, common: dict[str, Any], *, where: str) -> Tag:
    table = fields.check_keys(raw, OF_TAG, where=where)
    code = fields.text(table, "code", where=where)
    by_hand = fields.yes_or_no(table, "by_hand", where=where)
    if by_hand and "rule" in table:
        raise PolicyError(
            "{where}: a tag is given by a rule or by hand, not by both",
            next_step="Take out `rule` or `by_hand`.",
            where=where,
        )
    told = json.dumps([dict(table), common], default=str, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(told.encode()).hexdigest()[:8]
    return Tag(
        code=code,
        zh=fields.text(table, "zh", where=where),
        en=fields.text(table, "en", where=where),
        rule=None if by_hand else fields.text(table, "rule", where=where),
        need=fields.text(table, "need", "", where=where),
        version=f"{code}@{common['since']}:{digest}",
        **common,
    )


def _day(table: fields.Table, key: str, *, where: str) -> date | None:
    value = table.get(key)
    if value is None or type(value) is date:
        return value
    raise PolicyError(
        "{where}: {key} must be a day, written without quotes as 2027-12-31, got {value}",
        where=where,
        key=key,
        value=repr(value),
    )


def _quoted(text: str) -> str:
    """A basic string of TOML: its escapes are those of JSON, and DEL has to be one as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

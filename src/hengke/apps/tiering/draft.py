"""A draft of a policy: its file with other floors and graces, as text for the simulation.

Everything else of the file stays as it is; comments are not carried over, because nobody will
read a draft that was never kept.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from hengke.kernel.money import decimal_string
from hengke.policies.tiering import TierPolicy, parse
from hengke.policies.tiering.shelf import SHIPPED


def source(policy: TierPolicy) -> str:
    """The text of the file that the policy was read from; the bank's own wins."""
    name = Path(policy.name) / f"{policy.in_force_from}.toml"
    own = settings.HENGKE_HOME.tier_policies / name
    return (own if own.is_file() else SHIPPED / name).read_text(encoding="utf-8")


def changed(
    policy: TierPolicy,
    *,
    floors_minor: Mapping[str, int],
    graces: Mapping[str, int],
    because: str = "",
) -> str:
    """The file with these floors and graces; refused like any file that contradicts itself.
    `because` is the source of a file that the bank keeps, whatever it was made from."""
    table = tomllib.loads(source(policy))
    if because:
        table["source"] = because
        table.pop("illustrative", None)
    for tier in table["tiers"]:
        if tier["name"] in floors_minor:
            tier["floor"] = decimal_string(floors_minor[tier["name"]])
        if tier["name"] in graces:
            tier["grace"] = graces[tier["name"]]
    text = toml(table)
    parse(text, name=policy.name)
    return text


def toml(table: Mapping[str, Any]) -> str:
    """A table as TOML: plain values first, then tables, then arrays of tables."""
    return "".join(_table(table, path=""))


def _table(table: Mapping[str, Any], *, path: str) -> list[str]:
    lines, below = [], []
    for key, value in table.items():
        name = f"{path}{_key(key)}"
        if isinstance(value, Mapping):
            below += [f"\n[{name}]\n", *_table(value, path=f"{name}.")]
        elif isinstance(value, list) and value and all(isinstance(v, Mapping) for v in value):
            for item in value:
                below += [f"\n[[{name}]]\n", *_table(item, path=f"{name}.")]
        else:
            lines.append(f"{_key(key)} = {_value(value)}\n")
    return lines + below


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    return _text(str(value))


def _text(text: str) -> str:
    """JSON's escapes are among TOML's, save that of the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

"""Tokens of older keys, wherever in the database they stand: sealed again, or found.

A token is looked for in every text of every table, not only where a column says that it is sealed:
apps seal some values themselves, and keep some inside longer texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from hengke.kernel.errors import Refused
from hengke.pipelines.protection.sealing import MARK, Sealer
from hengke.web.sealed import Sealed, SealedText, sealer

TOKEN = re.compile(re.escape(MARK) + r"([0-9a-f]+)\.[A-Za-z0-9_-]+=*")
TEXTS = (models.TextField, models.CharField, models.JSONField)
AT_ONCE = 2_000
LOOKED_AT = 2_000
"""Texts per column in which `strangers` looks for keys."""
Field = models.Field  # type: ignore[type-arg]
Model = type[models.Model]


def reseal(key_ids: Collection[str], *, untouched: Collection[str] = ()) -> int:
    """Every token of these keys sealed again under the key of today; returns how many rows changed.

    One row at a time, so that a kill loses nothing. A row that somebody changes meanwhile keeps
    what they wrote, a token that does not open stays as it is, and rows of the `untouched` apps are
    never rewritten: `holder` tells of all of them.
    """
    return sum(
        _resealed(model, key_id)
        for model in _tables()
        if model._meta.app_label not in untouched
        for key_id in key_ids
    )


def holder(key_id: str) -> str:
    """The first table that names the key, "" where none does."""
    found = (model._meta.db_table for model in _tables() if _naming(model, key_id).exists())
    return next(found, "")


def strangers(known: Collection[str]) -> dict[str, str]:
    """Keys that a sealed value names and that are not among the known ones, with a table each.

    The database leaves out every text with a known key, so that of a whole bank few are looked at;
    a text that names a known one and a stranger is not seen.
    """
    found: dict[str, str] = {}
    for model in _tables():
        for field in _texts(model):
            column = f"text_{field.name}"
            ours = Q(pk__in=[])
            for key_id in known:
                ours |= Q(**{f"{column}__contains": f"{MARK}{key_id}."})
            rows = _with_texts(model).filter(**{f"{column}__contains": MARK}).exclude(ours)
            for text in rows.order_by().values_list(column, flat=True)[:LOOKED_AT]:
                for token in TOKEN.finditer(text):
                    found[token[1]] = model._meta.db_table
    return found


def _resealed(model: Model, key_id: str) -> int:
    fields, today, done = _texts(model), sealer(), 0
    columns = [f"text_{field.name}" for field in fields]
    rows = _naming(model, key_id).values_list("pk", *columns)
    for pk, *texts in rows.iterator(chunk_size=AT_ONCE):
        anew = [_anew(text, key_id, today) for text in texts]
        changed = [place for place, text in enumerate(texts) if text != anew[place]]
        if changed:
            unchanged = {columns[place]: texts[place] for place in changed}
            values = {fields[place].name: _value(fields[place], anew[place]) for place in changed}
            done += _with_texts(model).filter(pk=pk, **unchanged).update(**values)
    return done


def _anew(text: str | None, key_id: str, today: Sealer) -> str | None:
    def again(found: re.Match[str]) -> str:
        if found[1] != key_id:
            return found[0]
        try:
            return str(today.seal(today.open(found[0])))
        except Refused:
            return found[0]

    return text and TOKEN.sub(again, text)


def _value(field: Field, text: str | None) -> Any:
    if isinstance(field, SealedText):
        return Sealed(str(text), field.kind)
    return json.loads(str(text)) if isinstance(field, models.JSONField) else text


def _naming(model: Model, key_id: str) -> models.QuerySet[Any]:
    named = Q()
    for field in _texts(model):
        named |= Q(**{f"text_{field.name}__contains": f"{MARK}{key_id}."})
    return _with_texts(model).filter(named)


def _with_texts(model: Model) -> models.QuerySet[Any]:
    """Columns as plain text: a sealed one cannot be looked into otherwise."""
    texts = {f"text_{field.name}": Cast(field.name, models.TextField()) for field in _texts(model)}
    return model._base_manager.annotate(**texts)


def _texts(model: Model) -> list[Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, TEXTS)]


def _tables() -> Iterator[Model]:
    every = apps.get_models(include_auto_created=True)
    return (m for m in every if m._meta.managed and not m._meta.proxy and _texts(m))

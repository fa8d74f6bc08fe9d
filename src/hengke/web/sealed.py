"""Text columns whose value is sealed in the database and masked wherever it is written out.

A model field `SealedText("phone")` holds a token of `protection.sealing`. Its value in Python is a
`Sealed`: `str()`, and so a template, a log or an f-string, shows the mask of its kind; whoever may
see the text asks for `.plain()`. A place that was forgotten leaks stars.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute

from hengke.kernel.errors import Refused
from hengke.pipelines.protection import masking, ring
from hengke.pipelines.protection.identifiers import Fingerprints
from hengke.pipelines.protection.sealing import Sealer, is_sealed

SEALED = "{} is sealed; look for its blind index instead"


def sealer() -> Sealer:
    """Seals and opens with the home's ring; the ring is read again once its file has changed."""
    return _sealer(_home_ring())


def fingerprints() -> Fingerprints:
    """The home's blind indexes, by which a value is found."""
    return _fingerprints(_home_ring())


class Sealed:
    """One sealed text. Equal to itself only: two ciphers of one text have nothing in common."""

    __slots__ = ("_token", "kind")

    def __init__(self, token: str, kind: str) -> None:
        self._token = token
        self.kind = kind

    @classmethod
    def of(cls, text: str, kind: str) -> Sealed:
        """A text, sealed now; an empty one stays empty."""
        return cls(str(sealer().seal(text)) if text else "", kind)

    @property
    def token(self) -> str:
        """What the database keeps. A text that an older release left there is sealed first."""
        if self._token and not is_sealed(self._token):
            return str(sealer().seal(self._token))
        return self._token

    def plain(self) -> str:
        """The text. Refused where its key is missing or the token was damaged."""
        if not is_sealed(self._token):
            return self._token
        return str(sealer().open(self._token))

    def readable(self) -> str:
        """The text for somebody who may see it; three stars where it does not open, so that a list
        is not refused for one damaged row."""
        try:
            return self.plain()
        except Refused:
            return masking.CLOSED

    def __str__(self) -> str:
        """The mask; three stars where the text does not open."""
        try:
            return masking.masked(self.kind, self.plain()) or ""
        except Refused:
            return masking.CLOSED

    def __repr__(self) -> str:
        return f"<sealed {self.kind}>"

    def __bool__(self) -> bool:
        return bool(self._token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other._token == self._token

    def __hash__(self) -> int:
        return hash(self._token)


class _Attribute(DeferredAttribute):
    """Text that is assigned is sealed at once, so that no instance carries it about."""

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class SealedText(models.TextField):  # type: ignore[type-arg]
    """A text column of sealed tokens. `kind` is one of `masking.KINDS`.

    Two tokens of one text differ, so nothing can be looked up here: that is asked of the blind
    index beside it. Any text that is assigned counts as plain, also one that looks like a token:
    nobody can have another person's token opened by writing it into a form.
    """

    descriptor_class = _Attribute

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        self.kind = kind
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, [self.kind, *args], options

    def from_db_value(self, value: str | None, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(value, self.kind)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed) or hasattr(value, "resolve_expression"):
            return value
        return Sealed.of(str(value), self.kind)

    def get_prep_value(self, value: Any) -> Any:
        found = self.to_python(value)
        return found.token if isinstance(found, Sealed) else found

    def get_lookup(self, lookup_name: str) -> Any:
        """Known or unknown, and empty: nothing else can be asked of a sealed column."""
        if lookup_name not in ("isnull", "exact"):
            raise FieldError(SEALED.format(self.name))
        return super().get_lookup(lookup_name)


@SealedText.register_lookup
class _Empty(Exact):
    def get_prep_lookup(self) -> Any:
        if self.rhs:
            raise FieldError(SEALED.format(self.lhs.target.name))
        return super().get_prep_lookup()


def plain(value: Sealed | str | None) -> str | None:
    """The text of a value that may be unknown."""
    return value.plain() if isinstance(value, Sealed) else value


def _home_ring() -> ring.Ring:
    """Asked for every value that is opened, thousands of times a page."""
    home = settings.HENGKE_HOME
    try:
        written = os.stat(_ring_file(home))
    except FileNotFoundError:
        return ring.load(home)
    return _ring(home, written.st_mtime_ns, written.st_size, written.st_ino)


@lru_cache(maxsize=4)
def _ring_file(home: Any) -> str:
    return str(home.key_ring)


@lru_cache(maxsize=4)
def _ring(home: Any, *_written: int) -> ring.Ring:
    return ring.load(home)


@lru_cache(maxsize=4)
def _sealer(of: ring.Ring) -> Sealer:
    return Sealer(of)


@lru_cache(maxsize=2)
def _fingerprints(of: ring.Ring) -> Fingerprints:
    return Fingerprints(of)

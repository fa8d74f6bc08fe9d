"""The forms of a page, as a browser would send them, with other words in their text fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

WORDS = frozenset({"text", "search", "tel", "email", "url", "password", ""})
"""Kinds of `input` that take any words; a browser keeps the others in their form."""


@dataclass
class Form:
    """`fields` as they stand on the page; `words`: the names of those that take any text."""

    address: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        return self.method, self.address, tuple(sorted(self.fields))

    def filled(self, text: str) -> dict[str, str]:
        return {**self.fields, **dict.fromkeys(self.words, text)}


def forms(page: str, *, where: str) -> Iterator[Form]:
    """Each form of the page that has a field for words."""
    reader = _Reader(where)
    reader.feed(page)
    yield from (form for form in reader.found if form.words)


class _Reader(HTMLParser):
    def __init__(self, where: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._where, self._open, self._select = where, False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            address = urlsplit(urljoin(self._where, told.get("action") or self._where))
            self.found.append(Form(address.path, told.get("method", "get").lower()))
            self._open = True
        elif self._open:
            self._field(tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def _field(self, tag: str, told: dict[str, str]) -> None:
        form, name = self.found[-1], told.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and told.get("value"):
            form.fields.setdefault(self._select, told["value"])
        elif tag == "textarea" or (tag == "input" and told.get("type", "") in WORDS):
            form.words.add(name)
            form.fields[name] = told.get("value", "")
        elif tag == "input" and told.get("type") in ("checkbox", "radio"):
            form.fields.setdefault(name, told.get("value", "on"))
        elif tag in ("input", "button") and name:
            form.fields.setdefault(name, told.get("value", ""))

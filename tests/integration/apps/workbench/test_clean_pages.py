"""What holds for every page: our own files only, no inline style or script, both languages."""

from __future__ import annotations

import re

import pytest
from tests.integration.apps.workbench.conftest import LANGUAGES

pytestmark = pytest.mark.django_db
ONE = "/customers/C10200000/"
PAGES = {
    "alice": ("/", "/customers/", "/customers/?born_from=1950-01-01", f"{ONE}?tab=overview",
              f"{ONE}?tab=holdings", f"{ONE}?tab=movements", f"{ONE}?tab=timeline",
              f"{ONE}?tab=people", f"{ONE}preview/", "/care/tasks/", "/care/tasks/?state=done",
              "/care/contacts/new/", f"/care/contacts/new/?customer={ONE[11:-1]}", "/search/?q=a"),
    "bo": ("/", "/customers/", "/care/tasks/", ONE),
    "olga": ("/", "/customers/", ONE),
    "dan": ("/",),
    "audrey": ("/", "/customers/"),
}  # fmt: skip
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle="),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+="),
    "another host": re.compile(r"""(?:src|href)=["'](?:https?:)?//"""),
    "a template that was not rendered": re.compile(r"\{[{%#]|[%#}]\}"),
    "a value that slipped through": re.compile(r">\s*(?:None|True|False)\s*<"),
}


@pytest.mark.slow_test
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_clean(bank, speaking, name: str, language: str) -> None:
    client = speaking(name, language)
    for address in PAGES[name]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        text = answer.content.decode()
        found = {what: hits[:3] for what, one in FORBIDDEN.items() if (hits := one.findall(text))}
        assert found == {}, address


def test_a_chinese_page_speaks_chinese(bank, speaking) -> None:
    """Words left in English are names of people, keys and file formats."""
    client = speaking("alice", "zh")
    for address in ("/", "/customers/", ONE, "/care/tasks/"):
        text = client.get(address).content.decode()
        body = re.sub(r"<(script|kbd|code|svg|time)\b.*?</\1>|<[^>]+>", " ", text, flags=re.S)
        left = set(re.findall(r"[A-Za-z]{3,}", body)) - {"AUM", "CSV", "Esc", "Ctrl", "Alice"}
        assert left == set(), address


def test_ids_are_unique_and_labels_point_somewhere(bank, speaking) -> None:
    client = speaking("bo")
    for address in ("/", "/customers/", ONE, "/care/tasks/"):
        text = client.get(address).content.decode()
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert sorted(ids) == sorted(set(ids)), address
        named = set(" ".join(re.findall(r'aria-labelledby="([^"]+)"', text)).split())
        assert named - {"dialog-title", "drawer-title"} <= set(ids), address

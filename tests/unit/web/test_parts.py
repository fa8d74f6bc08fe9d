"""What templates rely on: icons that exist, comments that are comments, tags that say unknown."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import translation

from hengke.web import icon_paths, icons, navigation
from hengke.web.templatetags import hengke as tags

SOURCE = Path(__file__).resolve().parents[3] / "src" / "hengke"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
NAMED = re.compile(r"""(?:\{% icon |icon_name=|icon_name\|default:)"([a-z0-9-]+)\"""")


def test_every_icon_that_a_template_names_exists() -> None:
    names = {name for path in TEMPLATES for name in NAMED.findall(path.read_text("utf-8"))}
    assert len(names) > 20
    for name in names:
        assert icons.icon(name).startswith("<svg")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_begins_with_a_comment_on_one_line(path: Path) -> None:
    """Django ends a short comment with its line; what follows would be printed."""
    text = path.read_text("utf-8")
    assert text.startswith("{#")
    for opened in re.finditer(r"\{#", text):
        assert "#}" in text[opened.start() :].split("\n", 1)[0]


def test_unknown_is_a_dash_that_says_so() -> None:
    with translation.override("en"):
        for shown in (tags.money(None), tags.thousands(None), tags.day(None), tags.or_dash(None)):
            assert "unknown" in shown
    assert tags.or_dash("x") == "x"


@pytest.mark.parametrize(
    ("ratio", "kind"),
    [(0.018, "up"), (-0.0006, "down"), (0.0004, "flat"), (-0.0004, "flat"), (0, "flat")],
)
def test_a_change_that_rounds_to_nothing_has_no_arrow(ratio: float, kind: str) -> None:
    assert f'class="change {kind}"' in tags.change(ratio)


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "today"), (1, "tomorrow"), (2, "in 2 days"), (-1, "1 day late"), (-9, "9 days late")],
)
def test_a_deadline_is_told_from_the_books_day(days: int, text: str) -> None:
    from datetime import date, timedelta

    today = date(2026, 10, 23)
    with translation.override("en"):
        assert tags.due_in(today + timedelta(days=days), today) == text


def _person(role: str) -> SimpleNamespace:
    return SimpleNamespace(role=role, is_authenticated=True, is_active=True)


def _request(role: str, path: str = "/customers/") -> SimpleNamespace:
    return SimpleNamespace(user=_person(role), path=path)


def test_a_tool_is_offered_beside_the_pages_and_only_to_who_may_use_it() -> None:
    assert [tool.letter for tool in navigation.tools(_request("rm"))] == ["n"]
    assert navigation.tools(_request("auditor")) == []
    urls = [entry.url for _group, found in navigation.groups(_request("rm")) for entry in found]
    assert "/care/contacts/new/" not in urls
    assert "/customers/" in urls


def test_the_page_one_is_on_is_marked_and_no_other() -> None:
    entries = [e for _group, found in navigation.groups(_request("rm")) for e in found]
    assert [entry.url for entry in entries if entry.current] == ["/customers/"]


def test_an_icon_is_one_path_and_what_is_filled_stays_by_itself() -> None:
    assert icons.icon("clipboard-list").count("<path") == 1
    assert "<rect" not in icons.icon("clipboard-list")
    tags_icon = icons.icon("tags")
    assert (tags_icon.count("<path"), tags_icon.count("<circle")) == (1, 1)
    assert 'fill="currentColor"' in tags_icon


@pytest.mark.parametrize(
    ("tag", "given", "drawn"),
    [
        ("path", {"d": "M8 11h.01"}, "M8 11h.01"),
        ("path", {"d": "m9 14 2 2"}, "M0 0m9 14 2 2"),
        ("line", {"x1": "1", "y1": "2", "x2": "3", "y2": "4.5"}, "M1 2L3 4.5"),
        ("polyline", {"points": "1 2 3 4"}, "M1 2 3 4"),
        ("polygon", {"points": "1 2 3 4"}, "M1 2 3 4z"),
        ("circle", {"cx": "12", "cy": "8", "r": "5"}, "M7 8a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"),
        ("rect", {"x": "2", "y": "3", "width": "8", "height": "6", "rx": "1"},
         "M3 3h6a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-6a1 1 0 0 1 -1 -1v-4a1 1 0 0 1 1 -1z"),
    ],
)  # fmt: skip
def test_a_shape_as_path_data_may_follow_any_other(tag: str, given: dict, drawn: str) -> None:
    assert icon_paths.path(tag, given) == drawn

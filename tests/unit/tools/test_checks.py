"""The repository's own checks find what they are there for."""

from __future__ import annotations

from pathlib import Path

from tools import check_lock, check_map, check_money, check_shape, check_templates


def test_a_path_that_is_gone_is_named_with_page_and_line(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/map.md").write_text("see `docs/map.md`\nand `docs/gone.md`\n", "utf-8")
    assert check_map.problems(tmp_path) == [
        f"{Path('docs/map.md')}:2: no such file or folder: docs/gone.md"
    ]


def test_a_placeholder_or_a_bank_s_directory_is_no_path_of_ours(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("`docs/<word>.md` `HOME/lake`", "utf-8")
    assert check_map.problems(tmp_path) == []


def test_a_dependency_that_the_lock_does_not_meet_is_named() -> None:
    lock = "typer==0.1.0 \\\n    --hash=sha256:00\n"
    assert any("typer>=0.20" in line for line in check_lock._of_lock(lock, ["typer>=0.20"]))


def test_an_unhashed_pin_and_a_host_are_named() -> None:
    lock = "--index-url https://example.org/simple\ntyper==0.20.0\n"
    found = check_lock._of_lock(lock, ["typer>=0.20"])
    assert found == ["typer has no hash", "an address of a registry is named"]


def test_a_float_of_money_is_found() -> None:
    assert check_money._findings("x = float(row.balance_minor)") != []
    assert check_money._findings("x = float(row.share)") == []


def test_a_long_module_and_a_homeless_one_are_named(tmp_path: Path) -> None:
    source = tmp_path / "src" / "hengke"
    source.mkdir(parents=True)
    (source / "utils.py").write_text("x = 1\n", "utf-8")
    (source / "long.py").write_text("x = 1\n" * 401, "utf-8")
    found = check_shape.problems(tmp_path)
    assert any("utils.py" in line and "noun" in line for line in found)
    assert any("401 lines" in line for line in found)


def test_a_comment_over_two_lines_is_named_because_pages_would_print_it(tmp_path: Path) -> None:
    place = tmp_path / "src" / "hengke" / "apps" / "one" / "templates" / "one"
    place.mkdir(parents=True)
    (place / "a.html").write_text("{# one #}<p>{# two #}\n{# begins\nends #}\n", "utf-8")
    (place / "b.html").write_text("{% comment %}\nfine\n{% endcomment %}", "utf-8")
    assert check_templates.problems(tmp_path) == [
        f"{Path('src/hengke/apps/one/templates/one/a.html')}:{line}"
        for line in (
            "2: the comment does not end on its line; use {% comment %}",
            "3: a comment ends here that did not begin on this line",
        )
    ]


def test_django_prints_such_a_comment_indeed() -> None:
    from django.template import engines

    printed = engines["django"].from_string("{# begins\nends #}").render({})
    assert printed == "{# begins\nends #}"


def test_a_room_that_the_map_does_not_show_is_named(tmp_path: Path) -> None:
    for room in ("kernel", "engine/care", "apps", "apps/care/migrations"):
        place = tmp_path / "src" / "hengke" / room
        place.mkdir(parents=True)
        (place / ("__init__.py" if room == "apps" else "code.py")).write_text("", "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/map.md").write_text("| `src/hengke/kernel/` | money |", "utf-8")
    assert check_map.problems(tmp_path) == ["docs/map.md: does not show src/hengke/engine/care/"]

"""The check of translations finds what a reader of Chinese would meet in English, or wrongly."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from tools import check_messages, message_catalogue, message_sources
from tools.message_catalogue import Catalogue, Entry
from tools.message_sources import Message


def template(text: str) -> list[Message]:
    return [found.message for found in message_sources.of_template(text, "t.html")]


def python(text: str) -> list[Message | None]:
    return [found.message for found in message_sources.of_python(text, "m.py")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{% translate "Save" %}', Message("", "Save")),
        ("{% trans 'It\\'s' %}", Message("", "It's")),
        ('{% translate "From" context "date" %}', Message("date", "From")),
        ('{% translate "100 % sure" as sure %}', Message("", "100 %% sure")),
        ('<i title="{{ stage|default:_("starting") }}">', Message("", "starting")),
        ("{% blocktranslate %}by {{ who }}{% endblocktranslate %}", Message("", "by %(who)s")),
        (
            "{% blocktranslate count n=rows trimmed %}\n  {{ n }} row\n  of 5 %{% plural %}"
            "{{ n }} rows\n{% endblocktranslate %}",
            Message("", "%(n)s row of 5 %%", "%(n)s rows"),
        ),
        (
            '{% blocktranslate with a=b.c context "here" %}{{ a }}{% endblocktranslate %}',
            Message("here", "%(a)s"),
        ),
    ],
)
def test_a_message_of_a_template_is_what_django_asks_for(text: str, message: Message) -> None:
    assert template(text) == [message]


def test_django_itself_asks_for_the_same_messages(settings) -> None:
    """The tool's reading of `blocktranslate` against Django's own rendering."""
    from unittest import mock

    from django.template import engines
    from django.utils import translation

    asked: list[str] = []
    texts = (
        '{% translate "100 % sure" %}',
        "{% blocktranslate with a=1 trimmed %}\n one {{ a }}\n 5 % two\n{% endblocktranslate %}",
    )
    with mock.patch.object(
        translation._trans, "gettext", side_effect=lambda m: asked.append(m) or m
    ):
        for text in texts:
            engines["django"].from_string(text).render({})
    assert [message.text for text in texts for message in template(text)] == asked


def test_python_is_read_by_its_imports_not_by_names_alone() -> None:
    text = (
        "from django.utils.translation import gettext as _, ngettext_lazy, pgettext\n"
        "from django.utils import translation\n"
        "_('one ' 'text'); ngettext_lazy('a', 'b', 'n'); pgettext('c', 'd')\n"
        "for _x in (): other('no')\n"
    )
    assert python(text) == [Message("", "one text"), Message("", "a", "b"), Message("c", "d")]


def test_a_message_that_is_computed_is_a_problem() -> None:
    (found,) = message_sources.of_python(
        "from django.utils.translation import gettext\ngettext(f'{x}')\n", "m.py"
    )
    assert "written out" in found.problem


def test_a_catalogue_survives_being_written_and_read() -> None:
    entries = [
        Entry(Message("", 'say "hi"\n'), "说\t\\"),
        Entry(Message("ctx", "a", "b"), "%(n)d 个"),
        Entry(Message("", "fuzzy"), "x", fuzzy=True),
    ]
    again = message_catalogue.read(message_catalogue.written(Catalogue(entries)))
    assert again.entries == entries
    assert again.header == message_catalogue.HEADER


def test_what_is_compiled_is_what_gettext_reads() -> None:
    catalogue = Catalogue(
        [
            Entry(Message("", "Save"), "保存"),
            Entry(Message("date", "From"), "起"),
            Entry(Message("", "%(n)d row", "%(n)d rows"), "%(n)d 行"),
            Entry(Message("", "unfinished"), ""),
            Entry(Message("", "unsure"), "不确定", fuzzy=True),
        ]
    )
    binary = message_catalogue.compiled(catalogue)
    read = gettext.GNUTranslations(io.BytesIO(binary))
    assert read.gettext("Save") == "保存"
    assert read.pgettext("date", "From") == "起"
    assert read.ngettext("%(n)d row", "%(n)d rows", 5) == "%(n)d 行"
    assert read.gettext("unfinished") == "unfinished"
    assert read.gettext("unsure") == "unsure"
    assert message_catalogue.compiled(catalogue) == binary


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An app with two messages, translated and compiled."""
    folder = tmp_path / "src" / "hengke" / "apps" / "one"
    (folder / "templates").mkdir(parents=True)
    (folder / "apps.py").write_text("", "utf-8")
    (folder / "templates" / "a.html").write_text(
        '{% translate "Save" %}{% blocktranslate %}by {{ who }}{% endblocktranslate %}', "utf-8"
    )
    _write(
        folder, [Entry(Message("", "Save"), "保存"), Entry(Message("", "by %(who)s"), "%(who)s")]
    )
    return folder


def _write(folder: Path, entries: list[Entry], *, extra: str = "") -> None:
    path = folder / check_messages.CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    text = message_catalogue.written(Catalogue(entries)) + extra
    path.write_text(text, "utf-8")
    path.with_suffix(".mo").write_bytes(message_catalogue.compiled(message_catalogue.read(text)))


def problems(folder: Path) -> list[str]:
    return check_messages.problems(folder.parents[3])


def test_a_complete_catalogue_has_no_problem(app: Path) -> None:
    assert problems(app) == []


SAVE, BY = Entry(Message("", "Save"), "保存"), Entry(Message("", "by %(who)s"), "%(who)s")


@pytest.mark.parametrize(
    ("entries", "extra", "said"),
    [
        ([SAVE], "", "'by %(who)s' is missing"),
        ([SAVE, Entry(BY.message, "")], "", "has no translation"),
        ([SAVE, Entry(BY.message, "%(who)s", fuzzy=True)], "", "marked as fuzzy"),
        ([SAVE, Entry(BY.message, "%(whom)s")], "", "unknown placeholders: %(whom)s"),
        ([SAVE, BY, Entry(Message("", "Old"), "旧")], "", "'Old' is used nowhere"),
        ([SAVE, SAVE, BY], "", "stands 2 times"),
        ([SAVE, BY], '\n#~ msgid "Gone"\n#~ msgstr "没了"\n', "1 obsolete"),
    ],
)
def test_each_kind_of_mistake_is_found(app: Path, entries, extra: str, said: str) -> None:
    _write(app, entries, extra=extra)
    assert any(said in line for line in problems(app)), problems(app)


def test_a_binary_that_is_behind_is_found_and_written_anew(app: Path) -> None:
    path = app / check_messages.CATALOGUE
    path.with_suffix(".mo").write_bytes(b"old")
    assert any("--write" in line for line in problems(app))
    for area in check_messages.areas(app.parents[3]):
        check_messages.write(area, app.parents[3])
    assert problems(app) == []


def test_writing_keeps_translations_adds_what_is_new_and_drops_what_is_gone(app: Path) -> None:
    (app / "templates" / "a.html").write_text(
        '{% translate "Save" %}{% translate "New" %}', "utf-8"
    )
    for area in check_messages.areas(app.parents[3]):
        check_messages.write(area, app.parents[3])
    catalogue = message_catalogue.read((app / check_messages.CATALOGUE).read_text("utf-8"))
    assert catalogue.entries == [SAVE, Entry(Message("", "New"), "")]
    assert ["'New' has no translation" in line for line in problems(app)] == [True]


def test_two_apps_that_translate_one_message_differently_are_named(app: Path) -> None:
    other = app.parent / "two"
    (other / "templates").mkdir(parents=True)
    (other / "apps.py").write_text("", "utf-8")
    (other / "templates" / "b.html").write_text('{% translate "Save" %}', "utf-8")
    _write(other, [Entry(Message("", "Save"), "存储")])
    (line,) = problems(app)
    assert "'存储' here, '保存' in one" in line


def test_an_app_without_a_catalogue_is_named(app: Path) -> None:
    (app / check_messages.CATALOGUE).unlink()
    assert any("is missing; 2 messages" in line for line in problems(app))

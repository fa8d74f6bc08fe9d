"""Every stage that a job can be at has its words on a Chinese page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import hengke.pipelines
from hengke.apps.imports import column_words, words
from hengke.apps.imports.models import DeliveryStatus
from hengke.engine.schemas import CONTRACT

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TECHNICAL = re.compile(r"[a-z]+_[a-z_]+|[a-z]{3,}")
TELLING = {"progress", "tell", "stage"}


def _told(tree: ast.AST) -> Iterator[ast.expr]:
    """What is handed to a function that tells a stage, or is kept as `stage` until then."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _tells(node.func):
            yield node.args[0]
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "stage":
            yield node.value


def _tells(function: ast.expr) -> bool:
    """Also `(progress or _silent)("…")`; a store that stages rows tells nobody."""
    first = function.values[0] if isinstance(function, ast.BoolOp) else function
    owner, _, name = ast.unparse(first).rpartition(".")
    return name in TELLING and owner != "store"


def stages() -> list[str]:
    found: set[str] = set()
    for path in Path(hengke.pipelines.__file__).parent.rglob("*.py"):
        if "synthetic" in path.parts:
            continue  # told to the command line only
        for value in _told(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(value, ast.Constant | ast.JoinedStr):
                found.add(_as_text(value))
    return sorted(found)


def _as_text(value: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    return "".join(p.value if isinstance(p, ast.Constant) else "x" for p in value.values)


def test_the_stages_are_found() -> None:
    assert {"Checking rows", "Reading x", "Writing", "assess x", "holdings"} <= set(stages())


@pytest.mark.parametrize("stage", stages())
def test_each_stage_has_its_words(stage: str) -> None:
    with translation.override("zh-hans"):
        assert CHINESE.search(str(words.stage(stage))), stage


def test_each_table_and_each_state_has_its_word() -> None:
    assert set(words.TABLES) == set(CONTRACT)
    assert set(words.STATUSES) == set(DeliveryStatus)


def test_each_feature_of_the_model_has_its_words() -> None:
    from hengke.apps.imports.model_words import FEATURES
    from hengke.learning import fall_features

    assert list(FEATURES) == [feature.name for feature in fall_features.FEATURES]


@pytest.mark.parametrize("table", CONTRACT)
def test_every_column_has_a_title_in_both_languages(table: str) -> None:
    for column in CONTRACT[table].columns:
        if column.derived:
            continue
        with translation.override("zh-hans"):
            title = column_words.titled(column.name)
        assert CHINESE.search(title), column.name
        assert not TECHNICAL.search(title), column.name
        with translation.override("en"):
            assert "_" not in column_words.titled(column.name)


def test_a_key_of_several_columns_is_told_by_their_titles() -> None:
    with translation.override("zh-hans"):
        assert column_words.titled("account_id, balance_date") == "账号, 余额日期"
        assert column_words.titled("of_another_release") == "of_another_release"

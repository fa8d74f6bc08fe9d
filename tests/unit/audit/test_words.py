"""Whatever an app writes into the log has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

import hengke.apps
import hengke.cli
import hengke.server
from hengke.apps.approvals.api import registered
from hengke.apps.audit import detail_words, words
from hengke.apps.imports.models import DeliveryStatus
from hengke.apps.tiering.models import OverrideStatus

CHINESE = re.compile(r"[\u4e00-\u9fff]")
STATES = {"delivery": DeliveryStatus, "tier_override": OverrideStatus}
STEPS = ("requested", "seconded", "approved", "rejected", "withdrawn", "expired")
"""What is written of every request that a second person decides, under the trail of its kind."""
JOBS_END = {"approval.carried_out", "approval.failed"}
FORMER = {"customer.phone_shown"}
"""Written by releases before 0.4.0; old rows are read for ever."""


def _recorded(tree: ast.AST) -> Iterator[ast.expr]:
    """The first argument of `record(…)` and of the apps' own `_record(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = ast.unparse(node.func).rpartition(".")[2].lstrip("_")
            if name == "record":
                yield node.args[0]


def _trees() -> Iterator[ast.AST]:
    places = (Path(package.__path__[0]) for package in (hengke.apps, hengke.cli, hengke.server))
    for path in (path for place in places for path in place.rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def actions() -> set[str]:
    found: set[str] = set()
    for tree in _trees():
        for value in _recorded(tree):
            if isinstance(value, ast.Constant) and "." in str(value.value):
                found.add(str(value.value))
            elif isinstance(value, ast.JoinedStr) and "trail" not in ast.unparse(value):
                prefix = ast.unparse(value.values[0]).strip("'.")
                found |= {f"{prefix}.{state}" for state in STATES[prefix]}
    return found | _of_requests()


def _of_requests() -> set[str]:
    trails = {"approval", *(kind.trail for kind in registered().values())}
    return JOBS_END | {f"{trail}.{step}" for trail in trails for step in STEPS}


def test_every_action_has_its_word_and_every_word_its_action() -> None:
    assert set(words.ACTIONS) - FORMER == actions()


def test_every_word_is_chinese_on_a_chinese_page() -> None:
    with translation.override("zh-hans"):
        assert [w for w in map(str, words.ACTIONS.values()) if not CHINESE.search(w)] == []


NOT_DETAILS = {"by", "target", "reason"}


def test_every_detail_that_is_written_has_its_name() -> None:
    written = {
        keyword.arg
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "record"
        for keyword in node.keywords
        if keyword.arg
    }
    assert written - NOT_DETAILS <= set(detail_words.NAMES)
    assert set(registered()) <= set(detail_words.ASKED)


def test_a_preference_is_told_in_words() -> None:
    set_so = {"language": "en", "theme": "light", "market": "", "density": "compact", "keys": "on"}
    with translation.override("zh-hans"):
        told = detail_words.told(set_so)
    assert told == {
        "语言": "English", "主题": "浅色", "涨跌颜色": "随语言", "表格密度": "紧凑",
        "单键快捷键": "开",
    }  # fmt: skip


def test_events_that_a_webhook_tells_of_are_told_in_words() -> None:
    with translation.override("en"):
        told = detail_words.told({"events": ["run.published", "ended.long.ago"]})
    assert told == {"events": "a run's results are shown, ended.long.ago"}


def test_filters_are_told_in_words_also_those_of_older_rows() -> None:
    filters = {"aum_from": "10000", "kind": ["person"], "born_to": "1990-01-01", "risk": "1"}
    asked = {"fields": ["phone_second", "occupation"], "filters": filters, "purpose": "verify"}
    with translation.override("zh-hans"):
        told = detail_words.told(asked)
        older = detail_words.told({"filters": {"kind": "['person', 'institution']"}})
        none = detail_words.told({"filters": {}})
        asked_for = detail_words.told({"list": "customers", "filters": "kind=person&aum_to=5"})
    assert told == {
        "字段": "第二电话, 职业",
        "筛选条件": "资产不低于：10000；类型：个人；出生日期止：1990-01-01；面临降级：是",
        "目的": "核实身份",
    }  # fmt: skip
    assert older == {"筛选条件": "类型：个人, 机构"}
    assert none == {"筛选条件": "–"}
    assert asked_for == {"名单": "客户名单", "筛选条件": "类型：个人；资产低于：5"}


def test_details_are_told_in_words_and_what_has_none_as_it_came() -> None:
    details = {"way": "sso:adfs", "factor": "-", "first": True, "kind": "tiering.override",
               "purpose": "marketing", "channel": "phone", "fields": ["branch_id", "x"],
               "after": "rm", "customers": 12, "odd": "left as it is"}  # fmt: skip
    with translation.override("zh-hans"):
        told = detail_words.told(details)
    assert told == {
        "登录方式": "单点登录（adfs）", "第二因素": "无", "首次记录": "是", "类型": "人工调级",
        "目的": "营销", "渠道": "电话", "字段": "机构, x", "之后": "客户经理", "客户": "12",
        "odd": "left as it is",
    }  # fmt: skip

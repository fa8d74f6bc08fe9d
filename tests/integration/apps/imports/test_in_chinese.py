"""What the worker and the import say reaches a Chinese page in Chinese."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from hengke.apps.imports import actions, settling
from hengke.apps.imports.models import Run
from hengke.kernel import clock
from hengke.kernel.errors import NeedsConfirmation, Refused
from hengke.kernel.sentences import record, sentence, together
from hengke.pipelines import wire
from hengke.pipelines.intake import titles
from hengke.pipelines.intake.report import Report, in_chinese

PAGE = "/imports/"


@pytest.fixture
def chinese(users: Any, client_of: Any) -> Any:
    """The data engineer, who reads Chinese."""
    users["data"].language = "zh-hans"
    users["data"].save()
    return client_of("data")


def _ended(worker: Any, delivery: Any, **told: Any) -> None:
    """As it comes from the worker: through JSON."""
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, **json.loads(json.dumps(told)))
    settling.settle(delivery)


def _page(client: Any, delivery: Any) -> str:
    return str(client.get(f"{PAGE}{delivery.pk}/").content.decode())


def test_without_a_worker_the_reader_is_told_in_the_own_language(chinese, delivery) -> None:
    answer = chinese.post(f"{PAGE}{delivery.pk}/check/").content.decode()
    assert "后台任务服务未运行。" in answer
    assert "hengke serve 会随工作台一并启动" in answer


def test_a_refusal_of_the_import_is_kept_and_said_in_both_languages(
    chinese, delivery, worker, users
) -> None:
    actions.start_import(delivery, by=users["data"])
    refused = Refused("{name} is empty.", next_step="Deliver it again.", name="kh.csv")
    _ended(worker, delivery, state="failed", **wire.outcome(refused)["refused"])
    page = _page(chinese, delivery)
    assert "kh.csv 是空的。" in page
    assert "请重新提供。" in page
    users["data"].language = "en"
    users["data"].save()
    assert "kh.csv is empty." in _page(chinese, delivery)


def test_what_waits_for_a_confirmation_is_said_with_its_figures(
    chinese, delivery, worker, users
) -> None:
    actions.start_import(delivery, by=users["data"])
    line = sentence(
        "{source}, {table}: {what} {now}, last time {last} ({percent:+.0f} %)",
        source="kh", table=titles.table("customers"), what=titles.amount("rows"), now="10",
        last="20", percent=-50.0,
    )  # fmt: skip
    refused = NeedsConfirmation(
        "The delivery is more than {allowed} % off the last one: {lines}.",
        allowed=20, lines=together([line, sentence("and {more} more", more=2)]),
    )  # fmt: skip
    _ended(worker, delivery, state="failed", **wire.outcome(refused)["refused"])
    expected = (
        "该批文件与上一批相差超过 20%：客户（来源 kh）：行数 10，上次 20（-50%）；另有 2 项。"
    )
    assert expected in _page(chinese, delivery)


def test_a_report_is_said_whole(chinese, delivery, worker, users) -> None:
    actions.start_check(delivery, by=users["data"])
    report = Report(
        mapping="berka", checked_only=True,
        notes=(sentence("{file} has no rows.", file="a.csv"),),
        left_out=(
            {"file": "b.csv", "reason": sentence("no source of the mapping takes it")},
            {"file": "c.csv", "reason": "only says which customers the contest counts"},
        ),
        problems=({"table": "customers", "column": "kind", "rule": "missing", "rows": 1,
                   "file": "a.csv", "row": 2, "value": None,
                   "reason": "a value is required", "reason_zh": "必填项为空"},),
        deviations=({"text": sentence("{table} of {day}", table="T", day="D")},),
    )  # fmt: skip
    _ended(worker, delivery, result=report.to_json())
    page = _page(chinese, delivery)
    for said in ("a.csv 没有数据行。", "映射中没有数据源读取它", "只说明竞赛统计哪些客户",
                 "必填项为空", "D 的 T", "<b>类型</b>", "客户 · <code>kind</code>"):  # fmt: skip
        assert said in page, said
    assert "a value is required" not in page


def test_row_errors_are_downloaded_in_the_language_of_the_page(
    chinese, delivery, worker, users, tmp_path
) -> None:
    errors = Path(tempfile.mkdtemp(prefix="hengke-check-", dir=tmp_path)) / "errors.csv"
    errors.write_text("table\r\n", encoding="utf-8-sig")
    in_chinese(errors).write_text("表\r\n", encoding="utf-8-sig")
    actions.start_check(delivery, by=users["data"])
    report = Report(mapping="berka", checked_only=True, errors=str(errors))
    _ended(worker, delivery, result=report.to_json())
    address = f"{PAGE}{delivery.pk}/errors/"
    assert b"".join(chinese.post(address).streaming_content).decode("utf-8-sig") == "表\r\n"
    users["data"].language = "en"
    users["data"].save()
    assert b"".join(chinese.post(address).streaming_content).decode("utf-8-sig") == "table\r\n"
    assert not in_chinese(errors).exists()


def test_a_failed_run_says_why(chinese, worker) -> None:
    started = chinese.post("/imports/runs/start/", {"as_of": "2026-10-23"})
    number = started["Location"].rpartition("=")[2]
    broke = sentence("The job died without an answer ({signal}).", signal="SIGKILL")
    worker.ends(number, "failed", **json.loads(json.dumps(wire.outcome(Refused(broke))["refused"])))
    page = chinese.get(f"/imports/runs/?job={number}").content.decode()
    assert "任务没有给出结果即中止（SIGKILL）。" in page


def test_a_run_says_its_notes_its_stages_and_what_its_model_looks_at(chinese) -> None:
    note = sentence("The data end on {last}: balances of later days are carried forward.", last="D")
    model = {
        "method": sentence("gradient-boosted trees (LightGBM), deterministic"),
        "trees": 1,
        "rows": 9,
        "falls": 3,
        "features": ["distance", "new one"],
        "unused": ["logins"],
    }
    told = {"stages": {"read the bank": 1.0}, "falls": {"p": {"model": model}},
            "notes": [note], "sentences": record(note)}  # fmt: skip
    Run.objects.create(
        run_id="r", as_of="2026-10-23", known_at="b", engine="duckdb", seconds=1.0, customers=1,
        created_at=clock.now(), report=json.loads(json.dumps(told)), is_current=True,
    )  # fmt: skip
    page = chinese.get("/imports/runs/r/").content.decode()
    for said in ("数据截至 D：其后各日沿用当日余额。", "读取行内数据", "梯度提升树",
                 "考核指标与门槛之比、new one", "30 天内登录次数"):  # fmt: skip
        assert said in page, said


def test_mappings_that_ship_are_named(chinese) -> None:
    assert "已符合数据标准的文件" in chinese.get(PAGE).content.decode()

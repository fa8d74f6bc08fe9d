"""Deliveries on pages: upload or pick, check, import, confirm, undo, row errors, progress."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hengke.apps.audit.models import Entry
from hengke.apps.imports import actions, inbox, settling, watching
from hengke.apps.imports.models import Delivery, DeliveryStatus
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.pipelines.intake import uploads

PAGE = "/imports/"
REPORT = {
    "mapping": "berka", "batch": "", "checked_only": True, "unchanged": False, "errors": None,
    "tables": [{"table": "customers", "received": 10, "loaded": 8, "quarantined": 2,
                "corrected": 1, "removed": 0}],
    "problems": [{"table": "customers", "column": "birth_date", "rule": "date", "rows": 2,
                  "file": "customers.csv", "row": 7, "value": "20190230",
                  "reason": "20190230 is not a day of the calendar"}],
    "left_out": [{"file": "readme.txt", "reason": "no source names it"}], "notes": ["a note"],
    "deviations": [],
}  # fmt: skip


FLAWED = [
    {"table": "customers", "column": "email", "rule": "email_form", "rows": 1234,
     "examples": [{"file": "customers.csv", "row": 9, "value": "n******l"}]},
]  # fmt: skip


def files(*names: str) -> dict[str, object]:
    return {"files": [SimpleUploadedFile(name, b"id\n1\n") for name in names], "mapping": "berka"}


def act(client, delivery, what, **fields):
    return client.post(f"{PAGE}{delivery.pk}/{what}/", fields)


@pytest.mark.parametrize("name", ["alice", "head", "auditor"])
def test_only_business_and_data_people_bring_files_in(client_of, delivery, name):
    client = client_of(name)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}upload/", files("a.csv")).status_code == 403
    assert client.post(f"{PAGE}pick/", {"folder": "october"}).status_code == 403
    assert client.get(f"{PAGE}{delivery.pk}/").status_code == 403
    assert client.post(f"{PAGE}{delivery.pk}/errors/").status_code == 403
    assert act(client, delivery, "check").status_code == 403
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("name", ["business", "data"])
def test_files_from_the_browser_become_a_delivery_with_an_audit_row(client_of, home, name):
    answer = client_of(name).post(f"{PAGE}upload/", files("a.csv", "b.csv"))
    delivery = Delivery.objects.get()
    assert answer["Location"] == f"{PAGE}{delivery.pk}/"
    assert [file["name"] for file in delivery.files] == ["a.csv", "b.csv"]
    assert [file["bytes"] for file in delivery.files] == [5, 5]
    sealed = home.inbox / delivery.folder / "a.csv"
    assert b"id\n1\n" not in sealed.read_bytes()
    with uploads.readable(home, sealed.parent) as folder:
        assert (folder / "a.csv").read_bytes() == b"id\n1\n"
    entry = Entry.objects.get(action="delivery.received")
    assert (entry.by_username, entry.target) == (name, str(delivery.pk))


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(client_of, home, monkeypatch):
    monkeypatch.setattr(inbox, "LARGEST_BYTES", 100)
    answer = client_of("data").post(f"{PAGE}upload/", files("a.csv"))
    assert answer.status_code == 422
    assert "larger than" in answer.content.decode()
    assert not Delivery.objects.exists()
    assert not home.inbox.exists()


def test_an_upload_that_nobody_imported_does_not_lie_there_for_ever(
    client_of, home, delivery, django_capture_on_commit_callbacks
):
    """Nor does what it holds beyond the contract, authentication data (C3) among it."""
    assert client_of("data").post(f"{PAGE}upload/", files("a.csv")).status_code == 302
    sent, week = Delivery.objects.latest("pk"), timedelta(days=7, seconds=1)
    assert actions.expire(sent.created_at + week - timedelta(seconds=2)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.expire(sent.created_at + week) == 1
    sent.refresh_from_db()
    assert sent.status == DeliveryStatus.DISCARDED
    assert not (home.inbox / sent.folder).exists()
    gone = Entry.objects.get(action="delivery.discarded")
    assert (gone.target, gone.by_username, gone.reason) == (str(sent.pk), "system", "retention")
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.UPLOADED
    assert (home.inbox / delivery.folder).exists()
    assert actions.expire(sent.created_at + week) == 0


def test_an_upload_whose_delivery_was_never_written_down_goes_as_well(home, delivery):
    stray = uploads.keep(home, {"a.csv": [b"id\n"]}, now=clock.now())
    written = (home.inbox / stray).stat().st_mtime
    after = datetime.fromtimestamp(written, UTC) + timedelta(days=7)
    assert actions.expire(after - timedelta(seconds=1)) == 0
    assert uploads.lying(home) == [stray]
    assert actions.expire(after + timedelta(seconds=1)) == 1
    assert uploads.lying(home) == []


def test_an_upload_without_the_form_s_token_is_refused(client_of):
    client = client_of("data", enforce_csrf_checks=True)
    assert client.post(f"{PAGE}upload/", files("a.csv")).status_code == 403
    assert not Delivery.objects.exists()


def test_an_unknown_mapping_is_refused_and_no_file_stays(client_of, home):
    answer = client_of("data").post(f"{PAGE}upload/", {**files("a.csv"), "mapping": "../x"})
    assert answer.status_code == 422
    assert not home.inbox.exists()


@pytest.mark.parametrize("name", ["..", "../../etc", ".errors", "nothing"])
def test_a_folder_outside_the_inbox_cannot_be_picked(client_of, folder, name):
    answer = client_of("data").post(f"{PAGE}pick/", {"folder": name, "mapping": "berka"})
    assert answer.status_code == 422
    assert not Delivery.objects.exists()


def test_a_check_is_started_with_the_folder_and_the_mapping(client_of, delivery, worker, home):
    act(client_of("data"), delivery, "check")
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.CHECKING
    (started,) = worker.started
    assert started == ("check", {"directory": home.inbox / "october", "mapping": "berka"})
    assert Entry.objects.filter(action="delivery.checking").count() == 1


def test_without_a_worker_nothing_changes_and_the_page_says_what_to_do(client_of, delivery):
    client = client_of("data")
    answer = act(client, delivery, "check")
    assert answer.status_code == 422
    assert "worker is not running" in answer.content.decode()
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.UPLOADED
    assert not Entry.objects.filter(action="delivery.checking").exists()
    page = client.get(f"{PAGE}{delivery.pk}/")
    assert page.status_code == 200
    assert "The worker is not running" in page.content.decode()
    assert client.get(PAGE).status_code == 200


def test_progress_is_read_from_the_job_and_settled_once_it_has_ended(client_of, delivery, worker):
    client = client_of("data")
    act(client, delivery, "check")
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, "running", stage="Checking rows", done=3, total=4)
    part = client.get(f"{PAGE}{delivery.pk}/progress/").content.decode()
    assert "75%" in part
    assert "checking rows" in part
    assert "every 1s" in part
    worker.ends(delivery.job_id, result=REPORT)
    part = client.get(f"{PAGE}{delivery.pk}/progress/").content.decode()
    assert "every 1s" not in part
    assert f"{PAGE}{delivery.pk}/settle/" in part
    assert client.post(f"{PAGE}{delivery.pk}/settle/").status_code == 302
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.CHECKED
    page = client.get(f"{PAGE}{delivery.pk}/").content.decode()
    for text in ("20190230 is not a day", "customers.csv, row 7", "no source names it", "a note"):
        assert text in page


def test_a_job_that_ended_is_settled_though_nobody_looks(delivery, worker, users):
    """Without a script, and with the browser closed."""
    actions.start_check(delivery, by=users["data"])
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, "running", stage="Checking rows", done=3, total=4)
    assert watching.once() == 0
    worker.ends(delivery.job_id, result=REPORT)
    assert (watching.once(), watching.once()) == (1, 0)
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.CHECKED


def test_a_page_that_asks_after_another_settled_is_sent_to_what_was_found(
    client_of, delivery, worker
):
    """The watcher may be quicker than the page that waits, which must not end up with nothing."""
    client = client_of("data")
    act(client, delivery, "check")
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, result=REPORT)
    watching.once()
    answer = client.get(f"{PAGE}{delivery.pk}/progress/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"{PAGE}{delivery.pk}/"


def test_without_a_script_the_page_offers_to_look_again(client_of, delivery, worker):
    client = client_of("data")
    act(client, delivery, "check")
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, "running", stage="Checking rows", done=3, total=4)
    part = client.get(f"{PAGE}{delivery.pk}/progress/").content.decode()
    assert f'<noscript><a class="button small" href="{PAGE}{delivery.pk}/">Look again' in part


def test_settling_twice_changes_nothing(delivery, worker, users):
    actions.start_check(delivery, by=users["data"])
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, result=REPORT)
    settling.settle(delivery)
    rows = Entry.objects.count()
    settling.settle(delivery)
    assert Entry.objects.count() == rows


def test_an_import_becomes_a_batch(delivery, worker, users):
    actions.start_import(delivery, by=users["data"])
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, result={**REPORT, "batch": "b-1", "checked_only": False})
    settled = settling.settle(delivery)
    assert (settled.status, settled.batch_id) == (DeliveryStatus.IMPORTED, "b-1")


def test_a_delivery_unlike_the_last_waits_until_a_person_confirms(
    client_of, delivery, worker, users
):
    client = client_of("business")
    act(client, delivery, "import")
    delivery.refresh_from_db()
    worker.ends(
        delivery.job_id, "failed", kind="NeedsConfirmation", message="30 % fewer rows",
        next_step="Confirm it.",
    )  # fmt: skip
    client.post(f"{PAGE}{delivery.pk}/settle/")
    page = client.get(f"{PAGE}{delivery.pk}/").content.decode()
    assert "30 % fewer rows" in page
    assert "import it all the same" in page
    act(client, delivery, "confirm")
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.IMPORTING
    assert delivery.confirmed_by == users["business"]
    assert worker.started[-1][1]["confirmed"] is True


def test_what_does_not_wait_cannot_be_confirmed(client_of, delivery, worker):
    assert act(client_of("data"), delivery, "confirm").status_code == 422
    assert worker.started == []


def test_a_failure_is_told_and_can_be_tried_again(client_of, delivery, worker, users):
    actions.start_import(delivery, by=users["data"])
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, "failed", kind="Refused", message="no such column",
                next_step="Correct the mapping.")  # fmt: skip
    assert settling.settle(delivery).status == DeliveryStatus.FAILED
    page = client_of("data").get(f"{PAGE}{delivery.pk}/").content.decode()
    assert "no such column" in page
    assert "Correct the mapping." in page
    actions.start_check(delivery, by=users["data"])


def test_a_cancelled_job_leaves_the_delivery_as_it_was_received(client_of, delivery, worker, users):
    client = client_of("data")
    act(client, delivery, "import")
    delivery.refresh_from_db()
    act(client, delivery, "cancel")
    assert worker.cancelled == [delivery.job_id]
    worker.ends(delivery.job_id, "cancelled", message="Cancelled.")
    assert settling.settle(delivery).status == DeliveryStatus.UPLOADED
    assert Entry.objects.filter(action="job.cancelled").count() == 1


def test_undo_takes_the_batch_back_or_says_why_not(delivery, worker, users):
    Delivery.objects.filter(pk=delivery.pk).update(status="imported", batch_id="b-1")
    actions.start_undo(delivery, by=users["data"])
    delivery.refresh_from_db()
    assert worker.started == [("undo", {"batch": "b-1"})]
    worker.ends(delivery.job_id, "failed", message="A run has used it.")
    refused = settling.settle(delivery)
    assert (refused.status, refused.message) == (DeliveryStatus.IMPORTED, "A run has used it.")
    actions.start_undo(refused, by=users["data"])
    refused.refresh_from_db()
    worker.ends(refused.job_id, result={"batch": "b-1", "undone": True})
    assert settling.settle(refused).status == DeliveryStatus.UNDONE


def test_a_batch_with_one_day_shows_one_day(client_of, delivery):
    for latest, shown in ((None, "2026-10-01</dd>"), ("2026-10-20", "2026-10-01 – 2026-10-20<")):
        report = {**REPORT, "earliest_date": "2026-10-01", "latest_date": latest}
        Delivery.objects.filter(pk=delivery.pk).update(
            status="imported", batch_id="b-1", report=report
        )
        assert shown in client_of("data").get(f"{PAGE}{delivery.pk}/").content.decode()


def test_while_a_job_is_under_way_nothing_else_can_be_done(client_of, delivery, worker):
    client = client_of("data")
    act(client, delivery, "check")
    for what in ("check", "import", "confirm", "undo", "mapping", "discard"):
        assert act(client, delivery, what, mapping="berka").status_code == 422, what


def test_a_discarded_upload_is_removed_and_a_folder_of_others_stays(
    client_of, delivery, home, django_capture_on_commit_callbacks
):
    client = client_of("data")
    client.post(f"{PAGE}upload/", files("a.csv"))
    mine = Delivery.objects.order_by("-pk").first()
    with django_capture_on_commit_callbacks(execute=True):
        act(client, mine, "discard")
        act(client, delivery, "discard")
    assert not (home.inbox / mine.folder).exists()
    assert (home.inbox / "october" / "customers.csv").exists()


def test_the_row_errors_of_a_check_are_kept_and_downloaded(
    client_of, delivery, worker, users, tmp_path
):
    place = Path(tempfile.mkdtemp(prefix="hengke-check-", dir=tmp_path))
    (place / "errors.csv").write_text("table,file,row\r\n", encoding="utf-8-sig")
    actions.start_check(delivery, by=users["data"])
    delivery.refresh_from_db()
    worker.ends(delivery.job_id, result={**REPORT, "errors": str(place / "errors.csv")})
    settling.settle(delivery)
    answer = client_of("data").post(f"{PAGE}{delivery.pk}/errors/")
    assert b"".join(answer.streaming_content) == b"\xef\xbb\xbftable,file,row\r\n"
    assert "attachment" in answer["Content-Disposition"]
    taken = Entry.objects.get(action="delivery.row_errors_taken")
    assert (taken.by_username, taken.target) == (users["data"].username, str(delivery.pk))
    assert not place.exists()


@pytest.mark.parametrize("named", ["/etc/passwd", "{home}/home.toml", "{home}/secret.csv", ""])
def test_only_files_of_row_errors_can_be_downloaded(client_of, delivery, home, named):
    (home.path / "secret.csv").write_text("x")
    Delivery.objects.filter(pk=delivery.pk).update(
        report={**REPORT, "errors": named.format(home=home.path)}
    )
    assert client_of("data").post(f"{PAGE}{delivery.pk}/errors/").status_code == 404
    assert not Entry.objects.filter(action="delivery.row_errors_taken").exists()


def test_an_upload_is_not_offered_again_as_a_folder_of_the_inbox(client_of, home, delivery):
    client = client_of("data")
    client.post(f"{PAGE}upload/", files("a.csv"))
    assert [one.name for one in client.get(PAGE).context["folders"]] == ["october"]


def test_nobody_waits_for_the_database_while_a_job_is_being_cancelled(
    client_of, delivery, worker, users, monkeypatch
):
    """The audit row is in, and no transaction is open when the worker is asked."""
    seen = []

    def cancel(home, number):
        seen.append((connection.savepoint_ids, Entry.objects.filter(target=number).count()))
        return {}

    actions.start_check(delivery, by=users["data"])
    delivery.refresh_from_db()
    monkeypatch.setattr(actions.api, "cancel", cancel)
    act(client_of("data"), delivery, "cancel")
    client_of("data").post(f"{PAGE}runs/cancel/{delivery.job_id}/")
    assert seen == [([], 1), ([], 2)]


@pytest.mark.parametrize("what", ["check", "import", "undo", "discard", "mapping", "confirm"])
def test_a_change_and_its_audit_row_vanish_together(delivery, worker, users, monkeypatch, what):
    status = {"undo": "imported", "confirm": "waiting"}.get(what, "uploaded")
    Delivery.objects.filter(pk=delivery.pk).update(status=status, batch_id="b-1")
    delivery.refresh_from_db()
    by = {"by": users["data"]}
    steps = {
        "check": lambda: actions.start_check(delivery, **by),
        "import": lambda: actions.start_import(delivery, **by),
        "undo": lambda: actions.start_undo(delivery, **by),
        "discard": lambda: actions.discard(delivery, **by),
        "mapping": lambda: actions.change_mapping(delivery, mapping="xiamen_bank_2020", **by),
        "confirm": lambda: actions.confirm(delivery, now=clock.now(), **by),
    }
    before = list(Delivery.objects.values()), Entry.objects.count()

    def full(*_args, **_details):
        raise OSError("the disk is full")

    monkeypatch.setattr(actions, "record", full)
    with pytest.raises(OSError, match="full"):
        steps[what]()
    assert (list(Delivery.objects.values()), Entry.objects.count()) == before
    assert worker.started == []


def test_the_list_costs_the_same_number_of_queries_however_long(client_of, folder, users, worker):
    client = client_of("data")

    def fill(count: int) -> None:
        for _ in range(count):
            actions.pick(folder, mapping="berka", by=users["data"], now=clock.now())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    fill(1)
    few = queries()
    fill(15)
    assert queries() == few


def test_a_mapping_can_be_changed_and_what_was_checked_no_longer_counts(client_of, delivery, home):
    home.mappings.mkdir()
    (home.mappings / "ours.toml").write_text('title = "Our files"', encoding="utf-8")
    Delivery.objects.filter(pk=delivery.pk).update(status="checked", report=REPORT)
    client = client_of("data")
    assert "Our files" in client.get(PAGE).content.decode()
    act(client, delivery, "mapping", mapping="ours")
    delivery.refresh_from_db()
    assert (delivery.mapping, delivery.status, delivery.report) == ("ours", "uploaded", {})


def test_a_folder_that_vanished_is_told(delivery, home, worker, users):
    import shutil

    shutil.rmtree(home.inbox / "october")
    with pytest.raises(Refused):
        actions.start_check(delivery, by=users["data"])
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.UPLOADED


def test_identifiers_that_cannot_be_right_stand_on_the_page_with_masked_examples(
    client_of, delivery
):
    Delivery.objects.update(report={**REPORT, "flawed": FLAWED}, status=DeliveryStatus.CHECKED)
    page = " ".join(client_of("data").get(f"{PAGE}{delivery.pk}/").content.decode().split())
    for told in ("loaded all the same", "no e-mail address", "customers.csv, row 9", "n******l"):
        assert told in page
    assert "1,234" in page
    Delivery.objects.update(report=REPORT)
    assert 'id="flawed"' not in client_of("data").get(f"{PAGE}{delivery.pk}/").content.decode()

"""Whoever rules the database, the home or both: each way of tampering is found, at its place."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from tests.integration.apps.audit.conftest import NOW, committed, sql, without_triggers

from hengke.apps.audit import canonical, chain, heads, sealing
from hengke.apps.audit.api import record, seen
from hengke.apps.audit.models import Head, Link, Read, Seal
from hengke.kernel.errors import Refused
from hengke.pipelines.protection import ring

pytestmark = pytest.mark.requirement("R252")


def found(answer, where: str, place: int, words: str) -> None:
    assert not answer["ok"]
    assert (answer["where"], answer["first_bad"]) == (where, place), answer["problem"]
    assert words in answer["problem"]


def entry_of(number: int) -> int:
    return Link.objects.get(number=number).entry_id


def lines(home) -> list[str]:
    return heads.places(home)[0].read_text(encoding="utf-8").splitlines()


def rewrite(home, kept: list[str]) -> None:
    text = "".join(line + "\n" for line in kept)
    heads.places(home)[0].write_text(text, encoding="utf-8")


def chained_anew(first: int) -> None:
    """The forger computes the chain again from a row on."""
    previous = Link.objects.get(number=first - 1).hash if first > 1 else canonical.START
    ids = list(Link.objects.filter(number__gte=first).order_by("number").values_list("entry_id"))
    rows = [row for (one,) in ids for row in chain._kept([one], connection)]
    sql("DELETE FROM audit_link WHERE number >= %s", first)
    with connection.cursor() as cursor:
        cursor.executemany(chain.INSERT, chain.following(rows, first - 1, previous))


@pytest.mark.requirement("R247")
def test_a_trail_that_nobody_touched_is_whole(written, verified) -> None:
    answer = verified()
    assert answer["ok"], answer
    assert (answer["rows"], answer["reads"], answer["heads"]) == (9, 6, 3)
    assert (answer["first_bad"], answer["problem"]) == (None, None)
    assert [note for note in answer["notes"] if "second place" not in note] == []


@pytest.mark.parametrize(
    "change",
    ["reason = 'another'", "by_username = 'ben'", "target = 'C99'", "details = '{\"task\": 1}'",
     "at = '2026-01-01 00:00:00+00:00'", "action = 'care.task_snoozed'", "by_role = 'data'"],
)  # fmt: skip
def test_an_edited_row(written, verified, change: str) -> None:
    with without_triggers():
        sql(f"UPDATE audit_entry SET {change} WHERE id = {entry_of(5)}")
    found(verified(), "changes", 5, "Row 5 was edited")


def test_a_deleted_row(written, verified) -> None:
    with without_triggers():
        sql("DELETE FROM audit_entry WHERE id = %s", entry_of(4))
    found(verified(), "changes", 4, "Row 4 was deleted")


def test_a_deleted_row_with_its_place_in_the_chain(written, verified) -> None:
    with without_triggers():
        sql("DELETE FROM audit_entry WHERE id = %s", entry_of(4))
        sql("DELETE FROM audit_link WHERE number = 4")
    found(verified(), "changes", 4, "Row 4 is missing")


def test_a_deleted_row_and_all_that_follows_chained_anew(written, verified) -> None:
    with without_triggers():
        sql("DELETE FROM audit_entry WHERE id = %s", entry_of(5))
        sql("DELETE FROM audit_link WHERE number = 5")
        for number in range(6, 10):
            sql("UPDATE audit_link SET number = %s WHERE number = %s", number - 1, number)
        chained_anew(5)
    found(verified(), "changes", 4, "head 2")


def test_an_edited_row_and_all_that_follows_chained_anew(written, verified) -> None:
    with without_triggers():
        sql("UPDATE audit_entry SET target = 'C99' WHERE id = %s", entry_of(5))
        chained_anew(5)
    found(verified(), "changes", 4, "Rows 4 to 6 are not those that head 2")


def test_a_cut_tail(written, verified) -> None:
    with without_triggers():
        for number in (8, 9):
            sql("DELETE FROM audit_entry WHERE id = %s", entry_of(number))
        sql("DELETE FROM audit_link WHERE number > 7")
    found(verified(), "changes", 8, "rows 8 to 9 were cut off")


def test_a_row_put_in_past_the_chain(written, verified, person) -> None:
    entry = record("care.task_done", by=person("alice"), target="C77")
    connection.before_commit.clear()
    found(verified(), "changes", entry.pk, "was put in past the chain")


def test_a_row_put_in_with_a_place_of_its_own(written, verified, person) -> None:
    entry = record("care.task_done", by=person("alice"), target="C77")
    connection.before_commit.clear()
    with without_triggers():
        for number in range(9, 4, -1):
            sql("UPDATE audit_link SET number = %s WHERE number = %s", number + 1, number)
        (row,) = chain._kept([entry.pk], connection)
        before = Link.objects.get(number=4)
        links = chain.following([row], 4, before.hash)
        with connection.cursor() as cursor:
            cursor.executemany(chain.INSERT, links)
    found(verified(), "changes", 6, "Row 6")


def test_exchanged_rows(written, verified) -> None:
    with without_triggers():
        first, second = entry_of(2), entry_of(7)
        for number, entry in ((2, 0), (7, first), (2, second)):
            sql("UPDATE audit_link SET entry_id = %s WHERE number = %s", entry, number)
    found(verified(), "changes", 2, "Rows 2 and 7 were exchanged")


@pytest.mark.requirement("R247")
def test_a_database_restored_from_yesterday(written, verified) -> None:
    with without_triggers():
        for number in range(4, 10):
            sql("DELETE FROM audit_entry WHERE id = %s", entry_of(number))
        sql("DELETE FROM audit_link WHERE number > 3")
        sql("DELETE FROM audit_seal WHERE number > 1")
        sql("DELETE FROM audit_read WHERE id > %s", Seal.objects.get().last_id)
        sql("DELETE FROM audit_head WHERE number > 1")
    answer = verified()
    found(answer, "changes", 4, "the database was restored from before")
    assert {one["where"] for one in answer["faults"]} == {"changes", "reads", "heads"}


def test_a_restore_that_was_declared_is_whole_again_and_stays_visible(written, verified, person):
    from hengke.apps.audit import restoring

    test_a_database_restored_from_yesterday(written, verified)
    restoring.declare(written, reason="disk of 23 October", now=NOW + timedelta(hours=1))
    committed()
    record("care.task_done", by=person("alice"), target="C1")
    committed()
    heads.seal(written, now=NOW + timedelta(hours=2))
    answer = verified()
    assert answer["ok"], answer
    assert '"restored":"disk of 23 October"' in lines(written)[3]


def test_a_database_put_back_signs_nothing_until_that_is_declared(written, verified, person):
    """People worked on before anybody noticed: their rows stay, and the trail is whole again."""
    from hengke.apps.audit import restoring

    test_a_database_restored_from_yesterday(written, verified)
    for number in range(9):
        record("care.task_done", by=person("alice"), target=f"C{number}")
    committed()
    with pytest.raises(Refused, match="put back to an earlier state"):
        heads.seal(written, now=NOW + timedelta(minutes=30))
    assert Head.objects.count() == 1
    restoring.declare(written, reason="disk of 23 October", now=NOW + timedelta(hours=1))
    committed()
    heads.seal(written, now=NOW + timedelta(hours=2))
    answer = verified()
    assert answer["ok"], answer
    assert (answer["rows"], answer["heads"]) == (13, 5)
    with without_triggers():
        sql("UPDATE audit_entry SET target = 'C99' WHERE id = %s", entry_of(2))
    found(verified(), "changes", 2, "Row 2 was edited")


def test_an_edited_line_of_heads(written, verified) -> None:
    kept = lines(written)
    rewrite(written, [kept[0], kept[1].replace('"changes":6', '"changes":5'), kept[2]])
    found(verified(), "heads", 2, "signature of head 2")


def test_a_cut_file_of_heads(written, verified) -> None:
    rewrite(written, lines(written)[:2])
    found(verified(), "heads", 3, "the file was cut")


def test_a_line_missing_among_heads(written, verified) -> None:
    kept = lines(written)
    rewrite(written, [kept[0], kept[2]])
    found(verified(), "heads", 2, "Line 2 of")


def test_a_cut_file_stays_found_when_the_next_head_is_written(written, verified, person) -> None:
    rewrite(written, lines(written)[:1])
    record("care.task_done", by=person("alice"), target="C1")
    committed()
    heads.seal(written, now=NOW + timedelta(hours=1))
    assert not verified()["ok"]


def test_a_head_signed_with_another_key(written, verified, tmp_path) -> None:
    """Somebody without the ring makes heads that fit a forged database."""
    from hengke.apps.audit import head_lines
    from hengke.apps.audit.signing import Signer
    from hengke.pipelines.home import Home

    other = Signer(Home.at(tmp_path / "thief"), now=NOW)
    other.key_id = head_lines.read(lines(written)[2]).key
    kept = lines(written)[:2]
    forged = head_lines.made(heads.ends(), kept[-1], now=NOW, signer=other).written()
    rewrite(written, [*kept, forged])
    with without_triggers():
        sql("UPDATE audit_head SET line = %s WHERE number = 3", forged)
    found(verified(), "heads", 3, "signature of head 3")


def test_a_file_with_rubbish(written, verified) -> None:
    rewrite(written, [*lines(written), '{"number": 4', ""])
    found(verified(), "heads", 4, "is not a head")


def test_the_second_place_shows_a_forger_who_had_the_keys(
    written, verified, tmp_path, monkeypatch, person
) -> None:
    """The home's file, the database and the ring forged as one: the other copy differs."""
    second = tmp_path / "other-machine"
    monkeypatch.setenv(heads.VARIABLE, str(second))
    heads.seal(written, now=NOW + timedelta(hours=2))
    assert (second / "heads.jsonl").read_text() == "".join(line + "\n" for line in lines(written))
    with without_triggers():
        sql("UPDATE audit_entry SET target = 'C99' WHERE id = %s", entry_of(9))
        chained_anew(9)
        sql("DELETE FROM audit_head WHERE number > 2")
    rewrite(written, lines(written)[:2])
    with pytest.raises(Refused, match="other-machine"):
        heads.seal(written, now=NOW + timedelta(minutes=2))
    monkeypatch.delenv(heads.VARIABLE)
    heads.seal(written, now=NOW + timedelta(minutes=2))
    heads.seal(written, now=NOW + timedelta(hours=3))
    monkeypatch.setenv(heads.VARIABLE, str(second))
    answer = verified()
    assert not answer["ok"]
    assert any(str(second) in one["problem"] for one in answer["faults"]) or (
        answer["where"] == "changes"
    )


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit_read SET customer_id = 'C99' WHERE id = {id}", "was edited"),
        ("UPDATE audit_read SET by_username = 'ben' WHERE id = {id}", "was edited"),
        ("DELETE FROM audit_read WHERE id = {id}", "reads were removed or put in"),
        ("UPDATE audit_seal SET rows = 1 WHERE number = 2", "Seal 2 of the reads was edited"),
        ("DELETE FROM audit_seal WHERE number = 2", "Seals 2 to 2"),
    ],
)
def test_reads_that_were_tampered_with(written, verified, statement: str, words: str) -> None:
    seal = Seal.objects.get(number=2)
    with without_triggers():
        sql(statement.format(id=seal.last_id))
    found(verified(), "reads", seal.first_id, words)


def test_reads_rewritten_together_with_their_seals(written, verified) -> None:
    seal = Seal.objects.get(number=2)
    with without_triggers():
        sql("UPDATE audit_read SET customer_id = 'C99' WHERE id = %s", seal.last_id)
        sql("DELETE FROM audit_seal WHERE number > 1")
        sealing.LARGEST, largest = 2, sealing.LARGEST
        try:
            sealing.seal_reads(now=NOW)
        finally:
            sealing.LARGEST = largest
    found(verified(), "reads", seal.first_id, "head 2")


def test_a_clock_that_was_set_back_is_said_and_breaks_nothing(written, verified, person) -> None:
    record("care.task_done", by=person("alice"), target="C1")
    committed()
    heads.seal(written, now=NOW - timedelta(days=1))
    answer = verified()
    assert answer["ok"]
    assert "clock was set back" in answer["notes"][0]


def test_a_key_that_was_changed_still_proves_what_it_signed(written, verified, person) -> None:
    with ring.changing(written, now=NOW) as keys:
        keys.add(ring.HEADS, now=NOW)
    record("care.task_done", by=person("alice"), target="C1")
    committed()
    heads.seal(written, now=NOW + timedelta(hours=1))
    assert verified()["ok"]
    assert len({json.loads(line)["key"] for line in lines(written)}) == 2


def test_a_process_that_ended_before_the_line_was_written_leaves_it_to_the_next(
    written, verified
) -> None:
    rewrite(written, lines(written)[:2])
    heads.seal(written, now=NOW + timedelta(minutes=3))
    assert verified()["ok"]
    assert Head.objects.count() == len(lines(written)) == 3


def test_where_nothing_happens_a_head_an_hour_is_a_sign_of_life(written) -> None:
    assert heads.seal(written, now=NOW + timedelta(minutes=10)) is None
    assert heads.seal(written, now=NOW + timedelta(hours=2)).number == 4


def test_reads_younger_than_the_last_seal_are_sealed_by_the_next(written, person, verified) -> None:
    seen(person("alice"), "C1", page="preview")
    assert verified()["reads"] == 6
    heads.seal(written, now=NOW + timedelta(hours=1))
    assert verified()["reads"] == 7 == Read.objects.count()

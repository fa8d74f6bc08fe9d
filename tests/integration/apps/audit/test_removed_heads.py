"""Heads cut or removed in the database and in the file alike: the line beside the keys knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.integration.apps.audit.conftest import NOW, committed, sql, without_triggers
from tests.integration.apps.audit.test_tampering import found, lines, rewrite

from hengke.apps.audit import head_lines, heads, restoring, witness
from hengke.apps.audit.api import record
from hengke.apps.audit.models import Seal

pytestmark = pytest.mark.requirement("R252")


def remove_heads(home) -> None:
    with without_triggers():
        sql("DELETE FROM audit_head")
    heads.places(home)[0].unlink()


def forget_reads() -> None:
    with without_triggers():
        sql("DELETE FROM audit_seal")
        sql("DELETE FROM audit_read")


def cut_to_head(home, number: int) -> None:
    """Everywhere at once, so that what is left agrees; no key is needed for it."""
    kept = lines(home)[:number]
    head = head_lines.read(kept[-1])
    rewrite(home, kept)
    with without_triggers():
        sql("DELETE FROM audit_head WHERE number > %s", number)
        sql("DELETE FROM audit_link WHERE number > %s", head.changes)
        sql("DELETE FROM audit_entry WHERE id NOT IN (SELECT entry_id FROM audit_link)")
        sql("DELETE FROM audit_seal WHERE number > %s", head.seals)
        last = Seal.objects.order_by("-number").first()
        sql("DELETE FROM audit_read WHERE id > %s", last.last_id if last else 0)


def test_all_heads_removed(written, verified) -> None:
    remove_heads(written)
    found(verified(), "heads", 1, "heads 1 to 3 are gone")


def test_all_heads_removed_and_the_tail_cut(written, verified) -> None:
    remove_heads(written)
    with without_triggers():
        sql("DELETE FROM audit_link WHERE number > 4")
        sql("DELETE FROM audit_entry WHERE id NOT IN (SELECT entry_id FROM audit_link)")
    found(verified(), "heads", 1, "knows head 3")


def test_all_cut_to_an_earlier_head(written, verified) -> None:
    cut_to_head(written, 1)
    found(verified(), "heads", 2, "at 9 changes; heads 2 to 3 are gone")


def test_what_is_sealed_after_a_cut_does_not_hide_it(written, verified, person) -> None:
    cut_to_head(written, 1)
    for minute in range(4):
        record("care.task_done", by=person("alice"), target="C1")
        committed()
        heads.seal(written, now=NOW + timedelta(hours=1, minutes=minute))
    assert len(lines(written)) == 5
    found(verified(), "heads", 3, "was written anew")


def test_all_heads_and_the_line_beside_the_keys_removed(written, verified) -> None:
    remove_heads(written)
    witness.place(written).unlink()
    found(verified(), "heads", 1, "Reads were sealed 3 times")


def test_an_old_log_without_any_head(written, verified) -> None:
    remove_heads(written)
    witness.place(written).unlink()
    forget_reads()
    with without_triggers():
        sql("UPDATE audit_entry SET at = '2026-10-01 00:00:00' WHERE id = (SELECT min(entry_id) "
            "FROM audit_link)")  # fmt: skip
    answer = verified()
    assert "no head is left" in str(answer["faults"])


def test_a_young_log_without_a_head_is_whole_and_says_so(bank_home, person, verified) -> None:
    record("care.task_done", by=person("alice"), target="C1")
    committed()
    answer = verified(keys={"none": ""})
    assert answer["ok"]
    assert any("No head was signed yet" in note for note in answer["notes"])


def test_a_line_beside_the_keys_that_was_edited(written, verified) -> None:
    place = witness.place(written)
    place.write_text(place.read_text().replace('"number":3', '"number":1'))
    found(verified(), "heads", 4, "no head that a known key signed")
    place.write_text("nothing\n")
    found(verified(), "heads", 4, "no head that a known key signed")


def test_a_line_that_is_missing_is_said_and_written_by_the_next_sealing(written, verified) -> None:
    witness.place(written).unlink()
    answer = verified()
    assert answer["ok"]
    assert any("is not noted in" in note for note in answer["notes"])
    heads.seal(written, now=NOW + timedelta(minutes=3))
    assert witness.said(written) == lines(written)[-1]


def test_a_missing_second_place_is_said(written, verified, tmp_path, monkeypatch) -> None:
    assert any("HENGKE_AUDIT_HEADS" in note for note in verified()["notes"])
    monkeypatch.setenv(heads.VARIABLE, str(tmp_path / "elsewhere"))
    heads.seal(written, now=NOW + timedelta(hours=2))
    assert verified()["notes"] == []


def test_the_second_place_knows_when_all_of_the_home_was_cut(
    written, verified, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv(heads.VARIABLE, str(tmp_path / "elsewhere"))
    heads.seal(written, now=NOW + timedelta(hours=2))
    cut_to_head(written, 1)
    witness.place(written).write_text(lines(written)[0] + "\n")
    answer = verified()
    assert not answer["ok"]
    assert any("the file was cut" in one["problem"] for one in answer["faults"])


def test_a_restore_that_was_declared_is_whole_though_the_line_knew_more(written, verified) -> None:
    cut_to_head(written, 1)
    restoring.declare(written, reason="disk of 23 October", now=NOW + timedelta(hours=1))
    committed()
    assert verified()["ok"]
    assert '"restored":"disk of 23 October"' in witness.said(written)

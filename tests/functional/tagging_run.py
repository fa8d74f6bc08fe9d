"""A run in the lake of the served bank, of the seeded customers, with the tags it publishes."""

from __future__ import annotations

from datetime import date
from typing import Any

from hengke.pipelines.home import Home


def write(home: Home) -> None:
    """Customer records as the workbench has them, a manifest that names them, and their tags."""
    from tests.integration.publish.small_bank import Night
    from tests.integration.publish.small_bank import write as written

    from hengke.apps.customers.models import Customer

    rows = list(Customer.objects.values())
    as_of = rows[0]["as_of"]
    night = Night("run-1", as_of=as_of, tables={"customer_records": [_record(r) for r in rows]})
    written(home, night)
    _publish(rows, as_of)


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is sealed: no rule reads it."""
    from hengke.engine.results import CUSTOMER_RECORDS
    from hengke.web.sealed import Sealed

    return {
        name: row[name]
        for name in CUSTOMER_RECORDS
        if name in row and not isinstance(row[name], Sealed)
    }


def _publish(rows: list[dict[str, Any]], as_of: date) -> None:
    from hengke.apps.tagging.models import CustomerTags, History, Tag
    from hengke.engine.tagging.library import checked
    from hengke.engine.tagging.reasons import answer
    from hengke.policies.tagging import load

    library, stamp = checked(load(on=as_of)), {"as_of": as_of, "known_at": "b", "run_id": "run-1"}
    kept = []
    for row in rows:
        known = {**row, "as_of": as_of, "aum": row["aum_minor"], "debts": row["liability_minor"]}
        if born := row["birth_date"]:
            known["age"] = (
                as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
            )
        told = {one.tag.code: answer(one.tree, known) for one in library.tags}
        lists = {
            name: "".join(f" {code}" for code, holds in told.items() if holds is wanted)
            for name, wanted in (("codes", True), ("unknown", None))
        }
        lists = {name: f"{codes} " if codes else "" for name, codes in lists.items()}
        kept.append(
            CustomerTags(
                customer_id=row["customer_id"], branch_id=row["branch_id"],
                manager_id=row["manager_id"], policy_version="v", **lists, **stamp,
            )
        )  # fmt: skip
    CustomerTags.objects.bulk_create(kept)
    History.objects.create(
        customer_id=kept[0].pk, since=as_of, run_id="run-1", codes_before=" asset_small ",
        codes=kept[0].codes,
    )  # fmt: skip
    Tag.objects.bulk_create(
        Tag(
            code=tag.code, rank=rank, family=tag.family, tag_group=tag.group, zh=tag.zh, en=tag.en,
            group_zh=tag.group_zh, group_en=tag.group_en, exclusive=tag.exclusive, rule=tag.rule,
            sentence_zh=found and library.sentence(found.rule.tree, "zh"),
            sentence_en=found and library.sentence(found.rule.tree, "en"), reads="[]",
            owner=tag.owner, source=tag.source, own=0, valid_from=tag.since,
            customers=sum(f" {tag.code} " in one.codes for one in kept), unknown=0,
            policy_version=tag.version, **stamp,
        )
        for rank, tag in enumerate(library.library.tags)
        for found in [library.get(tag.code)]
    )  # fmt: skip

"""Tags at night: every rule over the features of the run, in one pass."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.results import GOLD
from hengke.engine.rules.feature_table import Moment, features
from hengke.engine.rules.features import CATALOGUE, RECORDS
from hengke.engine.stamp import STAMP
from hengke.engine.tagging import flags
from hengke.engine.tagging.columns import TAG_COUNTS
from hengke.engine.tagging.library import CheckedLibrary, CheckedTag, checked
from hengke.kernel.sentences import sentence
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import tagging as policies
from hengke.policies.tagging import Tag

WORD = "tagging"


def library(home: Home, on: date) -> CheckedLibrary:
    """The tags in force on the day, the bank's own among them, with their rules checked."""
    return checked(policies.load(on=on, own=home.tag_policies))


def weigh(weighing: Weighing) -> None:
    """`tags` of every customer, and `tag_counts`: what each says and how many have it."""
    found = library(weighing.home, weighing.as_of)
    codes = [one.tag.code for one in found.tags]
    table = _features(weighing, found)
    flagged = weighing.night.catalog.keep("tag_flags", flags.flags(table, found))
    version = ibis.literal(_version(found))
    weighing.write("tags", flags.tags(flagged, codes).mutate(policy_version=version))
    numbers = weighing.night.catalog.arrow(flags.counts(flagged, codes)).to_pylist()[0]
    rows = _rows(found, numbers, currency=weighing.home.settings().currency)
    weighing.write("tag_counts", weighing.night.catalog.given(rows))
    _say_where_two_of_a_group_hold(weighing, flagged, found)


def _features(weighing: Weighing, found: CheckedLibrary) -> ir.Table:
    """What the rules read, of the results written so far."""
    night = weighing.night
    needed = {RECORDS, *CATALOGUE.sources(found.reads)} & night.gold.paths.keys()
    gold = {
        name: night.catalog.read(files_of(night.lake / night.gold.paths[name]), GOLD[name])
        for name in needed
    }
    moment = Moment(weighing.as_of, next(iter(night.falls), ""))
    return features(gold, names=found.reads, moment=moment)


def _version(found: CheckedLibrary) -> str:
    told = "\n".join(found.library.versions)
    return f"tagging:{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def _rows(found: CheckedLibrary, numbers: dict[str, int], *, currency: str) -> pa.Table:
    names = [name for name in TAG_COUNTS if name not in STAMP]
    ruled = {one.tag.code: one for one in found.tags}
    rows = [
        _row(tag, at, ruled.get(tag.code), found, numbers, currency)
        for at, tag in enumerate(found.library.tags)
    ]
    schema = ibis.schema({name: TAG_COUNTS[name] for name in names}).to_pyarrow()
    return pa.Table.from_pylist(rows, schema=schema)


def _row(
    tag: Tag,
    rank: int,
    one: CheckedTag | None,
    found: CheckedLibrary,
    numbers: dict[str, int],
    currency: str,
) -> dict[str, Any]:
    tree = one.rule.tree if one else None
    return {
        "code": tag.code, "rank": rank, "family": tag.family, "tag_group": tag.group,
        "group_zh": tag.group_zh, "group_en": tag.group_en, "exclusive": int(tag.exclusive),
        "zh": tag.zh, "en": tag.en, "rule": tag.rule,
        "sentence_zh": found.sentence(tree, "zh", currency=currency) if tree else None,
        "sentence_en": found.sentence(tree, "en", currency=currency) if tree else None,
        "reads": json.dumps(one.reads if one else ()), "owner": tag.owner, "source": tag.source,
        "own": int(tag.own), "valid_from": tag.since, "valid_through": tag.through,
        "customers": numbers.get(f"true_{tag.code}"), "unknown": numbers.get(f"null_{tag.code}"),
        "policy_version": tag.version,
    }  # fmt: skip


def _say_where_two_of_a_group_hold(
    weighing: Weighing, flagged: ir.Table, found: CheckedLibrary
) -> None:
    groups: dict[str, list[str]] = {}
    for one in found.tags:
        if one.tag.exclusive:
            groups.setdefault(one.tag.group, []).append(one.tag.code)
    if not groups:
        return
    several = weighing.night.catalog.arrow(flags.doubled(flagged, [*groups.values()])).to_pylist()
    for name, count in zip(groups, several[0].values(), strict=True):
        if count:
            weighing.night.notes.append(
                sentence(
                    "tagging: {count} customers have more than one tag of the group {group}, whose "
                    "tags exclude each other",
                    count=count,
                    group=name,
                )
            )


def _followed(home: Home, on: date) -> list[str]:
    return library(home, on).library.versions


PART = Part(WORD, _followed, weigh)

"""Questions about tags and segments: what a text means, who is in it, and why.

Behind the resident worker. Nothing is written. A tag stands for its rule as it is in force on the
day, so that one that was approved an hour ago can be asked for; who has a tag by hand, and what
segments say, is known to the workbench and handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.portable import whole_sum
from hengke.engine.rules import books
from hengke.engine.rules.checking import Rule, check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.references import References
from hengke.engine.rules.tree import Node, columns
from hengke.engine.tagging.inlining import TAGS, inlined
from hengke.engine.tagging.library import CheckedLibrary
from hengke.engine.tagging.reasons import Reason, answer, reasons
from hengke.kernel.sentences import record
from hengke.pipelines import lake, rules
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.tagging import library

ROW = pa.schema([("customer_id", pa.string())])


@dataclass(frozen=True)
class Known:
    """What the workbench knows and a rule may name: rules of segments by name, customers of the
    tags that are given by hand. `within`: the only customers meant, None for all; `without`: those
    that are never meant (merged away)."""

    segments: Mapping[str, str] = field(default_factory=dict)
    by_hand: Mapping[str, Sequence[str]] = field(default_factory=dict)
    within: Sequence[str] | None = None
    without: Sequence[str] = ()


@dataclass(frozen=True)
class Desk:
    """One home on one day, with what the workbench knows."""

    home: Home
    on: date
    known: Known

    @cached_property
    def library(self) -> CheckedLibrary:
        return library(self.home, self.on)

    @cached_property
    def run(self) -> lake.RunEntry:
        return rules.newest_run(self.home, self.on)

    def rule(self, text: str, *, name: str = "") -> Rule:
        """Checked against the catalogue, the tags of the day and the segments; `name`: of the
        segment that it is to be the rule of, which it cannot name."""
        references = References(segments=dict(self.known.segments), tags=self.library.codes)
        return check(text, references=references, wanted=Kind.FLAG, name=name)

    def tree(self, rule: Rule) -> Node:
        return inlined(rule.tree, self.library.trees)

    @contextmanager
    def features(self, names: Sequence[str]) -> Iterator[tuple[Catalog, ir.Table]]:
        """The features of the customers who are meant."""
        sets = {TAGS: rules.given(self.known.by_hand)} if TAGS in names else None
        policy = next(iter(self.run.policies), "")
        told = tuple(names)
        with rules.read_features(self.home, self.run, told, policy=policy, sets=sets) as found:
            catalog, table = found
            if self.known.within is not None:
                table = table.semi_join(_listed(catalog, self.known.within), "customer_id")
            if self.known.without:
                table = table.anti_join(_listed(catalog, self.known.without), "customer_id")
            yield catalog, table


def examined(desk: Desk, text: str, *, name: str = "") -> dict[str, Any]:
    """What the text means, or what is wrong with it and where: both are answers."""
    try:
        rule = desk.rule(text, name=name)
    except RuleError as error:
        return {
            "valid": False,
            "problem": {
                "message": error.problem, "next_step": error.next_step,
                "start": error.place.start, "end": error.place.end, "marked": error.marked,
            },
            "sentences": record(error.problem, error.next_step),
        }  # fmt: skip
    currency = desk.home.settings().currency
    return {
        "valid": True,
        "columns": list(columns(desk.tree(rule))),
        "segments": list(rule.segments),
        "tags": list(rule.tags),
        "sentence": {
            language: desk.library.sentence(rule.tree, language, currency=currency)
            for language in ("zh", "en")
        },
        "notes": list(rule.notes),
        "sentences": record(*rule.notes),
    }


def counted(desk: Desk, text: str, *, against: str | None = None) -> dict[str, Any]:
    """How many customers a rule is true for and unknown of; beside another rule also how many are
    in that one, and in both. `missing` names what nobody knows, with the reason."""
    texts = [text, against] if against else [text]
    found = [desk.rule(one) for one in texts]
    trees = [desk.tree(one) for one in found]
    names = tuple(dict.fromkeys(name for tree in trees for name in columns(tree)))
    with desk.features(names) as (catalog, table):
        flags = {
            f"is_{at}": books.expression(tree, table).cast("boolean")
            for at, tree in enumerate(trees)
        }
        row = catalog.arrow(sums(table.select(**flags))).to_pylist()[0]
    return numbered(desk, names, row)


def numbered(desk: Desk, names: Sequence[str], row: Mapping[str, Any]) -> dict[str, Any]:
    """What was counted, with its share, its run, and what nobody knows of the features it read."""
    lacking = rules.lacking(desk.run, tuple(one for one in names if one != TAGS))
    return {
        **row,
        "as_of": desk.run.as_of,
        "run_id": desk.run.run_id,
        "known_at": desk.run.known_at,
        "share": row["true"] / row["customers"] if row["customers"] else None,
        "missing": lacking,
        "sentences": record(*(one["reason"] for one in lacking)),
    }


def members(desk: Desk, text: str, *, after: str = "", limit: int | None = None) -> dict[str, Any]:
    """Customers for whom the rule is true, in the order of their numbers, behind `after`."""
    tree = desk.tree(desk.rule(text))
    with desk.features(columns(tree)) as (catalog, table):
        holds = books.expression(tree, table).cast("boolean").fill_null(False)
        chosen = table.filter(holds & (table.customer_id > after)).select("customer_id")
        ordered = chosen.order_by("customer_id")
        rows = catalog.arrow(ordered if limit is None else ordered.limit(limit))
    return {
        "customers": rows["customer_id"].to_pylist(),
        "as_of": desk.run.as_of, "run_id": desk.run.run_id, "known_at": desk.run.known_at,
    }  # fmt: skip


def explained(desk: Desk, text: str) -> dict[str, Any]:
    """For each customer who is meant (`within`): does the rule hold, and which tests decide it with
    which values. Of nobody without `within`: reasons are read by people, page by page."""
    tree = desk.tree(desk.rule(text))
    names = columns(tree)
    meant = Desk(desk.home, desk.on, _only(desk.known))
    with meant.features(names) as (catalog, table):
        rows = catalog.arrow(table).to_pylist()
    currency = desk.home.settings().currency
    return {
        "customers": {row["customer_id"]: told(desk, tree, row, currency) for row in rows},
        "as_of": desk.run.as_of, "run_id": desk.run.run_id, "known_at": desk.run.known_at,
    }  # fmt: skip


def _only(known: Known) -> Known:
    return Known(known.segments, known.by_hand, known.within or (), known.without)


def told(desk: Desk, tree: Node, row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """Does it hold for the customer of the row, and which tests decide it."""
    return {
        "holds": answer(tree, row),
        "reasons": [_reason(desk, one, row, currency) for one in reasons(tree, row)],
    }


def _reason(desk: Desk, reason: Reason, row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    said = {
        language: desk.library.sentence(reason.test, language, currency=currency)
        for language in ("zh", "en")
    }
    values = {name: _plain(row[name]) for name in reason.reads if name != TAGS}
    return {**said, "values": values}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _listed(catalog: Catalog, numbers: Sequence[str]) -> ir.Table:
    rows = [{"customer_id": one} for one in numbers]
    return catalog.given(pa.Table.from_pylist(rows, schema=ROW))


def sums(table: ir.Table) -> ir.Table:
    """Of answers `is_0`, and `is_1` of another rule: one row of how many."""

    def count(flag: Any) -> Any:
        return whole_sum(flag.cast("int64"))

    first = table["is_0"]
    found: dict[str, Any] = {
        "customers": table.count().cast("int64"),
        "true": count(first.fill_null(False)),
        "unknown": count(first.isnull()),
    }
    if "is_1" in table.columns:
        other = table["is_1"].fill_null(False)
        found |= {"other": count(other), "both": count(other & first.fill_null(False))}
    return table.aggregate(**found)

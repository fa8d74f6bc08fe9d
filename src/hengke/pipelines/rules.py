"""Questions about rules: what a text means, and for how many customers of a run it holds.

The door behind `hengke rules` and the resident worker. Nothing is written.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.results import GOLD
from hengke.engine.rules import books
from hengke.engine.rules.catalogue import Catalogue
from hengke.engine.rules.checking import check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.feature_table import SETS, Moment, features, missing
from hengke.engine.rules.features import CATALOGUE, RECORDS
from hengke.engine.rules.kinds import IBIS_TYPES, Kind
from hengke.engine.rules.references import NOTHING, References
from hengke.engine.rules.sentences import sentence_of
from hengke.engine.rules.tree import Node, columns
from hengke.engine.tagging.inlining import TAGS, inlined
from hengke.engine.tagging.library import CheckedLibrary
from hengke.kernel.errors import NotComputed, Refused
from hengke.kernel.sentences import record, sentence
from hengke.pipelines import lake
from hengke.pipelines.catalog import Catalog, opened
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of

__all__ = ["checked", "counted", "examined", "given", "lacking", "newest_run", "read_features"]

DEFAULT_CURRENCY = "CNY"
KNOWN_DATES = 3
MEMBERS = pa.schema([("customer_id", pa.string()), ("code", pa.string())])


def checked(
    text: str,
    *,
    references: References = NOTHING,
    name: str = "",
    wanted: Kind | None = None,
    currency: str = DEFAULT_CURRENCY,
    library: CheckedLibrary | None = None,
) -> dict[str, Any]:
    """The rule's kind, columns, sentences (zh, en), notes and SQL; RuleError where it is none.

    `library`: the tags that a rule may name; each is told by its title, and read by its own rule.
    """
    rule = check(text, references=references, wanted=wanted, name=name)
    tree = inlined(rule.tree, library.trees if library else {})
    say = library.sentence if library else sentence_of
    return {
        "expression": text,
        "valid": True,
        "type": str(rule.kind),
        "columns": [_column(one, CATALOGUE) for one in columns(tree)],
        "segments": list(rule.segments),
        "tags": list(rule.tags),
        "sentence": {
            "zh": say(rule.tree, "zh", currency=currency),
            "en": say(rule.tree, "en", currency=currency),
        },
        "notes": list(rule.notes),
        "sql": as_sql(tree),
        "sentences": record(*rule.notes),
    }


def examined(text: str, **how: Any) -> dict[str, Any]:
    """`checked` for whoever is still writing: what is wrong is an answer, with its place.

    `problem`: message (without the marked line), next_step, start, end (signs of the expression),
    marked.
    """
    try:
        return checked(text, **how)
    except RuleError as error:
        return {
            "expression": text,
            "valid": False,
            "problem": {
                "message": error.problem,
                "next_step": error.next_step,
                "start": error.place.start,
                "end": error.place.end,
                "marked": error.marked,
            },
            "sentences": record(error.problem, error.next_step),
        }


def counted(
    home: Home,
    text: str,
    *,
    as_of: date,
    policy: str | None = None,
    references: References = NOTHING,
    library: CheckedLibrary | None = None,
    by_hand: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """For how many customers of the last run of the day the rule is true, false and unknown.

    `share` is the part of all customers for whom it is true; None where there are none. `missing`
    names what is unknown for everybody, with the reason. `library`: the tags that a rule may name,
    each computed by its rule; `by_hand`: the customers of those that people give, None where nobody
    knows.
    """
    began = time.perf_counter()
    rule = check(text, references=references, wanted=Kind.FLAG)
    run = newest_run(home, as_of)
    meant = _policy(run, policy)
    tree = inlined(rule.tree, library.trees if library else {})
    names = columns(tree)
    sets = None if by_hand is None or TAGS not in names else {TAGS: given(by_hand)}
    with read_features(home, run, names, policy=meant, sets=sets) as (catalog, table):
        found = catalog.arrow(_counts(table, books.expression(tree, table))).to_pylist()[0]
    customers, true = found["customers"], found["true"]
    missed = lacking(run, tuple(one for one in names if one not in (sets or {})))
    return {
        "expression": text,
        "as_of": as_of.isoformat(),
        "run_id": run.run_id,
        "known_at": run.known_at,
        "policy": meant,
        "customers": customers,
        "true": true,
        "false": customers - true - found["unknown"],
        "unknown": found["unknown"],
        "share": round(true / customers, 6) if customers else None,
        "missing": missed,
        "seconds": round(time.perf_counter() - began, 3),
        "sentences": record(*(one["reason"] for one in missed)),
    }


def newest_run(home: Home, on: date) -> lake.RunEntry:
    """The last run of a business date; NotComputed where there is none."""
    manifest = lake.load(home)
    found = [one for one in manifest.runs if one.as_of == on.isoformat()]
    if found:
        return found[-1]
    dates = sorted({one.as_of for one in manifest.runs})[-KNOWN_DATES:]
    raise NotComputed(
        "There is no run for {on}; the last ones were for {dates}."
        if dates
        else "There is no run for {on}.",
        next_step="hengke run --home {home} --as-of {on}",
        on=on,
        dates=", ".join(dates),
        home=home.path,
    )


@contextmanager
def read_features(
    home: Home,
    run: lake.RunEntry,
    names: tuple[str, ...],
    *,
    policy: str,
    sets: Mapping[str, Any] | None = None,
) -> Iterator[tuple[Catalog, ir.Table]]:
    """The engine and the table of these features over a run. `sets`: for `tags` and `segments`, an
    Arrow table of customer_id and code each."""
    moment = Moment(date.fromisoformat(run.as_of), policy)
    needed = {RECORDS, *CATALOGUE.sources(names)} & run.gold.keys()
    with TemporaryDirectory(prefix="hengke-") as folder, opened(Path(folder)) as catalog:
        gold = {
            name: catalog.read(files_of(home.lake / run.gold[name]), GOLD[name]) for name in needed
        }
        members = {name: catalog.given(rows) for name, rows in (sets or {}).items()}
        yield catalog, features(gold, names=names, moment=moment, sets=members)


def as_sql(tree: Node) -> str:
    """What DuckDB is asked, over a table `features`."""
    kinds = {
        one: IBIS_TYPES[CATALOGUE[one].kind] if one not in SETS else "array<string>"
        for one in columns(tree)
    }
    table = ibis.table({"customer_id": "string", "as_of": "date", **kinds}, name="features")
    answer = books.expression(tree, table).name("answer")
    return str(ibis.to_sql(table.select("customer_id", answer), dialect="duckdb"))


def _counts(table: ir.Table, answer: ir.Value) -> ir.Table:
    asked = table.select(answer=answer.cast("boolean"))
    return asked.aggregate(
        customers=asked.count(),
        true=asked.answer.fill_null(False).sum().coalesce(0).cast("int64"),
        unknown=asked.answer.isnull().sum().coalesce(0).cast("int64"),
    )


def given(by_hand: Mapping[str, Sequence[str]]) -> pa.Table:
    """Tags that people give, as `read_features` takes them."""
    rows = [{"customer_id": one, "code": code} for code, many in by_hand.items() for one in many]
    return pa.Table.from_pylist(rows, schema=MEMBERS)


def _policy(run: lake.RunEntry, name: str | None) -> str:
    """Whose tier is meant: the policy asked for, else the first of the run."""
    if name is None:
        return next(iter(run.policies), "")
    if name not in run.policies:
        raise Refused(
            "The run of {on} has not used the policy '{name}'.",
            next_step="It used: {policies}.",
            on=run.as_of,
            name=name,
            policies=", ".join(run.policies) or sentence("none"),
        )
    return name


def lacking(run: lake.RunEntry, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Which of the columns nobody knows, and why."""
    found = [
        (one, sentence("the run of {on} has no table {table}", on=run.as_of, table=table))
        for one, table in missing(run.gold, names=names).items()
    ]
    found += [
        (one, sentence("no customer's {name} were handed in", name=one))
        for one in names
        if one in SETS
    ]
    return [{"column": column, "reason": reason} for column, reason in found]


def _column(name: str, catalogue: Catalogue) -> dict[str, Any]:
    feature = catalogue.get(name)
    if feature is None:
        return {"name": name, "type": "set", "zh": "", "en": "", "data_class": "C1"}
    return {
        "name": name,
        "type": str(feature.kind),
        "zh": feature.zh,
        "en": feature.en,
        "data_class": feature.data_class,
    }

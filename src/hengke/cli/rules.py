"""`hengke rules`: what an expression means, for how many customers it holds, what it may name."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from hengke.cli.options import AsJson, AsOf, HomePath, PolicyName, opened, parsed_date
from hengke.cli.output import note, say, write_json, write_table
from hengke.cli.rules_known import known, maybe, tag_rows

app = typer.Typer(help="The expression language of tags, segments and other rules.")

Expression = Annotated[
    str, typer.Argument(metavar="EXPRESSION", help="As: aum_month_avg >= 500000 and has('fund')")
]


TagsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=parsed_date,
        metavar="DATE",
        help="Whose tags are meant: those in force on this day (default: today).",
    ),
]


@app.command("check")
def check(
    expression: Expression,
    as_of: TagsOf = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Its type, the columns it reads, what it says in Chinese and English, and its SQL.

    What is wrong is refused with the place marked. Amounts are in yuan. Without a home the tags
    that Hengke ships are known; with one also the bank's own, and the segments of its workbench.
    """
    from hengke.kernel import clock
    from hengke.pipelines import rules

    place = maybe(home)
    names = known(place, expression, on=as_of or clock.today())
    answer = rules.checked(
        expression, references=names.references, library=names.library,
        currency=place.settings().currency if place else rules.DEFAULT_CURRENCY,
    )  # fmt: skip
    if as_json:
        write_json(_without(answer, "sentences"))
        return
    say(f"{answer['type']}: {answer['sentence']['zh']}")
    say(answer["sentence"]["en"])
    if answer["columns"]:
        shown = ("name", "type", "data_class", "zh", "en")
        write_table(shown, [tuple(one[name] for name in shown) for one in answer["columns"]])
    say(answer["sql"])
    for one in answer["notes"]:
        note(one)


@app.command("count")
def count(
    expression: Expression,
    as_of: AsOf,
    policy: PolicyName = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """For how many customers of the day's last run it is true, false and unknown.

    A tag counts by its rule in force on that day, a segment by its rule in the workbench now.
    """
    from hengke.pipelines import rules

    place = opened(home)
    names = known(place, expression, on=as_of)
    answer = rules.counted(
        place, expression, as_of=as_of, policy=policy, references=names.references,
        library=names.library, by_hand=names.by_hand,
    )  # fmt: skip
    if as_json:
        write_json(_without(answer, "sentences"))
        return
    share = "" if answer["share"] is None else f" ({100 * answer['share']:.2f} %)"
    say(f"{answer['true']:,} of {answer['customers']:,} customers{share} as of {answer['as_of']}")
    say(f"false for {answer['false']:,}, unknown for {answer['unknown']:,}")
    for one in answer["missing"]:
        note(f"{one['column']} is unknown for everybody: {one['reason']}.")


@app.command("features")
def features(as_json: AsJson = False) -> None:
    """Everything that a rule may name: features with meaning, unit and source; functions."""
    from hengke.engine.rules.listing import feature_rows, function_rows

    if as_json:
        write_json({"features": feature_rows(), "functions": function_rows()})
        return
    names = ("name", "type", "unit", "zh", "en", "data_class", "freshness", "source")
    write_table(names, [tuple(row[name] for name in names) for row in feature_rows()])
    write_table(("form", "gives", "zh", "en"), [tuple(row.values())[1:] for row in function_rows()])


@app.command("tags")
def tags(as_of: TagsOf = None, home: HomePath = None, as_json: AsJson = False) -> None:
    """Every tag that a rule may name: its code, what it means, and the rule it has itself.

    Without a home those that Hengke ships; with one also the bank's own. A tag that people give by
    hand has no rule.
    """
    from hengke.kernel import clock

    rows = tag_rows(maybe(home), on=as_of or clock.today())
    if as_json:
        write_json({"tags": rows})
        return
    names = ("code", "zh", "en", "rule")
    write_table(names, [tuple(row[name] for name in names) for row in rows])


def _without(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != name}

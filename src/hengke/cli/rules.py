"""`hengke rules`: what an expression means, for how many customers it holds, what it may name."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from hengke.cli.options import AsJson, AsOf, HomePath, PolicyName, opened
from hengke.cli.output import note, say, write_json, write_table

app = typer.Typer(help="The expression language of tags, segments and other rules.")

Expression = Annotated[
    str, typer.Argument(metavar="EXPRESSION", help="As: aum_month_avg >= 500000 and has('fund')")
]


@app.command("check")
def check(expression: Expression, as_json: AsJson = False) -> None:
    """Its type, the columns it reads, what it says in Chinese and English, and its SQL.

    What is wrong is refused with the place marked. Amounts are in yuan.
    """
    from hengke.pipelines import rules

    answer = rules.checked(expression)
    if as_json:
        write_json(_without(answer, "sentences"))
        return
    say(f"{answer['type']}: {answer['sentence']['zh']}")
    say(answer["sentence"]["en"])
    if answer["columns"]:
        names = ("name", "type", "data_class", "zh", "en")
        write_table(names, [tuple(one[name] for name in names) for one in answer["columns"]])
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
    """For how many customers of the day's last run it is true, false and unknown."""
    from hengke.pipelines import rules

    answer = rules.counted(opened(home), expression, as_of=as_of, policy=policy)
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


def _without(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != name}

"""`hengke tiers`: who is in which tier, who moved, who is about to fall, and why."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from hengke.cli.files import named_by_a_person, text_of
from hengke.cli.options import (
    AsJson,
    AsOf,
    HomePath,
    PolicyName,
    chosen_policy,
    opened,
    parsed_date,
)
from hengke.cli.output import note, say, write_json, write_table

app = typer.Typer(help="Tiers: distribution, migration, downgrade radar, reasons, what-if.")

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
SHOWN_ROWS = 20


@app.command("summary")
def summary(
    as_of: AsOf, policy: PolicyName = None, home: HomePath = None, as_json: AsJson = False
) -> None:
    """Customers and assets per assessed tier, lowest first."""
    from hengke.pipelines import tiers

    place = opened(home)
    answer = tiers.summary(place, as_of=as_of, policy=chosen_policy(place, policy))
    if as_json:
        write_json(answer)
        return
    rows = [(row["tier"], f"{row['customers']:,}", row["aum"]) for row in answer["tiers"]]
    write_table(
        ("tier", "customers", "aum"), rows, title=f"{answer['policy']} as of {answer['as_of']}"
    )


@app.command("migration")
def migration(
    from_: Annotated[date, typer.Option("--from", parser=parsed_date, metavar="DATE")],
    to: Annotated[date, typer.Option("--to", parser=parsed_date, metavar="DATE")],
    policy: PolicyName = None,
    effective: Annotated[
        bool, typer.Option("--effective", help="Compare effective tiers, not assessed ones.")
    ] = False,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """From which tier to which, over the customers known on the first date."""
    from hengke.pipelines import tiers

    place = opened(home)
    answer = tiers.migration(
        place, start=from_, end=to, policy=chosen_policy(place, policy), effective=effective
    )
    if as_json:
        write_json(answer)
        return
    columns = ("from", "to", "customers", "aum")
    write_table(columns, [[row[column] for column in columns] for row in answer["rows"]])


@app.command("radar")
def radar(
    as_of: AsOf,
    policy: PolicyName = None,
    csv_file: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write all rows; - is stdout.")
    ] = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Everyone above the lowest tier: gap, grace used, next change, probability of falling."""
    from hengke.pipelines import tiers

    place = opened(home)
    rows = list(tiers.radar(place, as_of=as_of, policy=chosen_policy(place, policy)))
    if csv_file is not None:
        _write_csv(csv_file, rows, columns=tiers.RADAR_COLUMNS)
    elif as_json:
        write_json({"as_of": as_of, "rows": rows})
    else:
        _show_riskiest(rows)


def _show_riskiest(rows: list[dict[str, Any]]) -> None:
    columns = ("customer_id", "effective_tier", "gap_to_keep", "fails_used", "fall_probability")
    riskiest = sorted(rows, key=lambda row: float(row["fall_probability"] or 0), reverse=True)
    write_table(columns, [[row[name] for name in columns] for row in riskiest[:SHOWN_ROWS]])
    if len(rows) > SHOWN_ROWS:
        note(f"{SHOWN_ROWS} of {len(rows):,} rows; --csv FILE writes all.")


def _write_csv(name: str, rows: Iterable[Mapping[str, Any]], *, columns: Iterable[str]) -> None:
    if name == "-":
        _write_rows(sys.stdout, rows, columns=columns)
        return
    with named_by_a_person(), Path(name).open("w", encoding="utf-8", newline="") as file:
        count = _write_rows(file, rows, columns=columns)
    note(f"Wrote {count:,} rows to {name}")


def _write_rows(file: TextIO, rows: Iterable[Mapping[str, Any]], *, columns: Iterable[str]) -> int:
    """Unknown is an empty cell. A text that a spreadsheet would run as a formula is escaped."""
    writer = csv.DictWriter(file, list(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    written = [writer.writerow({key: _cell(value) for key, value in row.items()}) for row in rows]
    return len(written)


def _cell(value: Any) -> Any:
    dangerous = isinstance(value, str) and value.startswith(FORMULA_MARKS)
    return f"'{value}" if dangerous and not _is_number(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@app.command("explain")
def explain(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER")],
    as_of: AsOf,
    policy: PolicyName = None,
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """One sentence for the relationship manager, one for the customer, and the numbers in them."""
    from hengke.pipelines import tiers

    place = opened(home)
    answer = tiers.explain(
        place, customer_id=customer, as_of=as_of, policy=chosen_policy(place, policy),
        language=language,
    )  # fmt: skip
    if as_json:
        write_json(answer)
        return
    say(answer["manager"])
    say(answer["customer"])


@app.command("simulate")
def simulate(
    draft: Annotated[Path, typer.Option("--draft", metavar="FILE", help="The policy to try.")],
    as_of: AsOf,
    policy: PolicyName = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Who would move, from where to where, with which assets, under a draft; writes nothing."""
    from hengke.pipelines import tiers

    place = opened(home)
    answer = tiers.simulate(
        place, as_of=as_of, policy=chosen_policy(place, policy),
        draft=text_of(draft),
    )  # fmt: skip
    if as_json:
        write_json(answer)
        return
    columns = ("from", "to", "customers", "aum")
    write_table(columns, [[row[column] for column in columns] for row in answer["rows"]])

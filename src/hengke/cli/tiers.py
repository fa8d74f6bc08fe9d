"""`hengke tiers`: who is in which tier, who moved, who is about to fall, and why."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from hengke.cli import model_report
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
from hengke.cli.output import grouped, note, say, write_json, write_table
from hengke.kernel import cells
from hengke.kernel.errors import PolicyError, Refused

app = typer.Typer(help="Tiers: distribution, migration, downgrade radar, reasons, what-if.")

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
    rows = [(row["tier"], f"{row['customers']:,}", grouped(row["aum"])) for row in answer["tiers"]]
    title = f"{answer['policy']} as of {answer['as_of']}"
    if answer["assessed_on"] not in (None, answer["as_of"]):
        title += f", tiers as assessed on {answer['assessed_on']}"
    write_table(("tier", "customers", "aum"), rows, title=title)


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
    title = f"{answer['policy']}, {answer['from']} to {answer['to']}"
    write_table(
        ("from", "to", "customers", "% of row", "aum", "% of row's aum"),
        [
            (
                row["from"], row["to"], f"{row['customers']:,}", _percent(row["share"]),
                grouped(row["aum"]), _percent(row["aum_share"]),
            )
            for row in answer["rows"]
        ],
        title=title,
    )  # fmt: skip


def _percent(share: str | None) -> str:
    """A part of one as per cent; unknown where nothing is known to be divided."""
    return "" if share is None else f"{100 * Decimal(share):.2f}"


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
    """Everyone above the lowest tier: gap, grace used, next change, probability of falling.

    Of whom personalised processing is switched off nothing predicted is said; restricted customers
    are left out.
    """
    from hengke.pipelines import tiers

    place = opened(home)
    found = tiers.radar(place, as_of=as_of, policy=chosen_policy(place, policy))
    rows = _as_customers_allow(place, found)
    if csv_file is not None:
        if as_json and csv_file == "-":
            raise Refused(
                "CSV and JSON cannot both go to stdout.",
                next_step="Name a file: --csv radar.csv --json",
            )
        _write_csv(csv_file, rows, columns=tiers.RADAR_COLUMNS, quiet=as_json)
    if as_json and csv_file is not None:
        name = chosen_policy(place, policy)
        write_json({"as_of": as_of, "policy": name, "rows": len(rows), "csv": csv_file})
    elif as_json:
        write_json({"as_of": as_of, "rows": rows})
    elif csv_file is None:
        _show_riskiest(rows)


def _as_customers_allow(place: Any, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the lake does not know: who refused a prediction and who may not be listed, as the
    workbench has it now. A home without a workbench has nobody who refused."""
    if not place.database.exists() and not os.environ.get("DATABASE_URL"):
        return list(rows)
    from hengke.cli import workbench

    workbench.opened(place)
    from hengke.apps.privacy.api import outside_ranking

    plain, restricted = outside_ranking()
    unsaid = {"fall_probability": None, "reasons": ""}
    return [
        {**row, **unsaid} if row["customer_id"] in plain else row
        for row in rows
        if row["customer_id"] not in restricted
    ]


def _show_riskiest(rows: list[dict[str, Any]]) -> None:
    """The likeliest to fall; the balance stands where the measure is no average."""
    measured = "balance" if any(row["balance"] for row in rows) else "average_so_far"
    columns = (
        "customer_id", "effective_tier", measured, "gap_to_keep", "gap_to_next", "fails_used",
        "fall_probability",
    )  # fmt: skip
    money = (measured, "gap_to_keep", "gap_to_next")
    riskiest = sorted(rows, key=lambda row: float(row["fall_probability"] or 0), reverse=True)
    write_table(
        columns,
        [
            [grouped(row[name]) if name in money else row[name] for name in columns]
            for row in riskiest[:SHOWN_ROWS]
        ],
    )
    if len(rows) > SHOWN_ROWS:
        note(f"{SHOWN_ROWS} of {len(rows):,} rows; --csv FILE writes all.")


def _write_csv(
    name: str, rows: Iterable[Mapping[str, Any]], *, columns: Iterable[str], quiet: bool = False
) -> None:
    if name == "-":
        _write_rows(sys.stdout, rows, columns=columns)
        return
    with named_by_a_person(), Path(name).open("w", encoding="utf-8", newline="") as file:
        count = _write_rows(file, rows, columns=columns)
    if not quiet:
        note(f"Wrote {count:,} rows to {name}")


def _write_rows(file: TextIO, rows: Iterable[Mapping[str, Any]], *, columns: Iterable[str]) -> int:
    """Unknown is an empty cell. A text that a spreadsheet would run as a formula is escaped."""
    writer = csv.DictWriter(file, list(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    written = [
        writer.writerow({key: cells.safe(value) for key, value in row.items()}) for row in rows
    ]
    return len(written)


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
    name = chosen_policy(place, policy)
    answer = tiers.simulate(place, as_of=as_of, policy=name, draft=_checked(draft, name))
    if as_json:
        write_json(answer)
        return
    say(
        f"{answer['movers']:,} of {answer['customers']:,} customers would move, "
        f"with {grouped(answer['aum_at_stake'])} of assets."
    )
    rows = [
        (row["from"], row["to"], f"{row['customers']:,}", grouped(row["aum"]))
        for row in answer["rows"]
    ]
    write_table(("from", "to", "customers", "aum"), rows)


def _checked(file: Path, policy: str) -> str:
    """The draft's text; what is wrong in it is told with the file's name and a way out."""
    from hengke.policies import tiering

    text = text_of(file)
    try:
        tiering.parse(text, name=policy)
    except PolicyError as error:
        raise PolicyError(
            f"{file}: {error.message}",
            next_step=error.next_step
            or f"Correct it in this file; `hengke policies show {policy}` shows one that works.",
        ) from None
    return text


@app.command("model")
def model(
    as_of: AsOf, policy: PolicyName = None, home: HomePath = None, as_json: AsJson = False
) -> None:
    """How good the probability of a fall is: tests, calibration, and the plain baseline."""
    from hengke.pipelines import tiers

    place = opened(home)
    answer = tiers.model(place, as_of=as_of, policy=chosen_policy(place, policy))
    if as_json:
        write_json(answer)
    else:
        model_report.tell({answer["policy"]: answer}, with_calibration=True)

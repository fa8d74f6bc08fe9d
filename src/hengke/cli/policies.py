"""`hengke policies`: the tier policies that ship and those of the bank."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.options import AsJson, HomePath, opened, parsed_date
from hengke.cli.output import note, say, write_json, write_table
from hengke.kernel.errors import PolicyError, Refused

if TYPE_CHECKING:
    from hengke.pipelines.home import Home
    from hengke.policies.tiering import TierPolicy

app = typer.Typer(help="Tier policies: shipped ones and the bank's own.")

NOT_IN_FORCE, BROKEN = "(not in force on this day)", "(cannot be read)"

On = Annotated[
    date | None,
    typer.Option("--on", parser=parsed_date, metavar="DATE", help="As in force on this day."),
]


@app.command("list")
def list_(home: HomePath = None, on: On = None, as_json: AsJson = False) -> None:
    """Every policy (its newest file, or as in force on a day), and whether this home uses it."""
    rows = _listed(home, on)
    if as_json:
        write_json(rows)
        return
    columns = ("name", "title", "measure", "currency", "tiers", "enabled")
    write_table(columns, [tuple(row[column] for column in columns) for row in rows])
    for row in rows:
        if row["problem"] and row["title"] == BROKEN:
            note(f"{row['name']}: {row['problem']}")


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    home: HomePath = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """One policy: tiers, floors, grace, calendar, and where its numbers come from."""
    policy = _loaded(name, home, on)
    if as_json:
        write_json(asdict(policy))
        return
    say(f"{policy.title_en} · {policy.title_zh}  ({policy.version})")
    say(f"Source: {policy.source}")
    say(f"Measure {policy.measure.kind}, {policy.calendar}, effective {policy.effective}")
    rows = [
        (tier.rank, tier.name, tier.zh, tier.en, f"{tier.floor_minor / 100:,.2f}", tier.grace)
        for tier in policy.tiers
    ]
    write_table(("rank", "tier", "中文", "English", f"from ({policy.currency})", "grace"), rows)


@app.command("enable")
def enable(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    home: HomePath = None,
    first: Annotated[
        bool, typer.Option("--first", help="Make it the one that commands take by default.")
    ] = False,
) -> None:
    """Let the nightly run assess this policy as well; the next run does."""
    place = opened(home)
    policy = _as_the_data_end(name, place)
    others = tuple(one for one in place.settings().policies if one != policy.name)
    place.change_settings(policies=(policy.name, *others) if first else (*others, policy.name))
    say(f"Enabled: {', '.join(place.settings().policies)}. Next: hengke run --as-of DATE")


@app.command("disable")
def disable(name: Annotated[str, typer.Argument(metavar="NAME")], home: HomePath = None) -> None:
    """Leave this policy out from the next run on; what was assessed stays in the lake."""
    place = opened(home)
    enabled = place.settings().policies
    if name not in enabled:
        raise Refused(
            f"The policy {name!r} is not enabled in this home.",
            next_step=f"Enabled are: {', '.join(enabled) or 'none'}.",
        )
    place.change_settings(policies=tuple(one for one in enabled if one != name))
    say(f"Enabled: {', '.join(place.settings().policies) or 'none'}.")


def _listed(home: Path | None, on: date | None) -> list[dict[str, Any]]:
    from hengke.pipelines.home import Home
    from hengke.policies import tiering

    place = Home.at(home)
    enabled = place.settings().policies if place.exists() else ()
    known = tiering.names(own=place.tier_policies)
    return [{**_row(name, place, on), "enabled": name in enabled} for name in known]


def _row(name: str, home: Home, on: date | None) -> dict[str, Any]:
    """One policy; `problem` says why it cannot be used, and the others are listed all the same."""
    from hengke.policies import tiering

    try:
        policy = (
            tiering.load(name, on=on, own=home.tier_policies)
            if on
            else tiering.versions(name, own=home.tier_policies)[-1]
        )
    except PolicyError as error:
        broken = dict.fromkeys(("version", "title", "measure", "currency", "tiers", "source"))
        broken["title"] = NOT_IN_FORCE if isinstance(error, tiering.NotInForce) else BROKEN
        return {"name": name, **broken, "problem": f"{error.message}. {error.next_step}"}
    return {
        "name": policy.name,
        "version": policy.version,
        "title": policy.title_en,
        "measure": policy.measure.kind,
        "currency": policy.currency,
        "tiers": " < ".join(tier.name for tier in policy.tiers),
        "source": policy.source,
        "problem": None,
    }


def _as_the_data_end(name: str, home: Home) -> TierPolicy:
    """As in force where the home's data end; where it is not, a run of then leaves it out."""
    from hengke.pipelines import lake
    from hengke.pipelines.currencies import check_currency
    from hengke.policies import tiering

    newest = tiering.versions(name, own=home.tier_policies)[-1]
    check_currency(home, newest)
    ends = [one.latest_date for one in lake.load(home).batches if one.latest_date]
    if not ends:
        return newest
    last = date.fromisoformat(max(ends))
    try:
        return tiering.load(name, on=last, own=home.tier_policies)
    except tiering.NotInForce as reason:
        note(f"Warning: {reason.message}, where the data of this home end. {reason.next_step}")
        note("  Runs of such dates leave it out and say so.")
    return newest


def _loaded(name: str, home: Path | None, on: date | None) -> Any:
    from hengke.kernel import clock
    from hengke.pipelines.home import Home
    from hengke.policies import tiering

    return tiering.load(name, on=on or clock.today(), own=Home.at(home).tier_policies)

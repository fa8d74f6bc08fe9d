"""`hengke run` and `hengke publish`: the nightly run, and showing one that was computed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli import model_report
from hengke.cli.options import AsJson, AsOf, HomePath, opened
from hengke.cli.output import note, say, write_json
from hengke.cli.progress import Report, shown

if TYPE_CHECKING:
    from hengke.pipelines.home import Home
    from hengke.pipelines.lake import RunEntry


class Engine(StrEnum):
    duckdb = "duckdb"
    spark = "spark"


ChosenEngine = Annotated[
    Engine, typer.Option("--engine", help="duckdb is embedded; spark is the bank's cluster.")
]


def run(
    as_of: AsOf,
    engine: ChosenEngine = Engine.duckdb,
    show: Annotated[
        bool,
        typer.Option("--publish", help="Show it even where the workbench shows a later date."),
    ] = False,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Assess every enabled policy up to a business date, and publish the result.

    Earlier assessment dates that the data supports and that have no result yet come first. A date
    before the one that the workbench shows is computed and not published.
    """
    place = opened(home)
    with shown(quiet=as_json) as progress:
        report = run_and_publish(
            place, as_of=as_of, engine=engine.value, progress=progress, even_if_older=show
        )
    if as_json:
        write_json(report)
    else:
        _tell(report)


def _tell(report: dict[str, Any]) -> None:
    how = "known from before" if report["reused"] else f"in {report['seconds']:.1f} s"
    shown_now = "published" if report["published"] else "not published"
    say(
        f"Run {report['run_id']}: {report['customers']:,} customers as of {report['as_of']} "
        f"on {report['engine']}, {how}, {shown_now}."
    )
    for policy in report["policies"]:
        _tell_dates(policy, report)
    model_report.tell(report["falls"])
    model_report.tell_leaving(report["told"].get("churn", {}))
    for text in report["notes"]:
        note(text)


def _tell_dates(policy: str, report: dict[str, Any]) -> None:
    """Which assessments were computed now; those that could not be are among the notes."""
    dates = [one["assessed_on"] for one in report["assessed"] if one["policy"] == policy]
    if not dates:
        say(f"{policy}: no new assessment date.")
        return
    which = dates[0] if len(dates) == 1 else f"{len(dates)} dates, {dates[0]} to {dates[-1]}"
    say(f"{policy}: assessed {which}.")


def publish(
    home: HomePath = None,
    run_id: Annotated[
        str | None, typer.Option("--run", metavar="ID", help="A run (default: the latest date's).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a computed run in the workbench again; repairs a publishing that was killed."""
    place = opened(home)
    wanted = chosen(place, run_id)
    with shown(quiet=as_json) as progress:
        publish_run(place, wanted.run_id, progress=progress)
    if as_json:
        write_json({"run_id": wanted.run_id, "as_of": wanted.as_of, "published": True})
    else:
        say(f"Run {wanted.run_id} (as of {wanted.as_of}) is what the workbench shows.")


def newest(home: Home) -> RunEntry | None:
    """The run of the latest business date, the last one made for it; None before the first."""
    from hengke.pipelines import lake

    return max(reversed(lake.load(home).runs), key=lambda one: one.as_of, default=None)


def published(home: Home) -> str | None:
    """The run that the workbench shows; None before the first publishing."""
    from hengke.cli import workbench

    workbench.opened(home)
    from hengke.apps.imports.models import Run

    return Run.objects.filter(is_current=True).values_list("run_id", flat=True).first()


def shown_date(home: Home) -> date | None:
    """The business date that the workbench shows; None before the first publishing."""
    from hengke.cli import workbench

    workbench.opened(home)
    from hengke.apps.imports.models import Run

    return Run.objects.filter(is_current=True).values_list("as_of", flat=True).first()


def publish_run(home: Home, run_id: str, *, progress: Report) -> None:
    """Show a run; then add up the books, so that no page of a whole bank has to."""
    from hengke.cli import workbench
    from hengke.pipelines import publish as publishing

    address = workbench.opened(home)
    publishing.publish(home, run_id, database_url=address, progress=progress)
    from hengke.apps.tiering.api import count_books

    progress("add up the books")
    count_books()
    from hengke.apps.care.api import refresh
    from hengke.kernel import clock

    progress("set tasks for overdue records")
    refresh(clock.now())
    from hengke.apps.webhooks.api import emit

    emit("run.published", run=run_id)


def run_and_publish(
    home: Home, *, as_of: date, engine: str, progress: Report, even_if_older: bool = False
) -> dict[str, Any]:
    """One nightly run with the overrides people have approved, then the switch of the run.

    Nobody's workbench goes back in time by the way: a date before the one shown is only computed.
    """
    from hengke.cli import tidying, workbench
    from hengke.pipelines import nightly

    workbench.opened(home)
    from hengke.apps.customers.api import preferences_for_rules
    from hengke.apps.needs.api import unmet_for_nights
    from hengke.apps.tiering.api import approved_overrides

    report = nightly.run(
        home, as_of=as_of, engine=engine, overrides=approved_overrides(),
        preferences=[*preferences_for_rules(), *unmet_for_nights()], progress=progress,
    )  # fmt: skip
    later = shown_date(home)
    if later is not None and as_of < later and not even_if_older:
        kept = (
            f"The workbench keeps showing {later}, which is later. To show this run: "
            f"hengke publish --run {report.run_id} --home {home.path}"
        )
        return {**asdict(report), "notes": [kept, *report.notes], "published": False}
    publish_run(home, report.run_id, progress=progress)
    tidying.after_a_run(home, report.run_id)
    progress("look for customers who are known twice")
    look_for_duplicates()
    close_what_is_due()
    return {**asdict(report), "published": True}


def look_for_duplicates() -> None:
    """By identifiers; likeness takes longer and is the weekly timer's."""
    from hengke.apps.duplicates.api import look_by_identifiers
    from hengke.kernel import clock

    look_by_identifiers(clock.now())


def close_what_is_due() -> None:
    """Requests and offers that nobody decided in time are written down as expired; pages say so
    already."""
    from hengke.apps.approvals.api import expire_due
    from hengke.apps.customers.api import close_old
    from hengke.apps.needs.api import expire_plans
    from hengke.apps.privacy.api import remove_old
    from hengke.kernel import clock

    expire_due(clock.now())
    expire_plans(clock.now())
    close_old(clock.now())
    remove_old(clock.now())


def chosen(home: Home, run_id: str | None) -> RunEntry:
    """The run that was named, else that of the latest business date."""
    from hengke.kernel.errors import NotComputed
    from hengke.pipelines import lake

    named = (one for one in lake.load(home).runs if one.run_id == run_id)
    found = newest(home) if run_id is None else next(named, None)
    if found is None:
        what = "has not been run yet" if run_id is None else f"has no run {run_id!r}"
        step = f"hengke run --home {home.path} --as-of DATE"
        raise NotComputed(f"This home {what}.", next_step=step)
    return found

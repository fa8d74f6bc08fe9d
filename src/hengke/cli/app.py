"""The command tree: which command lives in which module."""

from __future__ import annotations

from typing import Annotated

import typer

from hengke.cli import (
    auditing,
    backups,
    bench,
    checkup,
    credentials,
    deliveries,
    demonstration,
    duplicates,
    evidence,
    fitness,
    jobs,
    keys,
    lake,
    moving,
    openapi,
    policies,
    privacy,
    rules,
    runs,
    serving,
    setting_up,
    tidying,
    tiers,
    webhooks,
)
from hengke.cli.output import told_version

app = typer.Typer(
    name="hengke",
    epilog="Exit codes: 0 done, 1 broken, 2 refused, 3 not computed yet, 4 confirmation needed, "
    "5 home is busy, 6 a comparison found differences. Details: docs/operations.md",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def hengke(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=told_version, help="Say which release."),
    ] = False,
) -> None:
    """Hengke 衡客: know, weigh and keep a bank's customers, and prove that it helped."""


app.command("init")(setting_up.init)
app.command("demo")(demonstration.demo)
app.command("import")(deliveries.import_)
app.add_typer(deliveries.mapping, name="mapping")
app.command("dedupe")(duplicates.dedupe)
app.command("run")(runs.run)
app.command("publish")(runs.publish)
app.command("serve")(serving.serve)
app.command("worker")(serving.worker)
app.command("job", hidden=True)(jobs.job)
app.command("backup")(backups.backup)
app.command("restore")(backups.restore)
app.command("doctor")(checkup.doctor)
app.add_typer(tiers.app, name="tiers")
app.add_typer(policies.app, name="policies")
app.add_typer(rules.app, name="rules")
app.add_typer(credentials.app, name="people")
app.add_typer(lake.app, name="lake")
app.add_typer(keys.app, name="keys")
app.add_typer(privacy.app, name="privacy")
app.command("bench")(bench.bench)
app.command("evidence")(evidence.evidence)
lake.app.command("tidy")(tidying.tidy)
lake.app.command("quality")(fitness.quality)
app.add_typer(moving.app, name="workbench")
app.add_typer(webhooks.app, name="webhooks")
app.command("openapi")(openapi.openapi)
app.add_typer(auditing.app, name="audit")

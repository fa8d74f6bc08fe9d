"""`hengke audit`: is the trail whole, where does it end, who may check that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import note, say, write_json, write_table

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

app = typer.Typer(help="The audit log: verify it, seal it, its signed heads.", no_args_is_help=True)
Heads = Annotated[
    Path | None,
    typer.Option("--heads", metavar="FILE", help="One more copy of heads.jsonl to compare with."),
]
Keys = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="Public keys as `hengke audit key` printed them "
                 "when nobody had a reason to forge (default: the key ring's)."),
]  # fmt: skip
Most = Annotated[int, typer.Option("--last", min=1, help="How many.")]
BROKEN = 1


def _opened(path: Path | None) -> Home:
    from hengke.cli import workbench

    home = opened(path)
    workbench.opened(home)
    return home


@app.command("verify")
def verify(
    home: HomePath = None, heads: Heads = None, key: Keys = None, as_json: AsJson = False
) -> None:
    """Recompute every row, compare with the signed heads; exit code 1 when something is wrong."""
    place = _opened(home)
    from hengke.apps.audit import chain_state, signing, verifying
    from hengke.kernel import clock

    keys = _keys_of(key) if key else signing.public_keys(place) if place.key_ring.exists() else {}
    found = verifying.verify(place, keys=keys, now=clock.now(), other=heads)
    chain_state.note_verified(place, found.as_json(), now=clock.now())
    if as_json:
        write_json(found.as_json())
    else:
        for one in found.faults:
            say(f"{one.where} {one.place}: {one.problem}")
        say(f"{'whole' if found.ok else 'BROKEN'}: {found.rows:,} changes, {found.reads:,} reads, "
            f"{found.heads:,} heads")  # fmt: skip
        for text in found.notes:
            note(text)
    if not found.ok:
        raise typer.Exit(BROKEN)


@app.command("seal")
def seal(home: HomePath = None, as_json: AsJson = False) -> None:
    """Seal the reads and sign a head now, as `hengke serve` does every minute."""
    place = _opened(home)
    from hengke.apps.audit import heads
    from hengke.kernel import clock

    made = heads.seal(place, now=clock.now())
    if as_json:
        write_json({"head": made.number if made else None})
    elif made:
        say(f"Head {made.number}: {made.changes:,} changes, {made.seals:,} seals of reads.")
    else:
        say("Nothing has changed since the last head.")


@app.command("restored")
def restored(
    reason: Annotated[str, typer.Option("--reason", help="Which backup, why, who decided.")],
    home: HomePath = None,
) -> None:
    """Declare that the database was put back to an earlier state: heads that know more than it has
    are overtaken by a signed line that says so. Nothing can be declared silently."""
    place = _opened(home)
    from hengke.apps.audit import heads, restoring
    from hengke.kernel import clock

    made = restoring.declare(place, reason=reason, now=clock.now())
    say(f"Head {made.number} declares the restore at {made.changes:,} changes.")
    note(f"Copies of heads: {', '.join(map(str, heads.places(place)))}")


@app.command("heads")
def heads_(home: HomePath = None, last: Most = 20, as_json: AsJson = False) -> None:
    """The last heads as they lie in the home's file."""
    place = opened(home)
    from collections import deque
    from dataclasses import asdict

    from hengke.apps.audit import head_lines

    file = place.audit / head_lines.FILE
    lines = deque(head_lines.lines_of(file), maxlen=last)
    shown = [asdict(head_lines.read(line)) for line in lines]
    if as_json:
        write_json(shown)
        return
    columns = ("number", "at", "changes", "seals", "key", "restored")
    write_table(columns, [[one[name] for name in columns] for one in shown])


@app.command("key")
def key_(home: HomePath = None, as_json: AsJson = False) -> None:
    """Public keys of the heads: keep them where nobody of the bank's IT can change them."""
    place = opened(home)
    from hengke.apps.audit import signing
    from hengke.kernel import clock
    from hengke.pipelines.protection import ring

    ring.load_or_make(place, now=clock.now())
    keys = signing.public_keys(place)
    if as_json:
        write_json(keys)
        return
    for name, public in keys.items():
        say(f"{name} {public}")


def _keys_of(path: Path) -> dict[str, str]:
    from hengke.kernel.errors import Refused

    try:
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line]
        return dict(lines)
    except (OSError, ValueError):
        raise Refused(
            f"{path} does not hold public keys.",
            next_step="Write them with: hengke audit key > FILE",
        ) from None

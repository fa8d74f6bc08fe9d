"""Where policy files stand and which one is in force on a day.

`<name>/<from>.toml`: shipped files lie beside this module, the bank's own in its home. A bank's
file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hengke.kernel.errors import PolicyError
from hengke.policies.tiering.reading import parse
from hengke.policies.tiering.scheme import TierPolicy

SHIPPED = Path(__file__).parent


def names(own: Path | None = None) -> list[str]:
    """Every policy that can be loaded, sorted."""
    folders = [folder for root in _roots(own) for folder in root.iterdir() if folder.is_dir()]
    return sorted({folder.name for folder in folders if any(folder.glob("*.toml"))})


def load(name: str, *, on: date, own: Path | None = None) -> TierPolicy:
    """The policy of this name that is in force on the day."""
    begun = [policy for policy in versions(name, own=own) if (policy.in_force_from or on) <= on]
    if not begun:
        raise PolicyError(
            f"policy {name!r} is not in force on {on}",
            next_step=f"Its first file begins on {versions(name, own=own)[0].in_force_from}.",
        )
    last = begun[-1]
    if last.in_force_until and last.in_force_until < on:
        raise PolicyError(
            f"policy {name!r} ended on {last.in_force_until}, nothing replaces it on {on}",
            next_step="Add a file with a later date, or remove `until`.",
        )
    return last


def versions(name: str, *, own: Path | None = None) -> list[TierPolicy]:
    """Every dated file of this name, oldest first; two that overlap are refused."""
    files = _files(name, own)
    if not files:
        raise PolicyError(
            f"there is no tier policy {name!r}",
            next_step=f"Known policies: {', '.join(names(own))}.",
        )
    policies = [
        parse(_text(path), name=name, in_force_from=since) for since, path in sorted(files.items())
    ]
    for earlier, later in pairwise(policies):
        _check_no_overlap(earlier, later)
    return policies


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(
            f"policy file {path.parent.name}/{path.name} is not UTF-8",
            next_step="Save it as UTF-8.",
        ) from error


def _check_no_overlap(earlier: TierPolicy, later: TierPolicy) -> None:
    until, since = earlier.in_force_until, later.in_force_from
    if until is not None and since is not None and until >= since:
        raise PolicyError(
            f"policy {later.name!r}: the file from {earlier.in_force_from} runs until {until} "
            f"and overlaps the one from {since}",
            next_step=f"Let it end on {since - timedelta(days=1)}, or leave `until` out.",
        )


def _files(name: str, own: Path | None) -> dict[date, Path]:
    found: dict[date, Path] = {}
    for root in _roots(own):
        for path in sorted((root / name).glob("*.toml")):
            found[_since(path)] = path
    return found


def _since(path: Path) -> date:
    try:
        return date.fromisoformat(path.stem)
    except ValueError as error:
        raise PolicyError(
            f"policy file {path.parent.name}/{path.name} is not named after a date",
            next_step="Name it after its first day in force, such as 2026-01-01.toml.",
        ) from error


def _roots(own: Path | None) -> list[Path]:
    return [SHIPPED] + ([own] if own is not None and own.is_dir() else [])

"""Bronze: what was read of a delivery, kept for a while under a key of its own.

The staged rows (identifiers sealed, authentication data dropped) are enciphered as whole files with
the key of the batch's partition; when their time is over the key is destroyed, and with it every
copy. Parquet files that held nothing to seal were read where they lay, and are not kept again.
"""

from __future__ import annotations

from pathlib import Path

from hengke.pipelines.home import Home
from hengke.pipelines.intake.received import Received
from hengke.pipelines.protection.ring import Ring
from hengke.pipelines.protection.sealed_files import ENDING, open_file, seal_file

FOLDER = "bronze"


def partition(batch_id: str) -> str:
    """The folder below the lake, and the purpose of its key."""
    return f"{FOLDER}/{batch_id}"


def keep(home: Home, ring: Ring, received: Received, batch_id: str) -> str | None:
    """Put the staged files away; None where there are none."""
    place = partition(batch_id)
    kept = False
    for number, raw in enumerate(received.raw):
        for path, ending in ((raw.data, "parquet"), (raw.misfits, "misfits.parquet")):
            if raw.staged and path is not None:
                target = home.lake / place / f"{number:04}.{ending}{ENDING}"
                seal_file(ring, place, path, target)
                kept = True
    return place if kept else None


def opened(home: Home, ring: Ring, batch_id: str, target: Path) -> list[Path]:
    """The staged files of a batch, put into `target` to be read again."""
    target.mkdir(parents=True, exist_ok=True)
    found = []
    for path in sorted((home.lake / partition(batch_id)).glob(f"*{ENDING}")):
        plain = target / path.name.removesuffix(ENDING)
        open_file(ring, path, plain)
        found.append(plain)
    return found

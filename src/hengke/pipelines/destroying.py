"""Destroy what is kept of deliveries once its time is over: the key first, then the files.

Without its key a partition (bronze or quarantine of a batch) is noise, also in every backup. The
ring remembers that there was a key and until when; HOME/lake/destroyed.jsonl says it line by line
for people and auditors, with names of batches and days, never with anything of a customer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from hengke.pipelines.home import Home
from hengke.pipelines.lake import Manifest
from hengke.pipelines.protection import ring as rings
from hengke.pipelines.protection.ring import DESTROYED, Key

PARTITIONS = ("bronze/", "quarantine/")
LOG = "destroyed.jsonl"


def named(manifest: Manifest) -> Iterator[str]:
    """Partitions that the lake still holds."""
    for batch in manifest.batches:
        if batch.status == "loaded":
            if batch.bronze:
                yield batch.bronze
            if batch.quarantine:
                yield f"quarantine/{batch.id}"


def destroy_unnamed(home: Home, manifest: Manifest, *, now: datetime) -> list[str]:
    """Destroy the keys of partitions that the committed manifest does not name; their files go
    with the next sweep. Returns the partitions."""
    if not home.key_ring.exists():
        return []
    kept = set(named(manifest))
    going = list(_partition_keys(rings.load(home).keys.values(), kept))
    if going:
        with rings.changing(home, now=now) as ring:
            for key in going:
                ring.destroy(key.id, now=now)
    _write_down(home)
    return [key.purpose for key in going]


def _partition_keys(keys: Iterable[Key], kept: set[str]) -> Iterator[Key]:
    for key in keys:
        unnamed = key.purpose.startswith(PARTITIONS) and key.purpose not in kept
        if unnamed and key.state != DESTROYED:
            yield key


def log(home: Home) -> Path:
    return home.lake / LOG


def _write_down(home: Home) -> None:
    """Every destroyed partition once; one that a kill kept from being written comes now."""
    path = log(home)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    told = {json.loads(line)["key"] for line in lines if line.endswith("}")}
    fresh = [
        {"partition": key.purpose, "key": key.id, "kept_from": key.created_at,
         "destroyed_at": key.ended_at}
        for key in rings.load(home).keys.values()
        if key.purpose.startswith(PARTITIONS) and key.state == DESTROYED and key.id not in told
    ]  # fmt: skip
    if not fresh:
        return
    with path.open("a", encoding="utf-8") as file:
        if lines and not lines[-1].endswith("}"):
            file.write("\n")  # a line that a kill cut off
        file.writelines(json.dumps(line) + "\n" for line in fresh)
        file.flush()
        os.fsync(file.fileno())

"""Where a result comes from: the run, the rules' version, and the deliveries it had seen."""

from __future__ import annotations

from typing import Any

from hengke.pipelines.answers import Results
from hengke.pipelines.lake import AssessmentEntry, Batch, Manifest


def lineage(results: Results, entry: AssessmentEntry) -> dict[str, Any]:
    """Inputs, rule version and run of one assessment.

    `inputs` are the deliveries that the run had seen, in the order in which they came, each with
    its files (name and SHA-256); `file` holds the rows, below the home's lake.
    """
    known = (*results.manifest.runs, *results.manifest.retired)
    run = next((one for one in known if one.run_id == entry.run_id), None)
    return {
        "file": entry.path,
        "run_id": entry.run_id,
        "known_at": entry.known_at,
        "policy_version": entry.policy_version,
        "engine": run.engine if run else None,
        "inputs": [
            {
                "batch": batch.id,
                "source": batch.source,
                "files": [
                    {"name": file.get("name"), "sha256": file.get("sha256")} for file in batch.files
                ],
            }
            for batch in _seen(results.manifest, entry.known_at)
        ],
    }


def _seen(manifest: Manifest, known_at: str) -> list[Batch]:
    """Deliveries up to the data cut; one that a run has used cannot be taken back any more."""
    ids = [batch.id for batch in manifest.batches]
    up_to = ids.index(known_at) + 1 if known_at in ids else 0
    return [batch for batch in manifest.batches[:up_to] if batch.status == "loaded"]

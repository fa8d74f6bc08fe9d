"""What a run's report says about the fall model, as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from hengke.cli.output import say, write_table

TESTS = (("out of time", "out_of_time"), ("five-fold", "five_fold"))
NO_MODEL = {
    "too_few_falls": "too few falls to learn from (fewer than 30)",
    "all_alike": "customers who fell and who did not are alike in all that is known",
    "no_earlier_period": "no earlier period to learn from",
    "no_balances": "no balances on the business date",
    "not_assessed": "the policy has not been assessed yet",
}
FIGURES = ("AUC", "baseline AUC", "AP", "baseline AP", "calibration error", "rows", "falls")
CALIBRATION = ("from", "to", "customers", "predicted", "observed")


def tell(falls: Mapping[str, Any], *, with_calibration: bool = False) -> None:
    """Per policy the figures of both tests beside the plain baseline, which ranks by the distance
    to the floor alone; or why there is no model."""
    for policy, told in falls.items():
        if "reason" in told:
            say(f"{policy}: no probability of a fall: {_why(told)}.")
            continue
        title = f"{policy}: model of falls at the assessment of {told['assessment_on']}"
        write_table(("test", *FIGURES), _tests(told), title=title)
        _tell_choice(policy, told["model"].get("beside_plain"))
        if with_calibration:
            _tell_calibration(told)


def _tell_choice(policy: str, beside: Mapping[str, Any] | None) -> None:
    """Whether more than the distance was kept: both held-out log-losses, and how sure it is."""
    if beside is None:
        return
    kept = {
        "trees": "all that is known is used",
        "plain": "the plain way itself, more helped by less than its error",
    }[beside["chosen"]]
    trees, plain, better = (
        f"{beside[name]:.4f}" for name in ("trees_log_loss", "plain_log_loss", "better_by")
    )
    error = "unknown" if beside["error"] is None else f"{beside['error']:.4f}"
    say(
        f"{policy}: {kept}; held-out log-loss {trees}, of the distance alone {plain}, "
        f"lower by {better} (standard error {error})."
    )


def tell_leaving(told: Mapping[str, Any]) -> None:
    """Which model of leaving scores, which waits, and until when the next fit is due."""
    if not told:
        return
    names = {role: _version(told.get(role)) for role in ("champion", "challenger")}
    scores = f"by the champion {names['champion']}" if names["champion"] else "by the plain rule"
    waits = f"; challenger {names['challenger']}: {told['verdict']}" if names["challenger"] else ""
    due = f"; next fit due after {told['due_on']}" if told.get("due_on") else ""
    fitted = f"; fitted tonight ({told['fitted']})" if told.get("fitted") else ""
    say(f"leaving: {scores}{waits}{fitted}{due}.")


def _version(path: str | None) -> str | None:
    return None if path is None else PurePosixPath(path).stem


def _why(told: Mapping[str, Any]) -> str:
    why = NO_MODEL.get(told["reason"], told["reason"])
    return f"{why}; {told['falls']:,} falls in {told['rows']:,} rows" if "falls" in told else why


def _tests(told: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    found = [(name, told.get(key)) for name, key in TESTS]
    return [
        (
            name,
            one["auc"],
            one["baseline_auc"],
            one["average_precision"],
            one["baseline_average_precision"],
            one.get("calibration_error", told.get("calibration_error")),
            f"{one['rows']:,}",
            f"{one['falls']:,}",
        )
        for name, one in found
        if one
    ]


def _tell_calibration(told: Mapping[str, Any]) -> None:
    for name, rows in (
        ("out of time", (told.get("out_of_time") or {}).get("calibration") or ()),
        ("five-fold", told.get("calibration") or ()),
    ):
        cells = [[row[column] for column in CALIBRATION] for row in rows]
        write_table(CALIBRATION, cells, title=f"Calibration, {name}")

"""What may announce where a customer's funds go: figures of one quarter, and their scaling.

`INPUTS` is what a bank delivers, one row per customer, NaN where unknown, money in any one unit.
Amounts are looked at as sizes, as shares of all assets, as changes and by how round they are: round
sums are deposits placed, odd ones what is left over.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hengke.learning.evaluation import Floats

KINDS = (
    "structured", "term", "demand", "wealth", "funds", "plans", "certificates",
)  # fmt: skip
"""Assets by kind at the end of the quarter."""
INPUTS = (
    *KINDS,
    "loans",
    "deposits_first",  # at the end of the quarter's first month
    "deposits_second",
    "deposits",  # at its end
    "items_first",  # deposit products at the same days
    "items_second",
    "items",
    "logins",
    "transfers_in",  # number within the quarter
    "amount_in",
    "transfers_out",
    "amount_out",
    "days_since_in",  # since the last transfer in, at the end of the quarter
    "hour_of_in",  # of the day, of that transfer
    "weekday_of_in",  # 0 is Monday
    "contacts",  # further bookings or contacts counted in the quarter
)
Inputs = Mapping[str, Floats]


def features(inputs: Inputs) -> dict[str, Floats]:
    """The columns a model sees: what was delivered, and what follows from it."""
    with np.errstate(invalid="ignore", divide="ignore"):
        assets = np.sum([inputs[kind] for kind in KINDS], axis=0)
        return {
            **{name: np.asarray(inputs[name], np.float64) for name in INPUTS},
            **_of_assets(inputs, assets),
            **_of_months(inputs, assets),
            **_of_flows(inputs, assets),
            **{f"round_{name}": _zeros(inputs[name]) for name in
               ("structured", "term", "demand", "wealth", "deposits", "amount_in", "amount_out")},
        }  # fmt: skip


def _of_assets(inputs: Inputs, assets: Floats) -> dict[str, Floats]:
    held = np.sum([inputs[kind] > 0 for kind in KINDS], axis=0).astype(np.float64)
    return {
        "assets": assets,
        "kinds": held,
        **{f"share_{kind}": inputs[kind] / (assets + 1) for kind in KINDS},
        "invested": assets - inputs["deposits"],
        "placed": inputs["deposits"] - inputs["demand"],
        "demand_of_deposits": _log(inputs["demand"]) - _log(inputs["deposits"]),
        "per_item": _log(assets) - _log(inputs["items"]),
        "odd_demand": np.mod(inputs["demand"], 1_000),
    }


def _of_months(inputs: Inputs, assets: Floats) -> dict[str, Floats]:
    """A customer missing at the end of an earlier month held nothing then, as far as is known."""
    first, second, last = (inputs[f"deposits{month}"] for month in ("_first", "_second", ""))
    months = np.nan_to_num(np.stack([first, second, last]))
    usual = months.mean(axis=0)
    return {
        "change": last - second,
        "change_before": second - first,
        "change_long": last - first,
        "growth": _log(last) - _log(second),
        "growth_before": _log(second) - _log(first),
        "growth_long": _log(last) - _log(first),
        "usual": usual,
        "spread": months.std(axis=0),
        "above_usual": last - usual,
        "above_usual_log": _log(last) - _log(usual),
        "assets_above_usual": assets - usual,
        "assets_above_usual_log": _log(assets) - _log(usual),
        "items_change": inputs["items"] - inputs["items_second"],
        "items_change_before": inputs["items_second"] - inputs["items_first"],
        "round_change": _zeros(last - second),
    }


def _of_flows(inputs: Inputs, assets: Floats) -> dict[str, Floats]:
    net = inputs["amount_in"] - inputs["amount_out"]
    return {
        "net": net,
        "net_share": net / (assets + 1),
        "in_share": inputs["amount_in"] / (assets + 1),
        "out_share": inputs["amount_out"] / (assets + 1),
        "one_in": inputs["amount_in"] / np.maximum(inputs["transfers_in"], 1),
        "one_out": inputs["amount_out"] / np.maximum(inputs["transfers_out"], 1),
        "unexplained": net - (inputs["deposits"] - inputs["deposits_first"]),
    }


def _log(amount: Floats) -> Floats:
    return np.log1p(np.clip(amount, 0, None))


def _zeros(amount: Floats) -> Floats:
    """The power of ten that divides an amount, in hundredths; 0 for nothing and for odd cents."""
    cents = np.round(amount * 100)
    found = np.where(np.isnan(cents), np.nan, 0.0)
    for power in range(1, 11):
        found[(cents != 0) & (np.mod(cents, 10.0**power) == 0)] = power
    return found

"""What may announce a fall of tier: figures of one customer at a cut-off date, and their scaling.

`INPUTS` is what the engine delivers, one row per customer and cut-off, null (NaN) where unknown.
`FEATURES` are derived from them; each names the input without which it says nothing and the
direction in which it may only push the probability (0 = free). A book of month-end balances
lacks many inputs: features that are unknown throughout are not used, and nothing is made up.
"""

from __future__ import annotations

import numpy as np

from hengke.learning.evaluation import Floats
from hengke.learning.tree_features import Columns, Feature, FeatureSet
from hengke.learning.tree_features import log_amount as _log
from hengke.learning.tree_features import share_of as _share

INPUTS: tuple[str, ...] = (
    "effective_rank",
    "keep_floor_minor",  # floor of the effective tier
    "next_floor_minor",  # floor of the tier above
    "value_minor",  # the policy's measure in the running period, so far
    "needed_for_rest_minor",  # average needed for the days left
    "assets_minor",  # assets at the cut-off (the last snapshot known then)
    "assets_before_minor",  # one assessment period earlier
    "assets_long_ago_minor",  # three periods earlier
    "items",  # products held
    "items_before",
    "demand_minor",  # of the assets, at any time to be moved
    "maturing_minor",  # of the assets, maturing before the assessment
    "outflow_minor",  # sent to other banks in 30 days
    "recency_days",  # since the customer last moved money
    "frequency",  # bookings the customer began in 90 days
    "monetary_minor",  # their absolute sum
    "logins",  # in 30 days
    "logins_before",  # in the 60 days before those
    "fails_used",
    "assessed_below",  # 1 when the last assessment was below the effective tier
    "tenure_days",
    "days_left",  # from the cut-off to the assessment
)


def _signed_log(amount: Floats) -> Floats:
    return np.sign(amount) * np.log1p(np.abs(amount))


def _trailing_zeros(amount: Floats) -> Floats:
    """How round an amount is: the power of ten that divides it, 0 for nothing and for odd cents."""
    zeros = np.where(np.isnan(amount), np.nan, 0.0)
    for power in range(2, 11):
        zeros[(amount != 0) & (np.mod(np.abs(amount), 10.0**power) == 0)] = power
    return zeros


def _beyond(amount: Floats, unit: float) -> Floats:
    """What stands beside whole thousands or ten thousands: the demand money beside deposits."""
    return np.log1p(np.mod(np.clip(amount, 0, None), unit))


THOUSAND, TEN_THOUSAND, HUNDRED_THOUSAND = 1e5, 1e6, 1e7  # yuan, in minor units

FEATURES: tuple[Feature, ...] = (
    Feature("rank", "tier", lambda c: c["effective_rank"]),
    Feature("distance", "distance", lambda c: _log(c["value_minor"]) - _log(c["keep_floor_minor"]),
            -1),
    Feature("excess", "distance", lambda c: _signed_log(c["value_minor"] - c["keep_floor_minor"]),
            -1),
    Feature("to_next", "distance", lambda c: _log(c["next_floor_minor"]) - _log(c["value_minor"])),
    Feature("needed", "needed", lambda c: np.clip(
        c["needed_for_rest_minor"] / (np.clip(c["assets_minor"], 0, None) + 100.0), -5, 5), 1),
    Feature("assets", "size", lambda c: _log(c["assets_minor"])),
    Feature("assets_distance", "distance",
            lambda c: _log(c["assets_minor"]) - _log(c["keep_floor_minor"])),
    Feature("change", "change", lambda c: _log(c["assets_minor"]) - _log(c["assets_before_minor"])),
    Feature("change_amount", "change",
            lambda c: _signed_log(c["assets_minor"] - c["assets_before_minor"])),
    Feature("change_size", "change",
            lambda c: _log(np.abs(c["assets_minor"] - c["assets_before_minor"]))),
    Feature("before_distance", "before",
            lambda c: _log(c["assets_before_minor"]) - _log(c["keep_floor_minor"])),
    Feature("before", "before", lambda c: _log(c["assets_before_minor"])),
    Feature("long_change", "change",
            lambda c: _log(c["assets_minor"]) - _log(c["assets_long_ago_minor"])),
    Feature("unchanged", "change", lambda c: np.where(
        np.isnan(c["assets_before_minor"]), np.nan,
        c["assets_minor"] == c["assets_before_minor"])),
    Feature("change_zeros", "change",
            lambda c: _trailing_zeros(c["assets_minor"] - c["assets_before_minor"])),
    Feature("change_beyond", "change", lambda c: _beyond(
        np.abs(c["assets_minor"] - c["assets_before_minor"]), THOUSAND)),
    Feature("items", "items", lambda c: c["items"]),
    Feature("items_change", "items", lambda c: c["items"] - c["items_before"]),
    Feature("per_item", "items", lambda c: _log(c["assets_minor"] / np.maximum(c["items"], 1))),
    Feature("zeros", "round", lambda c: _trailing_zeros(c["assets_minor"])),
    Feature("beyond_1000", "round", lambda c: _beyond(c["assets_minor"], THOUSAND)),
    Feature("beyond_10000", "round", lambda c: _beyond(c["assets_minor"], TEN_THOUSAND)),
    Feature("part_of_10000", "round", lambda c: np.mod(c["assets_minor"], TEN_THOUSAND)),
    Feature("part_of_100000", "round", lambda c: np.mod(c["assets_minor"], HUNDRED_THOUSAND)),
    Feature("demand_share", "demand", lambda c: _share(c["demand_minor"], c["assets_minor"])),
    Feature("maturing_share", "maturing",
            lambda c: _share(c["maturing_minor"], c["assets_minor"])),
    Feature("outflow_share", "outflow", lambda c: _share(c["outflow_minor"], c["assets_minor"])),
    Feature("recency", "activity", lambda c: np.log1p(np.clip(c["recency_days"], 0, None))),
    Feature("frequency", "activity", lambda c: np.log1p(c["frequency"])),
    Feature("turnover_share", "activity",
            lambda c: _share(c["monetary_minor"], c["assets_minor"])),
    Feature("logins", "logins", lambda c: np.log1p(c["logins"])),
    Feature("logins_trend", "logins",
            lambda c: np.log1p(c["logins"]) - np.log1p(c["logins_before"] / 2)),
    Feature("fails_used", "fails", lambda c: c["fails_used"]),
    Feature("assessed_below", "fails", lambda c: c["assessed_below"]),
    Feature("tenure", "tenure", lambda c: np.log1p(np.clip(c["tenure_days"], 0, None))),
    Feature("days_left", "time", lambda c: c["days_left"]),
)  # fmt: skip
KNOWN = FeatureSet(FEATURES)
BY_NAME = KNOWN.by_name
matrix = KNOWN.matrix


def informative(columns: Columns) -> tuple[str, ...]:
    """The features that vary in these rows and are not the copy of an earlier one.

    With month-end balances the measure *is* the balance: its copies are left out, as are inputs
    that the bank does not deliver.
    """
    return KNOWN.informative(columns, copies=False)

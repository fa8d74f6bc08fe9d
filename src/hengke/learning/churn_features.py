"""What may announce that a customer leaves: figures of one customer on a day, and their scaling.

`INPUTS` is what the engine delivers, one row per customer and day, null (NaN) where unknown.
`FEATURES` are derived from them; each names the reason that it speaks for and the direction in
which it may only push the probability (0 = free). Features that a bank lacks throughout are not
used, and nothing is made up.
"""

from __future__ import annotations

import numpy as np

from hengke.learning.evaluation import Floats
from hengke.learning.tree_features import Columns, Feature, FeatureSet
from hengke.learning.tree_features import log_amount as _log
from hengke.learning.tree_features import share_of as _share

INPUTS: tuple[str, ...] = (
    "assets_minor",  # at the end of the day
    "average_minor",  # of the month of the day, so far
    "before_1",  # averages of the whole months before
    "before_2",
    "before_3",
    "peak_minor",  # highest and lowest average of the months of history
    "lowest_minor",
    "recency_days",  # since the customer last moved money
    "frequency",  # bookings the customer began in 90 days
    "monetary_minor",  # their absolute sum
    "recent_bookings",  # of 90 days, and of up to 270 days before them
    "earlier_bookings",
    "earlier_days",
    "outflow_minor",  # sent to other banks in 30 days
    "logins",  # in 30 days
    "logins_before",  # in the 60 days before those
    "items",  # products held
    "demand_minor",  # of the assets, at any time to be moved
    "maturing_minor",  # of the assets, maturing up to the month that decides
    "tenure_days",
)


def _pace(c: Columns) -> Floats:
    """Own bookings of 90 days against the customer's earlier pace, as a log ratio."""
    usual = c["earlier_bookings"] / np.maximum(c["earlier_days"], 1) * 90
    return np.log1p(c["recent_bookings"]) - np.log1p(usual)


FEATURES: tuple[Feature, ...] = (
    # what has gone already cannot make the rest safer: less now than on average never lowers it
    Feature("now_to_average", "fall", lambda c: _log(c["assets_minor"]) - _log(c["average_minor"]),
            -1),
    Feature("average", "size", lambda c: _log(c["average_minor"])),
    Feature("change_1", "course", lambda c: _log(c["average_minor"]) - _log(c["before_1"])),
    Feature("change_3", "course", lambda c: _log(c["average_minor"]) - _log(c["before_3"])),
    Feature("change_before", "course", lambda c: _log(c["before_1"]) - _log(c["before_2"])),
    Feature("peak_share", "course", lambda c: _log(c["average_minor"]) - _log(c["peak_minor"])),
    Feature("swing", "swing", lambda c: _log(c["peak_minor"]) - _log(c["lowest_minor"])),
    Feature("above_lowest", "swing",
            lambda c: _log(c["average_minor"]) - _log(c["lowest_minor"])),
    Feature("recency", "activity", lambda c: np.log1p(np.clip(c["recency_days"], 0, None))),
    Feature("frequency", "activity", lambda c: np.log1p(c["frequency"])),
    Feature("turnover_share", "activity",
            lambda c: _share(c["monetary_minor"], c["average_minor"])),
    Feature("pace", "pace", _pace),
    Feature("outflow_share", "outflow",
            lambda c: _share(c["outflow_minor"], c["average_minor"]), 1),
    Feature("logins", "logins", lambda c: np.log1p(c["logins"])),
    Feature("logins_trend", "logins",
            lambda c: np.log1p(c["logins"]) - np.log1p(c["logins_before"] / 2), -1),
    Feature("items", "items", lambda c: c["items"], -1),
    Feature("demand_share", "demand", lambda c: _share(c["demand_minor"], c["assets_minor"])),
    Feature("maturing_share", "maturing",
            lambda c: _share(c["maturing_minor"], c["assets_minor"]), 1),
    Feature("tenure", "tenure", lambda c: np.log1p(np.clip(c["tenure_days"], 0, None))),
)  # fmt: skip
KNOWN = FeatureSet(FEATURES)
BY_NAME = KNOWN.by_name
matrix, informative = KNOWN.matrix, KNOWN.informative

"""Hillstrom: a randomised e-mail test, and for whom the mail works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hengke.pipelines.evidence.dataset import DataSet, Figures, Found

if TYPE_CHECKING:
    from hengke.learning.design import Columns
    from hengke.learning.evaluation import Flags, Floats

FILE = "hillstrom.csv.gz"
ARM, TREATED, CONTROL = "segment", "Womens E-Mail", "No E-Mail"
NUMBERS = ("recency", "history", "mens", "womens", "newbie")
CODES = ("history_segment", "zip_code", "channel")
BEFORE = "history"  # spent in the year before the mail
BEST = 0.3
RELATIVE_LIFT = 0.1


def measure(folder: Path) -> Found:
    """The women's mail against none; who got the men's mail is only counted."""
    import numpy as np

    from hengke.pipelines.evidence.files import columns

    table = columns(folder, FILE, numbers=(*NUMBERS, "visit", "spend"), texts=(ARM, *CODES))
    _check_arms(folder / FILE, table[ARM])
    chosen = np.isin(table[ARM], [TREATED, CONTROL])
    rows = {name: values[chosen] for name, values in table.items()}
    treated, visited = rows[ARM] == TREATED, rows["visit"] == 1
    known = {name: rows[name] for name in (*NUMBERS, *CODES)}
    ours, plain = _ranked(known, treated, visited)
    metrics = {
        **ours, **_test(table[ARM], known, treated, visited), **_spending(rows, treated),
        "customers_compared": int(chosen.sum()),
    }  # fmt: skip
    return Found(len(table[ARM]), metrics, plain)


def _check_arms(path: Path, arms: Any) -> None:
    from hengke.kernel.errors import Refused

    for one in (TREATED, CONTROL):
        if one not in set(arms.tolist()):
            raise Refused(
                "{file} has no customer with {column} = {value}.",
                next_step="Both arms of the test are needed.",
                file=path,
                column=ARM,
                value=one,
            )


def _ranked(columns: Columns, treated: Flags, visited: Flags) -> tuple[Figures, Figures]:
    """Every customer scored by models that have not seen him."""
    from hengke.learning.out_of_fold import held_out, stratified
    from hengke.learning.qini import qini, uplift_at
    from hengke.learning.uplift import fit_doubly_robust, fit_two_models

    fold = stratified(visited)

    def by(fit: Any) -> Floats:
        def scored(rest: Flags, part: Flags) -> Floats:
            model = fit(_rows(columns, rest), treated[rest], visited[rest])
            return model.uplift(_rows(columns, part))

        return held_out(scored, fold)

    two, robust = by(fit_two_models), by(fit_doubly_robust)
    response = held_out(lambda rest, part: _response(columns, visited, rest, part), fold)
    found, other, plain = (qini(s, treated, visited) for s in (two, robust, response))
    return {
        "qini": found.qini, "qini_se": found.qini_error, "auuc": found.auuc,
        "auuc_se": found.auuc_error, "uplift_best_30": uplift_at(BEST, two, treated, visited),
        "qini_doubly_robust": other.qini, "qini_doubly_robust_se": other.qini_error,
    }, {
        "qini": plain.qini, "auuc": plain.auuc,
        "uplift_best_30": uplift_at(BEST, response, treated, visited),
        "qini_doubly_robust": plain.qini,
    }  # fmt: skip


def _response(columns: Columns, visited: Flags, rest: Flags, part: Flags) -> Floats:
    """Who comes anyway: one logistic model of the visit, which knows no arms."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    from hengke.learning.design import learn_design

    design = learn_design(_rows(columns, rest))
    model = LogisticRegression(max_iter=2_000)
    model.fit(design.matrix(_rows(columns, rest)), visited[rest])
    return np.asarray(model.predict_proba(design.matrix(_rows(columns, part)))[:, 1])


def _test(arms: Any, columns: Columns, treated: Flags, visited: Flags) -> Figures:
    """What the mail did on the whole, whether the arms are alike, how many a test needs."""
    import numpy as np

    from hengke.learning.design import learn_design
    from hengke.learning.experiments import (
        Arm,
        customers_per_arm,
        imbalance,
        shares_kept,
        uplift,
    )

    one, other = (Arm(int(arm.sum()), int(visited[arm].sum())) for arm in (treated, ~treated))
    found = uplift(one, other)
    counts = np.unique(arms.astype(str), return_counts=True)[1].tolist()
    apart = imbalance(learn_design(columns).matrix(columns), treated)
    return {
        "difference": found.value, "difference_se": found.error, "difference_low": found.low,
        "difference_high": found.high, "difference_chance": found.chance,
        "arms_chance": shares_kept(counts, [1.0] * len(counts)),
        "largest_imbalance": float(np.abs(apart).max()),
        "customers_per_arm": customers_per_arm(other.rate, other.rate * (1 + RELATIVE_LIFT)),
    }  # fmt: skip


def _spending(rows: dict[str, Any], treated: Flags) -> Figures:
    """Spending after the mail, as it is and less what the year before tells (CUPED)."""
    from hengke.learning.experiments import adjusted, mean_difference

    spend = rows["spend"]
    less = adjusted(spend, rows[BEFORE])
    plain = mean_difference(spend[treated], spend[~treated])
    cuped = mean_difference(less[treated], less[~treated])
    return {
        "spend_difference": plain.value, "spend_difference_se": plain.error,
        "spend_cuped": cuped.value, "spend_cuped_se": cuped.error,
        "cuped_variance_ratio": float(less.var() / spend.var()),
    }  # fmt: skip


def _rows(columns: Columns, chosen: Flags) -> dict[str, Any]:
    return {name: values[chosen] for name, values in columns.items()}


SET = DataSet(
    name="hillstrom",
    folder="hillstrom",
    title="For whom a mail works",
    about="64,000 customers of a shop, a third of whom were sent women's goods by e-mail, a third "
    "men's, a third nothing, at random (Hillstrom 2008). Uplift of a visit by the women's mail, "
    "by models that have not seen the customer (five folds).",
    plain="customers ranked by who is likely to come at all, which is what a response model does",
    measure=measure,
    meanings={
        "auuc": "Visits per customer that mailing the list adds, mean over all its lengths; "
        "half of the overall difference is what random order has.",
        "uplift_best_30": "Visits that the mail added per customer among the best 30 %.",
        "qini_doubly_robust": "Qini by the other method; within one standard error neither is "
        "better.",
        "difference": "Visits that the mail added per customer, over all.",
        "difference_low": "Lower end of its 95 % interval (Newcombe).",
        "difference_high": "Upper end.",
        "difference_chance": "How likely so large a difference would be by luck.",
        "arms_chance": "How likely arms so uneven are when a third goes to each; below 0.001 the "
        "assignment is broken.",
        "largest_imbalance": "Largest standardised difference of a column between the arms; below "
        "0.1 they are called alike.",
        "customers_per_arm": "Needed in each arm to find a rate a tenth higher than the control's, "
        "with 80 % power at 5 %.",
        "spend_difference": "Dollars that the mail added per customer.",
        "spend_cuped": "The same, less what the year before tells of spending.",
        "cuped_variance_ratio": "What CUPED leaves of the variance; near 1 the year before tells "
        "next to nothing here.",
        "customers_compared": "In the two arms.",
    },
)

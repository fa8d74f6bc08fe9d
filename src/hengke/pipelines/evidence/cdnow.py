"""CDNOW: lifetime value without a contract, beside the papers' own figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hengke.pipelines.evidence.dataset import DataSet, Found, Published

if TYPE_CHECKING:
    from hengke.learning.lifetime import BgNbd
    from hengke.learning.lifetime_start import LivelyStart
    from hengke.learning.lifetime_value import GammaGamma
    from hengke.pipelines.evidence.purchase_log import History, PurchaseLog

LOG = "CDNOW_sample.txt.gz"
BG_NBD = "Fader, Hardie & Lee 2005, Marketing Science 24(2), table 2"
GAMMA_GAMMA = "Fader & Hardie, note on the Gamma-Gamma model (2013)"
TOP = "Malthouse & Blattberg 2005, of several companies, not of these data"
INNER_PARTS = 3  # of the first half: fitted on two, tried on the third


def measure(folder: Path) -> Found:
    """Models see the first half of the days; the second is what they are held against."""
    from hengke.learning.lifetime import fit_lifetime
    from hengke.learning.lifetime_start import fit_lively_start
    from hengke.learning.lifetime_value import fit_value
    from hengke.pipelines.evidence.purchase_log import read_log

    log = read_log(folder, LOG)
    history = log.until(log.middle)
    model = fit_lifetime(history.purchases)
    lively = fit_lively_start(history.purchases, history.ages)
    values = fit_value(history.purchases.repeats, history.mean)
    ours, plain = _ahead(log, history, model, lively)
    ranks, by_spending = _top(log, history, model, values)
    return Found(
        rows=len(history.purchases),
        metrics={
            **_fitted(model, values), **ours, **ranks, **_lively(log, history, lively),
        },
        baseline={**plain, **by_spending},
    )  # fmt: skip


def _fitted(model: BgNbd, values: GammaGamma) -> dict[str, float | None]:
    found: dict[str, float | None] = {
        "r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b,
        "log_likelihood": model.log_likelihood, "p": values.p, "q": values.q, "v": values.v,
    }  # fmt: skip
    for names, errors in (("r alpha a b", model.errors), ("p q v", values.errors)):
        for place, name in enumerate(names.split()):
            found[f"{name}_se"] = errors[place] if errors else None
    return found


def _ahead(
    log: PurchaseLog, history: History, model: BgNbd, lively: LivelyStart
) -> tuple[dict[str, float | None], dict[str, float | None]]:
    """Purchases in the second half, and up to its end; plain is the pace of late going on."""
    end = int(log.day.max())
    rows, ahead = history.purchases, (end - history.cut) / 7
    came = float(log.between(history, end)[0].sum())
    known = float(rows.repeats.sum())
    until = rows.observed + ahead
    earlier = _earlier(log, history)
    pace = log.between(earlier, history.cut)[0].sum() / (history.cut - earlier.cut)
    going_on = float(pace * (end - history.cut))
    cumulative = float(model.by(until).sum())
    metrics = {
        "purchases_ahead": float(model.further(rows, ahead=ahead).sum()),
        "purchases_ahead_actual": came,
        "purchases_ahead_lively_start": float(lively.further(rows, ahead=ahead).sum()),
        "cumulative": cumulative,
        "cumulative_actual": known + came,
        "cumulative_error": cumulative / (known + came) - 1,
        "cumulative_error_lively_start": float(lively.by(until).sum()) / (known + came) - 1,
    }
    return dict(metrics), {
        "purchases_ahead": going_on,
        "purchases_ahead_lively_start": going_on,
        "cumulative": known + going_on,
        "cumulative_error": (known + going_on) / (known + came) - 1,
    }


def _lively(log: PurchaseLog, history: History, lively: LivelyStart) -> Mapping[str, float | None]:
    """The lively start, and why it was chosen: its gain on the first half, and how near both came
    when only two thirds of that half were known."""
    from hengke.learning.lifetime import fit_lifetime
    from hengke.learning.lifetime_start import fit_lively_start

    earlier = _earlier(log, history)
    came = log.between(earlier, history.cut)[0].sum()
    rows, ahead = earlier.purchases, (history.cut - earlier.cut) / 7
    plain = fit_lifetime(rows).further(rows, ahead=ahead).sum()
    other = fit_lively_start(rows, earlier.ages).further(rows, ahead=ahead).sum()
    return {
        "lively_start_extra": lively.clock.extra,
        "lively_start_fade": lively.clock.fade,
        "lively_start_log_likelihood": lively.log_likelihood,
        "lively_start_gain": lively.gain,
        "inner_error": float(plain / came - 1),
        "inner_error_lively_start": float(other / came - 1),
    }


def _earlier(log: PurchaseLog, history: History) -> History:
    """What was known when two thirds of the first half had passed."""
    first = int(log.day.min())
    return log.until(first + (history.cut - first) * (INNER_PARTS - 1) // INNER_PARTS)


def _top(
    log: PurchaseLog, history: History, model: BgNbd, values: GammaGamma
) -> tuple[dict[str, float | None], dict[str, float | None]]:
    """The top fifth of the second half's spending, foreseen by value ahead and by past spending."""
    from hengke.learning.top_share import top_share

    end = int(log.day.max())
    rows = history.purchases
    value = model.further(rows, ahead=(end - history.cut) / 7) * values.value(
        rows.repeats, history.mean
    )
    came = log.between(history, end)[1]
    ours, plain = top_share(value, came), top_share(log.spent_until(history), came)
    return (
        {"top_fifth_missed": ours.missed, "rest_misplaced": ours.misplaced},
        {"top_fifth_missed": plain.missed, "rest_misplaced": plain.misplaced},
    )


SET = DataSet(
    name="cdnow",
    folder="cdnow",
    title="Lifetime value without a contract",
    about="Purchases of CDs by customers who first bought in the first quarter of 1997. BG/NBD and "
    "Gamma-Gamma are fitted on the first half of the days (39 weeks) and held against the second.",
    plain="purchases go on at the pace of the last 13 weeks known; the top fifth by past spending",
    measure=measure,
    published={
        **{
            key: Published(value, BG_NBD)
            for key, value in {
                "r": 0.243,
                "alpha": 4.414,
                "a": 0.793,
                "b": 2.426,
                "log_likelihood": -9582.4,
            }.items()
        },
        **{
            key: Published(value, GAMMA_GAMMA)
            for key, value in {
                "p": 6.25,
                "q": 3.74,
                "v": 15.44,
            }.items()
        },
        "top_fifth_missed": Published(0.55, TOP),
        "rest_misplaced": Published(0.15, TOP),
    },
    meanings={
        "r": "How alike customers are in their rate of buying: far below 1, very unlike.",
        "alpha": "Scale of that rate, in weeks; r / alpha is the mean of purchases per week.",
        "a": "With b: the chance to leave after a purchase, a / (a + b) on average.",
        "b": "See a.",
        "log_likelihood": "How well BG/NBD explains the first half; equal when the fit is equal.",
        "p": "How little a customer's own purchases vary in value.",
        "q": "With v: how customers differ in what they spend.",
        "v": "See q; in dollars.",
        "purchases_ahead": "Purchases that BG/NBD expects in the second half, given each history.",
        "purchases_ahead_actual": "Purchases that came.",
        "purchases_ahead_lively_start": "The same, expected by BG/NBD with a lively start. It is "
        "nearer because customers buy faster in their first weeks: plain BG/NBD takes the end of "
        "that burst for leaving. Some of what is still missing may be the Christmas trade, of "
        "which the first half has none.",
        "cumulative": "Repeat purchases BG/NBD expects from the first day to the last.",
        "cumulative_actual": "Repeat purchases there were.",
        "cumulative_error": "Expected against actual, from the first day to the last.",
        "cumulative_error_lively_start": "The same with a lively start.",
        "top_fifth_missed": "Share of the later top fifth by spending that was not foreseen.",
        "rest_misplaced": "Share of the other four fifths that was taken for top.",
        "lively_start_extra": "Weeks of buying that the burst adds in all.",
        "lively_start_fade": "Weeks after which the burst has faded to a third.",
        "lively_start_log_likelihood": "On the same first half, two parameters more.",
        "lively_start_gain": "Log-likelihood above BG/NBD's; without a burst one set in a thousand "
        "would gain 6.9 or more (chi-square, two parameters).",
        "inner_error": "BG/NBD within the first half: fitted on two thirds of it, tried on the "
        "last third.",
        "inner_error_lively_start": "The same with a lively start; neither has seen the second "
        "half.",
    },
)

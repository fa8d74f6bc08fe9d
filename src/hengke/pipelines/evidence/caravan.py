"""Caravan: who takes a caravan policy, and which policy comes next, from holdings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengke.pipelines.evidence.dataset import DataSet, Figures, Found, Published
from hengke.pipelines.evidence.propensities import MEANINGS, PLAIN

if TYPE_CHECKING:
    from hengke.learning.design import Columns
    from hengke.learning.evaluation import Flags, Floats

FILE = "Caravan.csv.gz"
TARGET, TAKEN, NOT_TAKEN = "Purchase", "Yes", "No"
KIND = "MOSTYPE"  # type of neighbourhood
HELD = (
    "AWAPART", "AWABEDR", "AWALAND", "APERSAUT", "ABESAUT", "AMOTSCO", "AVRAAUT", "AAANHANG",
    "ATRACTOR", "AWERKT", "ABROM", "ALEVEN", "APERSONG", "AGEZONG", "AWAOREG", "ABRAND",
    "AZEILPL", "APLEZIER", "AFIETS", "AINBOED", "ABYSTAND",
)  # fmt: skip
"""Number of policies of each kind; what is paid for them has a P in front."""
PAID = tuple("P" + name[1:] for name in HELD)
SOCIAL = (
    "MOSTYPE", "MAANTHUI", "MGEMOMV", "MGEMLEEF", "MOSHOOFD", "MGODRK", "MGODPR", "MGODOV",
    "MGODGE", "MRELGE", "MRELSA", "MRELOV", "MFALLEEN", "MFGEKIND", "MFWEKIND", "MOPLHOOG",
    "MOPLMIDD", "MOPLLAAG", "MBERHOOG", "MBERZELF", "MBERBOER", "MBERMIDD", "MBERARBG",
    "MBERARBO", "MSKA", "MSKB1", "MSKB2", "MSKC", "MSKD", "MHHUUR", "MHKOOP", "MAUT1", "MAUT2",
    "MAUT0", "MZFONDS", "MZPART", "MINKM30", "MINK3045", "MINK4575", "MINK7512", "MINK123M",
    "MINKGEM", "MKOOPKLA",
)  # fmt: skip
FOLDS = 5
FIRST = (1, 3)  # products named
COIL = "CoIL Challenge 2000, winner: 121 of 238 policies among 800 of 4,000 customers (van der "\
    "Putten & van Someren 2000); a test part that is not in this file"  # fmt: skip


def measure(folder: Path) -> Found:
    """The caravan policy as one outcome; and each policy in turn as the hidden one."""
    from hengke.pipelines.evidence.files import columns, outcome
    from hengke.pipelines.evidence.propensities import figures

    read = columns(folder, FILE, numbers=(*SOCIAL, *PAID, *HELD), texts=(TARGET,))
    taken = outcome(folder / FILE, read, TARGET, yes=TAKEN, no=NOT_TAKEN)
    metrics, plain = figures(read, taken, kind=KIND)
    ours, popular = _next(read, taken)
    return Found(len(taken), {**metrics, **ours}, {**plain, **popular})


def _next(columns: Columns, taken: Flags) -> tuple[Figures, Figures]:
    """One policy of every customer with two or more hidden; named by what others hold (fifth of the
    customers by fifth, the rest to learn from), and by popularity."""
    import numpy as np

    from hengke.learning.next_product import fit_next_product, hidden, hits
    from hengke.learning.next_product_ranked import fit_ranked
    from hengke.learning.propensity_report import chosen

    products = (*HELD, TARGET)
    holdings = np.column_stack([*(columns[name] for name in HELD), taken.astype(np.float64)])
    social = {name: columns[name] for name in SOCIAL}
    fold = np.arange(len(taken)) % FOLDS
    found: dict[str, list[Floats]] = {}
    for number in range(FOLDS):
        rest, part = fold != number, fold == number
        left, rows, place = hidden(holdings[part], seed=number)
        items = fit_next_product(products, holdings[rest])
        ranked = fit_ranked(products, holdings[rest], chosen(social, rest))
        theirs = {name: values[part][rows] for name, values in social.items()}
        ways = {"": items.score(left), "_ranked": ranked.score(left, theirs),
                "_popular": items.popular(left)}  # fmt: skip
        for way, score in ways.items():
            for first in FIRST:
                named = hits(score, left, place, first=first)
                found.setdefault(f"hr_at_{first}{way}", []).append(named)
    rates = {key: float(np.concatenate(parts).mean()) for key, parts in found.items()}
    popular = {key: rates.pop(f"{key}_popular") for key in (f"hr_at_{one}" for one in FIRST)}
    return rates, popular | {f"{key}_ranked": rate for key, rate in popular.items()}


SET = DataSet(
    name="caravan",
    folder="caravan",
    title="Who takes one more policy",
    about="5,822 customers of an insurer: the policies they hold, what they pay for them, and 43 "
    "figures of their neighbourhood; 6 % have a caravan policy (CoIL Challenge 2000). Its "
    "propensity by boosted trees, five folds. And the next product: of each customer with two "
    "policies or more one is hidden, and named from the others.",
    plain=f"{PLAIN}; for the next product, what most customers hold",
    measure=measure,
    published={"share_of_takers_in_fifth": Published(121 / 238, COIL)},
    meanings=MEANINGS
    | {
        "share_of_takers_in_fifth": "Share of the takers among the best fifth of the list.",
        "hr_at_1": "Share of customers whose hidden policy is the first named, item to item.",
        "hr_at_3": "Share of customers whose hidden policy is among the first three named, item to "
        "item.",
        "hr_at_1_ranked": "The same by a propensity of each policy, from the others and the "
        "neighbourhood.",
        "hr_at_3_ranked": "The same among three: seconds where the closed form takes milliseconds.",
    },
)

"""Groceries: association rules against counts that everybody knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengke.pipelines.evidence.dataset import DataSet, Figures, Found, Published

if TYPE_CHECKING:
    from hengke.learning.associations import ProductSets
    from hengke.learning.evaluation import Numbers

FILE = "groceries.csv.gz"
BASKET, ITEM = "transaction_id", "item"
SUPPORT, CONFIDENCE, LIFT = 0.01, 0.5, 1.2
MOST_FREQUENT = 5
FIRST = 3
ARULES = "R package arules: summary of its Groceries data, and apriori at support 0.01 and "\
    "confidence 0.5"  # fmt: skip


def measure(folder: Path) -> Found:
    """Counts and rules of all baskets; and what pairs alone foretell of a hidden item."""
    import numpy as np

    from hengke.learning.association_baskets import from_rows
    from hengke.learning.associations import count_sets
    from hengke.pipelines.evidence.files import as_texts, read

    table = read(folder, FILE, expected=f"one row per {BASKET} and {ITEM}")
    _check(folder / FILE, set(table))
    names, item = np.unique(as_texts(table[ITEM]).astype(str), return_inverse=True)
    _, basket = np.unique(as_texts(table[BASKET]).astype(str), return_inverse=True)
    sets = count_sets(from_rows(names.tolist(), basket, item), support=SUPPORT)
    hits, popular = _hidden(basket, item, len(names))
    metrics = {
        "baskets": sets.baskets, "items": len(names), **_counts(sets, item), **_rules(sets),
        "hr_at_3": hits,
    }  # fmt: skip
    return Found(len(item), metrics, {"hr_at_3": popular, **_plain(sets)})


def _check(path: Path, there: set[str]) -> None:
    from hengke.kernel.errors import Refused

    for one in (BASKET, ITEM):
        if one not in there:
            raise Refused("{file} has no column {column}.", file=path, column=one,
                          next_step="Expected are the columns {columns}.",
                          columns=f"{BASKET}, {ITEM}")  # fmt: skip


def _counts(sets: ProductSets, item: Numbers) -> Figures:
    singles = sorted(sets.of_size(1).values(), reverse=True)[:MOST_FREQUENT]
    return {
        **{f"count_{place}": count for place, count in enumerate(singles, 1)},
        "count_of_pair": max(sets.of_size(2).values(), default=None),
        "frequent_pairs": len(sets.of_size(2)),
        "frequent_triples": len(sets.of_size(3)),
    }


def _rules(sets: ProductSets) -> Figures:
    from hengke.learning.association_rules import all_rules, useful

    rules = all_rules(sets)
    kept = useful(rules, lift=LIFT)
    return {
        "rules": len(rules),
        "rules_confidence_50": sum(rule.confidence >= CONFIDENCE for rule in rules),
        "rules_useful": len(kept),
        "highest_lift": max((rule.lift for rule in kept), default=None),
    }


def _plain(sets: ProductSets) -> Figures:
    """Rules by confidence alone, as one would without tests: at least as sure as the best guess."""
    from hengke.learning.association_rules import all_rules

    return {"rules_useful": sum(rule.lift >= LIFT for rule in all_rules(sets))}


def _hidden(basket: Numbers, item: Numbers, items: int) -> tuple[float | None, float | None]:
    """One item of every fifth basket hidden: is it among the first three that the others' baskets
    name, by the summed confidence of pairs; and by popularity?"""
    import numpy as np
    from scipy.sparse import csr_array

    lines = csr_array((np.ones(len(item)), (basket, item)), shape=(basket.max() + 1, items))
    lines.data[:] = 1.0
    held = np.arange(lines.shape[0]) % 5 == 0
    known, asked = lines[~held], lines[held & (lines.sum(axis=1) > 1)].toarray()
    if not len(asked):
        return None, None
    hidden = _drawn(asked)
    asked[np.arange(len(asked)), hidden] = 0
    pairs = (known.T @ known).toarray()
    single = pairs.diagonal().copy()
    np.fill_diagonal(pairs, 0)
    confidence = pairs / np.maximum(single, 1)[:, None]
    named, popular = (
        _hit(np.where(asked > 0, -1.0, score), hidden)
        for score in (asked @ confidence, np.broadcast_to(single, asked.shape))
    )
    return named, popular


def _drawn(asked: Numbers) -> Numbers:
    """The place of one item of each basket, each as likely as the others."""
    import numpy as np

    chance = np.random.default_rng(0).random(asked.shape)
    return np.asarray(np.where(asked > 0, chance, -1.0).argmax(axis=1))


def _hit(score: Numbers, hidden: Numbers) -> float:
    import numpy as np

    first = np.argsort(-score, axis=1, kind="stable")[:, :FIRST]
    return float((first == hidden[:, None]).any(axis=1).mean())


SET = DataSet(
    name="basket_groceries",
    folder="basket_groceries",
    title="What comes together in a basket",
    about="A month of a grocer's till: 9,835 baskets of 169 kinds of goods (Hahsler et al. 2006). "
    "Exact counts of single goods, pairs and triples at a support of 1 %, rules from them, and "
    "those of use: lift of 1.2 or more, not by chance (false discovery rate 5 %), and more than "
    "any shorter rule says.",
    plain="the goods bought most; rules by lift alone, without a test",
    measure=measure,
    published={
        "baskets": Published(9835, ARULES),
        "items": Published(169, ARULES),
        **{
            f"count_{place}": Published(count, ARULES)
            for place, count in enumerate((2513, 1903, 1809, 1715, 1372), 1)
        },
        "count_of_pair": Published(736, ARULES),
        "rules_confidence_50": Published(15, ARULES),
    },
    meanings={
        "baskets": "Baskets.",
        "items": "Kinds of goods.",
        "count_1": "Baskets with the most frequent of them (whole milk).",
        **{f"count_{place}": f"With number {place}." for place in range(2, MOST_FREQUENT + 1)},
        "count_of_pair": "With the most frequent pair.",
        "frequent_pairs": "Pairs in at least one basket of a hundred.",
        "frequent_triples": "Triples.",
        "rules": "Rules of one or two goods to one that these allow; all are tested.",
        "rules_confidence_50": "Those that hold in at least half of the cases.",
        "rules_useful": "Those of use.",
        "highest_lift": "The strongest of them.",
        "hr_at_3": "A hidden item of a fifth of the baskets is among the first three named, by the "
        "pairs of the other baskets.",
    },
)

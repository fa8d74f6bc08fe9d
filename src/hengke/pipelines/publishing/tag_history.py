"""The history of tags: a row per customer and day on which the tags shown became others.

It grows in the workbench, from run shown to run shown, so that a result of the lake depends on no
run before it. What was written for the day of the run or a later one is found anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from hengke.pipelines.publishing.changes import CHANGED, NEW
from hengke.pipelines.publishing.store import Store
from hengke.pipelines.publishing.tables import STAGING, TAG_COUNTS, TAGS

TABLE, TURNS = "tagging_history", "tagging_turn"
TODAY = f"(SELECT as_of FROM {STAGING}.runs WHERE is_current)"


def exchanged(store: Store, *, as_changes: bool) -> Iterator[str]:
    """Within the switch, after the tags and before the list of runs, which still tells of the run
    that goes. A later business date than the shown one's looks at what differs only."""
    differing = as_changes and _is_later(store)
    if not differing:
        yield f"DELETE FROM {TABLE} WHERE since >= {TODAY}"
        yield f"DELETE FROM {TURNS} WHERE since >= {TODAY}"
    yield _found(_DIFFERING if differing else "")
    yield TURNED


_DIFFERING = f"""
    AND t.customer_id IN (SELECT customer_id FROM {STAGING}.{TAGS.gold}_{NEW}
        UNION ALL SELECT customer_id FROM {STAGING}.{TAGS.gold}_{CHANGED})
"""


def _is_later(store: Store) -> bool:
    ahead = store.read(
        f"SELECT 1 FROM imports_run p JOIN {STAGING}.runs s ON s.is_current "
        "WHERE p.is_current AND p.as_of < s.as_of"
    )
    return bool(ahead)


def _found(among: str) -> str:
    """`before` is null where nothing was known of the customer before."""
    return f"""
    INSERT INTO {TABLE} (customer_id, since, run_id, codes_before, codes)
    SELECT t.customer_id, t.as_of, t.run_id, h.codes, t.codes FROM {TAGS.table} t
    LEFT JOIN {TABLE} h ON h.customer_id = t.customer_id AND h.since =
        (SELECT max(x.since) FROM {TABLE} x WHERE x.customer_id = t.customer_id)
    WHERE (h.codes IS NULL OR h.codes <> t.codes) {among}
    """


def _has(column: str, sign: str) -> str:
    """Is the code among the list? Not with LIKE: there _ stands for any sign."""
    return f"replace(h.{column}, ' ' || t.code || ' ', '') {sign} h.{column}"


def _turned(gained: bool) -> str:
    now, before = ("<>", "=") if gained else ("=", "<>")
    return f"""(SELECT count(*) FROM {TABLE} h WHERE h.since = {TODAY}
        AND h.codes_before IS NOT NULL AND {_has("codes", now)}
        AND {_has("codes_before", before)})"""


TURNED = f"""
INSERT INTO {TURNS} (code, since, run_id, gained, lost)
SELECT t.code, t.as_of, t.run_id, {_turned(True)}, {_turned(False)} FROM {TAG_COUNTS.table} t
WHERE EXISTS (SELECT 1 FROM {TABLE} h WHERE h.since < {TODAY})
"""
"""How many gained and lost each tag; nothing where there is nothing to compare with."""

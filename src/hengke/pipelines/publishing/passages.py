"""Each customer's way between the last two assessments of a policy: the migration, row by row.

Derived from the assessments that the run stands on, in the engine that reads them in a second; the
workbench would look up a million customers one by one. Exchanged in the same switch as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengke.pipelines.home import Home
from hengke.pipelines.lake import AssessmentEntry
from hengke.pipelines.publishing.reading import Results, source
from hengke.pipelines.publishing.selection import Selection
from hengke.pipelines.publishing.store import Store
from hengke.pipelines.publishing.tables import NO_BRANCH, STAGING

if TYPE_CHECKING:
    import pyarrow as pa

NAME, TABLE = "passages", "tiering_passage"
COLUMNS = (
    "policy", "customer_id", "run_id", "first_on", "last_on", "arrived", "effective_before",
    "effective_after", "assessed_before", "assessed_after", "value_before_minor",
    "value_after_minor", "aum_minor",
)  # fmt: skip
NOBODY = """
    SELECT '' AS policy, '' AS customer_id, '' AS run_id, DATE '2000-01-01' AS first_on,
    DATE '2000-01-01' AS last_on, false AS arrived, '' AS effective_before, '' AS effective_after,
    '' AS assessed_before, '' AS assessed_after, CAST(0 AS BIGINT) AS value_before_minor,
    CAST(0 AS BIGINT) AS value_after_minor, CAST(0 AS BIGINT) AS aum_minor WHERE false
"""


def load(home: Home, store: Store, results: Results, selection: Selection, *, anew: bool) -> int:
    """Fill staging; a policy that was assessed once has no passage yet.

    Between two assessment dates the passages stay as they are shown, unless `anew`.
    """
    pairs = {first.policy: (first, last) for first, last in _last_two(selection)}
    again = [name for name, pair in pairs.items() if anew or not _is_shown(store, *pair)]
    query = " UNION ALL ".join(_passages(home, *pairs[name]) for name in again) or NOBODY
    kept = [name for name in pairs if name not in again]
    store.stage(f"{NAME}_kept", results.reader(_listed(kept)), key=("policy",))
    return store.stage(NAME, _stream(results, query, store), key=("policy", "customer_id"))


def exchanged() -> list[str]:
    """Within the switch, after the customers: who may see a passage is copied from them."""
    columns = ", ".join(COLUMNS)
    values = ", ".join(f"s.{column}" for column in COLUMNS)
    return [
        f"DELETE FROM {TABLE} WHERE policy NOT IN (SELECT policy FROM {STAGING}.{NAME}_kept)",
        f"INSERT INTO {TABLE} ({columns}, branch_id, manager_id) "
        f"SELECT {values}, coalesce(c.branch_id, '{NO_BRANCH}'), coalesce(c.manager_id, '') "
        f"FROM {STAGING}.{NAME} s LEFT JOIN customers_customer c ON c.customer_id = s.customer_id",
    ]


def _is_shown(store: Store, first: AssessmentEntry, last: AssessmentEntry) -> bool:
    """A policy's passages are written together, so that one row tells of all."""
    shown = store.read(
        f"SELECT first_on, last_on, run_id FROM {TABLE} WHERE policy = ? LIMIT 1", (first.policy,)
    )
    wanted = (first.assessed_on, last.assessed_on, _runs(first, last))
    return [tuple(map(str, row)) for row in shown] == [wanted]


def _runs(first: AssessmentEntry, last: AssessmentEntry) -> str:
    """The runs that decided the two dates."""
    return f"{first.run_id} {last.run_id}"


def _listed(policies: list[str]) -> str:
    rows = " UNION ALL ".join(f"SELECT {_text(name)} AS policy" for name in policies)
    return rows or "SELECT '' AS policy WHERE false"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _last_two(selection: Selection) -> list[tuple[AssessmentEntry, AssessmentEntry]]:
    by_policy: dict[str, list[AssessmentEntry]] = {}
    for entry in selection.assessments:  # oldest first
        by_policy.setdefault(entry.policy, []).append(entry)
    return [(found[-2], found[-1]) for found in by_policy.values() if len(found) > 1]


def _passages(home: Home, first: AssessmentEntry, last: AssessmentEntry) -> str:
    before, after = (source([home.lake / one.path]) for one in (first, last))
    return f"""
    SELECT {_text(first.policy)} AS policy, customer_id, {_text(_runs(first, last))} AS run_id,
        DATE '{first.assessed_on}' AS first_on, DATE '{last.assessed_on}' AS last_on,
        b.policy IS NULL AS arrived,
        b.effective_tier AS effective_before, a.effective_tier AS effective_after,
        b.assessed_tier AS assessed_before, a.assessed_tier AS assessed_after,
        b.value_minor AS value_before_minor, a.value_minor AS value_after_minor, b.aum_minor
    FROM {before} b FULL JOIN {after} a USING (customer_id)
    """


def _stream(results: Results, query: str, store: Store) -> pa.RecordBatchReader:
    """Dates and truths as the database's own driver would store them."""
    day, truth = ("VARCHAR", "BIGINT") if store.dates_as_text else ("DATE", "BOOLEAN")
    kinds = {"first_on": day, "last_on": day, "arrived": truth}
    columns = ", ".join(
        f"CAST({name} AS {kinds[name]}) AS {name}" if name in kinds else name for name in COLUMNS
    )
    return results.reader(f"SELECT {columns} FROM ({query}) ORDER BY policy, customer_id")

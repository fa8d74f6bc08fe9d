"""The books of branches and managers, with customers who were handed over since the file.

A hand-over moves a customer and the assets from one book to the other at every point of the trend
at which they are known: month ends and the business date from `asset_points`, Sundays from the
trend of a position (`engine.features.figures.weeks_to`). What single customers contribute to the
daily average of deposits is not published: that average stays in the book that the bank's file
names, so the branch's sum is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hengke.pipelines.publishing.reading import Results

if TYPE_CHECKING:
    import pyarrow as pa

Assigned = Sequence[tuple[str, str, str]]
"""Customer, branch, manager: what people decided."""

BOOKS = """
WITH moved AS (
    SELECT c.customer_id, c.branch_id AS from_branch, c.manager_id AS from_manager,
        a.branch_id AS to_branch, a.manager_id AS to_manager
    FROM customer_records c JOIN assigned a USING (customer_id)
    WHERE c.branch_id <> a.branch_id OR c.manager_id <> a.manager_id
),
weeks AS (
    SELECT customer_id, any_value(as_of) AS as_of,
        any_value(from_json(trend, '["BIGINT"]')) AS assets
    FROM positions SEMI JOIN moved USING (customer_id) WHERE trend IS NOT NULL GROUP BY customer_id
),
assets AS (
    SELECT customer_id, point_on, aum_minor FROM asset_points SEMI JOIN moved USING (customer_id)
    UNION ALL
    SELECT customer_id,
        as_of - CAST(isodow(as_of) + 7 * (len(assets) - 1 - week) AS INTEGER) AS point_on,
        assets[week] AS aum_minor
    FROM (SELECT *, unnest(range(1, len(assets) + 1)) AS week FROM weeks)
    WHERE week < len(assets)
),
once AS (  -- a week may end on a month end: the customer is counted once
    SELECT customer_id, point_on, max(aum_minor) AS aum_minor FROM assets
    SEMI JOIN book_points USING (point_on) WHERE aum_minor IS NOT NULL GROUP BY ALL
),
parts AS (
    SELECT branch_id, manager_id, point_on, customers, aum_minor, deposit_average_minor,
        false AS changed FROM book_points
    UNION ALL
    SELECT from_branch, from_manager, point_on, -1, -aum_minor, NULL, true
    FROM once JOIN moved USING (customer_id)
    UNION ALL
    SELECT to_branch, to_manager, point_on, 1, aum_minor, NULL, true
    FROM once JOIN moved USING (customer_id)
),
stamp AS (SELECT any_value(as_of) AS as_of, any_value(known_at) AS known_at,
    any_value(run_id) AS run_id FROM book_points)
SELECT branch_id, manager_id, point_on,
    CAST(sum(customers) AS BIGINT) AS customers,
    CASE WHEN sum(customers) > 0 OR bool_or(changed)
        THEN CAST(sum(aum_minor) AS BIGINT) END AS aum_minor,
    CAST(sum(deposit_average_minor) AS BIGINT) AS deposit_average_minor,
    as_of, known_at, run_id
FROM parts CROSS JOIN stamp
GROUP BY ALL HAVING sum(customers) > 0 OR NOT bool_or(changed)
    OR count(deposit_average_minor) > 0
ORDER BY branch_id, manager_id, point_on
"""


def book_points(results: Results, assigned: Assigned) -> pa.Table:
    """BOOK_POINTS to be staged, from the results' views and the decisions that people made."""
    results.listed("assigned", ("customer_id", "branch_id", "manager_id"), assigned)
    return results.frame(BOOKS)

"""SQL that puts a staged table in the place of a published one, in the words of both databases."""

from __future__ import annotations

from hengke.pipelines.publishing.tables import NO_BRANCH, STAGING, Published


def replaced(table: Published) -> list[str]:
    return [f"DELETE FROM {table.table}", inserted(table)]


def inserted(table: Published, *, source: str = "") -> str:
    """All rows of `source`, the staged table unless another is named."""
    columns = ", ".join(table.columns)
    values = ", ".join(f"s.{column}" for column in table.columns)
    staged = f"{STAGING}.{source or table.gold} s"
    if not table.scoped:
        return f"INSERT INTO {table.table} ({columns}) SELECT {values} FROM {staged}"
    return (
        f"INSERT INTO {table.table} ({columns}, branch_id, manager_id) "
        f"SELECT {values}, coalesce(c.branch_id, '{NO_BRANCH}'), coalesce(c.manager_id, '') "
        f"FROM {staged} LEFT JOIN customers_customer c ON c.customer_id = s.customer_id"
    )

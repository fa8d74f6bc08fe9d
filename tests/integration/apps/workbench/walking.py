"""Walks a list of customers page by page, as a reader would."""

from __future__ import annotations


def numbers(answer) -> list[str]:
    return [row.customer.pk for row in answer.context["rows"]]


def walked(client, address: str = "/customers/", way: str = "after") -> list[str]:
    """Every customer of the list, page by page."""
    seen: list[str] = []
    here = address
    while here:
        answer = client.get(here)
        seen += numbers(answer)
        cursor = getattr(answer.context["found"].page, way)
        joint = "&" if "?" in address else "?"
        here = f"{address}{joint}{way}={cursor}" if cursor else ""
    return seen

"""The radar as CSV: the columns that `hengke tiers radar --csv` writes, in the same order.

Money in major units with two decimals, unknown as an empty cell. Written to a file that spills to
disk, inside the request's transaction: one run, constant memory.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from itertools import islice
from typing import IO, Any

from django.db.models import QuerySet

from hengke.apps.tiering import reason_text
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.models import Position
from hengke.apps.tiering.queries import without_predictions
from hengke.kernel import cells
from hengke.web import amounts

COLUMNS = (
    "customer_id", "assessed_tier", "effective_tier", "average_so_far", "gap_to_keep",
    "needed_for_rest", "fails_used", "fails_allowed", "next_change_on", "next_tier",
    "fall_probability", "reasons",
)  # fmt: skip
AT_ONCE = 500  # as many as one condition on numbers takes on every database
IN_MEMORY = 4 * 1024 * 1024
MARK = "\ufeff"  # spreadsheets take a CSV without it for the system's own encoding


def written(
    rows: QuerySet[Position],
    ladder: Ladder,
    *,
    taken: Callable[[int], Sequence[str]],
    most: int | None = None,
) -> tuple[IO[bytes], int]:
    """The file, ready to be read from its start, and its customers: `most` at most. `taken` writes
    down that so many rows were taken, and gives the last row, which says so."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)  # type: ignore[type-var]
    text.write(MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    positions = rows.order_by("customer_id")[:most].iterator(chunk_size=AT_ONCE)
    while some := without_predictions(islice(positions, AT_ONCE)):
        for position in some:
            writer.writerow([cells.safe(value) for value in _values(position, ladder)])
        count += len(some)
    writer.writerow(taken(count))
    text.detach()
    file.seek(0)
    return file, count


def _values(one: Position, ladder: Ladder) -> list[Any]:
    return [
        one.customer_id,
        one.assessed_tier,
        one.effective_tier,
        amounts.in_a_file(one.average_so_far_minor),
        amounts.in_a_file(one.gap_to_keep_minor),
        amounts.in_a_file(one.needed_for_rest_minor),
        one.fails_used,
        one.fails_allowed,
        one.next_change_on,
        one.next_tier,
        "" if one.fall_probability is None else f"{one.fall_probability:.6f}",
        "; ".join(reason_text.sentences(one, ladder)),
    ]

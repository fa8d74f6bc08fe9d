"""Seal columns of rows that are read, batch by batch in memory; of large files on every core.

Of a column `X` that becomes an identifier of kind `k` as it is, there are then also
`_print.X.<index>` with its fingerprints, `_unsound.X.k`: the text cannot be taken, and, of kinds
that have a form, `_flaw.X.k`: why it cannot be right.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

import pyarrow as pa
import pyarrow.compute as pc

from hengke.pipelines.home import Home
from hengke.pipelines.intake.handling import Treatment
from hengke.pipelines.intake.sql_text import BLANKS
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.protection import validity
from hengke.pipelines.protection.identifiers import KEYS
from hengke.pipelines.protection.ring import IDENTIFIERS, INDEX, Key, Ring

SPOILT = "^[0-9]([.][0-9]+)?[eE][+][0-9]+$"
WIDE = "[０-９]"
OF_DIGITS = ("id_number", "phone", "card")
BROKEN = "\ufffd"
LARGE = 8 << 20
"""Files from this size on are worth the start of further processes."""
WAITING_PER_PROCESS = 2
EXACT_BELOW = 1e15

Columns = dict[str, pa.Array]


def print_name(column: str, key: str) -> str:
    return f"_print.{column}.{key}"


def unsound_name(column: str, kind: str) -> str:
    return f"_unsound.{column}.{kind}"


def flaw_name(column: str, kind: str) -> str:
    return f"_flaw.{column}.{kind}"


def added(treatment: Treatment) -> list[tuple[str, pa.DataType]]:
    """The columns that a sealed file has besides its own."""
    found: list[tuple[str, pa.DataType]] = []
    for column, kinds in treatment.kinds.items():
        for kind in kinds:
            found += [(print_name(column, key), pa.string()) for key in KEYS[kind]]
            found.append((unsound_name(column, kind), pa.bool_()))
            if kind in validity.CHECKS:
                found.append((flaw_name(column, kind), pa.string()))
    return found


def sealed(columns: Columns, treatment: Treatment, vault: Vault) -> Columns:
    """The sealed columns of one batch, and what is added for them."""
    found: Columns = {}
    for column in treatment.sealed:
        texts = cleaned(columns[column], treatment.null_values).dictionary_encode()
        distinct, places = texts.dictionary.to_pylist(), texts.indices
        found[column] = _placed(vault.sealer.seal_all(distinct), places)
        for kind in treatment.kinds.get(column, ()):
            prints = vault.fingerprints.all(kind, distinct)
            for key, values in zip(KEYS[kind], prints, strict=True):
                found[print_name(column, key)] = _placed(values, places)
            found[unsound_name(column, kind)] = pc.fill_null(
                pc.take(_unsound(texts.dictionary, kind), places), False
            )
            if kind in validity.CHECKS:
                wrong = validity.flaws(kind, distinct)
                found[flaw_name(column, kind)] = _placed(wrong, places)
    return found


def _placed(distinct: Sequence[str | None], places: pa.Array) -> pa.Array:
    return pc.take(pa.array(distinct, pa.string()), places)


def cleaned(cells: pa.Array, null_values: Sequence[str]) -> pa.Array:
    """As `sql_text.clean` reads a cell: without blanks around, words for nothing are null."""
    texts = pc.utf8_trim(_as_text(cells), characters=BLANKS)
    nothing = pa.array(["", *null_values], pa.string())
    return pc.if_else(pc.is_in(texts, value_set=nothing), pa.scalar(None, pa.string()), texts)


def _as_text(cells: pa.Array) -> pa.Array:
    if pa.types.is_string(cells.type):
        return cells
    if pa.types.is_floating(cells.type):
        return pa.array([_number_text(number) for number in cells.to_pylist()], pa.string())
    if pa.types.is_nested(cells.type) or pa.types.is_binary(cells.type):
        told = (None if cell is None else str(cell) for cell in cells.to_pylist())
        return pa.array(told, pa.string())
    return cells.cast(pa.string())


def _number_text(number: float | None) -> str | None:
    """A telephone number that a data frame took for a measure; NaN is its empty cell."""
    if number is None or number != number:
        return None
    if abs(number) >= EXACT_BELOW:
        return repr(number)
    return f"{number:.10f}".rstrip("0").rstrip(".")


def _unsound(texts: pa.Array, kind: str) -> pa.Array:
    """Rounded by a spreadsheet, of a broken encoding, or with digits of another width."""
    bad = pc.or_(pc.match_substring_regex(texts, SPOILT), pc.match_substring(texts, BROKEN))
    return pc.or_(bad, pc.match_substring_regex(texts, WIDE)) if kind in OF_DIGITS else bad


def sealed_in_order(
    batches: Iterable[Columns], treatment: Treatment, vault: Vault, *, size: int
) -> Iterator[tuple[Columns, Columns]]:
    """Each batch with its sealed columns. Of large files some are under way at once."""
    processes = os.cpu_count() or 1
    if size < LARGE or processes < 2 or not treatment.sealed:
        for columns in batches:
            yield columns, sealed(columns, treatment, vault)
        return
    with _pool(vault, processes) as pool:
        waiting: deque[tuple[Columns, Future[Columns]]] = deque()
        for columns in batches:
            wanted = {name: columns[name] for name in treatment.sealed}
            waiting.append((columns, pool.submit(_sealed_there, wanted, treatment)))
            if len(waiting) > WAITING_PER_PROCESS * processes:
                done, answer = waiting.popleft()
                yield done, answer.result()
        for done, answer in waiting:
            yield done, answer.result()


def _pool(vault: Vault, processes: int) -> ProcessPoolExecutor:
    """Fresh processes: a fork of one that runs an engine's threads may hang. They get the keys
    through a pipe, never through a file."""
    ring = vault.ring
    secrets = {key: ring.secret(key.id) for key in (ring.active(IDENTIFIERS), ring.active(INDEX))}
    return ProcessPoolExecutor(
        processes, mp_context=get_context("forkserver"), initializer=_begin,
        initargs=(ring.home, secrets),
    )  # fmt: skip


_THERE: dict[str, Vault] = {}


def _begin(home: Home, secrets: Mapping[Key, bytes]) -> None:
    _THERE["vault"] = Vault(Ring.of_secrets(home, secrets))


def _sealed_there(columns: Columns, treatment: Treatment) -> Columns:
    return sealed(columns, treatment, _THERE["vault"])

"""Functions of the import's DuckDB that open, seal and fingerprint, a vector of values at a time.

They are for rules that compute with an identifier. What they open lives inside one streaming
statement; nothing that DuckDB keeps or spills to disk holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from hengke.pipelines.intake.shown_values import shown_value
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.protection import validity
from hengke.pipelines.protection.identifiers import KEYS

OPEN, SEAL, SHOWN = "hk_open", "hk_seal", "hk_shown"
Texts = list[str | None]


def opened(expression: str) -> str:
    """SQL: the plain text of a token."""
    return f"{OPEN}({expression})"


def sealed(expression: str) -> str:
    """SQL: the token of a plain text."""
    return f"{SEAL}({expression})"


def fingerprint(key: str, expression: str) -> str:
    """SQL: the fingerprint of a plain text under one index."""
    return f"hk_{key}({expression})"


def flaw(kind: str, expression: str) -> str:
    """SQL: what is wrong with a plain text as an identifier of a kind; null where nothing is."""
    return f"hk_flaw_{kind}({expression})"


def shown(table: str, column: str, value: str) -> str:
    """SQL: a value as people may see it."""
    return f"{SHOWN}({table}, {column}, {value})"


def register(connection: Any, vault: Vault) -> None:
    def make(name: str, of: Callable[[Texts], Texts], *, nulls: str = "default") -> None:
        """`nulls`: "special" where a text may have no answer, as the tail of a short number."""

        def vector(cells: pa.Array | pa.ChunkedArray) -> pa.Array:
            return pa.array(of(cells.to_pylist()), pa.string())

        connection.create_function(
            name, vector, ["VARCHAR"], "VARCHAR", type="arrow", null_handling=nulls
        )

    make(OPEN, lambda texts: [vault.opened(text) for text in texts])
    make(SEAL, lambda texts: vault.sealer.seal_all(texts))
    for kind, keys in KEYS.items():
        for place, key in enumerate(keys):
            make(f"hk_{key}", _prints(vault, kind, place), nulls="special")

    for kind in validity.CHECKS:
        make(f"hk_flaw_{kind}", _flaws(kind), nulls="special")

    def show(tables: Any, columns: Any, values: Any) -> pa.Array:
        rows = zip(tables.to_pylist(), columns.to_pylist(), values.to_pylist(), strict=True)
        return pa.array([shown_value(vault, *row) for row in rows], pa.string())

    connection.create_function(SHOWN, show, ["VARCHAR"] * 3, "VARCHAR", type="arrow")


def _prints(vault: Vault, kind: str, place: int) -> Callable[[Texts], Texts]:
    return lambda texts: vault.fingerprints.all(kind, texts)[place]


def _flaws(kind: str) -> Callable[[Texts], Texts]:
    return lambda texts: validity.flaws(kind, texts)

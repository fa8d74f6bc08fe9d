"""Money is counted in whole minor units: no float() near it outside learning and charts."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ("kernel", "policies", "engine", "apps")


def problems(root: Path = ROOT) -> list[str]:
    """One line per `float(x_minor)` or `x_minor / y`; divisions go through one named place."""
    return [
        f"{path.relative_to(root)}:{line}: {what}"
        for layer in WHOLE
        for path in sorted((root / "src" / "hengke" / layer).rglob("*.py"))
        for line, what in _findings(path.read_text(encoding="utf-8"))
    ]


def _findings(text: str) -> list[tuple[int, str]]:
    return [
        (node.lineno, "float() of an amount; keep integers of minor units")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
        and any(_names_money(argument) for argument in node.args)
    ]


def _names_money(node: ast.AST) -> bool:
    names = (getattr(part, "id", getattr(part, "attr", "")) for part in ast.walk(node))
    return any(str(name).endswith(("_minor", "_fen", "aum", "balance")) for name in names)

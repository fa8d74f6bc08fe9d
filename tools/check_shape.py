"""How the code is cut: short modules, no homeless functions, a README per app (docs/map.md)."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPLIT_AT = 400  # lines; 600 with a reason in the first line
REASONED_LIMIT = 600
LONGEST_FUNCTION = 60  # lines; p90 is under 30, this only stops the runaway
HOMELESS = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}


def problems(root: Path = ROOT) -> list[str]:
    """One line per module, function or app that is out of shape."""
    source = root / "src" / "hengke"
    modules = [path for path in sorted(source.rglob("*.py")) if "migrations" not in path.parts]
    return [
        *(line for path in modules for line in _module(path, root)),
        *_apps_without_readme(source / "apps", root),
    ]


def _module(path: Path, root: Path) -> list[str]:
    name = path.relative_to(root)
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    found = [f"{name}: a {path.name} hides a missing noun"] if path.name in HOMELESS else []
    limit = REASONED_LIMIT if "long because" in text[:200] else SPLIT_AT
    if lines > limit:
        found.append(f"{name}: {lines} lines; split by noun at {limit}")
    return found + [f"{name}:{problem}" for problem in _long_functions(text)]


def _long_functions(text: str) -> list[str]:
    functions = (
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [
        f"{node.lineno}: {node.name} has {length} lines"
        for node in functions
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]


def _apps_without_readme(apps: Path, root: Path) -> list[str]:
    folders = [path.parent for path in sorted(apps.glob("*/apps.py"))]
    return [
        f"{folder.relative_to(root)}: no README.md (what for, door, tables, what it must not know)"
        for folder in folders
        if not (folder / "README.md").exists()
    ]

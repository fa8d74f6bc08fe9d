"""The locks must hold what pyproject.toml asks for, with hashes, and name no registry host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS: dict[str, tuple[str, ...]] = {
    "runtime.lock": (),
    "dev.lock": ("dev",),
    "full.lock": ("dev", "spark", "postgres"),
}
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<marker>[^\\]*)")


def problems(root: Path = ROOT) -> list[str]:
    """One line per lock that is behind pyproject.toml or not installable as it stands."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: list[str] = []
    for lock, extras in LOCKS.items():
        text = (root / "requirements" / lock).read_text(encoding="utf-8")
        wanted = [*project["dependencies"]]
        for extra in extras:
            wanted += project["optional-dependencies"][extra]
        found += [f"requirements/{lock}: {problem}" for problem in _of_lock(text, wanted)]
    return found


def _of_lock(text: str, wanted: list[str]) -> list[str]:
    pins = _pins(text)
    behind = [
        f"{line!r} is not met by {sorted(pins.get(_key(line), []))}; run make lock"
        for line in wanted
        if not _met(Requirement(line), pins.get(_key(line), []))
    ]
    unhashed = [f"{name} has no hash" for name in pins if f"{name}==" not in _hashed(text)]
    hosts = ["an address of a registry is named"] if re.search(r"https?://|file:", text) else []
    return behind + unhashed + hosts


def _pins(text: str) -> dict[str, list[str]]:
    pins: dict[str, list[str]] = {}
    for line in text.splitlines():
        if match := PIN.match(line):
            pins.setdefault(canonicalize_name(match["name"]), []).append(match["version"])
    return pins


def _hashed(text: str) -> str:
    """Only those pins whose next line is a hash."""
    return "\n".join(re.findall(r"^(\S+==)[^\n]*\\\n\s+--hash=sha256:", text, flags=re.MULTILINE))


def _key(line: str) -> str:
    return canonicalize_name(Requirement(line).name)


def _met(requirement: Requirement, versions: list[str]) -> bool:
    return bool(versions) and all(version in requirement.specifier for version in versions)

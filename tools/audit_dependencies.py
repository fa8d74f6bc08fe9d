"""`make audit`: known weaknesses of what the locks install, asked of an advisory service (OSV).

Nothing is ever "clean" that was not answered for: where no service answers, the result is
"not checked", with an exit code of its own. `HENGKE_ADVISORIES` names the bank's own mirror.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "full.lock"
CLEAN, WEAK, NOT_CHECKED = 0, 1, 3
PATIENCE = 15  # seconds for one answer
ADVISORIES = "HENGKE_ADVISORIES"


@dataclass(frozen=True)
class Verdict:
    """`weak` is `name version: advisory`; `unanswered` names what nobody said anything about."""

    asked: int
    weak: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def code(self) -> int:
        if self.weak:
            return WEAK
        return NOT_CHECKED if self.unanswered or self.reason or not self.asked else CLEAN


def audited(lock: Path = LOCK, *, environment: Mapping[str, str] = os.environ) -> Verdict:
    """Ask about every locked release; nothing is installed for it."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip",
        "--require-hashes", "--vulnerability-service", "osv", "--format", "json",
        "--progress-spinner", "off", "--timeout", str(PATIENCE),
    ]  # fmt: skip
    if service := environment.get(ADVISORIES):
        command += ["--osv-url", service]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=dict(environment)
    )
    try:
        return _understood(json.loads(done.stdout))
    except (ValueError, KeyError, TypeError):
        return Verdict(0, reason=_last_line(done.stderr))


def _understood(told: dict[str, Any]) -> Verdict:
    weak, unanswered = [], []
    for one in told["dependencies"]:
        if "skip_reason" in one:
            unanswered.append(f"{one['name']}: {one['skip_reason']}")
            continue
        for advisory in one["vulns"]:
            mended = ", ".join(advisory.get("fix_versions", ())) or "no release yet"
            weak.append(f"{one['name']} {one['version']}: {advisory['id']} (mended in {mended})")
    return Verdict(len(told["dependencies"]), weak, unanswered)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "the audit said nothing"


def main() -> int:
    verdict = audited()
    for line in verdict.weak:
        print(f"weak: {line}")
    for line in verdict.unanswered:
        print(f"not checked: {line}")
    if verdict.code == NOT_CHECKED:
        print(f"NOT CHECKED: no advisory service answered. {verdict.reason}".strip())
        print(f"  Next: run it where one is reachable, or name a mirror with {ADVISORIES}=URL.")
    elif verdict.code == WEAK:
        print(f"{len(verdict.weak)} known weaknesses in {verdict.asked} locked packages.")
    else:
        print(f"No known weakness in {verdict.asked} locked packages, as of now.")
    return verdict.code


if __name__ == "__main__":
    sys.exit(main())

"""Who runs with whom when several processes share the tests; read off the address of a test alone.

Spark's are one group: a process has one session at most, and one Java machine is enough. Those of
the browser share a served bank. A home of an earlier release is a group of its own. All others stay
together by file, as their fixtures do.
"""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling

RELEASE = re.compile(r"\[\d+\.\d+\.\d+")


class ByWhatIsShared(LoadScopeScheduling):
    """One group is handed to one process, whole."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(nodeid: str) -> str:
    file, _, test = nodeid.partition("::")
    if "spark" in file or "spark" in re.split(r"[][_-]", test):
        return "spark"
    if file.startswith("tests/integration/upgrades/") and (release := RELEASE.search(test)):
        return f"{file}{release[0]}"
    return "browser" if file.startswith("tests/functional/") else file

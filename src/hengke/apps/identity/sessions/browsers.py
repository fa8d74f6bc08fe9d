"""What a browser calls itself, in two words: enough to recognise the own one in a list."""

from __future__ import annotations

import re

BROWSERS = (
    ("Edge", r"Edg/(\d+)"), ("Opera", r"OPR/(\d+)"), ("360", r"(?:QIHU 360|360SE|360EE)()"),
    ("Firefox", r"Firefox/(\d+)"), ("Chrome", r"Chrom(?:e|ium)/(\d+)"),
    ("Safari", r"Version/(\d+)"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS|OpenHarmony"), ("Android", "Android"), ("iOS", "iPhone|iPad"),
    ("Windows", "Windows"), ("macOS", "Mac OS X"), ("UOS", "UOS|Uos"), ("Linux", "Linux|X11"),
)  # fmt: skip


def called(agent: str) -> str:
    """ "Chrome 131 · Windows"; the first characters of what nobody here knows."""
    found = ((name, re.search(said, agent)) for name, said in BROWSERS)
    browser = next((f"{name} {match[1]}".strip() for name, match in found if match), "")
    system = next((name for name, said in SYSTEMS if re.search(said, agent)), "")
    return " · ".join(part for part in (browser, system) if part) or agent[:40] or "–"

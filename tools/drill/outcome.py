"""What came of one drill, and many of them as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`clear`: no traceback was shown; `served`: readers saw the last good run meanwhile;
    `healed`: the next command put all right, to the bytes of an undisturbed one."""

    drill: str
    point: str
    said: str
    clear: bool
    served: bool
    healed: bool

    @property
    def passed(self) -> bool:
        return self.clear and self.served and self.healed

    def line(self) -> str:
        words = [
            ("not clear", self.clear),
            ("not served", self.served),
            ("not healed", self.healed),
        ]
        wrong = ", ".join(word for word, good in words if not good)
        return f"{self.drill:<24} {self.point:<44} {wrong or 'healed':<12} {self.said}"


def table(outcomes: Sequence[Outcome]) -> str:
    """Per drill: times, and how often each promise was kept."""
    head = f"{'drill':<24}{'times':>7}{'clear':>7}{'served':>8}{'healed':>8}"
    lines = [head, "-" * len(head)]
    times = Counter(one.drill for one in outcomes)
    for drill, count in times.items():
        ours = [one for one in outcomes if one.drill == drill]
        kept = (sum(getattr(one, word) for one in ours) for word in ("clear", "served", "healed"))
        clear, served, healed = kept
        lines.append(f"{drill:<24}{count:>7}{clear:>7}{served:>8}{healed:>8}")
    said = Counter((one.drill, one.said) for one in outcomes)
    lines += ["", "what was said:"]
    lines += [f"  {number:>3} x {drill}: {text}" for (drill, text), number in said.items()]
    return "\n".join(lines)

"""Examples of every part, shown on /ui/: the words a part accepts, drawn once each."""

from __future__ import annotations

from dataclasses import dataclass

from hengke.web.charts import bars, columns, heat, quadrant

PLANE = quadrant.Plane(
    (quadrant.Point("a", 0.2, 0.8, ("0.80",)), quadrant.Point("b", 0.7, 0.4, ("0.40",))),
    "across", "up", ("A", "B", "C", "D"), ("shown",),
)  # fmt: skip


@dataclass(frozen=True)
class Examples:
    """Values of no bank: only what is needed to see a part."""

    trend: tuple[int, ...] = (52, 55, 54, 58, 57, 51, 49, 50, 46, 44, 45, 41, 40)
    tiers: tuple[dict[str, str], ...] = (
        {"palette": "base", "name": "普通"},
        {"palette": "gold", "name": "金卡"},
        {"palette": "plat", "name": "白金"},
        {"palette": "dia", "name": "钻石"},
        {"palette": "pb", "name": "私行"},
    )
    chips: tuple[str, ...] = ("", "info", "ok", "warn", "crit")
    matrix: tuple[heat.Row, ...] = heat.rows(("A", "B", "C"), ((90, 8, 2), (6, 84, 10), (0, 3, 97)))
    names: tuple[str, ...] = ("A", "B", "C")
    parts: tuple[bars.Part, ...] = (
        bars.Part("A", "57", 0.57, "57%"),
        bars.Part("B", "43", 0.43, "43%"),
    )
    months: tuple[columns.Value, ...] = tuple(
        columns.Value(str(month), height, str(height) if height else "")
        for month, height in enumerate((0, 8, 4, 0, 21, 0), start=1)
    )
    plane: quadrant.Plane = PLANE


EXAMPLES = Examples()

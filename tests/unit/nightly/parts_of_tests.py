"""Two parts of a night that do nothing."""

from __future__ import annotations

from datetime import date

from hengke.pipelines.weighing import Part

ON = date(2026, 10, 23)
PARTS = (
    Part("first", lambda home, on: ["first@1"], lambda weighing: None),
    Part("second", lambda home, on: ["second@1"], lambda weighing: None),
)

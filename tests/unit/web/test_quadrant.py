"""The square of two shares."""

from __future__ import annotations

from hengke.web.charts.quadrant import Plane, Point, quadrant

CORNERS = ("A", "O", "M", "I")


def test_points_lie_where_their_shares_say_and_the_table_names_them() -> None:
    """Within a rim of 4 %: a half is 50 %, a whole is 96 %, nothing is 4 %."""
    points = [Point("first", 0.5, 1, ("1.00",)), Point("<b>", 0, 0, ("0.00",))]
    drawn = quadrant(Plane(points, "worse", "better", CORNERS, ("Better",)), label="all")
    assert '<circle class="dot" cx="50.0%" cy="4.0%" r="10"/>' in drawn
    assert '<circle class="dot" cx="4.0%" cy="96.0%" r="10"/>' in drawn
    assert "&lt;b&gt;" in drawn
    assert "<b>" not in drawn
    assert drawn.index(">first<") < drawn.index(">1.00<")


def test_nothing_is_drawn_of_nothing() -> None:
    assert quadrant(Plane([], "x", "y", CORNERS), label="all") == ""

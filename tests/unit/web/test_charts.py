"""Charts: attributes and classes only, numbers told to everybody, nothing divided by zero."""

from __future__ import annotations

import html
import json
import re

import pytest

from hengke.web.charts import bars, bullet, columns, heat, line, scale, spark, waterfall

DRAWN = {
    "spark": lambda: spark.spark([1, None, 3], label="<b>", floor=2, filled=True),
    "bullet": lambda: bullet.bullet(95, 100, label="<b>"),
    "line": lambda: line.line([line.Series("<b>", [1, 2, None])], ["a", "b", "<i>"], label="<b>"),
    "bars": lambda: bars.bars([bars.Part("<b>", "1", 0.5, "50%")], label="<b>"),
    "columns": lambda: columns.columns(
        [columns.Value("<b>", 5, "5"), columns.Value("c", 0, "")], label="<b>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", DRAWN)
def test_a_chart_has_no_inline_style_and_escapes_what_it_is_told(kind: str) -> None:
    drawn = str(DRAWN[kind]())
    assert "style=" not in drawn
    assert "<b>" not in drawn
    assert html.escape("<b>") in drawn
    assert "nan" not in drawn.lower()


@pytest.mark.parametrize("values", [[], [None], [None, None], [5]])
def test_too_few_known_points_draw_an_empty_frame(values: list) -> None:
    assert "<path" not in spark.spark(values, label="x")


def test_unknown_points_leave_a_gap_and_no_filled_area() -> None:
    drawn = spark.spark([1, 2, None, 4, 5], label="x", filled=True)
    assert drawn.count("M") == 2
    assert 'class="fill"' not in drawn


def test_a_flat_course_is_drawn_and_not_divided_by_zero() -> None:
    assert "<path" in spark.spark([7, 7, 7], label="x")
    assert "<path" in line.line([line.Series("a", [7, 7])], ["x", "y"], label="l")


@pytest.mark.parametrize(
    ("value", "kind"), [(101, "is-kept"), (100, "is-kept"), (98, "is-near"), (93, "is-short"),
                        (91, "is-far"), (0, "is-far")],
)  # fmt: skip
def test_the_bullet_says_how_far_off_one_is(value: int, kind: str) -> None:
    assert f'class="bullet {kind}"' in bullet.bullet(value, 100, label="x")


@pytest.mark.parametrize(("value", "floor"), [(None, 100), (50, None), (50, 0)])
def test_a_bullet_of_something_unknown_shows_the_line_alone(value, floor) -> None:
    assert "meter" not in bullet.bullet(value, floor, label="x")


def test_a_line_tells_each_point_to_the_cursor_and_to_a_table() -> None:
    drawn = str(
        line.line(
            [line.Series("Assets", [1, None])],
            ["Sep", "Oct"],
            label="Course",
            shown=lambda v: f"{v:.0f}m",
        )
    )
    spoken = json.loads(html.unescape(re.search(r'data-points="([^"]*)"', drawn)[1]))
    assert spoken == ["Sep · Assets 1m", "Oct · Assets –"]
    assert '<th scope="row">Oct</th><td>–</td>' in drawn


@pytest.mark.parametrize(("low", "high"), [(0, 0), (4.6, 5.0), (-3, 7), (1, 1e12), (0.001, 0.002)])
def test_axis_steps_are_round_rise_and_enclose_the_values(low: float, high: float) -> None:
    steps = scale.ticks(low, high)
    assert steps == sorted(set(steps))
    assert steps[0] <= low
    assert steps[-1] >= high
    assert 2 <= len(steps) <= 7


def test_a_cell_left_of_the_diagonal_is_a_fall_if_anybody_is_in_it() -> None:
    rows = heat.rows(("A", "B"), ((5, 0), (2, 3)), (("/aa", "/ab"), ("/ba", "/bb")))
    assert "is-fall" in rows[1].cells[0].classes
    assert "is-fall" not in rows[0].cells[1].classes
    assert [cell.href for cell in rows[1].cells] == ["/ba", "/bb"]


def test_shades_grow_with_the_share_of_the_row_and_zero_is_bare() -> None:
    cells = heat.rows(("A", "B", "C"), ((90, 9, 0), (0, 1, 0), (0, 0, 0)))[0].cells
    assert cells[0].shade > cells[1].shade > cells[2].shade == 0


def test_nothing_to_stand_upright_draws_nothing() -> None:
    assert columns.columns([columns.Value("a", 0, "")], label="x") == ""
    assert columns.columns([], label="x") == ""


@pytest.mark.parametrize(
    ("share", "width"), [(None, "0.0"), (-0.5, "0.0"), (0.5, "50.0"), (3, "100.0")]
)
def test_a_bar_stays_within_its_track(share, width: str) -> None:
    assert f'class="part" width="{width}%"' in bars.bars([bars.Part("a", "1", share)], label="x")


def test_a_waterfall_begins_where_it_ended_and_stops_at_what_is_unknown():
    steps = (
        waterfall.Step("in", 100, "100"), waterfall.Step("out", -150, "-150"),
        waterfall.Step("left", -50, "-50", is_sum=True), waterfall.Step("more", None, "unknown"),
        waterfall.Step("after", 5, "5"),
    )  # fmt: skip
    drawn = waterfall.waterfall(steps, label="value")
    assert drawn.count("<rect") == 3
    assert 'class="plus" x="33.33%" width="66.67%"' in drawn
    assert 'class="minus" x="0.00%" width="100.00%"' in drawn
    assert 'class="sum" x="0.00%" width="33.33%"' in drawn
    assert "unknown" in drawn


def test_a_step_with_an_address_is_a_link_and_the_one_shown_says_so():
    steps = (
        waterfall.Step("in", 1, "1", address="?part=a&b=1", current=True),
        waterfall.Step("out", -1, "-1", address="?part=b"), waterfall.Step("left", 0, "0"),
    )  # fmt: skip
    drawn = waterfall.waterfall(steps, label="value")
    assert '<a href="?part=a&amp;b=1" aria-current="true">in</a>' in drawn
    assert '<a href="?part=b">out</a>' in drawn
    assert drawn.count("<a ") == 2


def test_the_table_behind_a_line_may_tell_some_of_its_points():
    drawn = line.line((line.Series("x", [0, 1, 2]),), ["a", "b", "c"], label="y", told=(0, 2))
    assert '<th scope="row">a</th>' in drawn
    assert '<th scope="row">b</th>' not in drawn

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plot.charts import bar_chart, curve_chart, frontier_chart
from jevons.core.plot.chart import Axis, Chart, Mark, Rule, Series, Shape, Sign, Spot, Unit
from jevons.core.plot.draw import draw, read_out, text
from jevons.core.plot.glyphs import ASCII, UNICODE
from jevons.core.plot.raster import Run

FRONTIER = """\
accuracy                           ○ dominated  ● on the frontier
70 %┤                                                      ╷
    │                                                      │
    │                                   │               ───●D━━━━╸
    │                                   │                  ┃
60 %┤┄wanted┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╶──●C━━━━━━━━━━━━━━━━━┛┄┄┄┄┄┄
    │                │                  ┃
    │                │                  ┃   ○y
    │      ╷      ───●B━━━━━━━━━━━━━━━━━┛
    │      │         ┃
50 %┤   ───●A━━━━━━━━┛
    │      │              ○x
    │      ╵
    └──────┬─────────┬────────────┬─────────┬────────┬────────────
        $0.001    $0.002       $0.005     $0.01    $0.02
                          dollars a question"""


def runs_of(picture):
    return [run for row in picture.rows for run in row]


def test_a_frontier_with_its_staircase_intervals_and_labels():
    assert text(draw(frontier_chart(), 66, 16)) == FRONTIER


def test_a_dominated_point_shows_its_interval_when_it_is_picked():
    chart = frontier_chart()
    at_rest = text(draw(chart, 66, 16))
    picked = draw(chart, 66, 16, picked=Spot(1, 1))
    assert text(picked).count("│") > at_rest.count("│")
    assert [run for run in runs_of(picked) if run.picked] == [Run("○y", "faint", picked=True)]


def test_every_row_is_as_wide_as_asked_for():
    for columns, rows in ((30, 8), (80, 24), (200, 60)):
        picture = draw(frontier_chart(), columns, rows)
        assert len(picture.rows) == rows
        assert all(sum(len(run.text) for run in row) == columns for row in picture.rows)


def test_a_curve_is_drawn_in_dots_and_its_band_is_shaded():
    drawn = text(draw(curve_chart(), 60, 14))
    assert any("⠀" < character <= "⣿" for character in drawn)
    assert "░" in drawn
    assert "┆here" in drawn


def test_bars_stand_side_by_side_and_hang_below_0():
    lines = text(draw(bar_chart(), 40, 16)).splitlines()
    ground = next(n for n, line in enumerate(lines) if line.lstrip().startswith("0.0"))
    below = lines[ground + 1 : -3]
    assert any("█" in line for line in below)
    assert lines[-2].split() == ["hard", "middle", "easy"]


@pytest.mark.parametrize("chart", [frontier_chart(), curve_chart(), bar_chart()])
def test_plain_ascii_is_enough(chart):
    assert text(draw(chart, 70, 20, ASCII)).isascii()


def test_what_has_no_place_is_left_out_and_said():
    places = [(0.0, 0.5), (math.nan, 0.5), (1.0, math.inf), (1.0, 0.5), (-1.0, 0.5)]
    chart = Chart(
        "",
        Axis("", Unit.USD, log=True),
        Axis(),
        (Series("", tuple(Mark(x, y) for x, y in places)),),
    )
    picture = draw(chart, 50, 12)
    assert picture.left_out == 4
    assert "4 without a place here" in text(picture)
    assert list(picture.spots.values()) == [Spot(0, 3)]


def test_nothing_is_said_to_be_nothing():
    assert "nothing to show" in text(draw(Chart("", Axis(), Axis()), 40, 10))


def test_points_in_one_place_show_the_last_and_the_picked_one_on_top():
    same = (Mark(1.0, 1.0, label="A"), Mark(1.0, 1.0, label="B"))
    chart = Chart("", Axis(), Axis(), (Series("", same[:1]), Series("", same[1:])))
    assert "■" in text(draw(chart, 40, 10))
    assert "●" in text(draw(chart, 40, 10, picked=Spot(0, 0)))


def test_labels_of_neighbours_do_not_cover_each_other_or_a_point():
    near = tuple(Mark(1 + n / 1000, 1.0, label=chr(65 + n)) for n in range(4))
    far = (Mark(0.0, 0.0), Mark(2.0, 2.0))
    chart = Chart("", Axis(), Axis(), (Series("", near), Series("", far)))
    drawn = text(draw(chart, 40, 12))
    assert drawn.count("●") == 1
    assert sum(drawn.count(chr(65 + n)) for n in range(4)) == 4


def test_a_mark_is_read_out_with_its_intervals():
    said = read_out(frontier_chart(), Spot(2, 1))
    assert said == "B way 2: 55.0 % [51.0 %, 59.0 %] at $0.00200 [$0.00160, $0.00250]"


def test_the_legend_goes_below_where_there_is_no_room_above():
    chart = frontier_chart()
    long = replace(chart.series[1], name="dominated by another in both respects")
    lines = text(draw(replace(chart, series=(*chart.series[:1], long, chart.series[2])), 60, 20))
    assert "frontier" not in lines.splitlines()[0]
    assert "dominated by" in lines.splitlines()[-2]
    assert "on the frontier" in lines.splitlines()[-1]


NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
SPANS = st.none() | st.tuples(NUMBERS, NUMBERS)
MARKS = st.lists(
    st.builds(Mark, NUMBERS, NUMBERS, label=st.sampled_from(["", "A", "AB"]), y_span=SPANS),
    max_size=5,
)
SERIES = st.builds(
    Series,
    st.sampled_from(["", "one", "a rather long name of a series"]),
    MARKS.map(tuple),
    st.sampled_from(Shape),
    sign=st.none() | st.sampled_from(Sign),
    faint=st.booleans(),
    to_edge=st.booleans(),
)
AXES = st.builds(Axis, st.just("axis"), st.sampled_from(Unit), st.booleans(), NUMBERS, NUMBERS)
CHARTS = st.builds(
    Chart,
    st.just(""),
    AXES,
    AXES,
    st.lists(SERIES, max_size=3).map(tuple),
    st.lists(st.builds(Rule, NUMBERS, st.just("r"), st.booleans()), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(CHARTS, st.integers(0, 70), st.integers(0, 20), st.sampled_from([UNICODE, ASCII]))
def test_whatever_the_values_are_something_is_drawn(chart, columns, rows, glyphs):
    picture = draw(chart, columns, rows, glyphs)
    assert len(picture.rows) == rows
    assert all(sum(len(run.text) for run in row) == columns for row in picture.rows)

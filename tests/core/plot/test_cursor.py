from core.plot.charts import bar_chart, frontier_chart
from jevons.core.plot import cursor
from jevons.core.plot.chart import Axis, Chart, Mark, Series, Spot
from jevons.core.plot.draw import draw

CHART = frontier_chart()


def test_it_begins_at_the_left_of_the_topmost_series():
    assert cursor.first(CHART) == Spot(2, 0)
    assert cursor.moved(CHART, None, 1) == Spot(2, 0)
    assert cursor.moved(CHART, Spot(9, 9), 1) == Spot(2, 0)
    assert cursor.first(Chart("", Axis(), Axis())) is None


def test_it_goes_along_a_series_and_stays_at_its_ends():
    assert cursor.moved(CHART, Spot(2, 0), 1) == Spot(2, 1)
    assert cursor.moved(CHART, Spot(2, 1), -1) == Spot(2, 0)
    assert cursor.moved(CHART, Spot(2, 0), -1) == Spot(2, 0)
    assert cursor.moved(CHART, Spot(2, 0), 99) == Spot(2, 3)


def test_another_series_is_entered_at_the_nearest_point():
    assert cursor.to_series(CHART, Spot(2, 3), 1) == Spot(1, 1)
    assert cursor.to_series(CHART, Spot(1, 0), 1) == Spot(2, 1)
    assert cursor.to_series(bar_chart(), Spot(0, 2), -1) == Spot(1, 2)


def test_it_passes_over_what_has_no_place():
    marks = (Mark(2.0, 1.0), Mark(0.0, 1.0), Mark(1.0, 1.0))
    chart = Chart("", Axis(log=True), Axis(), (Series("", marks),))
    assert cursor.along(chart, 0) == [Spot(0, 2), Spot(0, 0)]


def test_a_click_finds_the_nearest_point():
    spots = draw(CHART, 66, 16).spots
    (column, row), spot = next(iter(spots.items()))
    assert cursor.nearest(spots, (column + 1, row)) == spot
    assert cursor.nearest(spots, (column, row - 30)) is None
    assert cursor.nearest({}, (1, 1)) is None

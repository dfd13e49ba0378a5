import asyncio

from textual.app import App

from core.plot.charts import curve_chart, frontier_chart
from jevons.core.plot.chart import Spot
from jevons.widgets.plot import Plot


class Shown(App[None]):
    def __init__(self, **plot):
        super().__init__()
        self.plot = Plot(**plot)
        self.picked = []
        self.drawn = []

    def get_theme_variable_defaults(self):
        return {"thinking": "gray", "meter": "gray", "key": "ansi_cyan"}

    def compose(self):
        yield self.plot

    def on_plot_picked(self, event):
        self.picked.append(event.spot)


def shown(act, size=(80, 24), **plot):
    """Do something with a plot that is on the screen."""

    async def run():
        app = Shown(**plot)
        async with app.run_test(size=size) as pilot:
            app.plot.chart = frontier_chart()
            await pilot.pause()
            await act(app, pilot)

    asyncio.run(run())


def lines(app):
    return ["".join(s.text for s in app.plot.render_line(y)) for y in range(app.plot.size.height)]


def refreshed(app, monkeypatch):
    """The rows that are drawn again from now on."""
    rows = []
    plain = app.plot.refresh
    monkeypatch.setattr(
        app.plot, "refresh", lambda *regions, **_: (rows.extend(r.y for r in regions), plain())
    )
    return rows


def test_it_draws_the_chart_in_its_size():
    async def act(app, pilot):
        assert "on the frontier" in lines(app)[0]
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert "accuracy / dollars" in lines(app)[0]
        assert all(len(line) == 40 for line in lines(app))

    shown(act)


def test_keys_move_the_cursor_and_say_where_it_is():
    async def act(app, pilot):
        app.plot.move(1)
        app.plot.move(1)
        app.plot.change_series(1)
        await pilot.pause()
        assert app.picked == [Spot(2, 0), Spot(2, 1), Spot(1, 0)]

    shown(act)


def test_a_click_picks_the_point():
    async def act(app, pilot):
        y = next(n for n, line in enumerate(lines(app)) if "●B" in line)
        await pilot.click(Plot, offset=(lines(app)[y].index("●B"), y))
        assert app.plot.picked == Spot(2, 1)

    shown(act)


def test_only_rows_that_changed_are_drawn_again(monkeypatch):
    async def act(app, pilot):
        app.plot.picked = Spot(2, 0)
        await pilot.pause()
        rows = refreshed(app, monkeypatch)
        app.plot.picked = Spot(2, 1)
        assert len(set(rows)) == 2
        rows.clear()
        app.plot.chart = frontier_chart()  # the same again
        assert rows == []

    shown(act)


def test_the_cursor_leaves_a_point_that_is_gone():
    async def act(app, pilot):
        app.plot.picked = Spot(2, 3)
        app.plot.chart = curve_chart()
        await pilot.pause()
        assert app.plot.picked is None
        assert app.picked[-1] is None
        app.plot.chart = None
        await pilot.pause()
        assert not "".join(lines(app)).strip()

    shown(act)


def test_plain_ascii():
    async def act(app, pilot):
        assert "".join(lines(app)).isascii()

    shown(act, ascii_only=True)

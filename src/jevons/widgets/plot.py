"""A chart on the screen, with a cursor that goes from point to point."""

from __future__ import annotations

from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from jevons.core.plot import cursor
from jevons.core.plot.chart import COLORS, Chart, Spot
from jevons.core.plot.draw import Picture, draw
from jevons.core.plot.glyphs import glyphs
from jevons.widgets.bars import Piece
from jevons.widgets.pieces import Pieced

_NONE = Picture((), {}, 0)


class Plot(Pieced):
    """Draws a chart in the room it gets; only rows that changed are drawn again.

    Set `chart` and `picked`; `move` and `change_series` are for the keys of the screen. A
    `Picked` message says which point has the cursor, whoever moved it there.
    """

    COMPONENT_CLASSES = {
        "pieces--axis",
        "pieces--tick",
        "pieces--title",
        "pieces--rule",
        "pieces--label",
        "pieces--faint",
        *(f"pieces--series-{n}" for n in range(1, COLORS + 1)),
    }
    DEFAULT_CSS = """
    Plot {
        height: 1fr;
        background: $background;
        .pieces--axis { color: $meter; }
        .pieces--tick { color: $meter; }
        .pieces--rule { color: $key; }
        .pieces--label { text-style: bold; }
        .pieces--faint { color: $thinking; }
        .pieces--series-1 { color: $primary; }
        .pieces--series-2 { color: $warning; }
        .pieces--series-3 { color: $success; }
        .pieces--series-4 { color: $error; }
        .pieces--series-5 { color: $secondary; }
        .pieces--series-6 { color: $foreground; }
    }
    """

    chart: reactive[Chart | None] = reactive(None, repaint=False)
    picked: reactive[Spot | None] = reactive(None, repaint=False, init=False)

    class Picked(Message):
        """Another point has the cursor, or none."""

        def __init__(self, plot: Plot, spot: Spot | None) -> None:
            super().__init__()
            self.plot = plot
            self.spot = spot

        @property
        def control(self) -> Plot:
            """The plot."""
            return self.plot

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs(ascii_only=ascii_only)
        self._picture = _NONE

    def move(self, step: int) -> None:
        """Go so many points to the right, or to the left, on the same series."""
        if self.chart is not None:
            self.picked = cursor.moved(self.chart, self.picked, step)

    def change_series(self, step: int) -> None:
        """Go to the next series, or to the one before, to the point nearest in x."""
        if self.chart is not None:
            self.picked = cursor.to_series(self.chart, self.picked, step)

    @property
    def picture(self) -> Picture:
        """What is drawn: which points are where, and how many have no place."""
        return self._picture

    def watch_chart(self, chart: Chart | None) -> None:
        """Draw another chart; the cursor leaves a point that is no more."""
        if self.picked is not None and not (chart and cursor.is_there(chart, self.picked)):
            self.picked = None
        self._draw()

    def watch_picked(self, spot: Spot | None) -> None:
        """Draw the cursor elsewhere."""
        self._draw()
        self.post_message(self.Picked(self, spot))

    def on_resize(self) -> None:
        """Draw in another size."""
        self._draw()

    def on_click(self, event: Click) -> None:
        """Go to the point that is clicked."""
        spot = cursor.nearest(self._picture.spots, (event.x, event.y))
        if spot is not None:
            self.picked = spot

    def _draw(self) -> None:
        before = self._picture.rows
        width, height = self.size
        chart = self.chart
        if chart is None:
            self._picture = _NONE
        else:
            self._picture = draw(chart, width, height, self._glyphs, self.picked)
        rows = self._picture.rows
        for y in range(max(len(before), len(rows))):
            if before[y : y + 1] != rows[y : y + 1]:
                self.refresh(Region(0, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        row = self._picture.rows[y] if y < len(self._picture.rows) else ()
        line = [Piece(run.text, f"{run.role} picked" if run.picked else run.role) for run in row]
        return self.drawn(line, self.size.width)

"""What the threads of the Frontier screen do, for tests of its state."""

from __future__ import annotations

from jevons.core.analysis.ways import ways_of
from jevons.core.runs.run_store import RunStore
from jevons.core.state import frontier as state
from jevons.core.state.frontier import FrontierView


def worked_out(runs: RunStore, view: FrontierView) -> FrontierView:
    """The view once what it wants is replayed and placed."""
    ways = ways_of(runs, view.wanted.numbers)
    return state.arrived(view, state.work_out(ways, view.wanted))

"""What the tests of the frontier's state share."""

import pytest

from core.runs.frontier_runs import fill_sweep
from core.state.frontier_values import worked_out
from jevons.core.runs.library import Library
from jevons.core.state import frontier as state
from jevons.core.state.frontier import FrontierView


@pytest.fixture
def runs(tmp_path):
    library, _ = Library.open(tmp_path / "library.db")
    yield library.runs
    library.close()


@pytest.fixture
def view(runs):
    fill_sweep(runs)
    return worked_out(runs, state.listed(FrontierView(), runs.runs()))

"""Commands that act on the runs of the library."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import wraps

from jevons.commands.watching import say
from jevons.core.problems import ProblemError
from jevons.core.runs.library import Library
from jevons.core.runs.run_store import RunStore

Act = Callable[[argparse.Namespace, RunStore], int]


def with_runs(act: Act) -> Callable[[argparse.Namespace], int]:
    """Open the library for an act; a problem is one line and the exit status 1."""

    @wraps(act)
    def run(args: argparse.Namespace) -> int:
        library, problems = Library.open()
        for problem in problems:
            say(problem.line())
        try:
            return act(args, library.runs)
        except ProblemError as error:
            say(error.problem.line())
            return 1
        finally:
            library.close()

    return run

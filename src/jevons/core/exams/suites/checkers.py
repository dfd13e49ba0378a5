"""The checkers of the suites, by the names that questions carry."""

from __future__ import annotations

from collections.abc import Mapping

from jevons.core.exams.checking import Checker
from jevons.core.exams.suites.checkers_countdown import check_countdown
from jevons.core.exams.suites.checkers_dates import (
    check_date,
    check_moment,
    check_time,
    check_weekday,
)
from jevons.core.exams.suites.checkers_lists import check_names, check_sequence
from jevons.core.exams.suites.checkers_solution import check_solution
from jevons.core.problems import ProblemError, ProblemKind

CHECKERS: Mapping[str, Checker] = {
    "countdown": check_countdown,
    "date": check_date,
    "moment": check_moment,
    "names": check_names,
    "sequence": check_sequence,
    "solution": check_solution,
    "time": check_time,
    "weekday": check_weekday,
}


def find_checker(name: str) -> Checker:
    """The checker that a question names; it ends for every answer and raises nothing.

    Raises:
        ProblemError: NOT_FOUND: there is no checker of that name.
    """
    found = CHECKERS.get(name)
    if found is None:
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"there is no checker {name}",
            remedy=f"there are {', '.join(CHECKERS)}",
        )
    return found

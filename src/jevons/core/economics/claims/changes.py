"""What would change a verdict: how far each input can move before a reading turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jevons.core.economics.claims.claim import Input
from jevons.core.economics.claims.verdict import Outcome, outcome_of
from jevons.core.economics.quantities import Quantity

FARTHEST = 100.0
"""How many times more, or less, an input is tried."""

STEPS = 48
HALVINGS = 40
DAYS = 365 * 4
"""Days before and after a date that are tried."""


@dataclass(frozen=True, slots=True)
class Change:
    """An input, and the value from which on the claim fares otherwise in a reading."""

    input: Input
    value: float | date
    rises: bool


def changes(outcome: Outcome) -> list[Change]:
    """For each input of a reading, the nearest values at which it turns, the nearest first."""
    if outcome.holds is None:
        return []
    found = [change for given in outcome.reading.inputs for change in _changes(outcome, given)]
    return sorted(found, key=_distance)


def _distance(change: Change) -> float:
    held = change.input.held
    if isinstance(held, Quantity) and isinstance(change.value, float):
        return abs(change.value / held.middle - 1)
    return 10.0  # a day is another kind of distance: last


def _changes(outcome: Outcome, given: Input) -> Iterator[Change]:
    if isinstance(given.held, date):
        if "ticker" in outcome.reading.formula.inputs:
            return  # other sessions are other facts
        yield from _day_changes(outcome, given, given.held)
    elif isinstance(given.held, Quantity) and given.held.middle:
        for rises in (True, False):
            if (change := _value_change(outcome, given, given.held, rises)) is not None:
                yield change


def _turned(outcome: Outcome, given: Input) -> Callable[[Quantity | date], bool]:
    """Whether the reading turns where an input is something else."""

    def turned(held: Quantity | date) -> bool:
        now = outcome_of(outcome.reading, {given.name: held}).holds
        return now is not None and now != outcome.holds

    return turned


def _value_change(outcome: Outcome, given: Input, held: Quantity, rises: bool) -> Change | None:
    turned = _turned(outcome, given)
    now = held.middle
    step = FARTHEST ** ((1 if rises else -1) / STEPS)
    before, after = now, now
    for _ in range(STEPS):
        before, after = after, after * step
        if abs(after) > held.kind.most:
            return None
        if turned(held.with_values(after, after)):
            break
    else:
        return None
    for _ in range(HALVINGS):
        between = (before + after) / 2
        if turned(held.with_values(between, between)):
            after = between
        else:
            before = between
    return Change(given, after, rises)


def _day_changes(outcome: Outcome, given: Input, day: date) -> Iterator[Change]:
    turned = _turned(outcome, given)
    for sign in (1, -1):
        for days in range(1, DAYS):
            moved = day + timedelta(days=sign * days)
            if turned(moved):
                yield Change(given, moved, sign > 0)
                break

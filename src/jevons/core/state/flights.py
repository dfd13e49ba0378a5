"""The thoughts in flight, each in a place of its own on the screen for as long as it flies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jevons.core.runs.worker.flights import Flight

OVERLAP = 80
"""Characters by which the end of a text is found again in a later one."""

KEPT = 8_000
"""Characters of a text that are kept: more than any pane shows."""


@dataclass(frozen=True, slots=True)
class Pane:
    """One place, and what flies in it; `over` once it has landed.

    The texts are what has been seen of the thought and the answer, as far as they follow on
    each other. A `title` stands for question, sample and model; keys act on a `marked` one.
    """

    question: int
    sample: int
    model: str
    thinking: str
    answer: str
    tokens: int
    seconds: float
    over: bool = False
    title: str = ""
    marked: bool = False

    @property
    def key(self) -> tuple[int, int]:
        """Which sample it is."""
        return self.question, self.sample


@dataclass(frozen=True, slots=True)
class FlightsView:
    """All places; `flying` is how many are taken, `seen` how often anything was told."""

    panes: tuple[Pane, ...] = ()
    seen: int = 0
    ended: bool = False

    @property
    def flying(self) -> int:
        """How many are on their way."""
        return sum(not pane.over for pane in self.panes)


def looked(view: FlightsView, flights: Sequence[Flight]) -> FlightsView:
    """What is in flight now.

    A flight keeps its place; a new one takes the first that is free, which until then shows
    what landed there. Places at the end that nobody needs go.
    """
    now = {(flight.question, flight.sample): flight for flight in flights}
    panes = [_seen_again(pane, now.pop(pane.key, None)) for pane in view.panes]
    waiting = iter([_first_seen(flight) for flight in now.values()])
    for place, pane in enumerate(panes):
        if pane.over:
            panes[place] = next(waiting, pane)
    panes.extend(waiting)
    while panes and panes[-1].over and len(panes) > max(len(flights), 1):
        panes.pop()
    return FlightsView(tuple(panes), view.seen + 1)


def ended(view: FlightsView) -> FlightsView:
    """The worker has ended: nothing flies any more."""
    panes = tuple(replace(pane, over=True) for pane in view.panes)
    return FlightsView(panes, view.seen, ended=True)


def _first_seen(flight: Flight) -> Pane:
    return Pane(
        flight.question,
        flight.sample,
        flight.model,
        flight.thinking,
        flight.answer,
        flight.tokens,
        flight.seconds,
    )


def _seen_again(pane: Pane, flight: Flight | None) -> Pane:
    if flight is None:
        return pane if pane.over else replace(pane, over=True)
    if flight.seconds < pane.seconds:  # begun anew after a failure
        return _first_seen(flight)
    return replace(
        pane,
        model=flight.model,
        thinking=followed(pane.thinking, flight.thinking),
        answer=followed(pane.answer, flight.answer),
        tokens=flight.tokens,
        seconds=flight.seconds,
        over=False,
    )


def followed(seen: str, tail: str) -> str:
    """What was seen, with what the newer `tail` of the same text adds to it.

    Text that goes on from its beginning can be wrapped without moving what stands there.
    Where the two do not meet, it begins anew with the tail.
    """
    if not seen or tail.startswith(seen):
        return tail
    end = seen[-OVERLAP:]
    at = tail.rfind(end)
    if at < 0:
        return tail
    whole = seen + tail[at + len(end) :]
    if len(whole) <= KEPT:
        return whole
    cut = whole.find("\n", len(whole) - KEPT // 2)
    return whole[cut + 1 :] if cut >= 0 else whole[-KEPT // 2 :]

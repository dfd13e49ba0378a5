"""One strategy, run on samples that are there already, as if a model drew them now."""

from __future__ import annotations

from typing import NamedTuple

from jevons.core.strategies.play import race, seconds_of
from jevons.core.strategies.state import History, State
from jevons.core.strategies.strategy import Answer, Strategy


class Played(NamedTuple):
    """What a strategy answered, and the seconds that its waves took one after the other."""

    answer: Answer
    seconds: float


def play(strategy: Strategy, history: History) -> Played:
    """Serve a strategy from a history until it answers.

    The samples of a wave run at the same time, so that it takes as long as its longest.
    There have to be as many as the strategy draws at most.
    """
    served = history.draws
    state, seconds = State(history, 0), 0.0
    step = strategy.ask(state)
    while not isinstance(step, Answer):
        begun, drawn = state.drawn, state.drawn + step.samples
        if step.until is not None:
            raced = race(served[begun:drawn], step.until)
            history = History([*state.draws, *raced])
            seconds += seconds_of(raced)
        elif step.floor is not None:
            kept = [draw.stopped_below(step.floor) for draw in served[begun:drawn]]
            history = History([*state.draws, *kept])
            seconds += max(draw.seconds for draw in kept)
        else:
            if drawn > len(history.draws):
                history = History([*state.draws, *served[begun:]])
            seconds += max(history.seconds[begun:drawn])
        state = State(history, drawn)
        step = strategy.ask(state)
    return Played(step, seconds)

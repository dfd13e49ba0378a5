"""Samples to test strategies with, and a model that serves them one after the other."""

from dataclasses import replace

from hypothesis import strategies as st

from jevons.core.records import Surety
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Answer

DRAWS = st.builds(
    Draw,
    key=st.sampled_from([None, "a", "a", "a", "b", "b", "c", "d"]),
    thinking_tokens=st.integers(0, 40),
    answer_tokens=st.integers(0, 9),
    seconds=st.integers(0, 30).map(float),
    usd=st.integers(2, 9).map(lambda cents: cents / 128),
    prompt_usd=st.just(1 / 128),
    surety=st.builds(
        lambda logprob, confidence, trail: sure(logprob, confidence, trail),
        st.integers(-8, 0).map(lambda eighths: eighths / 8),
        st.integers(0, 12).map(lambda quarters: quarters / 4),
        st.lists(st.integers(0, 12).map(lambda quarters: quarters / 4), max_size=4),
    ),
)


def sure(logprob=-1.0, confidence=1.0, trail=(), **fields):
    """How sure a model was: the same by each confidence, unless told; groups of 10 tokens."""
    kinds = ("self_certainty", "confidence", "tail_confidence", "bottom_confidence")
    falling = tuple(sorted(trail, reverse=True))
    lowest = falling[-1] if falling else confidence
    told = dict.fromkeys(kinds, confidence) | {"lowest_confidence": lowest} | fields
    return Surety(40, logprob, 20, 10, stride=5, trail=falling, **told)


def pool(size, most=None):
    return st.lists(DRAWS, min_size=size, max_size=most or size)


def answering(letters, thinking=()):
    """Draws with these answers, `-` for none."""
    lengths = [*thinking, *[10] * (len(letters) - len(thinking))]
    return [
        Draw(None if letter == "-" else letter, length, 1)
        for letter, length in zip(letters, lengths, strict=True)
    ]


def drive(strategy, served):
    """Run a strategy as a live run would: its answer, what was drawn, the waves' seconds."""
    drawn, waves = [], []
    while not isinstance(step := strategy.ask(State.of(drawn)), Answer):
        wave = served[len(drawn) : len(drawn) + step.samples]
        assert len(wave) == step.samples > 0
        if step.until is not None:
            wave = race(wave, step.until)
        if step.floor is not None:
            wave = [draw.stopped_below(step.floor) for draw in wave]
        raced = step.until is not None
        waves.append(max(draw.seconds for draw in wave if draw.finished is not None or not raced))
        drawn += wave
    return step, drawn, waves


def race(wave, winners):
    """All write a token at each tick, until so many have ended their thinking."""
    ended, tick = [], 0
    while len(ended) < winners:
        ended += [
            place
            for place, draw in enumerate(wave)
            if draw.thinking_tokens == tick and place not in ended
        ]
        tick += 1
    del ended[winners:]
    return [
        replace(draw, finished=ended.index(place)) if place in ended else draw.stopped_at(tick - 1)
        for place, draw in enumerate(wave)
    ]

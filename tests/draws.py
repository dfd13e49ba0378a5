"""Samples to test strategies with, and a model that serves them one after the other."""

from dataclasses import replace

from hypothesis import strategies as st

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
    logprob=st.integers(-8, 0).map(lambda eighths: eighths / 8),
    confidence=st.integers(0, 12).map(lambda quarters: quarters / 4),
)


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
        waves.append(max(draw.seconds for draw in wave if draw.finished is not None))
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

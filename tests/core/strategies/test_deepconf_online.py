from dataclasses import replace

import pytest
from hypothesis import given

from draws import answering, drive, pool, sure
from jevons.core.analysis.replay_play import play
from jevons.core.strategies.deepconf import DeepConfOnline
from jevons.core.strategies.state import History, State
from jevons.core.strategies.strategy import Answer, Ask


def trails(letters, *trails):
    """Draws with these answers and trails (at 10, 15, 20 ... tokens), 40 tokens each."""
    return [
        replace(draw, thinking_tokens=39, surety=sure(trail=trail))
        for draw, trail in zip(answering(letters), trails, strict=True)
    ]


FOUR = trails("aabb", (3.0,), (2.0,), (1.0,), (5.0,))


@pytest.mark.parametrize(("keep", "floor"), [(1.0, 1.0), (0.9, 1.3), (0.5, 2.5), (0.6, 2.2)])
def test_the_floor_is_a_percentile_of_the_warm_up(keep, floor):
    step = DeepConfOnline(4, keep, most=8).ask(State.of(FOUR))
    assert isinstance(step, Ask)
    assert step.floor == pytest.approx(floor)


def test_the_warm_up_is_drawn_to_its_end_and_then_waves():
    strategy = DeepConfOnline(4, 0.5, most=9, wave=3)
    assert strategy.ask(State.of([])) == Ask(4)
    assert strategy.ask(State.of(FOUR[:3])) == Ask(1)
    assert strategy.ask(State.of(FOUR)) == Ask(3, floor=2.5)
    assert strategy.ask(State.of([*FOUR, *FOUR])).samples == 1
    assert isinstance(strategy.ask(State.of([*FOUR, *FOUR, *FOUR[:1]])), Answer)


def test_what_falls_below_the_floor_is_stopped_and_has_no_vote():
    later = trails("bbaa", (4.0, 1.0), (2.0,), (9.0, 8.0), (3.0, 2.6))
    answer, drawn, _ = drive(DeepConfOnline(4, 0.5, most=8), [*FOUR, *later])
    assert [draw.thinking_tokens for draw in drawn] == [39] * 4 + [15, 10, 39, 39]
    assert [draw.key for draw in drawn[4:]] == [None, None, "a", "a"]
    assert answer.key == "a"  # 3 + 8 + 2.6 against 5
    assert answer.charge.tokens == 4 * 40 + 25 + 2 * 40


def test_a_short_trace_that_was_not_sure_enough_has_no_vote():
    later = [replace(draw, surety=sure(confidence=2.4)) for draw in answering("bbbb")]
    answer, drawn, _ = drive(DeepConfOnline(4, 0.5, most=8), [*FOUR, *later])
    assert [draw.key for draw in drawn[4:]] == ["b"] * 4
    assert (answer.key, answer.charge.samples) == ("b", 8)  # 5 against 3
    assert drive(DeepConfOnline(3, 0.5, most=8), [*FOUR[:3], *later[:3], *FOUR[3:], *later])


def test_a_consensus_ends_it():
    agreed = trails("aaaa", (3.0,), (2.0,), (1.0,), (5.0,))
    assert drive(DeepConfOnline(4, most=8), agreed)[0].charge.samples == 4
    nearly = DeepConfOnline(4, 1.0, consensus=0.5, most=8)
    assert nearly.ask(State.of(trails("aaab", (1.0,), (1.0,), (1.0,), (4.0,)))).key == "b"
    assert isinstance(replace(nearly, consensus=0.6).ask(State.of(FOUR)), Ask)


def test_without_measures_all_are_drawn_and_none_has_a_vote():
    answer, drawn, _ = drive(DeepConfOnline(2, most=4, wave=1), answering("aaaa"))
    assert (answer.key, len(drawn)) == (None, 4)


@given(pool(12))
def test_replay_is_as_live(served):
    strategy = DeepConfOnline(4, 0.5, 0.8, 12, 3)
    answer, _, waves = drive(strategy, served)
    assert play(strategy, History(served)) == (answer, sum(waves))

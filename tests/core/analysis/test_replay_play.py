import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import answering, drive, pool
from jevons.core.analysis.replay_play import play, race
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.registry import STRATEGIES, parse
from jevons.core.strategies.short import Short
from jevons.core.strategies.state import History, State
from jevons.core.strategies.strategy import Answer, Ask, Strategy

PLAYED = [
    "single",
    "self-consistency:samples=9",
    "lossless:samples=12",
    "adaptive-consistency:most=12,first=3,threshold=0.8",
    "adaptive-consistency:most=12,threshold=0.8,pace=one",
    "early-stopping:window=3,most=11",
    "doubling:most=12",
    "short:m=1,k=5",
    "short:m=3,k=7",
    "weighted-vote:samples=7",
    "best-of-n:samples=7",
    "deepconf:samples=10,keep=0.4",
    "deepconf-online:warmup=2,most=8,wave=2",
    "budget-forcing:samples=7",
    "no-thinking:samples=7",
]


def test_all_kinds_are_played():
    assert {parse(text).name for text in PLAYED} == set(STRATEGIES)


@pytest.mark.parametrize("text", PLAYED)
@settings(max_examples=25)
@given(draws=pool(12, 14))
def test_a_replay_is_what_drawing_one_after_the_other_gave(text, draws):
    strategy = parse(text)
    played = play(strategy, History(draws))
    answer, drawn, waves = drive(strategy, draws)
    assert played.answer == answer
    assert played.seconds == sum(waves)
    assert answer.charge == State.of(drawn).charge()
    if answer.draw is not None:
        assert drawn[answer.draw].key == answer.key


def test_waves_follow_each_other_and_their_samples_do_not():
    draws = [Draw(key, seconds=float(n)) for n, key in enumerate("ab" + "ab" + "aaaa")]
    assert play(parse("doubling"), History(draws)).seconds == 1 + 3 + 7


def test_who_is_stopped_keeps_nobody_waiting():
    draws = [Draw("a", 10, 10, seconds=4.0), Draw("b", 30, 1, seconds=99.0)]
    played = play(Short(1, 2), History(draws))
    assert played.seconds == 4.0
    assert played.answer.charge == (2, 20, 10, None, 4.0 + 99.0 * 10 / 31)


def test_a_race_among_equals_is_won_by_the_earlier():
    assert [draw.finished for draw in race(answering("abc", [5, 5, 5]), 2)] == [0, 1, None]


class RaceThenVote(Strategy):
    """Stops some, and goes on."""

    at_most = 5

    def ask(self, state):
        if state.drawn == 5:
            return Answer(",".join(str(draw.key) for draw in state.draws), 0, (), state.charge())
        return Ask(2, until=1) if state.drawn == 1 else Ask(1 if not state.drawn else 2)


@given(st.permutations([1, 2, 3, 4, 5]))
def test_what_comes_after_a_race_is_drawn_whole(lengths):
    draws = answering("abcde", lengths)
    played = play(RaceThenVote(), History(draws))
    answer, _, _ = drive(RaceThenVote(), draws)
    assert played.answer == answer
    assert played.answer.key == ("a,b,None,d,e" if lengths[1] < lengths[2] else "a,None,c,d,e")

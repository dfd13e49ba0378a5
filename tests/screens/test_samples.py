"""Several samples on the Ask screen: side by side, steered, voted on, kept."""

from __future__ import annotations

import pytest

from jevons.core.records import FinishReason
from jevons.core.runs import solving
from jevons.core.runs.library import Library
from jevons.core.strategies.registry import parse
from jevons.screens.ask_keeping import STRATEGY_KEY
from screens.app_driver import (
    LARGE,
    SMALL,
    act,
    ask,
    ask_and_wait,
    ask_screen,
    asking,
    driven,
    ended,
    frame,
    notices,
    press,
    reading,
    running,
    until,
    until_shown,
)
from servers.reasoner import Reasoner
from servers.voter import SEED, Voter

QUESTION = "How many r are in strawberry?"


@pytest.fixture(autouse=True)
def seeded(monkeypatch):
    monkeypatch.setattr(solving, "new_seed", lambda: SEED)


def decide_by(pilot, strategy):
    ask_screen(pilot).dialogue.strategy = parse(strategy)


def stored_turn():
    library, _ = Library.open()
    (conversation,) = library.conversations()
    (turn,) = library.turns(conversation.id)
    library.close()
    return turn


@driven
async def test_the_chosen_answer_is_shown_with_the_vote():
    async with asking(Voter(["3", "2", "3"])) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=3")
        await ask_and_wait(pilot, QUESTION)
        await until_shown(pilot, "3 x 2")
        shown = frame(pilot)
        assert "2 x 1" in shown
        assert "15 thinking + 3 answer tokens in all" in shown
        assert "by self-consistency:samples=3" in shown
    turn = stored_turn()
    assert len(turn.generations) == 3
    assert turn.generations[turn.standing].answer == "\\boxed{3}"


@driven
@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_thoughts_run_side_by_side_and_the_tally_fills(size):
    voter = Voter(["3", "2", "3"], thoughts=[5, 6, 7], silent=(1, 2))
    async with asking(voter, size) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=3")
        await ask(pilot, QUESTION)
        await until_shown(pilot, "1 of 3 samples")
        shown = frame(pilot)
        assert QUESTION in shown
        assert "sample 1: votes 3" in shown
        assert "sample 2: thinking" in shown
        assert "t1" in shown
        voter.resume.set()
        await ended(pilot)


@driven
async def test_the_thought_of_one_sample_or_of_all_is_ended():
    voter = Voter(["3", "2", "3"], thoughts=[50, 50, 50], silent=(0, 1, 2))
    async with asking(voter) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=3")
        await ask(pilot, QUESTION)
        screen = ask_screen(pilot)
        await until(pilot, lambda: len(screen.state.samples.samples) == 3)
        await until(pilot, lambda: all(
            one.exchange.thinking for one in screen.state.samples.samples))  # fmt: skip
        await press(pilot, "tab", "j", "j", "e")  # the second is marked
        await until(pilot, lambda: screen.state.samples.ended == 1)
        assert screen.state.samples.samples[1].voted
        await press(pilot, "k", "k", "e")  # none is: all are meant
        await ended(pilot)
    closed = [generation.usage.thought_ended_by for generation in stored_turn().generations]
    assert closed == ["user"] * 3


@driven
async def test_samples_are_added_while_they_are_drawn_and_afterwards():
    voter = Voter(["3", "2", "2", "2", "3"], silent=(0,))
    async with asking(voter) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=1")
        await ask(pilot, QUESTION)
        screen = ask_screen(pilot)
        await until(pilot, lambda: screen.state.samples.samples)
        await act(pilot, "add_sample")
        await act(pilot, "add_sample")
        voter.resume.set()
        await ended(pilot)
        await until_shown(pilot, "2 x 2")
        await reading(pilot)
        await press(pilot, "a")
        await until(pilot, lambda: screen.state.samples.ended == 4)
        await ended(pilot)
        await until_shown(pilot, "2 x 3")
        assert len(screen.dialogue.turns[-1].generations) == 4


@driven
async def test_a_plain_answer_becomes_a_vote_when_a_sample_is_added():
    async with asking(Voter(["3", "3"])) as (pilot, _):
        decide_by(pilot, "single")
        await ask_and_wait(pilot, QUESTION)
        await reading(pilot)
        await press(pilot, "a")
        await until_shown(pilot, "3 x 2")


@driven
async def test_a_stop_keeps_what_came_and_lets_it_vote():
    voter = Voter(["3", "2"], thoughts=[5, 9], silent=(1,))
    async with asking(voter) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=2")
        await ask(pilot, QUESTION)
        await until_shown(pilot, "1 of 2 samples")
        await press(pilot, "escape")
        await ended(pilot)
        await until_shown(pilot, "3 x 1")
    turn = stored_turn()
    reasons = {generation.finish_reason for generation in turn.generations}
    assert reasons == {FinishReason.STOP, FinishReason.CANCELLED}
    assert turn.generations[turn.standing].answer == "\\boxed{3}"


@driven
async def test_prose_is_shown_side_by_side_and_read_whole():
    async with asking(Voter([""])) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=2")
        await ask_and_wait(pilot, "Tell a story.")
        assert "nothing to vote on" in frame(pilot)
        assert "sample 2: no answer to vote by" in frame(pilot)
        await press(pilot, "tab", "j", "j", "enter")
        assert ask_screen(pilot).transcript.display
        await until_shown(pilot, "answer 2 of 2")
        await press(pilot, "x")
        await until_shown(pilot, "sample 1")
        await press(pilot, "x")
        assert ask_screen(pilot).transcript.display


@driven
async def test_it_is_as_it_was_when_the_conversation_is_opened_again():
    async with asking(Voter(["3", "2", "3"])) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=3")
        await ask_and_wait(pilot, QUESTION)
    async with running() as pilot:
        await until_shown(pilot, "3 x 2")
        await reading(pilot)
        await press(pilot, "x")
        await until_shown(pilot, ": votes 2")


@driven
async def test_a_strategy_is_chosen_and_what_the_server_lacks_is_told():
    async with asking(Voter(["3"]), LARGE, dialect="deepseek") as (pilot, _):
        await press(pilot, "alt+s")
        await until_shown(pilot, "what decides?")
        assert "not here" in frame(pilot)
        for letter in "best-of":
            await press(pilot, letter)
        await press(pilot, "enter")
        await until(pilot, lambda: "cannot be used here" in notices(pilot))
        assert ask_screen(pilot).dialogue.strategy is None
        await press(pilot, "alt+s", "8", "enter")
        assert ask_screen(pilot).dialogue.strategy == parse("self-consistency:samples=8")
        assert "by self-consistency:samples=8" in frame(pilot)


@driven
async def test_a_server_that_refuses_all_says_so():
    async with asking(Voter(["3"], fails=range(9))) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=4")
        await ask_and_wait(pilot, QUESTION)
        await until_shown(pilot, "this sample is refused")


@driven
async def test_a_strategy_goes_step_by_step():
    async with asking(Reasoner(thought=30)) as (pilot, _):
        await press(pilot, "alt+s")
        for letter in "probing:window=2,chunk=8,trial=5,most=64":
            await press(pilot, letter)
        await press(pilot, "enter")
        await ask_and_wait(pilot, QUESTION)
        await until_shown(pilot, "It is \\boxed{7}.")
        assert "all of its steps in the price" in frame(pilot)
        await reading(pilot)
        await press(pilot, "x")
        await until_shown(pilot, "step 1")
    turn = stored_turn()
    assert [generation.answer for generation in turn.generations] == ["It is \\boxed{7}."]


@driven
async def test_leaving_in_the_middle_keeps_every_sample():
    voter = Voter(["3", "2"], thoughts=[5, 9], silent=(1,))
    async with asking(voter) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=2")
        await ask(pilot, QUESTION)
        await until_shown(pilot, "1 of 2 samples")
    reasons = sorted(generation.finish_reason for generation in stored_turn().generations)
    assert reasons == [FinishReason.CANCELLED, FinishReason.STOP]


@driven
async def test_the_strategy_is_the_same_at_the_next_start():
    async with asking(Voter(["3"])) as (pilot, _):
        await press(pilot, "alt+s")
        await until_shown(pilot, "what decides?")
        await press(pilot, "5", "enter")
        await until_shown(pilot, "self-consistency:samples=5")
        await pilot.app.do_quit()
    async with running() as pilot:
        await until_shown(pilot, "self-consistency:samples=5")
        await press(pilot, "alt+s")
        await until_shown(pilot, "what decides?")
        await press(pilot, "one", "enter")


@driven
async def test_a_strategy_that_is_no_more_leaves_one_sample():
    library, _ = Library.open()
    library.remember(STRATEGY_KEY, "psychic:samples=5")
    library.close()
    async with running(model=None) as pilot:
        assert ask_screen(pilot).dialogue.strategy is None


@driven
async def test_the_total_of_a_vote_is_priced_anew_as_well():
    async with asking(Voter(["3", "2", "3"])) as (pilot, _):
        decide_by(pilot, "self-consistency:samples=3")
        await ask_and_wait(pilot, QUESTION)
        screen = ask_screen(pilot)
        before = screen.state.last.vote.cost.elsewhere
        screen._toggle_comparison(screen.dialogue.settings.compare[0])
        assert screen.state.last.vote.cost.elsewhere == before[1:]

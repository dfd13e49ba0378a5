"""A strategy answers one question with samples from a real server on loopback."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace

import pytest

from jevons.core.events import GenerationEnded
from jevons.core.problems import ProblemKind
from jevons.core.records import Dial, FinishReason, Message, SamplingParams
from jevons.core.runs import connection
from jevons.core.runs.ask import Asked
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.runs.solving import Means, Solving, draw_of
from jevons.core.runs.solving_events import Decided, SampleEvent, SampleVoted, WaveBegun
from jevons.core.settings import Settings
from jevons.core.strategies.play import follow
from jevons.core.strategies.registry import parse
from servers.asking import QUICK
from servers.chat_server import ChatServer
from servers.thinker import spec_of
from servers.voter import SEED, Voter

SETTINGS = Settings()
QUESTION = "How many r are in strawberry?"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(connection, "Limits", lambda **_: QUICK)


@dataclass
class Solved:
    """What solving told, what the server saw, and what the library holds."""

    events: list
    server: ChatServer
    solving: Solving

    @property
    def decided(self) -> Decided:
        assert isinstance(self.events[-1], Decided)
        return self.events[-1]

    @property
    def waves(self):
        return [len(event.places) for event in self.events if isinstance(event, WaveBegun)]

    @property
    def votes(self):
        voted = [event for event in self.events if isinstance(event, SampleVoted)]
        return {event.place: event.key for event in sorted(voted, key=lambda event: event.place)}

    @property
    def generations(self):
        ended = [event for event in self.events if isinstance(event, SampleEvent)]
        found = {
            event.place: event.event.generation
            for event in ended
            if isinstance(event.event, GenerationEnded)
        }
        return [found[place] for place in sorted(found)]


def solve(voter, strategy, *, on_event=None, library=None, known=(), dial=None, **spec):
    async def main():
        async with ChatServer(voter) as server:
            turn = library and library.add_turn(library.create_conversation("t", "m").id, QUESTION)
            asked = Asked(
                spec_of(server, **spec),
                (Message("user", QUESTION),),
                SamplingParams(max_tokens=100, seed=SEED),
                dial or Dial.budget(100),
                turn.id if turn else None,
            )
            means = Means(SETTINGS, Costing(SETTINGS), library)
            solving = Solving(asked, parse(strategy), means, known)
            events = []
            async with aclosing(solving.events()) as coming:
                async for event in coming:
                    events.append(event)
                    if on_event is not None:
                        on_event(event, solving)
            return Solved(events, server, solving)

    return asyncio.run(asyncio.wait_for(main(), 30))


def test_the_majority_answers():
    solved = solve(Voter(["3", "2", "3"]), "self-consistency:samples=3")
    decided = solved.decided
    assert solved.votes == {0: "3", 1: "2", 2: "3"}
    assert (decided.answer.key, decided.place, decided.rounds) == ("3", 0, 1)
    assert decided.generation.answer == "\\boxed{3}"
    assert not decided.early
    assert decided.answer.charge.samples == 3
    assert decided.answer.charge.tokens == sum(g.usage.output for g in solved.generations)


def test_it_is_as_a_replay_of_the_same_samples():
    strategy = parse("adaptive-consistency:most=16,first=2")
    solved = solve(Voter(["3", "2", *"333333"]), "adaptive-consistency:most=16,first=2")
    draws = {n: draw_of(QUESTION, g)[0] for n, g in enumerate(solved.generations)}
    play = follow(strategy, draws)
    assert play.answer == solved.decided.answer
    assert sum(solved.waves) == len(play.told) == len(solved.generations)
    assert solved.waves == [2, 2, 4]


def test_no_more_are_drawn_at_once_than_the_server_has_room_for(monkeypatch):
    monkeypatch.setattr("jevons.core.runs.solving.AT_ONCE", 2)
    voter = Voter(["3"] * 6, silent=range(6))
    flying = []

    def look(event, solving):
        flying.append(len(solving._steering))
        if len(solving._steering) == 2:
            voter.resume.set()

    assert solve(voter, "self-consistency:samples=6", on_event=look).decided.answer.key == "3"
    assert max(flying) == 2


def test_the_losers_of_a_race_are_stopped_and_kept():
    library, _ = Library.open()
    voter = Voter(["3", "2", "2"], thoughts=[5, 9, 9], silent=(1, 2))
    solved = solve(voter, "short:m=1,k=3", library=library)
    assert (solved.decided.answer.key, solved.decided.place) == ("3", 0)
    reasons = [generation.finish_reason for generation in solved.generations]
    assert reasons == [FinishReason.STOP, FinishReason.CANCELLED, FinishReason.CANCELLED]
    (conversation,) = library.conversations()
    (turn,) = library.turns(conversation.id)
    assert {g.id for g in turn.generations} == {g.id for g in solved.generations}
    library.close()


def test_a_sample_that_is_not_sure_enough_is_stopped():
    voter = Voter(["3"] * 6, thoughts=[4100] * 6, sureness=[9, 8, 9, 1, 9, 9])
    solved = solve(
        voter,
        "deepconf-online:warmup=2,keep=1.0,consensus=1.0,most=4,wave=2",
        dial=Dial.budget(4200),
        dialect="embedded",
    )
    # All agree after the warm-up: nothing more is drawn.
    assert len(solved.generations) == 2
    voter.answers = ["3", "2", "3", "2", "3", "3"]
    solved = solve(
        voter,
        "deepconf-online:warmup=2,keep=1.0,consensus=1.0,most=4,wave=2",
        dial=Dial.budget(4200),
        dialect="embedded",
    )
    stopped = solved.generations[3]
    assert stopped.finish_reason is FinishReason.CANCELLED
    assert stopped.usage.thinking == 2048
    assert solved.decided.answer.key == "3"


def test_the_user_stops_it_and_what_came_votes():
    voter = Voter(["3", "2", "2", "2"], silent=(1, 2, 3))

    def look(event, solving):
        if isinstance(event, SampleVoted):
            solving.stop()

    solved = solve(voter, "self-consistency:samples=4", on_event=look)
    assert (solved.decided.answer.key, solved.decided.early) == ("3", True)
    assert len(solved.generations) == 4


def test_thoughts_are_ended_by_the_user():
    voter = Voter(["3", "2"], thoughts=[50, 50], silent=(0, 1))
    ended = []

    def look(event, solving):
        thinks = isinstance(event, SampleEvent) and "t1" in str(event.event)
        if thinks and event.place not in ended:
            ended.append(event.place)
            solving.end_thought(event.place)

    solved = solve(voter, "self-consistency:samples=2", on_event=look)
    assert [g.usage.thought_ended_by for g in solved.generations] == ["user", "user"]
    assert solved.votes == {0: "3", 1: "2"}


def test_samples_are_added_while_it_draws():
    voter = Voter(["3", "2", "2", "2"], silent=(0,))

    def look(event, solving):
        if isinstance(event, WaveBegun) and len(event.places) == 1:
            solving.add(3)
            voter.resume.set()

    solved = solve(voter, "single", on_event=look)
    assert solved.waves == [1, 3]
    assert solved.decided.answer.key == "2"
    assert solved.decided.strategy == parse("self-consistency:samples=4")


def test_samples_that_are_there_are_not_drawn_again():
    first = solve(Voter(["3", "2"]), "self-consistency:samples=2")
    voter = Voter(["x", "x", "2"])
    solved = solve(voter, "self-consistency:samples=3", known=first.generations)
    assert len(solved.generations) == 1
    assert solved.votes == {0: "3", 1: "2", 2: "2"}
    assert solved.decided.answer.key == "2"


def test_prose_has_nothing_to_vote_on():
    solved = solve(Voter(["", ""]), "self-consistency:samples=2")
    assert set(solved.votes.values()) == {None}
    assert (solved.decided.answer.key, solved.decided.generation) == (None, None)
    assert solved.decided.problem is None


def test_one_sample_that_fails_does_not_end_it():
    solved = solve(Voter(["3", "2", "3"], fails=(1,)), "self-consistency:samples=3")
    assert solved.votes == {0: "3", 1: None, 2: "3"}
    assert solved.decided.problem is None


def test_a_server_that_refuses_all_is_left_alone():
    solved = solve(Voter(["3"], fails=range(64)), "self-consistency:samples=64")
    assert solved.decided.answer.key is None
    assert "this sample is refused" in solved.decided.problem.what
    assert len(solved.server.requests) < 20


def test_what_the_server_lacks_is_told_before_anything_is_drawn():
    solved = solve(Voter(["3"]), "best-of-n:samples=2", dialect="deepseek")
    assert solved.decided.problem.kind is ProblemKind.UNSUPPORTED
    assert "log-probabilities" in solved.decided.problem.what
    assert not solved.server.requests


def test_a_server_that_is_not_there():
    solved = solve(Voter(["3"]), "self-consistency:samples=2", base_url="http://127.0.0.1:1/v1",
                   dialect=None)  # fmt: skip
    assert solved.decided.problem.kind is ProblemKind.UNREACHABLE


def test_who_goes_away_leaves_what_came():
    library, _ = Library.open()
    voter = Voter(["3", "2"], thoughts=[5, 9], silent=(1,))

    async def main():
        async with ChatServer(voter) as server:
            turn = library.add_turn(library.create_conversation("t", "m").id, QUESTION)
            params = SamplingParams(max_tokens=100, seed=SEED)
            asked = Asked(spec_of(server), (Message("user", QUESTION),), params,
                          Dial.budget(99), turn.id)  # fmt: skip
            means = Means(SETTINGS, Costing(SETTINGS), library)
            solving = Solving(asked, parse("self-consistency:samples=2"), means)
            async with aclosing(solving.events()) as events:
                async for event in events:
                    if isinstance(event, SampleVoted):
                        return

    asyncio.run(asyncio.wait_for(main(), 30))
    (conversation,) = library.conversations()
    (turn,) = library.turns(conversation.id)
    reasons = sorted(generation.finish_reason for generation in turn.generations)
    assert reasons == [FinishReason.CANCELLED, FinishReason.STOP]
    library.close()


def test_a_strategys_own_dial_is_asked_for():
    solved = solve(Voter(["3"]), "budget-forcing:maximum=3,samples=1")
    assert solved.generations[0].usage.thinking == 3
    assert solved.generations[0].dial == Dial.budget(3)


def test_machine_time_is_shared():
    voter = Voter(["3"] * 4)
    solved = solve(voter, "self-consistency:samples=4", usd_per_hour=3600.0)
    charged = sum(g.cost.here_usd for g in solved.generations)
    longest = max(g.timing.total_s for g in solved.generations)
    alone = sum(replace(g).timing.total_s for g in solved.generations)
    assert charged < max(alone, 2 * longest)

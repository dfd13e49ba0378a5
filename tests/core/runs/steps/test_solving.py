import asyncio
from dataclasses import replace

import pytest

from jevons.core.events import AnswerDelta, GenerationEnded, ThinkingDelta
from jevons.core.models.registry import find_model
from jevons.core.problems import ProblemKind
from jevons.core.records import Dial, Message, Purpose, SamplingParams
from jevons.core.runs.ask import Asked
from jevons.core.runs.conversations import new_conversation, new_turn
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.runs.solving import Means
from jevons.core.runs.solving_events import Decided, SampleEvent, SampleVoted, WaveBegun
from jevons.core.runs.steps.solving import StepSolving
from jevons.core.settings import Settings
from jevons.core.strategies.registry import parse_any
from screens.app_driver import add_scripted
from servers.chat_server import ChatServer, error
from servers.reasoner import Reasoner

PROBING = "probing:window=2,chunk=8,trial=5,most=64"


@pytest.fixture
def library():
    opened, _ = Library.open()
    yield opened
    opened.close()


def solve(replies, strategy, library, on_event=None):
    """All events of a question that is a turn of a conversation."""
    conversation = new_conversation("numbers", "scripted")
    turn = new_turn(conversation.id, "How many?")
    library.put_turn(conversation, turn)

    async def main():
        async with ChatServer(replies) as server:
            add_scripted(server)
            asked = Asked(
                replace(find_model("scripted"), price_model="o1"),
                (Message("user", "How many?"),),
                SamplingParams(max_tokens=50),
                Dial.unlimited(),
                turn.id,
            )
            settings = Settings()
            means = Means(settings, Costing(settings), library)
            solving = StepSolving(asked, parse_any(strategy), means)
            events = []
            async for event in solving.events():
                events.append(event)
                if on_event is not None:
                    on_event(event, solving)
            return events

    return asyncio.run(main()), library.turns(conversation.id)[0]


def text_of(events, place, kind):
    inner = [e.event for e in events if isinstance(e, SampleEvent) and e.place == place]
    return "".join(event.text for event in inner if isinstance(event, kind))


def test_each_request_is_shown_as_a_sample(library):
    events, turn = solve(Reasoner(thought=30), PROBING, library)
    places = [event.places.start for event in events if isinstance(event, WaveBegun)]
    assert places == [0, 1, 2, 3, 4]
    assert text_of(events, 0, ThinkingDelta).startswith(" t1 t2")
    assert text_of(events, 4, AnswerDelta) == "It is \\boxed{7}."
    said = [(e.place, e.key, e.said) for e in events if isinstance(e, SampleVoted)]
    assert said == [
        (0, None, None), (1, None, "7"), (2, None, None), (3, None, "7"), (4, "7", "7"),
    ]  # fmt: skip
    decided = events[-1]
    assert isinstance(decided, Decided)
    assert (decided.place, decided.rounds, decided.early, decided.problem) == (4, 5, False, None)
    assert decided.answer.key == "7"
    assert [one.id for one in turn.generations] == [decided.generation.id]


def test_all_that_was_drawn_is_in_the_cost_of_the_answer(library):
    events, turn = solve(Reasoner(thought=3), "revision:revisions=2", library)
    decided = events[-1]
    assert len(turn.generations) == 3
    costs = [one.cost.here_usd for one in turn.generations]
    assert sum(costs) == pytest.approx(decided.answer.charge.usd)
    assert {one.purpose for one in turn.generations} == {Purpose.SOLVE, Purpose.REVISE}
    beam = "beam:beams=4,width=2,depth=3,tokens=20"
    searched, turn = solve(Reasoner(thought=12), beam, library)
    assert len(turn.generations) == 4
    costs = [one.cost.here_usd for one in turn.generations]
    assert min(costs) > 0
    assert sum(costs) == pytest.approx(searched[-1].answer.charge.usd)
    probed, turn = solve(Reasoner(thought=30), PROBING, library)
    (answer,) = turn.generations
    assert answer.cost.here_usd == pytest.approx(probed[-1].answer.charge.usd)
    assert answer == probed[-1].generation


def test_without_another_the_model_judges_itself(library):
    events, _ = solve(Reasoner(thought=3), "tree-search:answers=2", library)
    said = [event.said for event in events if isinstance(event, SampleVoted)]
    assert said == ["7", "0.50 by the judge"] * 2


def test_it_can_be_stopped(library):
    def stop(event, solving):
        if isinstance(event, SampleVoted) and event.place == 1:
            solving.stop()

    events, turn = solve(Reasoner(thought=400), "probing:window=9,chunk=8,most=400", library, stop)
    decided = events[-1]
    assert decided.early
    assert (decided.problem, decided.generation) == (None, None)
    assert decided.answer.charge.thinking_tokens >= 8
    assert turn.generations == ()


def test_trouble_is_told_at_the_end(library):
    events, _ = solve([error(401, "no")], PROBING, library)
    assert events[-1].problem.kind is ProblemKind.UNAUTHORIZED
    assert not [e for e in events if isinstance(getattr(e, "event", None), GenerationEnded)]

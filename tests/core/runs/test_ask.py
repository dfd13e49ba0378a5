import asyncio
from contextlib import aclosing
from dataclasses import dataclass

import pytest

from jevons.core.events import (
    AnswerDelta,
    GenerationEnded,
    GenerationStarted,
    Noticed,
    ThinkingDelta,
    ThoughtExtended,
    Waiting,
)
from jevons.core.models.client import ChatClient
from jevons.core.models.steering import Steering
from jevons.core.problems import Problem, ProblemKind
from jevons.core.records import Dial, FinishReason, Generation, Message, SamplingParams, UsageSource
from jevons.core.runs import ask as ask_module
from jevons.core.runs.ask import Asked, ask
from jevons.core.runs.connection import Connection
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.settings import Settings
from servers.asking import QUICK, endpoint_of, of_kind
from servers.chat_server import ChatServer, Hang, error, stream
from servers.thinker import Thinker, spec_of

QUESTION = Message("user", "How many?")
SETTINGS = Settings()


def words(letter, count, first=1):
    return "".join(f" {letter}{n}" for n in range(first, first + count))


@pytest.fixture
def library():
    opened, _ = Library.open()
    yield opened
    opened.close()


@pytest.fixture
def journal_always(monkeypatch):
    """Write the journal at every event instead of every second."""
    monkeypatch.setattr(ask_module, "JOURNAL_EVERY_S", -1.0)


@dataclass
class Told:
    """What one call of `ask` told, and what the server saw."""

    events: list
    bodies: list[dict]

    @property
    def generation(self) -> Generation:
        """The outcome; every way ends with exactly one."""
        assert isinstance(self.events[0], GenerationStarted)
        assert isinstance(self.events[-1], GenerationEnded)
        assert len(of_kind(self.events, GenerationEnded)) == 1
        return self.events[-1].generation

    @property
    def notices(self):
        return [event.problem for event in of_kind(self.events, Noticed)]


def asked_of(server, *, messages=(QUESTION,), dial=None, asked=None, **spec):
    dial = dial or Dial.budget(8)
    params = SamplingParams(max_tokens=100)
    return Asked(spec_of(server, **spec), messages, params, dial, **(asked or {}))


def tell(replies, *, library=None, on_event=None, pages=None, key=None, **options):
    """Everything that asking tells; `on_event` is called with each event and the steering."""

    async def main():
        async with ChatServer(replies, pages=pages, key=key) as server:
            steering = Steering()
            events = []
            drawing = ask(
                asked_of(server, **options),
                settings=SETTINGS,
                costing=Costing(SETTINGS),
                steering=steering,
                library=library,
            )
            async for event in drawing:
                events.append(event)
                if on_event is not None:
                    on_event(event, steering)
            return Told(events, [request.body for request in server.requests])

    return asyncio.run(main())


# The whole way.


def test_a_question_is_asked_answered_priced_and_kept(library):
    told = tell(Thinker(thought=50), library=library)
    generation = told.generation
    assert generation.finish_reason is FinishReason.STOP
    assert generation.question == "How many?"
    assert generation.model == "thinker"
    assert generation.thinking == words("t", 8)
    assert generation.answer == words("a", 3).lstrip()
    assert generation.problem == ""
    assert generation.fingerprint == "b1"
    assert generation.cost is not None
    assert [price.model for price in generation.cost.elsewhere] == ["deepseek-r1", "o1"]
    assert library.generation(generation.id) == generation


def test_the_text_told_is_the_text_kept(library):
    told = tell(Thinker(thought=4), library=library, dial=Dial.budget(50, minimum=8))
    kinds = ThinkingDelta | ThoughtExtended
    assert "".join(e.text for e in told.events if isinstance(e, kinds)) == told.generation.thinking
    answer = "".join(event.text for event in of_kind(told.events, AnswerDelta))
    assert answer == told.generation.answer


def test_tokens_add_up_to_what_the_server_told():
    usage = tell(Thinker(thought=50)).generation.usage
    assert sum(raw["completion_tokens"] for raw in usage.raw) == usage.output == 11
    assert sum(raw["prompt_tokens"] for raw in usage.raw) == usage.prompt + usage.reread
    assert usage.source is UsageSource.REPORTED
    assert usage.requested_thinking == 8


def test_tokens_add_up_to_the_deltas_where_nothing_is_told():
    told = tell(Thinker(thought=50, counts=False))
    usage = told.generation.usage
    assert usage.thinking == len(of_kind(told.events, ThinkingDelta))
    assert usage.answer == len(of_kind(told.events, AnswerDelta))
    assert usage.source is UsageSource.COUNTED


def test_waiting_says_what_for():
    reasons = [event.reason for event in of_kind(tell(Thinker()).events, Waiting)]
    assert reasons == ["reaching thinker", "reading the question"]


def test_it_goes_without_a_library():
    assert tell(Thinker()).generation.answer == words("a", 3).lstrip()


def test_a_price_by_tokens():
    generation = tell(Thinker(), price_model="o1").generation
    assert generation.cost.here_usd > 0
    assert "o1" in generation.cost.assumption


# The journal.


def test_the_library_has_the_text_before_the_end(library, journal_always):
    seen = []

    def on_event(event, _):
        if isinstance(event, GenerationStarted):
            seen.append(event.generation.id)
        if isinstance(event, ThinkingDelta | AnswerDelta):
            seen.append(library.generation(seen[0]))

    generation = tell(Thinker(thought=50), library=library, on_event=on_event).generation
    rows = seen[1:]
    assert all(row.finish_reason is None for row in rows)
    # Each delta is told before it is written, and written before the next is told.
    assert rows[-1].thinking == words("t", 8)
    assert rows[-1].answer == words("a", 2).lstrip()
    assert rows[-1].id == generation.id


def test_the_library_has_the_question_before_the_first_token(library):
    seen = {}

    def on_event(event, _):
        if isinstance(event, GenerationStarted):
            seen["id"] = event.generation.id
        if isinstance(event, Waiting):
            seen.setdefault("row", library.generation(seen["id"]))

    tell(Thinker(), library=library, on_event=on_event)
    assert seen["row"].question == "How many?"
    assert seen["row"].finish_reason is None


def test_a_generation_belongs_to_its_turn(library):
    conversation = library.create_conversation("Numbers", "thinker")
    turn = library.add_turn(conversation.id, "How many?")
    generation = tell(Thinker(), library=library, asked={"turn_id": turn.id}).generation
    assert library.turns(conversation.id)[0].generations == (generation,)


def test_a_library_that_fails_midway_is_told_and_stops_nothing(library, journal_always):
    def on_event(event, _):
        if isinstance(event, ThinkingDelta) and "t3" in event.text:
            library.close()

    told = tell(Thinker(thought=50), library=library, on_event=on_event)
    assert told.generation.finish_reason is FinishReason.STOP
    assert told.generation.answer == words("a", 3).lstrip()
    assert told.generation.problem == ""
    (problem,) = told.notices  # once: trying again fails for the same reason
    assert "not in the library" in problem.what
    assert "stays on the screen" in problem.kept


def test_a_library_that_never_works_is_told_at_once(library):
    library.close()
    told = tell(Thinker(), library=library)
    assert len(told.notices) == 1
    assert isinstance(told.events[1], Noticed)
    assert told.generation.answer == words("a", 3).lstrip()


# Going away.


def test_what_came_is_kept_when_the_caller_goes(library):
    async def main():
        async with ChatServer(Thinker(thought=50, pause_at="t4")) as server:
            drawing = ask(
                asked_of(server),
                settings=SETTINGS,
                costing=Costing(SETTINGS),
                steering=Steering(),
                library=library,
            )
            async with aclosing(drawing) as events:
                async for event in events:
                    if isinstance(event, GenerationStarted):
                        started = event.generation
                    if isinstance(event, ThinkingDelta) and "t3" in event.text:
                        break
            row = library.generation(started.id)
            await server.until(lambda server: server.disconnects == 1)
            return row

    row = asyncio.run(main())
    assert row.finish_reason is FinishReason.CANCELLED
    assert row.thinking == words("t", 3)
    assert row.usage.thinking == 3
    assert row.cost is not None


def test_what_came_is_kept_when_the_task_is_cancelled(library):
    async def main():
        ids = []

        async def consume(server, came):
            drawing = ask(
                asked_of(server),
                settings=SETTINGS,
                costing=Costing(SETTINGS),
                steering=Steering(),
                library=library,
            )
            async with aclosing(drawing) as events:
                async for event in events:
                    if isinstance(event, GenerationStarted):
                        ids.append(event.generation.id)
                    if isinstance(event, AnswerDelta):
                        came.set()

        async with ChatServer(Thinker(thought=5, pause_at="a2")) as server:
            came = asyncio.Event()
            task = asyncio.ensure_future(consume(server, came))
            async with asyncio.timeout(10):
                await came.wait()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert task.cancelled()
            return library.generation(ids[0])

    row = asyncio.run(main())
    assert row.finish_reason is FinishReason.CANCELLED
    assert row.thinking == words("t", 5)
    assert row.answer == words("a", 1).lstrip()


def test_a_stop_is_kept_as_a_stop(library):
    def on_event(event, steering):
        if isinstance(event, ThinkingDelta) and "t3" in event.text:
            steering.stop()

    told = tell(Thinker(thought=50, pause_at="t4"), library=library, on_event=on_event)
    assert told.generation.finish_reason is FinishReason.CANCELLED
    assert told.generation.thinking == words("t", 3)
    assert told.generation.problem == ""
    assert library.generation(told.generation.id) == told.generation


def test_a_stop_while_the_server_is_reached(library):
    def on_event(event, steering):
        if isinstance(event, Waiting):
            asyncio.get_running_loop().call_soon(steering.stop)

    told = tell(
        Thinker(), library=library, on_event=on_event, pages={"/v1/models": [Hang()]}, dialect=None
    )
    assert told.generation.finish_reason is FinishReason.CANCELLED
    assert told.bodies == []
    assert library.generation(told.generation.id) == told.generation


# Context.

TURNS = tuple(
    message
    for n in range(4)
    for message in (Message("user", f"q{n} " * 50), Message("assistant", f"r{n} " * 50))
)


def test_the_oldest_questions_are_dropped_beforehand():
    told = tell(Thinker(), messages=(*TURNS, QUESTION), context=400)
    sent = told.bodies[0]["messages"]
    assert len(sent) < len(TURNS) + 2
    assert sent[0]["role"] == "user"
    assert sent[-2]["content"] == "How many?"
    (problem,) = told.notices
    assert problem.kind is ProblemKind.CONTEXT_FULL
    dropped = (len(TURNS) + 2 - len(sent)) // 2
    assert f"{dropped} questions were not sent" in problem.what
    assert told.generation.answer == words("a", 3).lstrip()


def test_the_oldest_question_is_dropped_when_the_server_says_so():
    thinker = Thinker()

    def script(received):
        if len(received.body["messages"]) > 4:
            return error(400, "maximum context length is 512 tokens")
        return thinker(received)

    told = tell(script, messages=(*TURNS[:4], QUESTION))
    assert [len(body["messages"]) for body in told.bodies] == [6, 4, 4]
    (problem,) = told.notices
    assert problem.kind is ProblemKind.CONTEXT_FULL
    assert "the oldest question was not sent" in problem.what
    assert told.generation.answer == words("a", 3).lstrip()
    assert told.generation.finish_reason is FinishReason.STOP
    assert told.generation.problem == ""


def test_a_question_that_alone_is_too_long_for_the_server():
    told = tell([error(400, "maximum context length is 512 tokens")])
    assert told.generation.finish_reason is FinishReason.ERROR
    assert "context is full" in told.generation.problem
    assert len(told.bodies) == 1


def test_a_question_that_is_too_long_is_not_sent(library):
    told = tell(
        Thinker(), messages=(Message("user", "why " * 5000),), context=1024, library=library
    )
    generation = told.generation
    assert generation.finish_reason is FinishReason.ERROR
    assert "the model takes 1,024" in generation.problem
    assert "nothing was sent" in generation.problem
    assert told.bodies == []
    assert library.generation(generation.id) == generation


# Trouble.


def test_trouble_is_told_in_one_line_with_what_was_kept(library):
    told = tell(Thinker(thought=50, dies_at="t4"), library=library)
    generation = told.generation
    assert generation.finish_reason is FinishReason.ERROR
    assert generation.thinking == words("t", 3)
    assert "broke off" in generation.problem
    assert "kept" in generation.problem
    assert "\n" not in generation.problem
    assert library.generation(generation.id) == generation


def test_a_refused_key_is_told():
    generation = tell(Thinker(), key="sk-right", key_env="JEVONS_TEST_KEY").generation
    assert generation.finish_reason is FinishReason.ERROR
    assert "JEVONS_TEST_KEY" in generation.problem


def test_a_server_that_is_not_there_is_told():
    generation = tell(Thinker(), base_url="http://127.0.0.1:9/v1", dialect=None).generation
    assert generation.finish_reason is FinishReason.ERROR
    assert "cannot be reached" in generation.problem
    assert generation.usage.output == 0


@pytest.mark.parametrize(
    ("finish", "said"),
    [
        ("stop", "without an answer"),
        ("length", "all its tokens"),
        ("content_filter", "the server's filter"),
    ],
)
def test_an_empty_answer_is_told(finish, said):
    told = tell([stream(finish=finish)], dial=Dial.off())
    assert said in told.generation.problem


# A crashed engine.


class Crashing(Connection):
    """A connection whose engine is dead whenever a request failed."""

    def crash(self) -> Problem | None:
        return Problem(ProblemKind.ENGINE_CRASHED, "the engine stopped unexpectedly")


@pytest.fixture
def engine(monkeypatch):
    """Take the server that is asked for an embedded engine."""

    async def connect(spec, settings, **_):
        server = ChatServer(())
        server.base_url = spec.base_url
        client = ChatClient(endpoint_of(server, "embedded"), limits=QUICK)
        return Crashing(spec, client)

    monkeypatch.setattr(ask_module, "connect", connect)


def test_a_crashed_engine_is_started_again_and_goes_on(engine):
    told = tell(Thinker(thought=50, dies_at="t4"))
    assert told.generation.finish_reason is FinishReason.STOP
    assert told.generation.thinking == words("t", 8)
    assert told.generation.answer == words("a", 3).lstrip()
    assert told.generation.problem == ""
    (problem,) = told.notices
    assert problem.kind is ProblemKind.ENGINE_CRASHED
    assert "kept" in problem.line()


def test_an_engine_that_crashes_again_is_given_up(engine):
    def script(received):
        return Thinker(thought=50, dies_at="t2" if "t1" not in str(received.body) else "t4")(
            received
        )

    told = tell(script)
    assert told.generation.finish_reason is FinishReason.ERROR
    assert told.generation.thinking == words("t", 3)
    assert "the engine stopped unexpectedly" in told.generation.problem
    assert len(told.notices) == 1


def test_a_stop_ends_the_trying(engine):
    def on_event(event, steering):
        if isinstance(event, Noticed):
            steering.stop()

    told = tell(Thinker(thought=50, dies_at="t4"), on_event=on_event)
    assert told.generation.finish_reason is FinishReason.CANCELLED
    assert told.generation.thinking == words("t", 3)


def test_going_away_after_a_crash_is_going_away(engine, library):
    async def main():
        thinker = Thinker(thought=50, dies_at="t4", pause_at="t6")
        async with ChatServer(thinker) as server:
            drawing = ask(
                asked_of(server),
                settings=SETTINGS,
                costing=Costing(SETTINGS),
                steering=Steering(),
                library=library,
            )
            async with aclosing(drawing) as events:
                async for event in events:
                    if isinstance(event, GenerationStarted):
                        started = event.generation
                    if isinstance(event, ThinkingDelta) and "t5" in event.text:
                        break
            return library.generation(started.id)

    row = asyncio.run(main())
    assert row.finish_reason is FinishReason.CANCELLED
    assert row.thinking == words("t", 5)
    assert row.problem == ""


# Thinking on.


def test_a_thought_is_gone_on_with(library):
    told = tell(
        Thinker(thought=50),
        library=library,
        asked={"thought": words("t", 8), "parent_id": "before"},
    )
    assert told.events[0].generation.thinking == words("t", 8)
    generation = told.generation
    assert generation.thinking == words("t", 16)
    assert generation.parent_id == "before"
    assert generation.usage.thinking == 8
    assert library.generation(generation.id) == generation


def test_a_thought_to_go_on_with_takes_room_in_the_context():
    long = "so " * 300
    told = tell(Thinker(), asked={"thought": long}, dial=Dial.unlimited(), context=1000)
    assert told.bodies[0]["max_tokens"] <= 1000 - 300 - 100

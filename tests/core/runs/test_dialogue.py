import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from jevons.core.events import GenerationEnded, GenerationStarted
from jevons.core.models.steering import Steering
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Dial, FinishReason
from jevons.core.runs.costing import Costing
from jevons.core.runs.dialogue import (
    DIAL_STEPS,
    Dialogue,
    default_dial,
    dial_presets,
    step_dial,
)
from jevons.core.runs.library import Library
from jevons.core.settings import Settings
from servers.chat_server import ChatServer, error, stream
from servers.thinker import Thinker, spec_of


def words(letter, count, first=1):
    return "".join(f" {letter}{n}" for n in range(first, first + count))


@pytest.fixture
def library():
    opened, _ = Library.open()
    yield opened
    opened.close()


def dialogue_of(library, server, dial=None, **spec):
    settings = Settings()
    dialogue = Dialogue(library, settings, Costing(settings))
    dialogue.choose(spec_of(server, **spec))
    dialogue.dial = dial or Dial.budget(4)
    return dialogue


async def ask(dialogue, question):
    turn, problem = await dialogue.add_turn(question)
    assert problem is None
    return turn, await draw(dialogue, turn.id)


async def draw(dialogue, turn_id, **onward):
    async for event in dialogue.draw(turn_id, Steering(), **onward):
        last = event
    assert isinstance(last, GenerationEnded)
    return last.generation


def held(replies, talk, library, **options):
    """Hold a conversation; the outcome of `talk`, and the bodies that the server got."""

    async def main():
        async with ChatServer(replies) as server:
            dialogue = dialogue_of(library, server, **options)
            return await talk(dialogue), [request.body for request in server.requests]

    return asyncio.run(main())


def contents(body):
    return [message["content"] for message in body["messages"]]


# What was said.


def test_a_follow_up_has_the_answers_but_not_the_thoughts(library):
    async def talk(dialogue):
        await ask(dialogue, "How many?")
        await ask(dialogue, "Sure?")
        return dialogue

    dialogue, bodies = held(Thinker(thought=9), talk, library)
    assert contents(bodies[2])[:3] == ["How many?", words("a", 3).lstrip(), "Sure?"]
    assert words("t", 4) not in str(bodies[2])
    assert [turn.question for turn in dialogue.turns] == ["How many?", "Sure?"]


def test_all_is_in_the_library(library):
    async def talk(dialogue):
        await ask(dialogue, "How many?")
        await ask(dialogue, "Sure?")
        return dialogue

    dialogue, _ = held(Thinker(), talk, library)
    (conversation,) = library.conversations()
    assert conversation.title == "How many?"
    assert conversation.model == "thinker"
    assert library.turns(conversation.id) == dialogue.turns
    assert dialogue.conversation.id == conversation.id


def test_a_title_is_one_short_line(library):
    async def talk(dialogue):
        await dialogue.add_turn("why\x1b[2J\n" * 50)

    held((), talk, library)
    (conversation,) = library.conversations()
    assert len(conversation.title) <= 60
    assert conversation.title.isprintable()


def test_a_stored_conversation_is_gone_on_with(library):
    async def talk(dialogue):
        await ask(dialogue, "How many?")
        conversation_id = dialogue.conversation.id
        dialogue.clear()
        assert dialogue.turns == []
        await dialogue.open(conversation_id)
        await ask(dialogue, "Sure?")
        return dialogue

    dialogue, bodies = held(Thinker(), talk, library)
    assert contents(bodies[2])[:3] == ["How many?", words("a", 3).lstrip(), "Sure?"]
    assert len(library.conversations()) == 1
    assert len(dialogue.turns) == 2


def test_a_conversation_that_is_gone_is_a_new_one(library):
    async def talk(dialogue):
        await ask(dialogue, "How many?")
        await dialogue.open("no such")
        assert dialogue.conversation is None
        await ask(dialogue, "Anew?")

    _, bodies = held(Thinker(), talk, library)
    assert contents(bodies[2])[:1] == ["Anew?"]
    assert len(library.conversations()) == 2


def test_a_question_without_an_answer_is_not_sent_again(library):
    thinker = Thinker()

    def script(received):
        return error(400, "no") if "First" in str(received.body) else thinker(received)

    async def talk(dialogue):
        first = (await ask(dialogue, "First?"))[1]
        await ask(dialogue, "Second?")
        return first

    first, bodies = held(script, talk, library)
    assert first.finish_reason is FinishReason.ERROR
    assert contents(bodies[1])[0] == "Second?"


# Asking otherwise, again, and on.


def test_editing_a_question_goes_on_from_there(library):
    async def talk(dialogue):
        await ask(dialogue, "One?")
        second, _ = await ask(dialogue, "Two?")
        await ask(dialogue, "Three?")
        turn, problem = await dialogue.replace_from(second.id, "Two, really?")
        assert problem is None
        await draw(dialogue, turn.id)
        return dialogue

    dialogue, bodies = held(Thinker(), talk, library)
    assert [turn.question for turn in dialogue.turns] == ["One?", "Two, really?"]
    assert library.turns(dialogue.conversation.id) == dialogue.turns
    assert contents(bodies[-1])[:3] == ["One?", words("a", 3).lstrip(), "Two, really?"]


def test_asking_again_keeps_the_earlier_answer(library):
    replies = [stream("first"), stream("second"), stream("third")]

    async def talk(dialogue):
        turn, _ = await ask(dialogue, "One?")
        again = await draw(dialogue, turn.id)
        assert again.answer == "second"
        await ask(dialogue, "Two?")
        return dialogue

    dialogue, bodies = held(replies, talk, library, dial=Dial.off(), thinking="prompted")
    answers = [generation.answer for generation in dialogue.turns[0].generations]
    assert answers == ["first", "second"]
    assert library.turns(dialogue.conversation.id)[0].generations == dialogue.turns[0].generations
    assert contents(bodies[1]) == ["One?"]
    assert contents(bodies[2]) == ["One?", "second", "Two?"]  # the newest answer stands


def test_a_follow_up_goes_on_from_the_answer_that_stands(library):
    replies = [stream("first"), error(400, "no"), stream("third"), stream("x"), stream("y")]

    async def talk(dialogue):
        turn, _ = await ask(dialogue, "One?")
        await draw(dialogue, turn.id)
        await ask(dialogue, "Two?")
        await draw(dialogue, turn.id)
        dialogue.let_stand(turn.id, 0)
        await ask(dialogue, "Three?")
        return dialogue

    dialogue, bodies = held(replies, talk, library, dial=Dial.off(), thinking="prompted")
    assert contents(bodies[2]) == ["One?", "first", "Two?"]  # the second attempt came to nothing
    assert contents(bodies[4]) == ["One?", "first", "Two?", "third", "Three?"]  # as it was chosen
    assert len(dialogue.turns[0].generations) == 3


def test_thinking_on_goes_on_with_the_thought(library):
    async def talk(dialogue):
        turn, first = await ask(dialogue, "One?")
        return first, await draw(dialogue, turn.id, onward=first)

    (first, onward), bodies = held(Thinker(thought=50), talk, library)
    assert first.thinking == words("t", 4)
    assert onward.thinking == words("t", 8)
    assert onward.parent_id == first.id
    assert contents(bodies[2])[-1] == f"<think>\n{words('t', 4)}"
    assert onward.usage.thinking == 4


def test_thinking_on_after_no_thinking_gets_a_budget(library):
    async def talk(dialogue):
        turn, first = await ask(dialogue, "One?")
        dialogue.dial = Dial.off()
        return await draw(dialogue, turn.id, onward=first)

    onward, _ = held(Thinker(thought=3, after_wait=2), talk, library)
    assert onward.dial == Dial.budget(DIAL_STEPS[0])
    assert onward.thinking == f"{words('t', 3)}\nWait,{words('t', 2, first=4)}"


def test_no_model_is_a_fault_of_the_caller(library):
    dialogue = Dialogue(library, Settings(), Costing(Settings()))

    async def main():
        turn, _ = await dialogue.add_turn("One?")
        await draw(dialogue, turn.id)

    with pytest.raises(RuntimeError, match="no model was chosen"):
        asyncio.run(main())


def test_leaving_the_conversation_while_it_draws_harms_nothing(library):
    async def talk(dialogue):
        turn, _ = await dialogue.add_turn("One?")
        async for event in dialogue.draw(turn.id, Steering()):
            if isinstance(event, GenerationStarted):
                dialogue.clear()
        return event.generation

    generation, _ = held(Thinker(), talk, library)
    (conversation,) = library.conversations()
    assert library.turns(conversation.id)[0].generations == (generation,)


def test_what_came_is_in_the_library_when_the_screen_goes(library):
    async def talk(dialogue):
        turn, _ = await dialogue.add_turn("One?")
        async with aclosing(dialogue.draw(turn.id, Steering())) as events:
            async for event in events:
                if getattr(event, "text", "") == " t3":
                    break
        return library.turns(dialogue.conversation.id)

    (turn,), _ = held(Thinker(thought=9, pause_at="t4"), talk, library)
    (generation,) = turn.generations
    assert generation.thinking == words("t", 3)
    assert generation.finish_reason is FinishReason.CANCELLED


# Another window.


def test_what_another_window_added_is_seen(library):
    async def talk(dialogue):
        await ask(dialogue, "One?")
        assert not await dialogue.catch_up()
        other = Dialogue(library, dialogue.settings, dialogue.costing)
        other.choose(dialogue.spec)
        await other.open(dialogue.conversation.id)
        await ask(other, "Two?")
        assert await dialogue.catch_up()
        assert not await dialogue.catch_up()
        assert dialogue.turns == other.turns
        await draw(other, other.turns[0].id)
        assert await dialogue.catch_up()
        await ask(dialogue, "Three?")
        return dialogue

    dialogue, bodies = held(Thinker(), talk, library)
    assert [turn.question for turn in dialogue.turns] == ["One?", "Two?", "Three?"]
    assert library.turns(dialogue.conversation.id) == dialogue.turns
    assert contents(bodies[-1])[0:5:2] == ["One?", "Two?", "Three?"]


def test_what_another_window_still_draws_is_read_again(library):
    async def talk(dialogue):
        turn, _ = await ask(dialogue, "One?")
        drawn = dialogue.turns[0].generations[0]
        running = replace(drawn, id="elsewhere", finish_reason=None, answer="so f")
        library.put_generation(turn.id, running, ())
        assert await dialogue.catch_up()
        library.put_generation(turn.id, replace(running, answer="so far", finish_reason="stop"), ())
        assert await dialogue.catch_up()
        assert dialogue.turns[0].generations[-1].answer == "so far"
        assert not await dialogue.catch_up()

    held(Thinker(), talk, library)


def test_there_is_nothing_to_catch_up_with_in_a_new_conversation(library):
    async def talk(dialogue):
        assert not await dialogue.catch_up()
        await dialogue.add_turn("One?")
        library.delete(dialogue.conversation.id)
        assert not await dialogue.catch_up()

    held((), talk, library)


def test_a_conversation_that_is_left_while_it_is_read_stays_left(library):
    async def talk(dialogue):
        turn, _ = await ask(dialogue, "One?")
        elsewhere = replace(dialogue.turns[0].generations[0], id="elsewhere")
        library.put_generation(turn.id, elsewhere, ())
        reading = asyncio.create_task(dialogue.catch_up())
        await asyncio.sleep(0)  # it asks a thread for what is stored
        dialogue.clear()
        assert not await reading
        assert dialogue.conversation is None
        assert dialogue.turns == []

    held(Thinker(), talk, library)


# A library that refuses.


def test_a_library_that_refuses_leaves_the_conversation_in_memory(library):
    async def talk(dialogue):
        library.close()
        turn, problem = await dialogue.add_turn("One?")
        assert "goes on in memory" in problem.kept
        first = await draw(dialogue, turn.id)
        assert first.answer == words("a", 3).lstrip()
        assert first.problem == ""
        again, _ = await dialogue.add_turn("Two?")
        await draw(dialogue, again.id)
        changed, problem = await dialogue.replace_from(again.id, "Two, really?")
        assert problem is not None
        await draw(dialogue, changed.id)
        return dialogue

    dialogue, bodies = held(Thinker(), talk, library)
    assert [turn.question for turn in dialogue.turns] == ["One?", "Two, really?"]
    assert all(len(turn.generations) == 1 for turn in dialogue.turns)
    assert contents(bodies[-1])[:3] == ["One?", words("a", 3).lstrip(), "Two, really?"]
    conversation, turns = dialogue.for_export()
    assert conversation.title == "One?"
    assert conversation.turns == 2
    assert turns == dialogue.turns


def test_editing_a_stored_question_without_a_library(library):
    async def talk(dialogue):
        first, _ = await ask(dialogue, "One?")
        await ask(dialogue, "Two?")
        library.close()
        turn, problem = await dialogue.replace_from(first.id, "One, really?")
        assert "goes on in memory" in problem.kept
        await draw(dialogue, turn.id)
        return dialogue

    dialogue, bodies = held(Thinker(), talk, library)
    assert [turn.question for turn in dialogue.turns] == ["One, really?"]
    assert contents(bodies[-1])[0] == "One, really?"


def test_editing_a_question_in_memory_takes_the_stored_ones_after_it_along(library, monkeypatch):
    async def talk(dialogue):
        await ask(dialogue, "One?")
        with monkeypatch.context() as patched:
            patched.setattr(library, "put_turn", _refusing)
            lost, problem = await dialogue.add_turn("Two?")
            assert problem is not None
        await ask(dialogue, "Three?")
        await dialogue.replace_from(lost.id, "Two, really?")
        return dialogue

    dialogue, _ = held(Thinker(), talk, library)
    assert [turn.question for turn in dialogue.turns] == ["One?", "Two, really?"]
    stored = library.turns(dialogue.conversation.id)
    assert [turn.question for turn in stored] == ["One?", "Two, really?"]


def _refusing(*_):
    raise ProblemError.of(ProblemKind.NO_SPACE, "no space")


def test_what_the_library_did_not_take_is_written_with_the_next_question(library, monkeypatch):
    async def talk(dialogue):
        with monkeypatch.context() as full:
            full.setattr(library, "put_turn", _refusing)
            full.setattr(library, "put_generation", _refusing)
            first, problem = await dialogue.add_turn("One?")
            assert "goes on in memory" in problem.kept
            await draw(dialogue, first.id)
            assert not dialogue.saved
        await ask(dialogue, "Two?")
        assert dialogue.saved
        return dialogue

    dialogue, _ = held(Thinker(), talk, library)
    (conversation,) = library.conversations()
    assert conversation.title == "One?"
    assert library.turns(conversation.id) == dialogue.turns
    assert [len(turn.generations) for turn in dialogue.turns] == [1, 1]


def test_an_answer_waits_for_its_question_to_be_written(library, monkeypatch):
    # The disk was full for the question, and again at the end of the answer.
    async def talk(dialogue):
        with monkeypatch.context() as full:
            full.setattr(library, "put_turn", _refusing)
            turn, _ = await dialogue.add_turn("One?")
        with monkeypatch.context() as full:
            full.setattr(library, "put_generation", _refusing)
            await draw(dialogue, turn.id)
        assert not dialogue.saved
        assert dialogue.unwritten.write() is None
        assert dialogue.saved
        return dialogue

    dialogue, _ = held(Thinker(), talk, library)
    assert library.turns(dialogue.conversation.id) == dialogue.turns


def test_a_conversation_that_was_not_written_can_be_left_and_come_back_to(library, monkeypatch):
    async def talk(dialogue):
        await ask(dialogue, "Elsewhere?")
        elsewhere = dialogue.conversation.id
        dialogue.clear()
        with monkeypatch.context() as full:
            full.setattr(library, "put_turn", _refusing)
            turn, _ = await dialogue.add_turn("One?")
            await draw(dialogue, turn.id)
            here, turns = dialogue.conversation, dialogue.turns
            await dialogue.open(elsewhere)
            assert [turn.question for turn in dialogue.turns] == ["Elsewhere?"]
            assert here.id in [c.id for c in dialogue.conversations()]
            assert dialogue.conversations("else") == library.conversations()
            for _ in range(2):
                await dialogue.open(here.id)
                assert dialogue.turns == turns
        assert dialogue.unwritten.write() is None
        assert len(dialogue.conversations()) == 2

    held(Thinker(), talk, library)
    assert [c.title for c in library.conversations()] == ["One?", "Elsewhere?"]


def test_a_conversation_that_cannot_be_read_leaves_the_one_that_is_open(library, monkeypatch):
    async def talk(dialogue):
        await ask(dialogue, "One?")
        monkeypatch.setattr(library, "turns", _refusing)
        with pytest.raises(ProblemError):
            await dialogue.open("another")
        assert [turn.question for turn in dialogue.turns] == ["One?"]
        assert dialogue.conversation is not None

    held(Thinker(), talk, library)


def test_asking_otherwise_is_written_later_too(library, monkeypatch):
    async def talk(dialogue):
        first, _ = await ask(dialogue, "One?")
        await ask(dialogue, "Two?")
        with monkeypatch.context() as full:
            full.setattr(library, "put_turn", _refusing)
            await dialogue.replace_from(first.id, "One, really?")
            await dialogue.add_turn("And?")
        dialogue.unwritten.write()
        return dialogue

    dialogue, _ = held(Thinker(), talk, library)
    stored = library.turns(dialogue.conversation.id)
    assert [turn.question for turn in stored] == ["One, really?", "And?"]
    assert stored == dialogue.turns


# The dial.


def test_the_dial_steps_from_off_to_max():
    labels = [dial.label() for dial in dial_presets()]
    assert labels[0] == "off"
    assert labels[-1] == "max"
    up, down = [Dial.off()], [Dial.unlimited()]
    for _ in labels[1:]:
        up.append(step_dial(up[-1], 1))
        down.append(step_dial(down[-1], -1))
    assert [dial.label() for dial in up] == labels
    assert [dial.label() for dial in down] == labels[::-1]


@pytest.mark.parametrize(
    ("dial", "up", "down"),
    [
        (Dial.off(), "128", "off"),
        (Dial.unlimited(), "max", "32,768"),
        (Dial.budget(300), "512", "256"),
        (Dial.budget(1), "128", "off"),
        (Dial.budget(99_999), "max", "32,768"),
    ],
)
def test_any_setting_steps_to_the_next_preset(dial, up, down):
    assert step_dial(dial, 1).label() == up
    assert step_dial(dial, -1).label() == down


def test_how_long_a_model_thinks_unless_told():
    spec = spec_of(ChatServer(()))
    assert default_dial(spec, Settings()) == Dial.unlimited()
    assert default_dial(replace(spec, default_budget=256), Settings()) == Dial.budget(256)
    assert default_dial(replace(spec, default_budget=256), Settings(think="off")) == Dial.off()
    assert default_dial(spec, Settings(think="64")) == Dial.budget(64)


def test_choosing_a_model_sets_its_dial(library):
    dialogue = dialogue_of(library, ChatServer(()), dial=Dial.off())
    dialogue.choose(spec_of(ChatServer(()), name="other", default_budget=512))
    assert dialogue.dial == Dial.budget(512)


def test_choosing_the_same_model_again_leaves_the_dial(library):
    dialogue = dialogue_of(library, ChatServer(()), dial=Dial.budget(99))
    again = spec_of(ChatServer(()), default_budget=512)
    dialogue.choose(again)
    assert (dialogue.spec, dialogue.dial) == (again, Dial.budget(99))


# Prices.


def test_one_more_price_to_compare_with(library):
    async def talk(dialogue):
        _, generation = await ask(dialogue, "One?")
        dialogue.toggle_comparison("o3-mini@2025-02-01")
        return dialogue, generation

    (dialogue, generation), _ = held(Thinker(), talk, library)
    cost = dialogue.cost_of(generation)
    assert [price.model for price in cost.elsewhere] == ["deepseek-r1", "o1", "o3-mini"]
    assert cost.here_usd == generation.cost.here_usd
    assert dialogue.settings.compare[-1] == "o3-mini@2025-02-01"
    assert dialogue.cost_of(replace(generation, cost=None)) is None


def test_an_empty_conversation_can_be_exported_too(library):
    conversation, turns = Dialogue(library, Settings(), Costing(Settings())).for_export()
    assert (conversation.title, conversation.model, turns) == ("conversation", "", [])


def test_what_begins_meanwhile_is_not_taken_for_another_windows_doing(library):
    async def main():
        dialogue = Dialogue(library, Settings(), Costing(Settings()))
        turn, _ = await dialogue.add_turn("How many?")
        library.add_turn(dialogue.conversation.id, "From elsewhere?")
        assert not await dialogue.catch_up(busy=lambda: True)
        assert dialogue.turns == [turn]
        catching = asyncio.ensure_future(dialogue.catch_up())
        await asyncio.sleep(0)
        mine, _ = await dialogue.add_turn("And now?")
        await catching
        assert mine in dialogue.turns
        await dialogue.catch_up()
        assert [turn.question for turn in dialogue.turns] == [
            "How many?", "From elsewhere?", "And now?",
        ]  # fmt: skip

    asyncio.run(main())

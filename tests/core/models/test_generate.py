import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from jevons.core.events import (
    AnswerDelta,
    Failed,
    Finished,
    Noticed,
    Progressed,
    ThinkingDelta,
    ThoughtClosed,
    ThoughtExtended,
)
from jevons.core.models.client import ChatClient
from jevons.core.models.draft import Draft
from jevons.core.models.forcing import CONTINUATION
from jevons.core.models.generate import DrawEvent, Plan, generate, reopened_thought
from jevons.core.models.steering import Steering
from jevons.core.problems import ProblemKind
from jevons.core.records import (
    Dial,
    FinishReason,
    Generation,
    Message,
    SamplingParams,
    UsageSource,
)
from servers.asking import QUICK, endpoint_of, of_kind
from servers.chat_server import ChatServer, error, stream
from servers.thinker import Thinker, spec_of

QUESTION = Message("user", "How many?")
PARAMS = SamplingParams(max_tokens=100)


def words(letter, count, first=1):
    return "".join(f" {letter}{n}" for n in range(first, first + count))


@dataclass
class Drawn:
    """What one call of `generate` did, and what the server saw of it."""

    events: list[DrawEvent]
    draft: Draft
    bodies: list[dict]
    steering: Steering

    @property
    def ending(self):
        return self.events[-1]

    @property
    def closed_by(self):
        return [event.forced for event in of_kind(self.events, ThoughtClosed)]

    @property
    def prefills(self):
        last = [body["messages"][-1] for body in self.bodies]
        return [message["content"] if message["role"] == "assistant" else None for message in last]


def draw(replies, dial, on_event=None, **options):
    """Draw against a server of these replies; `on_event` may steer as events come."""
    return asyncio.run(adraw(replies, dial, on_event, **options))


async def adraw(
    replies,
    dial,
    on_event=None,
    *,
    dialect="llama-server",
    draft=None,
    plan=None,
    **spec,
):
    draft = draft or Draft(requested=dial.tokens)
    plan = replace(plan or Plan((QUESTION,), PARAMS, dial), dial=dial)
    steering = Steering()
    events = []
    async with ChatServer(replies) as server:
        client = ChatClient(endpoint_of(server, dialect), limits=QUICK)
        drawing = generate(client, spec_of(server, **spec), plan, draft, steering)
        async for event in drawing:
            events.append(event)
            if on_event is not None:
                on_event(event, steering)
        await client.aclose()
        bodies = [request.body for request in server.requests]
    check(events, draft)
    return Drawn(events, draft, bodies, steering)


def check(events, draft):
    """What holds of every generation: one end, and events that tell what the draft holds."""
    assert isinstance(events[-1], Finished | Failed)
    assert len(of_kind(events, Finished) + of_kind(events, Failed)) == 1
    progress = of_kind(events, Progressed)[-1].usage
    assert (progress.thinking, progress.answer) == (draft.thinking_tokens, draft.answer_tokens)
    closed = {"thought_ended_by": progress.thought_ended_by}  # this may come after the tokens
    assert replace(draft.usage(), **closed) == progress


def when(kind, text, do):
    """Do something the first time such an event holds this text."""
    todo = [do]

    def on_event(event, steering):
        if isinstance(event, kind) and text in event.text and todo:
            todo.pop()(steering)

    return on_event


# A budget.


def test_a_budget_closes_the_thought_exactly_there():
    drawn = draw(Thinker(thought=50), Dial.budget(8))
    assert drawn.draft.thought == words("t", 8)
    assert drawn.draft.answer == words("a", 3).lstrip()
    assert drawn.closed_by == ["budget"]
    assert drawn.ending == Finished(FinishReason.STOP, "b1")
    usage = drawn.draft.usage()
    assert (usage.thinking, usage.answer, usage.requested_thinking) == (8, 3, 8)
    assert usage.source is UsageSource.REPORTED


def test_the_requests_of_a_budget():
    drawn = draw(Thinker(thought=50), Dial.budget(8))
    thinking, answering = drawn.bodies
    assert thinking["messages"] == [
        {"role": "user", "content": "How many?"},
        {"role": "assistant", "content": "<think>\n"},
    ]
    assert thinking["max_tokens"] == 8
    assert thinking["stop"] == ["</think>"]
    assert answering["messages"][-1]["content"] == f"<think>\n{words('t', 8)}\n</think>\n\n"
    assert answering["max_tokens"] == 100
    assert "stop" not in answering
    for body in drawn.bodies:
        assert body["reasoning_format"] == "none"
        assert "thinking_budget_tokens" not in body


def test_a_thought_that_ends_within_its_budget_is_the_models_own_end():
    drawn = draw(Thinker(thought=5), Dial.budget(8))
    assert drawn.draft.thought == words("t", 5)
    assert drawn.closed_by == ["model"]
    assert drawn.draft.answer == words("a", 3).lstrip()


def test_without_a_limit_the_request_has_none():
    drawn = draw(Thinker(thought=40), Dial.unlimited())
    assert drawn.draft.thought == words("t", 40)
    assert "max_tokens" not in drawn.bodies[0]
    assert drawn.draft.usage().requested_thinking is None


def test_the_context_limits_an_unlimited_thought():
    plan = Plan((QUESTION,), PARAMS, Dial.unlimited(), thinking_room=6)
    drawn = draw(Thinker(thought=40), Dial.unlimited(), plan=plan)
    assert drawn.draft.thought == words("t", 6)
    assert drawn.closed_by == ["budget"]


def test_the_answer_is_cut_at_its_own_limit():
    plan = Plan((QUESTION,), SamplingParams(max_tokens=2), Dial.budget(8))
    drawn = draw(Thinker(thought=5, answer=30), Dial.budget(8), plan=plan)
    assert drawn.draft.answer == words("a", 2).lstrip()
    assert drawn.ending == Finished(FinishReason.LENGTH, "b1")


def test_a_prompt_that_is_read_again_is_counted_apart():
    usage = draw(Thinker(thought=50), Dial.budget(8)).draft.usage()
    assert usage.prompt == 3  # How many? <think>
    assert usage.reread == 3 + 8 + 1  # and the thought with its close tag
    assert len(usage.raw) == 2


# A minimum.


def test_an_end_below_the_minimum_is_refused():
    drawn = draw(Thinker(thought=4, after_wait=6), Dial.budget(50, minimum=8))
    assert drawn.draft.thought == words("t", 4) + CONTINUATION + words("t", 6, first=5)
    assert of_kind(drawn.events, ThoughtExtended) == [ThoughtExtended(CONTINUATION)]
    assert drawn.closed_by == ["model"]
    assert drawn.draft.usage().thinking == 10  # words of ours cost nothing


def test_all_continuations_share_the_budget():
    drawn = draw(Thinker(thought=4, after_wait=3), Dial.budget(10, minimum=10))
    assert [body.get("max_tokens") for body in drawn.bodies[:-1]] == [10, 6, 3]
    assert drawn.draft.usage().thinking == 10
    assert drawn.prefills[1] == f"<think>\n{words('t', 4)}{CONTINUATION}"
    assert drawn.draft.thought.count("Wait,") == 2


def test_a_model_that_has_nothing_more_to_think_may_end():
    drawn = draw(Thinker(thought=4, after_wait=0), Dial.unlimited(minimum=50))
    assert drawn.draft.thought == words("t", 4) + CONTINUATION
    assert drawn.draft.answer == words("a", 3).lstrip()
    assert len(drawn.bodies) == 3


def test_a_budget_that_is_spent_goes_before_the_minimum():
    drawn = draw(Thinker(thought=50), Dial.budget(8, minimum=8))
    assert drawn.draft.usage().thinking == 8
    assert not of_kind(drawn.events, ThoughtExtended)


# Thinking on.


def test_thinking_on_refuses_the_models_end_once():
    on_event = when(ThinkingDelta, "t2", Steering.think_on)
    drawn = draw(Thinker(thought=4, after_wait=2), Dial.budget(50), on_event)
    assert drawn.draft.thought == words("t", 4) + CONTINUATION + words("t", 2, first=5)
    assert drawn.closed_by == ["model"]


def test_thinking_on_raises_a_budget_that_is_spent():
    on_event = when(ThinkingDelta, "t2", Steering.think_on)
    drawn = draw(Thinker(thought=100), Dial.budget(8), on_event)
    assert drawn.draft.thought == words("t", 16)
    assert [body["max_tokens"] for body in drawn.bodies[:-1]] == [8, 8]
    assert drawn.prefills[1] == f"<think>\n{words('t', 8)}"
    assert of_kind(drawn.events, ThoughtExtended) == [ThoughtExtended("")]  # no word of ours
    assert drawn.closed_by == ["budget"]


def test_thinking_on_stays_within_the_context():
    plan = Plan((QUESTION,), PARAMS, Dial.budget(8), thinking_room=11)
    on_event = when(ThinkingDelta, "t2", lambda steering: [steering.think_on() for _ in range(3)])
    drawn = draw(Thinker(thought=100), Dial.budget(8), on_event, plan=plan)
    assert drawn.draft.usage().thinking == 11
    assert drawn.draft.answer == words("a", 3).lstrip()


# Cutting short.


def test_the_thought_can_be_ended_in_the_middle():
    thinker = Thinker(thought=50, pause_at="t6")
    on_event = when(ThinkingDelta, "t5", Steering.end_thought)
    drawn = draw(thinker, Dial.budget(40), on_event)
    assert drawn.draft.thought == words("t", 5)
    assert drawn.draft.answer == words("a", 3).lstrip()
    assert drawn.closed_by == ["user"]
    assert drawn.ending == Finished(FinishReason.STOP, "b1")
    assert drawn.prefills[1] == f"<think>\n{words('t', 5)}\n</think>\n\n"


def test_a_cut_request_is_counted_by_its_deltas():
    on_event = when(ThinkingDelta, "t5", Steering.end_thought)
    usage = draw(Thinker(thought=50, pause_at="t6"), Dial.budget(40), on_event).draft.usage()
    assert (usage.thinking, usage.answer) == (5, 3)
    assert usage.source is UsageSource.COUNTED
    # The prompt was never told: it is what the next one held before the thought.
    assert usage.reread == 3 + 5 + 1
    assert usage.prompt == usage.reread - 5


def test_a_thought_ended_before_it_began():
    drawn = draw(Thinker(), Dial.budget(40), draft=_ended_at_once(), on_event=None)
    assert drawn.draft.answer == words("a", 3).lstrip()


def _ended_at_once():
    draft = Draft()
    draft.close_thought("user")
    return draft


def test_a_wish_for_the_answer_while_it_comes_changes_nothing():
    on_event = when(AnswerDelta, "a1", Steering.end_thought)
    drawn = draw(Thinker(thought=5), Dial.budget(40), on_event)
    assert drawn.draft.answer == words("a", 3).lstrip()
    assert drawn.closed_by == ["model"]


@pytest.mark.parametrize("kind", ["thinking", "answer"])
def test_a_stop_keeps_what_came(kind):
    at, word = (ThinkingDelta, "t5") if kind == "thinking" else (AnswerDelta, "a2")
    pause = "t6" if kind == "thinking" else "a3"
    thinker = Thinker(thought=8, pause_at=pause)
    drawn = draw(thinker, Dial.budget(40), when(at, word, Steering.stop))
    assert drawn.ending == Finished(FinishReason.CANCELLED, drawn.draft.fingerprint)
    assert drawn.draft.thought == words("t", 5 if kind == "thinking" else 8)
    assert drawn.draft.answer == words("a", 0 if kind == "thinking" else 2).lstrip()
    assert len(drawn.bodies) == (1 if kind == "thinking" else 2)


def test_a_stop_between_thought_and_answer_is_a_stop():
    def on_event(event, steering):
        if isinstance(event, ThoughtClosed):
            steering.stop()

    drawn = draw(Thinker(thought=5), Dial.budget(40), on_event)
    assert drawn.ending == Finished(FinishReason.CANCELLED, "b1")
    assert len(drawn.bodies) == 1


def test_a_stop_lets_the_server_know():
    async def main():
        async with ChatServer(Thinker(thought=50, pause_at="t6")) as server:
            client = ChatClient(endpoint_of(server, "llama-server"), limits=QUICK)
            steering = Steering()
            plan = Plan((QUESTION,), PARAMS, Dial.unlimited())
            async for event in generate(client, spec_of(server), plan, Draft(), steering):
                if isinstance(event, ThinkingDelta) and "t5" in event.text:
                    steering.stop()
            await server.until(lambda server: server.disconnects == 1)
            await client.aclose()

    asyncio.run(main())


# No thinking.


def test_off_gives_a_thinking_model_an_empty_thought():
    drawn = draw(Thinker(), Dial.off())
    assert drawn.prefills == ["<think>\n\n</think>\n\n"]
    assert drawn.draft.thought == ""
    assert drawn.draft.answer == words("a", 3)
    assert not drawn.closed_by
    assert not drawn.steering.available


def test_off_asks_a_prompted_model_plainly():
    drawn = draw([stream("42")], Dial.off(), thinking="prompted")
    (body,) = drawn.bodies
    assert body["messages"] == [{"role": "user", "content": "How many?"}]
    assert "stop" not in body
    assert drawn.draft.answer == "42"


def test_a_wish_for_the_answer_does_not_stop_one_that_comes_at_once():
    async def main():
        async with ChatServer(Thinker()) as server:
            client = ChatClient(endpoint_of(server, "llama-server"), limits=QUICK)
            steering, draft = Steering(), Draft()
            steering.end_thought()
            plan = Plan((QUESTION,), PARAMS, Dial.off())
            events = [e async for e in generate(client, spec_of(server), plan, draft, steering)]
            await client.aclose()
        assert draft.answer == words("a", 3)
        assert events[-1] == Finished(FinishReason.STOP, "b1")

    asyncio.run(main())


def test_a_prompted_model_is_asked_to_think():
    drawn = draw(Thinker(thought=5), Dial.budget(8), thinking="prompted")
    thinking, answering = drawn.bodies
    for body in drawn.bodies:
        assert body["messages"][0]["content"].startswith("How many?\n\nLet's think step by step")
    assert thinking["messages"][1]["content"] == "<think>\n"
    assert answering["stop"] == ["</think>"]  # it may write its tags again
    assert answering["messages"][1]["content"].endswith("</think>\n\n")


def test_a_prompted_model_whose_thought_is_cut_off_is_given_a_cue():
    drawn = draw(Thinker(thought=50), Dial.budget(8), thinking="prompted")
    assert drawn.prefills[1].endswith(f"{words('t', 8)}\n</think>\n\nFinal answer:")
    assert drawn.draft.answer == "a1 a2 a3"


def test_the_instruction_goes_to_the_last_question_alone():
    messages = (Message("user", "One?"), Message("assistant", "1"), QUESTION)
    plan = Plan(messages, PARAMS, Dial.budget(8))
    drawn = draw(Thinker(thought=5), Dial.budget(8), plan=plan, thinking="prompted")
    contents = [message["content"] for message in drawn.bodies[0]["messages"]]
    assert contents[:2] == ["One?", "1"]
    assert contents[2].startswith("How many?\n\n")


# Servers with ways of their own.


def test_a_template_that_opens_the_thought():
    drawn = draw(Thinker(thought=50), Dial.budget(8), opens_in_thought=True)
    assert drawn.prefills == ["", f"{words('t', 8)}\n</think>\n\n"]
    assert drawn.draft.thought == words("t", 8)


def test_a_template_that_opens_the_thought_is_bypassed_by_a_flag():
    # vLLM renders the begun turn as the template renders any, so the tag has to be written.
    drawn = draw(Thinker(thought=50), Dial.budget(8), dialect="vllm", opens_in_thought=True)
    assert drawn.prefills[0] == "<think>\n"
    for body in drawn.bodies:
        assert body["continue_final_message"] is True
        assert body["add_generation_prompt"] is False


def test_deepseek_takes_the_begun_thought_in_its_own_field():
    drawn = draw(Thinker(thought=50), Dial.budget(8), dialect="deepseek")
    begun = [body["messages"][-1] for body in drawn.bodies]
    assert begun[0] == {
        "role": "assistant", "prefix": True, "reasoning_content": "", "content": ""
    }  # fmt: skip
    assert begun[1]["reasoning_content"] == words("t", 8).strip()
    assert begun[1]["content"] == ""


def test_a_server_that_ignores_the_stop_and_goes_on_to_answer():
    drawn = draw(Thinker(thought=5, obeys_stop=False), Dial.budget(40))
    assert drawn.draft.thought == words("t", 5)
    assert drawn.draft.answer.strip() == words("a", 3).strip()
    assert drawn.closed_by == ["model"]
    assert len(drawn.bodies) == 1
    assert drawn.ending == Finished(FinishReason.STOP, "b1")


def test_an_answer_that_the_thoughts_limit_cut_is_gone_on_with():
    drawn = draw(Thinker(thought=5, answer=6, obeys_stop=False), Dial.budget(8))
    assert drawn.draft.thought == words("t", 5)
    assert drawn.draft.answer.split() == words("a", 6).split()
    assert drawn.closed_by == ["model"]
    assert drawn.bodies[1]["max_tokens"] == 100 - 2
    assert drawn.ending == Finished(FinishReason.STOP, "b1")


def test_a_thought_in_a_field_of_its_own_while_forced():
    drawn = draw(Thinker(thought=50, thought_field="reasoning_content"), Dial.budget(8))
    assert drawn.draft.thought == words("t", 8)
    assert drawn.draft.answer == words("a", 3).lstrip()


def test_a_server_that_counts_nothing():
    drawn = draw(Thinker(thought=50, counts=False), Dial.budget(8))
    usage = drawn.draft.usage()
    assert (usage.thinking, usage.answer, usage.prompt) == (8, 3, 0)
    assert usage.source is UsageSource.COUNTED


# Servers that continue nothing: their own dial.


def test_the_servers_own_budget():
    drawn = draw(Thinker(thought=20), Dial.budget(64), dialect="openrouter")
    (body,) = drawn.bodies
    assert body["messages"] == [{"role": "user", "content": "How many?"}]
    assert body["reasoning"] == {"max_tokens": 64}
    assert body["max_tokens"] == 164  # such servers bound thinking and answer together
    assert drawn.draft.thought == words("t", 20).strip()
    assert drawn.draft.answer == words("a", 3).lstrip()
    assert drawn.closed_by == ["model"]
    assert not of_kind(drawn.events, Noticed)
    assert not drawn.steering.available


def test_a_dial_that_the_server_does_not_have_is_told():
    drawn = draw(Thinker(thought=20), Dial.budget(64), dialect="openai")
    (notice,) = of_kind(drawn.events, Noticed)
    assert notice.problem.kind is ProblemKind.UNSUPPORTED
    assert "thinking to 64" in notice.problem.what
    assert drawn.draft.answer  # the question was asked all the same
    assert drawn.bodies[0]["max_completion_tokens"] == 164


@pytest.mark.parametrize(
    ("dialect", "sent"),
    [
        ("openai", {"reasoning_effort": "none"}),
        ("openrouter", {"reasoning": {"enabled": False}}),
        ("ollama", {"reasoning_effort": "none"}),
    ],
)
def test_the_servers_own_way_to_turn_thinking_off(dialect, sent):
    drawn = draw([stream("42")], Dial.off(), dialect=dialect)
    (body,) = drawn.bodies
    assert sent.items() <= body.items()
    assert not of_kind(drawn.events, Noticed)


def test_no_way_to_turn_thinking_off_is_told():
    drawn = draw(Thinker(thought=3), Dial.off(), dialect="generic")
    (notice,) = of_kind(drawn.events, Noticed)
    assert "thinking to off" in notice.problem.what
    assert drawn.draft.thought == words("t", 3).strip()


def test_no_dial_is_sent_for_a_model_that_has_none():
    for dial in (Dial.off(), Dial.unlimited()):
        drawn = draw([stream("42")], dial, dialect="openai", thinking="prompted")
        assert "reasoning_effort" not in drawn.bodies[0]
        assert not of_kind(drawn.events, Noticed)


def test_the_budget_of_a_prompted_model_cannot_be_held_everywhere():
    drawn = draw([stream("42")], Dial.budget(64), dialect="openai", thinking="prompted")
    assert of_kind(drawn.events, Noticed)


def test_a_thought_in_a_field_of_its_own():
    thinker = Thinker(thought=6, thought_field="reasoning")
    drawn = draw(thinker, Dial.unlimited(), dialect="generic")
    assert drawn.draft.thought == words("t", 6)
    assert drawn.draft.answer == words("a", 3).lstrip()
    assert "max_tokens" not in drawn.bodies[0]  # there is nothing to bound the sum by


def test_a_close_tag_without_an_open_one():
    drawn = draw(Thinker(thought=6, opens=True), Dial.unlimited(), dialect="generic")
    assert drawn.draft.thought == words("t", 6)
    assert drawn.draft.answer == words("a", 3).lstrip()
    assert drawn.closed_by == ["model"]


def test_a_wish_for_the_answer_is_nothing_to_a_server_that_cannot():
    on_event = when(ThinkingDelta, "t2", Steering.end_thought)
    drawn = draw(Thinker(thought=6), Dial.unlimited(), on_event, dialect="generic")
    assert drawn.draft.answer == words("a", 3).lstrip()
    assert drawn.ending == Finished(FinishReason.STOP, "b1")


def test_the_servers_split_of_tokens_is_taken_over():
    said = {"usage": {
        "prompt_tokens": 7, "completion_tokens": 30,
        "completion_tokens_details": {"reasoning_tokens": 25},
    }, "choices": []}  # fmt: skip
    drawn = draw([stream("42", end=(said, "[DONE]"))], Dial.unlimited(), dialect="openai")
    usage = drawn.draft.usage()
    assert (usage.prompt, usage.thinking, usage.answer) == (7, 25, 5)
    assert usage.source is UsageSource.REPORTED


# Trouble.


def test_a_refusal_of_the_answer_keeps_the_thought():
    replies = iter([Thinker(thought=50)])

    def script(received):
        thinker = next(replies, None)
        return thinker(received) if thinker else error(400, "no more of that")

    drawn = draw(script, Dial.budget(8))
    assert isinstance(drawn.ending, Failed)
    assert drawn.ending.problem.kind is ProblemKind.BAD_REQUEST
    assert drawn.draft.thought == words("t", 8)
    assert drawn.draft.thought_closed_by == "budget"
    assert drawn.draft.answer == ""


@pytest.mark.parametrize("died_at", ["t4", "a2"])
def test_a_draft_whose_request_failed_is_gone_on_with(died_at):
    async def main():
        thinker = Thinker(thought=50, answer=5, dies_at=died_at)
        broken = await adraw(thinker, Dial.budget(8))
        assert broken.ending.problem.kind is ProblemKind.CUT_STREAM
        again = await adraw(thinker, Dial.budget(8), draft=broken.draft)
        return broken, again

    broken, again = asyncio.run(main())
    assert isinstance(broken.ending, Failed)
    assert again.draft.thought == words("t", 8)
    assert again.draft.answer == words("a", 5).lstrip()
    assert again.ending == Finished(FinishReason.STOP, "b1")
    if died_at == "t4":
        assert again.bodies[0]["max_tokens"] == 8 - 3  # what was thought is not had again
    else:
        assert len(again.bodies) == 1
        assert again.prefills[0].endswith("</think>\n\na1")
        assert again.bodies[0]["max_tokens"] == 100 - 1
    assert again.draft.usage().thinking == 8
    assert again.draft.usage().answer == 5


def test_a_server_without_prefill_is_asked_anew():
    async def main():
        thinker = Thinker(thought=6, dies_at="t4")
        broken = await adraw(thinker, Dial.unlimited(), dialect="generic")
        assert broken.draft.thought
        return await adraw(thinker, Dial.unlimited(), dialect="generic", draft=broken.draft)

    again = asyncio.run(main())
    assert again.draft.thought == words("t", 6).strip()
    assert again.draft.answer == words("a", 3).lstrip()
    (notice,) = of_kind(again.events, Noticed)
    assert "cannot go on" in notice.problem.what


def test_a_filter_ends_the_generation():
    drawn = draw([stream(" t1", finish="content_filter")], Dial.budget(8))
    assert drawn.ending == Finished(FinishReason.FILTERED, "b1")
    assert len(drawn.bodies) == 1


# Going on with an ended thought.


def ended(**changes):
    generation = Generation(
        "g", "m", "How many?", PARAMS, Dial.budget(8), datetime.now(UTC), thinking=words("t", 8)
    )
    return replace(generation, **changes)


def test_a_thought_that_its_budget_cut_is_simply_gone_on_with():
    async def main():
        first = await adraw(Thinker(thought=50), Dial.budget(8))
        onward = reopened_thought(ended(thinking=first.draft.thought, usage=first.draft.usage()))
        return await adraw(Thinker(thought=50), Dial.budget(8), draft=Draft(onward))

    drawn = asyncio.run(main())
    assert drawn.draft.thought == words("t", 16)
    assert drawn.draft.usage().thinking == 8  # what this generation itself drew
    assert drawn.draft.answer == words("a", 3).lstrip()


def test_the_end_of_a_thought_that_the_model_ended_is_refused():
    async def main():
        first = await adraw(Thinker(thought=4), Dial.budget(8))
        onward = reopened_thought(ended(thinking=first.draft.thought, usage=first.draft.usage()))
        return await adraw(Thinker(thought=4), Dial.budget(8), draft=Draft(onward))

    drawn = asyncio.run(main())
    assert drawn.draft.thought == words("t", 4) + CONTINUATION + words("t", 5, first=5)
    assert drawn.prefills[0] == f"<think>\n{words('t', 4)}{CONTINUATION}"

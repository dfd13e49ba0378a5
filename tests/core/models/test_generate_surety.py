"""Log-probabilities on their way from a server into a generation."""

import asyncio
from dataclasses import replace

import pytest

from jevons.core.events import Finished
from jevons.core.models.client import ChatClient
from jevons.core.models.dialects import load_dialects
from jevons.core.models.draft import Draft
from jevons.core.models.generate import Plan, generate
from jevons.core.models.steering import Steering
from jevons.core.records import Dial, FinishReason, Message, SamplingParams
from servers.asking import QUICK, endpoint_of
from servers.chat_server import ChatServer
from servers.thinker import Thinker, spec_of

TELLS = replace(load_dialects()["llama-server"], top_logprobs=20)


def draw(thinker, plan, dialect=TELLS):
    """The draft, the bodies that the server saw, and how it ended."""

    async def main():
        async with ChatServer(thinker) as server:
            client = ChatClient(endpoint_of(server, dialect=dialect.name), limits=QUICK)
            client.endpoint = replace(client.endpoint, dialect=dialect)
            draft = Draft()
            drawing = generate(client, spec_of(server), plan, draft, Steering())
            events = [event async for event in drawing]
            await client.aclose()
            return draft, [request.body for request in server.requests], events[-1]

    return asyncio.run(main())


def a_plan(dial=None, **changes):
    plan = Plan((Message("user", "How many?"),), SamplingParams(max_tokens=9), dial or Dial.off())
    return replace(plan, surety_window=4, **changes)


def test_a_thought_and_its_answer_are_summed_up_over_their_requests():
    thinker = Thinker(thought=10, answer=3, after_wait=4, sureness=lambda number: 1.0 + number)
    draft, bodies, _ = draw(thinker, a_plan(Dial.budget(40, minimum=12)))
    assert len(bodies) == 3  # the thought, its continuation, the answer
    assert all(body["logprobs"] is True and body["top_logprobs"] == 20 for body in bodies)
    told = draft.surety()
    assert told.tokens == draft.thinking_tokens + draft.answer_tokens == 10 + 4 + 3
    confidences = [*range(1, 11), *range(1, 5), *range(1, 4)]
    assert told.confidence == pytest.approx(sum(confidences) / 17, abs=1e-5)
    assert told.logprob == pytest.approx(-sum(confidences) / 170, abs=1e-5)
    assert told.tail_confidence == (4 + 1 + 2 + 3) / 4
    assert told.lowest_confidence == (1 + 2 + 3 + 4) / 4
    assert (told.top, told.window) == (20, 4)


def test_it_is_not_asked_for_unless_wanted_or_where_it_is_not_told():
    thinker = Thinker(sureness=lambda _: 1.0)
    draft, bodies, _ = draw(thinker, replace(a_plan(), surety_window=None))
    assert draft.surety() is None
    assert not {"logprobs", "top_logprobs"} & set(bodies[0])
    for told in (0, None):
        draft, bodies, _ = draw(thinker, a_plan(), replace(TELLS, top_logprobs=told))
        assert draft.surety() is None
        assert not {"logprobs", "top_logprobs"} & set(bodies[0])


def test_the_text_is_the_same_with_and_without():
    thinker = Thinker(sureness=lambda _: 1.0)
    plain, _, _ = draw(thinker, replace(a_plan(Dial.budget(20)), surety_window=None))
    told, _, _ = draw(thinker, a_plan(Dial.budget(20)))
    assert (told.thought, told.answer) == (plain.thought, plain.answer)
    assert told.usage().output == plain.usage().output


def test_it_is_stopped_where_it_is_not_sure_enough():
    thinker = Thinker(thought=400, sureness=lambda number: 9.0 if number < 100 else 1.0)
    draft, _, ending = draw(thinker, a_plan(Dial.budget(600), floor=5.0))
    assert ending == Finished(FinishReason.CANCELLED, draft.fingerprint)
    stopped = draft.surety().fell_below(5.0)
    assert stopped == draft.surety().tokens == draft.usage().thinking == 103
    whole, _, _ = draw(thinker, a_plan(Dial.budget(600)))
    assert whole.surety().fell_below(5.0) == stopped

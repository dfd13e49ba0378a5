"""Step strategies on the real embedded model."""

import asyncio
from dataclasses import replace

import pytest

from jevons.core.models.catalogue import load_catalogue
from jevons.core.models.engine.launch import stop_engine
from jevons.core.models.registry import find_model
from jevons.core.models.weights import weights_path
from jevons.core.records import Dial, Message, Purpose
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.runs.steps.asked import Asker, Hands, StepsAsked, free_keys
from jevons.core.runs.steps.shelf import PoolShelf
from jevons.core.runs.steps.stepping import Stepper
from jevons.core.runs.worker.server import Server
from jevons.core.settings import Settings
from jevons.core.strategies.registry import parse_any
from jevons.core.strategies.steps.request import Extend, Probe

MODEL = "smollm2-135m"
QUESTION = "A box holds 12 eggs. How many eggs do 3 boxes hold?"

pytestmark = pytest.mark.model


@pytest.fixture
def spec(embedded_model):
    path = weights_path(load_catalogue()[MODEL])
    path.parent.mkdir(parents=True)
    path.symlink_to(embedded_model)
    yield find_model(MODEL)
    asyncio.run(stop_engine(path))


def step_through(spec, strategy, library):
    """Answer the question by a strategy on the model, with what was drawn kept."""

    async def main():
        settings = Settings()
        parsed = parse_any(strategy)
        server = Server(spec, settings, None, logprobs=True)
        hands = Hands(Asker(server), Costing(settings), 48, shelf=PoolShelf(library.runs))
        params = replace(spec.params, max_tokens=48)
        asked = StepsAsked(
            parsed, (Message("user", QUESTION),), params, Dial.unlimited(), free_keys(QUESTION)
        )
        try:
            return await Stepper(asked, hands).answer()
        finally:
            await server.close()

    return asyncio.run(main())


@pytest.fixture
def library():
    opened, _ = Library.open()
    yield opened
    opened.close()


def test_a_real_thought_is_probed_and_answered(spec, library):
    stepped = step_through(spec, "probing:window=2,chunk=16,trial=8,most=48", library)
    assert stepped.problem is None
    steps = [node.result for node in stepped.trail.nodes if isinstance(node.request, Extend)]
    probes = [node.result for node in stepped.trail.nodes if isinstance(node.request, Probe)]
    assert all(step.thinking_tokens == 16 or step.ended for step in steps)
    assert all(0 < probe.answer_tokens <= 8 for probe in probes)
    later = [probe for probe in probes if probe.prompt_tokens]
    assert all(probe.cached_tokens > probe.prompt_tokens / 2 for probe in later)
    assert stepped.generation.answer
    assert stepped.generation.thinking == stepped.trail.thought(stepped.answer.draw)
    assert stepped.spent.usd > 0
    purposes = {generation.purpose for generation in stepped.paid}
    assert purposes >= {Purpose.STEP, Purpose.SOLVE}
    again = step_through(spec, "probing:window=2,chunk=16,trial=8,most=48", library)
    assert again.paid == ()
    assert again.answer == stepped.answer


def test_a_real_beam_goes_by_probability(spec, library):
    stepped = step_through(spec, "beam:beams=2,width=2,depth=2,tokens=16,score=logprob", library)
    assert stepped.problem is None
    steps = [node.result for node in stepped.trail.nodes if isinstance(node.request, Extend)]
    assert all(step.logprob < 0 for step in steps if step.thinking_tokens)
    assert stepped.answer.charge.samples >= 1

"""One generation under the thinking dial.

Where a server continues a prefilled assistant turn, the dial is enforced by
budget forcing (s1, arXiv 2501.19393, section 3): the thought is drawn up to its
close tag or its budget, the end is refused below the minimum, the thought is
closed, and the answer is drawn after it. Elsewhere the server's own dial is
set in a single request, and what it achieved is counted.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from jevons.core.models.client import ChatClient
from jevons.core.models.draft import Draft
from jevons.core.models.drawing import DrawEvent, Drawing, Plan
from jevons.core.models.forcing import CONTINUATION, ForcedDrawing
from jevons.core.models.native_dial import NativeDrawing
from jevons.core.models.registry import ModelSpec
from jevons.core.models.steering import Steering
from jevons.core.records import DialMode, Generation

__all__ = ["DrawEvent", "Plan", "generate", "reopened_thought"]


def reopened_thought(generation: Generation) -> str:
    """The thought of an ended generation, to be gone on with.

    One that its budget cut is simply continued; the end of one that the model ended
    itself is refused.
    """
    usage = generation.usage
    cut = usage.requested_thinking is not None and usage.thinking >= usage.requested_thinking
    return generation.thinking if cut else generation.thinking + CONTINUATION


async def generate(
    client: ChatClient, spec: ModelSpec, plan: Plan, draft: Draft, steering: Steering
) -> AsyncGenerator[DrawEvent, None]:
    """Draw one generation into `draft`, telling what happens.

    Ends with `Finished` or `Failed`. A draft that holds something already (a
    request failed, or an ended thought is to go on) is gone on with.
    """
    forced = client.endpoint.dialect.continues_prefill
    steering.available = forced and plan.dial.mode is not DialMode.OFF
    way: type[Drawing] = ForcedDrawing if forced else NativeDrawing
    async with aclosing(way(client, spec, plan, draft, steering).events()) as events:
        async for event in events:
            yield event

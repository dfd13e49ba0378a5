"""From what a strategy asks for to errands: which conversation, which thought, how long."""

from __future__ import annotations

from jevons.core.models.parts import Ends
from jevons.core.records import Dial, Message, Purpose
from jevons.core.runs.steps.asked import StepsAsked
from jevons.core.runs.steps.errand import Errand
from jevons.core.runs.steps.scoring import FIRST_LOOK, FURTHER_LOOK, score_messages
from jevons.core.runs.steps.trial import BOX_CUE, LINE_CUE
from jevons.core.strategies.steps.request import (
    Conclude,
    Extend,
    Judge,
    Probe,
    Request,
    Revise,
    Sample,
)
from jevons.core.strategies.steps.trail import Spent, Trail
from jevons.core.strategies.strategy import Need


def errand_of(request: Request, trail: Trail, asked: StepsAsked, work: str, look: int) -> Errand:
    """What is to be drawn for a request after a trail.

    `work` is the thought behind an answer that is to be judged, as far as it is known;
    `look` counts the judgements of the same before this one.
    """
    match request:
        case Sample(dial):
            chosen = Dial.parse(dial) if dial else asked.dial
            return Errand(Purpose.SOLVE, asked.messages, asked.params, chosen)
        case Revise(parent, message):
            messages = conversation(parent, trail, asked, message)
            return Errand(Purpose.REVISE, messages, asked.params, asked.dial)
        case Judge(parent):
            return _judgement(parent, trail, asked, work, look)
        case Extend(parent, tokens, stop, opening):
            thought = trail.thought(parent) + opening
            return _part(Purpose.STEP, asked, thought, Ends(tokens, stop))
        case Probe(parent, tokens):
            cue = BOX_CUE if asked.boxed else LINE_CUE
            return _part(Purpose.PROBE, asked, trail.thought(parent), Ends(tokens, "\n"), cue)
        case Conclude(parent):
            closed_by = "model" if trail.nodes[parent].result.ended else "budget"
            thought = trail.thought(parent)
            return Errand(
                Purpose.SOLVE,
                asked.messages,
                asked.params,
                asked.budgeted(),
                thought,
                closed_by,
                before=Spent.of(trail.nodes[step] for step in trail.chain(parent)),
            )


def conversation(place: int, trail: Trail, asked: StepsAsked, message: str) -> tuple[Message, ...]:
    """The question, the answer at `place` and those it came from, and what is said to it."""
    before: list[Message] = [Message("user", message)]
    at: int | None = place
    while at is not None:
        request, result = trail.nodes[at]
        before.append(Message("assistant", result.text))
        at = request.parent if isinstance(request, Revise) else None
        if isinstance(request, Revise):
            before.append(Message("user", request.message))
    return (*asked.messages, *before[::-1])


def _part(purpose: Purpose, asked: StepsAsked, thought: str, ends: Ends, cue: str = "") -> Errand:
    return Errand(
        purpose,
        asked.messages,
        asked.params,
        asked.budgeted(),
        thought,
        ends=ends,
        cue=cue,
        sure=Need.LOGPROBS in asked.strategy.needs,
    )


def _judgement(place: int, trail: Trail, asked: StepsAsked, work: str, look: int) -> Errand:
    request, result = trail.nodes[place]
    if isinstance(request, Extend):
        messages = score_messages(asked.question, trail.thought(place), "")
    else:
        messages = score_messages(asked.question, work or trail.thought(place), result.text)
    params = FURTHER_LOOK if look else FIRST_LOOK
    return Errand(Purpose.JUDGE, messages, params, Dial.off())

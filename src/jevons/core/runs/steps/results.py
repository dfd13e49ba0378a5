"""What a generation means for the strategy that asked for it."""

from __future__ import annotations

from dataclasses import replace

from jevons.core.records import FinishReason, Generation
from jevons.core.runs.steps import trial
from jevons.core.runs.steps.asked import StepsAsked
from jevons.core.runs.steps.scoring import read_score
from jevons.core.strategies.steps.request import Extend, Judge, Probe, Request
from jevons.core.strategies.steps.trail import Result


def result_of(request: Request, generation: Generation, text: str) -> Result:
    """All of a result but its key; `text` is what was drawn of what was asked for."""
    usage = generation.usage
    by_model = usage.thought_ended_by == "model"
    is_step = isinstance(request, Extend)
    own_end = generation.finish_reason is FinishReason.STOP
    return Result(
        text=text,
        thinking_tokens=usage.thinking - usage.inherited,
        answer_tokens=usage.answer,
        prompt_tokens=usage.prompt + usage.reread,
        cached_tokens=usage.cached + usage.reread_cached,
        seconds=generation.timing.total_s or 0.0,
        usd=generation.cost.paid if generation.cost else None,
        logprob=generation.surety.logprob if generation.surety else None,
        ended=is_step and by_model,
        stopped=is_step and own_end and not by_model,
        score=read_score(text) if isinstance(request, Judge) else None,
        generation=generation.id,
    )


async def key_of_result(
    request: Request, result: Result, generation: Generation, asked: StepsAsked
) -> str | None:
    """The key of an answer, or of a trial answer that came to its end.

    Raises:
        ProblemError: there is nothing here to tell it by.
    """
    if isinstance(request, Extend | Judge):
        return None
    if isinstance(request, Probe):
        told = trial.boxed(result.text) if asked.boxed else trial.line(result.text)
        if told is None:
            return None
        generation = replace(generation, answer=told, finish_reason=FinishReason.STOP)
    return await asked.key(generation)

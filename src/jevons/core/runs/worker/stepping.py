"""The answers of a strategy that goes step by step, drawn as if each were one sample."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic

from jevons.core.exams.grading.grader import Grader
from jevons.core.models.draft import Draft
from jevons.core.problems import Problem
from jevons.core.records import (
    Cost,
    FinishReason,
    Generation,
    Message,
    Question,
    Timing,
    Usage,
)
from jevons.core.runs.costing import Costing
from jevons.core.runs.run import RunPlan
from jevons.core.runs.steps.asked import AT_ONCE, Asker, Hands, StepsAsked, exam_key, is_boxed
from jevons.core.runs.steps.events import NodeGrew, StepEvent
from jevons.core.runs.steps.shelf import PoolShelf
from jevons.core.runs.steps.stepping import Stepped, Stepper
from jevons.core.runs.worker.drawing import Drawer
from jevons.core.runs.worker.jobs import Job
from jevons.core.runs.worker.server import Server
from jevons.core.strategies.steps.strategy import StepStrategy


@dataclass(frozen=True, slots=True)
class Tools:
    """What steps need besides: the questions and their grader, the library, a judge if any."""

    questions: Sequence[Question]
    grader: Grader
    shelf: PoolShelf
    judge: Server | None = None


class StepDrawer(Drawer):
    """Draws the answers of one run whose strategy goes step by step.

    An answer is kept as one generation that took what all its steps, trial answers and
    judgements took; these are generations of their own in the library, where an answer that
    was interrupted finds them again.
    """

    def __init__(
        self,
        plan: RunPlan,
        strategy: StepStrategy,
        costing: Costing,
        answer_tokens: int,
        tools: Tools,
    ) -> None:
        super().__init__(plan, costing, answer_tokens)
        self._strategy = strategy
        self._tools = tools
        self._room = asyncio.Semaphore(plan.concurrency or AT_ONCE)
        self._judge = Asker(tools.judge, self._room) if tools.judge is not None else None

    async def draw(
        self, server: Server, job: Job, messages: tuple[Message, ...], key: str
    ) -> tuple[Generation, Problem | None]:
        """One answer, whatever becomes of it, and what went wrong with it.

        Raises:
            ProblemError: the server could not be reached, and nothing was drawn.
        """
        await server.reach()
        blank, draft = self._blank(messages, key, job.sample), Draft()
        draft.begin_request()
        paid: list[Generation] = []
        stepper = Stepper(
            self._steps_of(job, messages),
            self._hands(server, paid),
            lambda event: _write(draft, event),
        )
        began = monotonic()
        stepped: Stepped | None = None
        try:
            with self._watched(job, server.spec.name, draft):
                stepped = await stepper.answer()
        finally:
            usd = _sum(paid)
            if stepped is None:
                self.cut_usd += usd or 0.0
        blank = replace(blank, timing=Timing(total_s=monotonic() - began))
        if stepped.answer is None:
            problem = stepped.problem
            assert problem is not None
            cost = Cost(usd, "what was drawn of its steps")
            failed, line = FinishReason.ERROR, problem.line()
            return replace(blank, finish_reason=failed, cost=cost, problem=line), problem
        return self._answer(blank, stepped, usd), None

    def _steps_of(self, job: Job, messages: tuple[Message, ...]) -> StepsAsked:
        question = self._tools.questions[job.question]
        return StepsAsked(
            strategy=self._strategy,
            messages=messages,
            params=self._plan.params,
            dial=self._plan.dial,
            key=exam_key(self._tools.grader, question),
            boxed=is_boxed(question),
        )

    def _hands(self, server: Server, paid: list[Generation]) -> Hands:
        return Hands(
            solver=Asker(server, self._room),
            costing=self._costing,
            answer_tokens=self._answer_tokens,
            judge=self._judge,
            shelf=self._tools.shelf,
            paid=paid.append,
        )

    def _answer(self, blank: Generation, stepped: Stepped, paid_usd: float | None) -> Generation:
        """What the strategy answered, with all that it took."""
        assert stepped.answer is not None
        charge, chosen = stepped.answer.charge, stepped.generation
        steps = f"all {len(stepped.trail.nodes)} requests of {self._strategy.name}"
        return replace(
            blank,
            thinking=chosen.thinking if chosen else "",
            answer=chosen.answer if chosen else "",
            finish_reason=chosen.finish_reason if chosen else FinishReason.STOP,
            usage=Usage(
                prompt=stepped.spent.prompt_tokens,
                thinking=charge.thinking_tokens,
                answer=charge.answer_tokens,
            ),
            cost=Cost(charge.usd, steps, spent_usd=paid_usd),
            fingerprint=chosen.fingerprint if chosen else "",
            parent_id=chosen.id if chosen else None,
        )


def _sum(generations: Sequence[Generation]) -> float | None:
    """Dollars of all; `None` where one has no known price."""
    prices = [one.cost.paid if one.cost else None for one in generations]
    known = [usd for usd in prices if usd is not None]
    return sum(known) if len(known) == len(prices) else None


def _write(draft: Draft, event: StepEvent) -> None:
    """Let whoever watches see what comes, whichever step it is of."""
    match event:
        case NodeGrew(_, text, thinking):
            (draft.add_thinking if thinking else draft.add_answer)(text)
        case _:
            pass

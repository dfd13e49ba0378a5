"""A step strategy answers one question with a real model.

To be used so, from a command or from the worker of a run:

    stepper = Stepper(StepsAsked(strategy, messages, params, dial, key), Hands(...), on_event)
    stepped = await stepper.answer()

Requests that a strategy makes at once are drawn at once, as far as their server has room.
Every generation is priced, kept as one of its own with what it was drawn for, and told to
`Hands.paid`; trial answers, judgements and what broke off are charged to the answer too.
A request in trouble is tried again and goes on where it broke. If that does not help, or
`stop` is called, or the task is cancelled, what came is kept: with a shelf over the pool the
same call draws only what is missing, and `Stepped.trail` can be given to go on with.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from jevons.core.models.parts import Ends
from jevons.core.problems import Problem, ProblemError
from jevons.core.records import Generation
from jevons.core.runs.context import fit
from jevons.core.runs.steps.asked import Asker, Hands, StepsAsked, check_offered
from jevons.core.runs.steps.drawing import ErrandDrawer
from jevons.core.runs.steps.errand import Errand
from jevons.core.runs.steps.errands import errand_of
from jevons.core.runs.steps.events import NodeEnded, NodeStarted, StepEvent
from jevons.core.runs.steps.results import key_of_result, result_of
from jevons.core.strategies.steps.request import Extend, Judge, Request
from jevons.core.strategies.steps.strategy import Walk
from jevons.core.strategies.steps.trail import Node, Result, Spent, Trail
from jevons.core.strategies.strategy import Answer, Need


@dataclass(frozen=True, slots=True)
class Stepped:
    """What became of a question.

    `answer` is `None` where it broke off: `problem` says why, unless it was stopped. `trail`
    is what can be gone on with. `spent` counts all that was drawn for it, what broke off as
    well, and so does the answer's charge; `paid` has the generations that were drawn now,
    the others are from the pool. `generation` is the one whose answer is given.
    """

    answer: Answer | None
    trail: Trail
    spent: Spent
    paid: tuple[Generation, ...]
    generation: Generation | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """A request on its way: what is to be drawn for it, and what its thought may still take.

    `errand` is `None` where nothing is left; `sample` counts the equal errands before it.
    """

    place: int
    request: Request
    errand: Errand | None
    sample: int
    parent_id: str | None
    left: int | None


class Stepper:
    """The way of one question."""

    def __init__(
        self,
        asked: StepsAsked,
        hands: Hands,
        on_event: Callable[[StepEvent], None] = lambda event: None,
    ) -> None:
        self._asked = asked
        self._hands = hands
        self._tell = on_event
        self._drawer = ErrandDrawer(hands, on_event, self._pay, asked.salt)
        self._walk = Walk(asked.strategy)
        self._made: Counter[str] = Counter()
        self._looks: Counter[int] = Counter()
        self._requests: dict[int, Request] = {}
        self._paid: dict[int, Generation] = {}
        self._seen: dict[str, Generation] = {}

    @property
    def _trail(self) -> Trail:
        return self._walk.trail

    def stop(self) -> None:
        """End it now; what came is kept and charged."""
        self._drawer.stop()

    async def answer(self) -> Stepped:
        """Ask and draw until the strategy has its answer, or something is in the way."""
        try:
            await self._prepare()
            problem: Problem | None = None
            while not isinstance(step := self._walk.step, Answer):
                if problem is not None or self._drawer.stopped:
                    return self._broken(problem)
                problem = await self._round(step)
            return await self._answered(step)
        except ProblemError as error:
            return self._broken(error.problem)

    def cut_short(self) -> Stepped:
        """What there is, when the task of `answer` was cancelled."""
        return self._broken(None)

    async def _prepare(self) -> None:
        """Reach the model, see whether it offers what is needed, count what is there already."""
        connection = await self._hands.solver.server.reach()
        offers = connection.offers | ({Need.JUDGE} if self._hands.judge is not None else set())
        check_offered(self._asked.strategy, self._asked.strategy.name, offers)
        nodes = self._asked.trail.nodes
        for place, (request, _) in enumerate(nodes):
            await self._job(place, request, Trail(nodes[:place]))
        self._walk.tell(nodes)

    # One round.

    async def _round(self, requests: Sequence[Request]) -> Problem | None:
        """Draw what is asked for at once; the trail grows by what came up to the first gap."""
        first = len(self._trail.nodes)
        jobs = [
            await self._job(first + number, request, self._trail)
            for number, request in enumerate(requests)
        ]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._node(job)) for job in jobs]
        came = [task.result() for task in tasks]
        whole = takewhile(lambda found: isinstance(found, Node), came)
        self._walk.tell([node for node in whole if isinstance(node, Node)])
        return next((found for found in came if isinstance(found, Problem)), None)

    async def _job(self, place: int, request: Request, trail: Trail) -> _Job:
        self._requests[place] = request
        left = self._left(request, trail)
        if left is not None and left <= 0:
            return _Job(place, request, None, 0, None, left)
        parent = getattr(request, "parent", None)
        parent_id = None if parent is None else trail.nodes[parent].result.generation or None
        work, look = "", 0
        if isinstance(request, Judge):
            found = await self._generation(parent_id)
            work, look = found.thinking if found else "", self._looks[request.parent]
            self._looks[request.parent] += 1
        errand = _within(errand_of(request, trail, self._asked, work, look), left)
        key = errand.key(self._asker(request).server.spec.name)
        self._made[key] += 1
        return _Job(place, request, errand, self._made[key] - 1, parent_id, left)

    def _left(self, request: Request, trail: Trail) -> int | None:
        """Tokens that a thought may still take, by the dial and the context."""
        if not isinstance(request, Extend):
            return None
        asked = self._asked
        most = asked.params.max_tokens or self._hands.answer_tokens
        context = self._hands.solver.server.spec.context
        room = fit(asked.messages, context, most, thinks=True).thinking_room
        limits = [limit for limit in (asked.dial.tokens, room) if limit is not None]
        steps = trail.chain(request.parent)
        taken = sum(trail.nodes[step].result.thinking_tokens for step in steps)
        return min(limits) - taken if limits else None

    async def _node(self, job: _Job) -> Node | Problem | None:
        """Draw one request; `None` if it was stopped."""
        self._tell(NodeStarted(job.place, job.request))
        if job.errand is None:
            node = Node(job.request, Result(ended=True))
            self._tell(NodeEnded(job.place, *node, pooled=False))
            return node
        asker = self._asker(job.request)
        drawn = await self._drawer.draw(job.errand, asker, job.sample, job.parent_id, job.place)
        self._seen[drawn.generation.id] = drawn.generation
        if not drawn.stands:
            return drawn.problem
        result = result_of(job.request, drawn.generation, drawn.text)
        try:
            key = await key_of_result(job.request, result, drawn.generation, self._asked)
        except ProblemError as error:
            return error.problem
        full = job.left is not None and result.thinking_tokens >= job.left
        node = Node(job.request, replace(result, key=key, ended=result.ended or full))
        self._tell(NodeEnded(job.place, *node, pooled=drawn.pooled))
        return node

    def _asker(self, request: Request) -> Asker:
        judge = self._hands.judge
        return judge if isinstance(request, Judge) and judge is not None else self._hands.solver

    async def _generation(self, generation_id: str | None) -> Generation | None:
        """One that was drawn or found, now or by an earlier attempt."""
        if generation_id is None or generation_id in self._seen or self._hands.shelf is None:
            return self._seen.get(generation_id or "")
        return await asyncio.to_thread(self._hands.shelf.generation, generation_id)

    # The end.

    def _pay(self, place: int, generation: Generation) -> None:
        self._paid[place] = generation
        self._hands.paid(generation)

    def _spent(self) -> Spent:
        """What the trail took, and what was drawn beyond it."""
        known = len(self._trail.nodes)
        lost = [
            Node(self._requests[place], result_of(self._requests[place], generation, ""))
            for place, generation in self._paid.items()
            if place >= known
        ]
        return Spent.of([*self._trail.nodes, *lost])

    async def _answered(self, answer: Answer) -> Stepped:
        spent = self._spent()
        chosen = None
        if answer.draw is not None:
            chosen = await self._generation(self._trail.nodes[answer.draw].result.generation)
        answer = answer._replace(charge=spent.charge)
        return Stepped(answer, self._trail, spent, tuple(self._paid.values()), chosen)

    def _broken(self, problem: Problem | None) -> Stepped:
        paid = tuple(self._paid.values())
        return Stepped(None, self._trail, self._spent(), paid, problem=problem)


def _within(errand: Errand, left: int | None) -> Errand:
    """A step that takes no more than is left for its thought."""
    if left is None or errand.ends is None:
        return errand
    return replace(errand, ends=Ends(min(errand.ends.tokens, left), errand.ends.stop))

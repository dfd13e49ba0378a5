"""Ways to answer an exam: strategies on the pools of several runs, on the same questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jevons.core.analysis.frontier import Candidate, Point, frontier
from jevons.core.analysis.probed_pools import probed_pools
from jevons.core.analysis.replay import Measure, Replayed, replay, reprice, summed_up
from jevons.core.analysis.replay_rows import Rows
from jevons.core.analysis.replay_shared import replay_allocation
from jevons.core.analysis.run_pools import RunPools, read_pools
from jevons.core.prices.pricing import AS_PAID, Pricing
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Estimate
from jevons.core.runs.run import UNGRADED, Run
from jevons.core.runs.run_store import RunStore
from jevons.core.strategies.allocation import Allocation
from jevons.core.strategies.registry import Spelled, spelled
from jevons.core.strategies.steps.probing import Probing
from jevons.core.strategies.steps.strategy import StepStrategy
from jevons.core.strategies.strategy import Strategy
from jevons.core.strategies.usual import usual_strategies
from jevons.core.strategies.voting import SelfConsistency, Single


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer: a strategy on the samples of a run.

    `measured` says that the samples were drawn just as the way would draw them: one by one,
    or all that there are. Any other is `replayed` from them; so is what rests on thoughts of
    another run that were cut.
    """

    run: Run
    replayed: Replayed
    measured: bool

    @property
    def strategy(self) -> Spelled:
        """The strategy."""
        return self.replayed.strategy

    @property
    def name(self) -> str:
        """Model, dial and strategy: `r1, 1,024, self-consistency:samples=8`."""
        return f"{self.run.plan.model}, {self.run.plan.dial.label()}, {spelled(self.strategy)}"

    @property
    def origin(self) -> str:
        """Whether it was measured or replayed, and from which run."""
        return f"{'measured' if self.measured else 'replayed'} from {self.source}"

    @property
    def source(self) -> str:
        """The run that the samples are of, and the one whose thoughts they rest on."""
        number, whole = self.run.number, self.run.plan.cut_of
        if whole is not None:
            return f"runs {whole} and {number}: thoughts of {whole}, cut"
        return f"run {number}"

    def estimate(self, measure: Measure) -> Estimate | None:
        """What it comes to in one measure, `None` where that is not known."""
        return self.replayed.estimates.get(measure)


@dataclass(frozen=True)
class Ways:
    """Ways to answer the same questions, all resampled jointly.

    `questions` are the positions in the exam that all runs have samples of; `pools` are those
    of each run, on these questions. `notices` say what was left out.
    """

    exam: str
    questions: Sequence[int]
    pools: Sequence[RunPools]
    ways: Sequence[Way]
    pricing: Pricing
    notices: Sequence[str]

    def priced(self, pricing: Pricing) -> Ways:
        """The same ways at other prices; nothing is replayed again.

        Raises:
            ProblemError: BAD_PRICE: a model has none.
        """
        found: list[Way] = []
        for pools in self.pools:
            own = [way for way in self.ways if way.run.number == pools.run.number]
            rates = [pricing.rates(asked) for asked in pools.asked]
            again = reprice([way.replayed for way in own], rates, pools.clusters)
            found += [replace(way, replayed=new) for way, new in zip(own, again, strict=True)]
        return replace(self, ways=found, pricing=pricing)

    def candidates(self, cost: Measure) -> list[Candidate]:
        """The ways on one axis of cost, without those whose cost there is not known."""
        return [
            Candidate(
                way.name,
                way.replayed.estimates[cost],
                way.replayed.estimates[Measure.ACCURACY],
                list(
                    zip(
                        way.replayed.resampled[cost],
                        way.replayed.resampled[Measure.ACCURACY],
                        strict=True,
                    )
                ),
            )
            for way in self.known(cost)
        ]

    def known(self, cost: Measure) -> list[Way]:
        """The ways whose cost in that measure is known."""
        return [way for way in self.ways if cost in way.replayed.estimates]

    def points(self, cost: Measure) -> list[tuple[Way, Point]]:
        """Every way with its part in the frontier on one axis of cost."""
        return list(zip(self.known(cost), frontier(self.candidates(cost)), strict=True))


def with_sweeps(store: RunStore, numbers: Sequence[int]) -> list[int]:
    """The runs, each with those that cut its thoughts and have graded samples."""
    found: dict[int, None] = {}
    for number in numbers:
        cuts = [run.number for run in store.sweeps(number) if graded(run)]
        found |= dict.fromkeys([number, *cuts])
    return list(found)


def graded(run: Run) -> int:
    """Samples of a run that have a verdict."""
    return run.ledger.total.samples - run.ledger.count(UNGRADED)


def ways_of(
    store: RunStore,
    numbers: Sequence[int],
    strategies: Sequence[Spelled] = (),
    pricing: Pricing = AS_PAID,
) -> Ways:
    """Replay strategies on each of several runs of one exam.

    Without `strategies` those that suit the size of each run's pools. Of those that go step
    by step `Probing` can be replayed, where the thoughts of a run were cut; the others can
    only be told of runs that they steered. Questions that a run has
    too few samples of are left out for all.

    Raises:
        ProblemError: NOT_FOUND: there is no such run; BAD_INPUT: the runs are of different
            exams, have no question in common, or fewer samples than a strategy may draw;
            UNSUPPORTED: samples lack what a strategy weighs them by; BAD_PRICE: a model has
            no such price.
    """
    runs = [store.run(number) for number in dict.fromkeys(numbers)]
    _check_same_exam(runs)
    read = [read_pools(store, run.number) for run in runs]
    shared = set(read[0].questions).intersection(*(pools.questions for pools in read[1:]))
    if not shared:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "the runs have no question in common that all have samples of",
            remedy="go on with them: jevons runs resume RUN",
        )
    taken = [pools.only(shared) for pools in read]
    _check_dials(strategies, runs)
    ways = [way for pools in taken for way in _ways(store, pools, strategies)]
    notices = [f"run {p.run.number}: {text}" for p in read for text in p.notices()]
    fewer = max(len(pools.questions) for pools in read) - len(shared)
    if fewer:
        notices.append(f"{fewer:,} questions are left out that not all runs have samples of")
    found = Ways(runs[0].exam, sorted(shared), taken, ways, AS_PAID, notices)
    return found if pricing == AS_PAID else found.priced(pricing)


def _check_same_exam(runs: Sequence[Run]) -> None:
    if not runs:
        raise ProblemError.of(ProblemKind.BAD_INPUT, "no run is named", remedy="name one or more")
    first = runs[0]
    for other in runs[1:]:
        if other.exam_digest != first.exam_digest:
            same = " in other questions or wording" if other.exam == first.exam else ""
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"run {first.number} is of {first.exam}, and run {other.number} of"
                f" {other.exam}{same}: they have no frontier together",
                remedy="name runs of the same exam",
            )


def _check_dials(strategies: Sequence[Spelled], runs: Sequence[Run]) -> None:
    for strategy in strategies:
        if not any(_fits(strategy, run) for run in runs):
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"{spelled(strategy)} can be told of none of the runs: it sets the thinking"
                " itself, or another strategy chose their samples",
                remedy="replay it on a run that drew every sample, and thought as long",
            )


def _fits(strategy: Spelled, run: Run) -> bool:
    """Whether a run's samples can tell of a strategy; one that was steered by one, of that."""
    if run.decides:
        return strategy == _steering(run)
    if isinstance(strategy, Allocation):
        return True
    if isinstance(strategy, StepStrategy):
        return isinstance(strategy, Probing) and run.plan.cut_of is None
    return strategy.dial() in {None, run.plan.dial}


def _steering(run: Run) -> Spelled | None:
    """The strategy that steered a run, or what shared out its dollars, if one did."""
    return run.plan.allocation or run.plan.steps or run.plan.decider


def _ways(store: RunStore, pools: RunPools, strategies: Sequence[Spelled]) -> list[Way]:
    steering = _steering(pools.run)
    if steering is not None:
        told = not strategies or steering in strategies
        return [_decided(store, pools, steering)] if told else []
    fitting = [strategy for strategy in strategies if _fits(strategy, pools.run)]
    wanted: Sequence[Strategy] = [each for each in fitting if isinstance(each, Strategy)]
    if not strategies:
        wanted = usual_strategies(pools.size, pools.measures())
    replayed = replay(wanted, pools.pools, pools.clusters)
    found = [Way(pools.run, each, _is_measured(each.strategy, pools)) for each in replayed]
    found += [_shared(pools, each) for each in fitting if isinstance(each, Allocation)]
    probings = [each for each in fitting if isinstance(each, Probing)]
    return found + [_probed(store, pools, strategy) for strategy in probings]


def _probed(store: RunStore, pools: RunPools, strategy: Probing) -> Way:
    """What thought probing makes of a run's thoughts, each by itself."""
    own = probed_pools(store, pools, strategy)
    (single,) = replay([Single()], own, pools.clusters)
    return Way(pools.run, replace(single, strategy=strategy), measured=False)


def _shared(pools: RunPools, allocation: Allocation) -> Way:
    """What an allocation makes of a run's samples."""
    rows = replay_allocation(allocation, pools.pools)
    asked = [len(pool.draws) // allocation.at_most for pool in pools.pools]
    (replayed,) = summed_up([allocation], [rows], [asked], pools.clusters)
    return Way(pools.run, replayed, measured=False)


def _decided(store: RunStore, pools: RunPools, decider: Spelled) -> Way:
    """What a run's own strategy answered, as it was drawn."""
    answers = store.answers(pools.run.number)
    rows = Rows()
    for question, pool in zip(pools.questions, pools.pools, strict=True):
        answer = answers[question]
        rows.scores.append(answer.score)
        rows.thinking.append(float(answer.thinking_tokens))
        rows.tokens.append(float(answer.thinking_tokens + answer.answer_tokens))
        rows.usd.append(answer.usd)
        rows.samples.append(float(answer.samples))
        rows.busy.append(math.fsum(draw.seconds for draw in pool.draws))
        rows.seconds.append([answer.seconds])
        rows.variances.append(0.0)
    (replayed,) = summed_up([decider], [rows], [[1] * len(rows.scores)], pools.clusters)
    return Way(pools.run, replayed, measured=True)


def _is_measured(strategy: Spelled, pools: RunPools) -> bool:
    """Whether the samples are just those that the strategy would have drawn."""
    if pools.run.plan.cut_of is not None:
        return False
    whole = {len(pool.draws) for pool in pools.pools} == {strategy.at_most}
    return isinstance(strategy, Single) or (isinstance(strategy, SelfConsistency) and whole)

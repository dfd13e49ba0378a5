"""The pools of a run as thought probing would have drawn them, from cuts of its thoughts."""

from __future__ import annotations

from collections.abc import Mapping

from jevons.core.analysis.probed import Answered, CutThought, probed
from jevons.core.analysis.replay_orders import QuestionPool
from jevons.core.analysis.run_pools import NO_SAMPLE, RunPools, draws_of
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Outcome
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_columns import SampleColumns
from jevons.core.strategies.steps.probing import Probing

Samples = Mapping[int, Mapping[int, Answered]]
"""By question and sample."""


def probed_pools(store: RunStore, pools: RunPools, strategy: Probing) -> list[QuestionPool]:
    """A pool for each question: what the strategy makes of the thoughts of its samples.

    Raises:
        ProblemError: BAD_INPUT: the thoughts were not cut where they are to be probed; or the
            library cannot be read.
    """
    number = pools.run.number
    whole = _samples(store.columns(number))
    cuts = {
        run.plan.dial.tokens: _samples(store.columns(run.number))
        for run in store.sweeps(number)
        if run.plan.dial.tokens is not None
    }
    if not cuts:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"run {number} has no thoughts that were cut, and {strategy.name} looks into them",
            remedy=f"cut them: jevons sweep {number} --budgets {_first_budgets(strategy)}",
        )
    return [
        _pool(strategy, found, {tokens: cut.get(question, {}) for tokens, cut in cuts.items()})
        for question in pools.questions
        if (found := whole[question])
    ]


def _pool(
    strategy: Probing, whole: Mapping[int, Answered], cuts: Mapping[int, Mapping[int, Answered]]
) -> QuestionPool:
    answered = []
    for sample, one in whole.items():
        there = {tokens: cut[sample] for tokens, cut in cuts.items() if sample in cut}
        answered.append(probed(strategy, CutThought(one, there)))
    return QuestionPool([one.draw for one in answered], [one.score for one in answered])


def _samples(columns: SampleColumns) -> dict[int, dict[int, Answered]]:
    """The samples that say something of the model."""
    found: dict[int, dict[int, Answered]] = {}
    each = zip(columns.questions, columns.samples, columns.outcomes, draws_of(columns), strict=True)
    for question, sample, outcome, draw in each:
        if outcome not in NO_SAMPLE:
            score = float(outcome == Outcome.CORRECT)
            found.setdefault(question, {})[sample] = Answered(draw, score)
    return found


def _first_budgets(strategy: Probing) -> str:
    """The budgets that a sweep needs, the first three of them."""
    budgets = [strategy.chunk * count for count in range(1, 4)]
    return ",".join(str(tokens) for tokens in budgets if tokens <= strategy.most)

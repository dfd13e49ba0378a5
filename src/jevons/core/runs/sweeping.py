"""A sweep: the thoughts of one run, cut at several budgets, each a run of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jevons.core.models.dialects import load_dialects
from jevons.core.models.registry import ModelSpec
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Dial, DialMode, Outcome
from jevons.core.runs.run import INDEPENDENT, Caps, Run, RunPlan
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import SampleRow


@dataclass(frozen=True, slots=True)
class Cut:
    """What one budget of a sweep takes.

    Of all samples `same` ended their thought within the budget and are taken over; `answers`
    are to be drawn anew, about `answer_tokens` long together, each after `reread` tokens of
    thought (and the question) that the server reads again.
    """

    plan: RunPlan
    same: int
    answers: int
    answer_tokens: int
    reread: int


def parse_budgets(text: str) -> tuple[int, ...]:
    """Read `64,128,256`: budgets in tokens, told once each and the shortest first.

    Raises:
        ProblemError: BAD_INPUT: one of them is no budget.
    """
    try:
        dials = [Dial.parse(part) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise _refused(f"{error}") from None
    budgets = [dial.tokens for dial in dials if dial.tokens is not None and not dial.minimum]
    if not budgets or len(budgets) < len(dials):
        raise _refused(f"{text[:60]!r} has a part that is no number of tokens")
    return tuple(sorted(set(budgets)))


def plan_sweep(
    store: RunStore, run: Run, spec: ModelSpec, budgets: Sequence[int], caps: Caps | None = None
) -> list[Cut]:
    """The runs that a sweep is made of, one for each budget, and what they will take.

    Raises:
        ProblemError: BAD_INPUT: the run is not over, drew no thoughts as long, or was steered
            by a strategy; UNSUPPORTED: the server does not go on with a begun thought.
    """
    _check_run(run)
    _check_server(spec)
    rows = [row for row in store.samples(run.number) if row.outcome != Outcome.ERROR]
    longest = max((row.thinking_tokens for row in rows), default=0)
    if budgets[-1] >= longest:
        raise _refused(
            f"no thought of run {run.number} is longer than {longest:,} tokens",
            remedy=f"give budgets below {longest:,}",
        )
    return [_cut(run, rows, budget, caps or Caps()) for budget in budgets]


def begin_sweep(store: RunStore, cuts: Sequence[Cut]) -> list[Run]:
    """Write the runs of a sweep down, for workers to begin; one that is there is taken again.

    So a sweep that was broken off is gone on with.
    """
    found = []
    for cut in cuts:
        assert cut.plan.cut_of is not None
        there = [run for run in store.sweeps(cut.plan.cut_of) if run.plan.dial == cut.plan.dial]
        exam = store.exam(cut.plan.cut_of)
        found.append(there[-1] if there else store.create(exam, cut.plan))
    return found


def _cut(run: Run, rows: Sequence[SampleRow], budget: int, caps: Caps) -> Cut:
    longer = [row for row in rows if row.thinking_tokens > budget]
    plan = replace(run.plan, dial=Dial.budget(budget), caps=caps, cut_of=run.number)
    return Cut(
        plan,
        same=len(rows) - len(longer),
        answers=len(longer),
        answer_tokens=sum(row.answer_tokens for row in longer),
        reread=budget * len(longer),
    )


def _check_run(run: Run) -> None:
    if run.plan.strategy != INDEPENDENT:
        raise _refused(
            f"run {run.number} drew what its strategy asked for, not the same of each question",
            remedy="sweep a run that draws every sample",
        )
    if run.plan.cut_of is not None:
        raise _refused(
            f"run {run.number} has cut thoughts itself",
            remedy=f"sweep run {run.plan.cut_of}, whose thoughts are whole",
        )
    if run.plan.dial.mode is DialMode.OFF:
        raise _refused(f"run {run.number} drew no thoughts", remedy="run it with thinking first")
    if run.state.is_live or run.ledger.missing:
        raise _refused(
            f"run {run.number} lacks {run.ledger.missing:,} of its samples",
            remedy=f"wait for its end, or go on with it: jevons runs resume {run.number}",
        )


def _check_server(spec: ModelSpec) -> None:
    """Refuse a server that is known to continue no turn; others are asked when it comes to it."""
    dialect = load_dialects().get(spec.dialect or "")
    if dialect is not None and dialect.prefill == "none":
        raise ProblemError.of(
            ProblemKind.UNSUPPORTED,
            f"{dialect.title} does not go on with a thought that was begun for it",
            kept="nothing was started",
            remedy="run each budget by itself: jevons exam NAME --run --think TOKENS",
        )


def _refused(what: str, remedy: str = "write them as 64,128,256") -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_INPUT, what, kept="nothing was started", remedy=remedy)

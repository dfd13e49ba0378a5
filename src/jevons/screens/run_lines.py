"""What the upper part of a run's screen says: progress, accuracy, cost, ledger."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import TYPE_CHECKING

from jevons.core.records import Estimate
from jevons.core.runs.run import Run, RunState
from jevons.core.state.caps import caps_words
from jevons.core.state.ledger import hints, ledger_parts, part_name, planned_word
from jevons.core.state.meter import dollars
from jevons.core.state.quantities import (
    amount,
    dollars_interval,
    duration,
    percent,
    percent_interval,
    rate,
    short_interval,
)
from jevons.core.state.run import RunView, allocation_note, progress, state_word, what_happened
from jevons.core.visible_text import one_line
from jevons.widgets.bars import Piece
from jevons.widgets.line_wrap import wrap_line
from jevons.widgets.outcome_signs import outcome_sign
from jevons.widgets.pieces import Line, flow
from jevons.widgets.signs import Signs

if TYPE_CHECKING:
    from jevons.core.analysis.convergence import Progress

PART_WIDTH, COUNT_WIDTH, SHARE_WIDTH = 15, 9, 8
LEDGER_WIDTH = PART_WIDTH + COUNT_WIDTH + SHARE_WIDTH + 6

STEPS = 10
"""Lines that show how the accuracy settled."""

WIDE = 110
"""Cells from which on tokens are told more closely."""

LONGEST = 600
"""Characters of a problem that are shown."""


def summary_lines(view: RunView, width: int, signs: Signs, *, whole: bool) -> list[Line]:
    """The run in a few lines; with its `whole` ledger where that has no place of its own."""
    lines: list[Line] = [_progress_line(view, width, signs)]
    happened = what_happened(view.run)
    if happened:
        kind = "bad" if _state_kind(view.run) == "bad" else "busy"
        said = wrap_line(one_line(happened, LONGEST), width - 2)
        lines += [[Piece(f" {line}", kind)] for line in said]
    lines += [_accuracy_line(view, signs), *_cost_lines(view, width, signs)]
    note = allocation_note(view.run.plan)
    if note:
        lines += [[Piece(f" {line}", "weak")] for line in wrap_line(note, width - 2)]
    if whole:
        lines += compact_ledger(view.run, width, signs)
    known = hints(view.run.ledger)
    for hint in known[:1] if whole else known:
        lines += [[Piece(f" {line}", "busy")] for line in wrap_line(hint, width - 2)]
    return lines


def _progress_line(view: RunView, width: int, signs: Signs) -> Line:
    run, pace = view.run, view.pace
    drawn = run.ledger.total.samples
    parts = [f"{drawn:,} of {run.planned:,}", percent(progress(run), 0)]
    if run.decides:
        parts[0] = f"{run.answered:,} of {run.questions:,} answered"
    if run.state is RunState.RUNNING:
        if pace.samples_per_s:
            parts.append(rate(pace.samples_per_s))
        if pace.tokens_per_s and width >= WIDE:
            parts.append(f"{amount(pace.tokens_per_s)} tok/s")
        parts.append("ETA –" if pace.left_s is None else f"ETA {duration(pace.left_s)}")
    else:
        parts.append(f"took {duration(run.busy_s)}")
    limit = run.plan.concurrency
    if run.state.is_live and limit is not None:
        parts.append(f"{limit} at once")
    caps = caps_words(run.plan.caps)
    if caps and run.state is not RunState.FINISHED:
        parts.append(caps)
    room = max(10, min(40, width - sum(len(part) + 3 for part in parts) - 14))
    filled = floor(room * progress(run))
    return [
        Piece(f" {state_word(run)} ", _state_kind(run)),
        Piece(signs.filled * filled, "good"),
        Piece(signs.unfilled * (room - filled), "weak"),
        *_joined(parts, signs),
    ]


def _state_kind(run: Run) -> str:
    if run.state in {RunState.FAILED, RunState.INTERRUPTED}:
        return "bad"
    return "busy" if run.state.is_live else "strong"


def _accuracy_line(view: RunView, signs: Signs) -> Line:
    figures = view.figures
    if figures.accuracy is None:
        return [Piece(" accuracy: nothing is graded yet", "weak")]
    line = [
        Piece(" accuracy ", "weak"),
        Piece(percent_interval(figures.accuracy), "strong"),
        Piece(" of answers" if view.run.decides else " of all asked", "weak"),
    ]
    if figures.of_samples is not None:
        line += [
            Piece(f" {signs.dot} {percent_interval(figures.of_samples)}"),
            Piece(" of samples", "weak"),
        ]
        return line
    if figures.given_answered is not None:
        answered = percent_interval(figures.given_answered)
        line += [Piece(f" {signs.dot} {answered}"), Piece(" of answered", "weak")]
    return line


def _cost_lines(view: RunView, width: int, signs: Signs) -> list[Line]:
    run, total = view.run, view.run.ledger.total
    if not total.samples:
        return [[Piece(" cost: nothing is drawn yet", "weak")]]
    unpriced = total.unpriced == total.samples
    spent = "no price is known" if unpriced else dollars(run.usd)
    cells: list[Line] = [[Piece("cost ", "weak"), Piece(spent)]]
    if view.measured.usd_per_right is not None:
        estimate = dollars_interval(view.measured.usd_per_right)
        cells.append([Piece(estimate, "strong"), Piece(" a right answer", "weak")])
    thinking, answer, both = (
        amount(tokens / total.samples)
        for tokens in (total.thinking_tokens, total.answer_tokens, total.output_tokens)
    )
    split = f"{thinking} thinking + {answer} answer tokens a sample"
    cells.append([Piece(split if width >= WIDE else f"{both} tokens a sample")])
    if total.pooled:
        cells.append([Piece(f"{total.pooled:,} from the pool, paid before")])
    if 0 < total.unpriced < total.samples:
        cells.append([Piece(f"{total.unpriced:,} without a price")])
    return flow(cells, width, f" {signs.dot} ")


def _joined(parts: Sequence[str], signs: Signs) -> list[Piece]:
    return [piece for part in parts for piece in (Piece(f" {signs.dot} ", "weak"), Piece(part))]


# The ledger.


def compact_ledger(run: Run, width: int, signs: Signs) -> list[Line]:
    """The ledger in as few lines as it takes; empty parts of no interest are left out."""
    parts = [part for part in ledger_parts(run.ledger) if part.count or part.part in _ALWAYS]
    cells: list[Line] = [
        [outcome_sign(part.part, signs), Piece(f" {part.count:,} {part_name(part.part)}")]
        for part in parts
    ]
    return flow([*cells, [Piece(f"= {run.planned:,} {_planned(run)}")]], width, "  ")


_ALWAYS = {"correct", "incorrect"}


def _planned(run: Run) -> str:
    most = f" (at most {run.at_most:,})" if run.decides else ""
    return f"{planned_word(run)}{most}"


def ledger_lines(run: Run, width: int, signs: Signs) -> list[Line]:
    """The whole ledger, a line for each part, and their sum."""
    parts = ledger_parts(run.ledger)
    room = max(0, min(30, width - LEDGER_WIDTH))
    lines: list[Line] = [[Piece(" what became of the samples", "weak")]]
    for part in parts:
        sign = outcome_sign(part.part, signs)
        filled = ceil(room * part.share) if part.count else 0
        lines.append(
            [
                Piece(" "),
                sign,
                Piece(f" {part_name(part.part):{PART_WIDTH}}", "" if part.count else "weak"),
                Piece(f"{part.count:>{COUNT_WIDTH},}", "" if part.count else "weak"),
                Piece(f"{percent(part.share):>{SHARE_WIDTH}} ", "weak"),
                Piece(signs.filled * filled, sign.kind),
            ]
        )
    total = Piece(f"{run.planned:>{COUNT_WIDTH},}")
    most = Piece(f" of {run.at_most:,}" if run.decides else "", "weak")
    lines.append([Piece(f" = {planned_word(run):{PART_WIDTH}}"), total, most])
    return lines


# How the accuracy settled.


def settling_lines(view: RunView, width: int, signs: Signs) -> list[Line]:
    """The accuracy after ever more questions, as intervals on a scale."""
    heading: Line = [Piece(" accuracy as it settled, by questions", "weak")]
    steps = steps_of(view.measured.settled)
    if not steps:
        said = " it is being worked out …" if view.figures.graded else " nothing is graded yet"
        return [heading, [Piece(said, "weak")]]
    low, high = _scale([step.accuracy for step in steps])
    text = [f" {short_interval(step.accuracy)}" for step in steps]
    room = max(10, min(50, width - 9 - max(map(len, text))))
    lines: list[Line] = [heading]
    for step, said in zip(steps, text, strict=True):
        bar = interval_bar(step.accuracy, low, high, room, signs)
        lines.append([Piece(f"{step.questions:>8,} ", "weak"), Piece(bar), Piece(said)])
    lines.append([Piece(f"{'':9}{low:<.0%}{high:>{room - len(f'{low:.0%}')}.0%}", "weak")])
    method = steps[-1].accuracy.method
    lines.append([Piece(f" 95 % intervals: {method}", "weak")])
    return lines


def steps_of(settled: Sequence[Progress], count: int = STEPS) -> list[Progress]:
    """Some of the points, the last among them, ever twice as far apart at most."""
    if len(settled) <= count:
        return list(settled)
    growth = len(settled) ** (1 / (count - 1))
    places = {ceil(growth**step - 1e-9) for step in range(count)}
    return [settled[place - 1] for place in sorted(places)]


def interval_bar(estimate: Estimate, low: float, high: float, width: int, signs: Signs) -> str:
    """An interval and its value on a scale from `low` to `high`."""

    def place(share: float) -> int:
        return round((min(max(share, low), high) - low) / (high - low) * (width - 1))

    cells = [" "] * width
    first, last = place(estimate.low), place(estimate.high)
    for cell in range(first, last + 1):
        cells[cell] = signs.rule
    cells[first], cells[last] = signs.low_end, signs.high_end
    cells[place(estimate.value)] = signs.value
    return "".join(cells)


def _scale(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """Round bounds around the intervals."""
    low = floor(10 * min(estimate.low for estimate in estimates) + 1e-9) / 10
    high = ceil(10 * max(estimate.high for estimate in estimates) - 1e-9) / 10
    return (low, high) if high > low else (low - 0.1, high)

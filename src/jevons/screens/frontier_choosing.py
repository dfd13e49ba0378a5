"""Commands of the Frontier screen that choose: runs, strategies, prices, what is asked.

Each `do_` method is the action of that name in `core/actions_frontier.toml`.
"""

from __future__ import annotations

import math

from jevons.core.prices.book import PriceBook
from jevons.core.prices.pricing import FORMS, parse_pricing
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.runs.run import Run
from jevons.core.state import frontier as state
from jevons.core.state.frontier_answers import wanted_accuracy, wanted_sum
from jevons.core.state.frontier_chart import UNITS
from jevons.core.state.frontier_prices import price_choices
from jevons.core.state.quantities import counted
from jevons.core.visible_text import one_line
from jevons.screens.frontier_reading import FrontierReading
from jevons.widgets.line_list import Row

NAME = 40
"""Characters of a name."""


class FrontierChoosing(FrontierReading):
    """The part of `FrontierScreen` that asks what is wanted."""

    def do_frontier_cost(self) -> None:
        self.want(state.next_cost(self.view))

    def do_frontier_cost_back(self) -> None:
        self.want(state.next_cost(self.view, -1))

    def do_frontier_prices(self) -> None:
        from jevons.screens.picker import Picker

        rows = [Row(text, words) for text, words in price_choices(PriceBook.load())]

        def choose(text: str | None) -> None:
            if text is not None:
                self.want(state.at_prices(self.view, parse_pricing(text)))

        picker = Picker(
            "At whose prices?",
            rows,
            current=self.view.wanted.pricing.label,
            accept=_typed_price,
            wanted=FORMS,
            placeholder="or type MODEL@DATE, or dollars an hour as 2.50/h",
        )
        self.app.push_screen(picker, choose)

    def do_frontier_runs(self) -> None:
        from jevons.screens.mark_picker import MarkPicker

        def choose(text: str | None) -> None:
            if text is not None:
                self.want(state.of_runs(self.view, [int(part) for part in text.split(",")]))

        runs = self.view.runs
        same = state.comparable(self.view)
        rows = [_run_row(run) for run in [*same, *(run for run in runs if run not in same)]]
        chosen = [str(number) for number in self.view.wanted.numbers]
        self.app.push_screen(MarkPicker("Which runs, of one exam?", rows, chosen), choose)

    def do_frontier_strategies(self) -> None:
        from jevons.screens.mark_picker import MarkPicker

        sources = state.strategies(self.view)

        def choose(text: str | None) -> None:
            if text is not None:
                self.want(state.without(self.view, set(sources) - set(text.split(","))))

        rows = [Row(name, name, source) for name, source in sources.items()]
        chosen = [name for name in sources if name not in self.view.wanted.off]
        self.app.push_screen(MarkPicker("Which strategies?", rows, chosen), choose)

    def do_frontier_accuracy(self) -> None:
        from jevons.screens.line_prompt import LinePrompt

        def keep(line: str | None) -> None:
            if line is None:
                return
            share = _number(line.rstrip(" %"))
            if share is None or not 0 <= share <= 100:
                self.tell(_not_a(line, "a share in percent", "0 to 100, such as 80"))
                return
            self.show_view(state.asking(self.view, accuracy=share / 100))

        title = "Cheapest way to which accuracy, in percent?"
        text = f"{100 * wanted_accuracy(self.view):g}"
        self.app.push_screen(LinePrompt(title, text), keep)

    def do_frontier_sum(self) -> None:
        from jevons.screens.line_prompt import LinePrompt

        cost = self.view.wanted.cost

        def keep(line: str | None) -> None:
            if line is None:
                return
            given = _number(line.lstrip("$ ").rstrip(" s"))
            if given is None or given <= 0:
                self.tell(_not_a(line, UNITS[cost][0], "a number above 0"))
                return
            self.show_view(state.asking(self.view, sums={**self.view.sums, cost: given}))

        title = f"Most accuracy for how many {UNITS[cost][0]}?"
        self.app.push_screen(LinePrompt(title, f"{wanted_sum(self.view):.3g}"), keep)

    def do_frontier_mark(self) -> None:
        self.show_view(state.marked(self.view))


def _run_row(run: Run) -> Row:
    name = f"{run.number}  {one_line(run.exam, NAME)}, {one_line(run.plan.model, NAME)}"
    samples = f"{run.questions:,} x {counted(run.plan.samples, 'sample')}"
    return Row(str(run.number), f"{name}, think {run.plan.dial.label()}", samples)


def _typed_price(text: str) -> Row | None:
    """The row of prices that were typed, where they can be read."""
    try:
        pricing = parse_pricing(text)
    except ProblemError:
        return None
    return Row(pricing.label, pricing.meaning)


def _number(text: str) -> float | None:
    try:
        found = float(text.replace(",", ""))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _not_a(line: str, what: str, form: str) -> Problem:
    return Problem(
        ProblemKind.BAD_INPUT,
        f"“{one_line(line, NAME)}” is not {what}",
        kept="the question is as it was",
        remedy=f"write {form}",
    )

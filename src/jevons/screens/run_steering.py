"""Commands for one run: pause, stop, resume, its limits, its end.

Each `do_` method is the action of that name in `core/actions_runs.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from textual.message import Message

from jevons.core.actions import Action
from jevons.core.problems import Problem, ProblemKind
from jevons.core.runs.library import Library
from jevons.core.runs.run import Run, RunState, Wish
from jevons.core.state.caps import EXAMPLE, caps_line, caps_words, parse_caps
from jevons.core.state.quantities import counted
from jevons.core.state.run import can_resume, can_sweep
from jevons.core.state.runs import graded_samples
from jevons.screens.place_screen import PlaceScreen
from jevons.screens.places import FRONTIER
from jevons.widgets.line_list import Row
from jevons.widgets.signs import Signs

_FORMS = (
    ("jsonl", ".jsonl", "all of it: jevons import brings it into another library"),
    ("csv", ".csv", "a table, one row a sample"),
    ("inspect", ".eval", "an Inspect log, for inspect view"),
)
"""The forms a run can be written in, their suffixes, and what they are for."""

FIRST_CONCURRENCY = 8
"""Requests at once from which more or fewer are counted where a run had no limit."""


class RunSteering(PlaceScreen):
    """A screen on which a run is picked."""

    place = "show_runs"

    class Steered(Message):
        """Something was asked of a run, and written down; what to say of it."""

        def __init__(self, said: str) -> None:
            super().__init__()
            self.said = said

    class Deleted(Message):
        """A run is gone."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(signs)
        self.library = library
        # By the run's number: what it had, then all that was asked for and not seen in it yet.
        self._limits: dict[int, list[int | None]] = {}

    def library_stamp(self) -> object:
        """What is another after any window or worker wrote to the library."""
        return self.library.stamp()

    @property
    def picked(self) -> Run | None:
        """The run that commands act on."""
        raise NotImplementedError

    def conditions(self) -> dict[str, bool]:
        """What can be done with the run."""
        run = self.picked
        live = run is not None and run.state.is_live
        return {
            **dict.fromkeys(("flights", "pause", "stop_run"), live),
            "resume": run is not None and can_resume(run) and not self.is_at("start"),
            "delete_run": run is not None and not live,
            **dict.fromkeys(("concurrency_up", "concurrency_down"), _is_unfinished(run)),
            "caps": _is_unfinished(run),
            "sweep_run": run is not None and can_sweep(run) and not self.is_at("sweep"),
            "copy_figures": run is not None,
            "frontier_of_run": run is not None and graded_samples(run) > 0,
            "export_run": run is not None and not self.is_at("export"),
        }

    def title_of(self, action: Action) -> str:
        """What an action is called now."""
        run = self.picked
        if run is not None and action.id == "pause":
            return "Pause" if run.wanted is Wish.RUN else "Go on"
        if run is not None and action.id == "resume" and run.state is RunState.WAITING:
            return "Begin"
        return action.title

    async def do_flights(self) -> None:
        run = self.picked
        if run is not None:
            from jevons.screens.flights import FlightsScreen

            await self.app.push_screen(FlightsScreen(self.library, self.signs, run))

    def do_pause(self) -> None:
        run = self.picked
        if run is not None and run.state.is_live:
            pauses = run.wanted is Wish.RUN
            said = "pauses: what is under way is finished" if pauses else "goes on"
            self._wish(run, Wish.PAUSE if pauses else Wish.RUN, said)

    def do_stop_run(self) -> None:
        run = self.picked
        if run is not None and run.state.is_live:
            self._wish(run, Wish.STOP, "is being stopped: what was drawn is kept, R resumes it")

    def _wish(self, run: Run, wish: Wish, said: str) -> None:
        self._steer(lambda: self.library.runs.wish(run.number, wish), f"Run {run.number} {said}.")

    def do_resume(self) -> None:
        run = self.picked
        if run is None or not can_resume(run):
            return
        number = run.number

        def start() -> Message:
            from jevons.core.runs.worker.launch import start_worker

            start_worker(number)
            return self.Steered(f"A worker is at run {number}.")

        self.notify(f"Starting a worker for run {number} …")
        self.in_thread(start, "start")
        self.show_bars()

    def do_concurrency_up(self) -> None:
        self._set_concurrency(lambda now: max(now + 1, now * 5 // 4))

    def do_concurrency_down(self) -> None:
        self._set_concurrency(lambda now: max(1, now * 4 // 5))

    def _set_concurrency(self, change: Callable[[int], int]) -> None:
        run = self.picked
        if run is None:
            return
        number = run.number
        limits = self._limits.setdefault(number, [run.plan.concurrency])
        limit = change(limits[-1] or FIRST_CONCURRENCY)
        limits.append(limit)
        self._steer(
            lambda: self.library.runs.set_concurrency(number, limit),
            f"Run {number}: {counted(limit, 'request')} at once.",
        )

    def do_caps(self) -> None:
        run = self.picked
        if run is None:
            return
        from jevons.screens.line_prompt import LinePrompt

        number = run.number

        def keep(line: str | None) -> None:
            if line is None:
                return
            try:
                caps = parse_caps(line)
            except ValueError:
                self.tell(_no_caps(line))
                return
            said = caps_words(caps) or "no caps"
            self._steer(lambda: self.library.runs.set_caps(number, caps), f"Run {number}: {said}.")

        title = f"Caps of run {number}, as {EXAMPLE}, or none"
        capped = caps_words(run.plan.caps)
        self.app.push_screen(LinePrompt(title, caps_line(run.plan.caps) if capped else ""), keep)

    def do_sweep_run(self) -> None:
        run = self.picked
        if run is None or not can_sweep(run):
            return
        from jevons.screens.line_prompt import LinePrompt

        def sweep(line: str | None) -> None:
            if line is not None:
                self.in_thread(lambda: self._sweep(run, line), "sweep")
                self.show_bars()

        title = f"Cut the thoughts of run {run.number} at: 64,128,256"
        self.app.push_screen(LinePrompt(title), sweep)

    def _sweep(self, run: Run, line: str) -> Message:
        """Begin the runs of a sweep; all ask the same server at once."""
        from jevons.core.models.registry import find_model
        from jevons.core.runs.sweeping import begin_sweep, parse_budgets, plan_sweep
        from jevons.core.runs.worker.launch import start_worker

        store, spec = self.library.runs, find_model(run.plan.model)
        cuts = plan_sweep(store, run, spec, parse_budgets(line))
        for begun in begin_sweep(store, cuts):
            if can_resume(begun):
                start_worker(begun.number)
        answers = counted(sum(cut.answers for cut in cuts), "answer")
        return self.Steered(f"The thoughts of run {run.number} are cut: {answers} to be drawn.")

    async def do_frontier_of_run(self) -> None:
        run = self.picked
        if run is None:
            return
        if self.app.current_mode == FRONTIER:  # from where it was opened
            self.dismiss()
            return
        await self.app.run_action(f"app.act('{FRONTIER}')")
        self.app.screen.show_run(run.number)  # type: ignore[attr-defined]

    def do_export_run(self) -> None:
        run = self.picked
        if run is None:
            return
        from jevons.screens.picker import Picker

        number = run.number

        def export(form: str | None) -> None:
            if form is not None:
                self.notify(f"Writing run {number} …")
                self.in_thread(lambda: self._export(number, form), "export")

        rows = [Row(form, text, f"run-{number}{suffix}") for form, suffix, text in _FORMS]
        self.app.push_screen(Picker(f"Write run {number} as", rows), export)

    def _export(self, number: int, form: str) -> Message:
        from jevons.core.runs.transfer.export_file import export_file
        from jevons.core.runs.transfer.run_export import RunFormat, write_run
        from jevons.core.runs.transfer.run_snapshot import take_snapshot

        kind = RunFormat(form)
        path = Path(f"run-{number}{kind.suffix}").absolute()
        with export_file(path) as out:
            write_run(take_snapshot(self.library.runs, number), kind, out)
        return self.Steered(f"Run {number} was written to {path}")

    def do_delete_run(self) -> None:
        run = self.picked
        if run is None or run.state.is_live:
            return
        from jevons.screens.confirm import Confirm

        number = run.number

        def delete(sure: bool | None) -> None:
            if sure:
                self.in_thread(lambda: self._delete(number), "delete")

        drawn = counted(run.ledger.total.samples, "sample")
        text = (
            f"Its {drawn} and their verdicts will be gone for good. What the model wrote stays"
            " in the pool: the same run begun again draws none of it a second time."
        )
        self.app.push_screen(Confirm(f"Delete run {number}?", text, "delete"), delete)

    def _delete(self, number: int) -> Message:
        self.library.runs.delete(number)
        return self.Deleted(number)

    def _steer(self, write: Callable[[], None], said: str) -> None:
        """Write down what is asked of a run, then look at what becomes of it."""

        def steer() -> Message:
            write()
            return self.Steered(said)

        self.in_thread(steer, "steer")

    def forget_limits(self, read: Iterable[Run]) -> None:
        """Count from what a run has, once that is what was asked for last, here or elsewhere."""
        for run in read:
            limits = self._limits.get(run.number, [])
            if run.plan.concurrency not in limits[:-1]:
                self._limits.pop(run.number, None)

    def on_place_screen_troubled(self) -> None:
        """Count from what the runs have: what was asked for may not have been written."""
        self._limits.clear()

    def on_run_steering_steered(self, event: Steered) -> None:
        """Say so, and show it."""
        self.notify(event.said, markup=False)
        self.look()


def _is_unfinished(run: Run | None) -> bool:
    return run is not None and run.state is not RunState.FINISHED


def _no_caps(line: str) -> Problem:
    return Problem(
        ProblemKind.BAD_INPUT,
        f"“{line}” says no caps",
        kept="the caps are as they were",
        remedy=f"write them as {EXAMPLE}, or none",
    )

"""Commands of the Exams screen that choose: an exam by its address, and each line of the plan.

Each `do_` method is the action of that name in `core/actions_exams.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jevons.core.models.registry import ModelSpec
from jevons.core.problems import ProblemError
from jevons.core.records import Dial
from jevons.core.runs.dialogue import dial_presets
from jevons.core.state import exam_fields as fields
from jevons.core.state import exams as state
from jevons.core.state.caps import EXAMPLE
from jevons.core.state.exam_changes import stepped, typed
from jevons.core.strategies.registry import parse_spelled, spelled
from jevons.core.visible_text import one_line
from jevons.screens.moving import Moving
from jevons.widgets.line_list import Row

if TYPE_CHECKING:
    from jevons.screens.exams import ExamsScreen

NO_STRATEGY = "none"
"""The row that leaves all samples to be drawn."""

OWN_DIAL = "own"
"""The row that leaves the dial to the model."""

PROMPTS = {
    fields.QUESTIONS: "How many questions? (none: the usual number)",
    fields.SEED: "Which seed? (none: the usual one)",
    fields.ONLY: "Only questions with, as level>=4; subject=Algebra (none)",
    fields.SAMPLES: "How many samples of each question?",
    fields.TEMPERATURE: "Which temperature, 0 to 2? (own: the model's)",
    fields.ANSWER: "How many tokens may an answer take? (own: as set)",
    fields.CAPS: f"Stop at, as {EXAMPLE} (none)",
    fields.LOGPROBS: "Ask for log-probabilities, by groups of how many tokens? (none)",
    fields.AT_ONCE: "How many requests at once? (auto: as many as pay)",
}
"""What is asked where a value is typed."""


class ExamsChoosing(Moving):
    """The part of `ExamsScreen` that chooses: it has the view that this changes."""

    def do_open_exam(self: ExamsScreen) -> None:
        from jevons.screens.line_prompt import LinePrompt

        def take(name: str | None) -> None:
            if name is not None:
                self.field = None
                self.filter.drop()
                self.show_view(state.opened(self.view, name))

        title = "A file, hf:OWNER/NAME@SPLIT, gym:NAME,SETTING=1"
        self.app.push_screen(LinePrompt(title), take)

    # Lines of the plan.

    def do_change_field(self: ExamsScreen) -> None:
        picked = self.picked_field
        if picked is None:
            self.do_exam_pane()
        else:
            getattr(self, f"do_{picked}")()

    def do_step_up(self: ExamsScreen) -> None:
        self.step(1)

    def do_step_down(self: ExamsScreen) -> None:
        self.step(-1)

    def step(self: ExamsScreen, step: int) -> None:
        """A step up or down: of the line that the cursor is on, in the list of the level."""
        view = stepped(self.view, self.picked_field or fields.LEVEL, step)
        if view.choice != self.view.choice:
            self.show_view(view)

    def do_exam_questions(self: ExamsScreen) -> None:
        self.type_in(fields.QUESTIONS)

    def do_exam_seed(self: ExamsScreen) -> None:
        self.type_in(fields.SEED)

    def do_exam_only(self: ExamsScreen) -> None:
        self.type_in(fields.ONLY)

    def do_run_samples(self: ExamsScreen) -> None:
        self.type_in(fields.SAMPLES)

    def do_run_temperature(self: ExamsScreen) -> None:
        self.type_in(fields.TEMPERATURE)

    def do_run_answer(self: ExamsScreen) -> None:
        self.type_in(fields.ANSWER)

    def do_run_caps(self: ExamsScreen) -> None:
        self.type_in(fields.CAPS)

    def do_run_at_once(self: ExamsScreen) -> None:
        self.type_in(fields.AT_ONCE)

    def do_run_logprobs(self: ExamsScreen) -> None:
        self.type_in(fields.LOGPROBS)

    def type_in(self: ExamsScreen, field: str) -> None:
        """Ask for a value, and take it if it makes sense."""
        from jevons.screens.line_prompt import LinePrompt

        def take(text: str | None) -> None:
            if text is None:
                return
            try:
                self.show_view(typed(self.view, field, text))
            except ProblemError as error:
                self.tell(error.problem)

        self.app.push_screen(LinePrompt(PROMPTS[field], fields.typed_now(self.view, field)), take)

    def do_exam_level(self: ExamsScreen) -> None:
        info = self.view.info
        if info is None or not info.levels:
            return
        texts = fields.level_texts(info)
        rows = [Row(str(n), f"{n}  {text}") for n, text in enumerate(texts, 1)]

        def take(level: str) -> None:
            choice = self.view.choice.with_part(level=int(level))
            self.show_view(state.with_choice(self.view, choice))

        self.pick("How hard?", rows, str(fields.level_of(self.view)), take)

    def do_run_dial(self: ExamsScreen) -> None:
        own = replace(self.view, choice=replace(self.view.choice, dial=None)).dial
        rows = [
            Row(OWN_DIAL, f"as the model has it: {fields.dial_text(own)}"),
            *(Row(dial.label(), fields.dial_text(dial)) for dial in dial_presets()),
        ]

        def take(label: str) -> None:
            dial = None if label == OWN_DIAL else Dial.parse(label)
            self.show_view(state.with_choice(self.view, replace(self.view.choice, dial=dial)))

        current = OWN_DIAL if self.view.choice.dial is None else self.view.dial.label()
        self.pick("How long may it think?", rows, current, take, accept=_typed_dial,
                  placeholder="or type tokens, as 700, or 200..700 with a minimum")  # fmt: skip

    def do_run_strategy(self: ExamsScreen) -> None:
        from jevons.core.state.strategy_list import allocation_entries, strategy_entries

        models = self.view.chosen_models
        entries = strategy_entries(models[0] if models else None)
        rows = [Row(NO_STRATEGY, "none: all samples are drawn, none decides")]
        rows += [
            Row(entry.name, f"{entry.name}: {entry.summary}", entry.lacking and "not here")
            for entry in entries
        ]
        rows += [
            Row(entry.name, f"share out the dollars, {entry.name}: {entry.summary}")
            for entry in allocation_entries()
        ]
        why = {entry.name: entry.lacking for entry in entries}

        def take(name: str) -> None:
            if why.get(name):
                self.notify(f"{name} cannot be used here: {why[name]}", markup=False)
                return
            strategy = "" if name == NO_STRATEGY else name
            choice = replace(self.view.choice, strategy=strategy)
            self.show_view(state.with_choice(self.view, choice))

        current = self.view.choice.strategy.partition(":")[0] or NO_STRATEGY
        self.pick("Which strategy decides?", rows, current, take, accept=_typed_strategy,
                  placeholder="type to filter, or settings: lossless:samples=16")  # fmt: skip

    def do_run_models(self: ExamsScreen) -> None:
        rows = _model_rows(self.view.models or ())
        if not rows:
            self.notify("No model is installed: 1 goes to Ask, which fetches one.")
            return
        from jevons.screens.mark_picker import MarkPicker

        def take(names: str | None) -> None:
            if names is not None:
                models = tuple(names.split(","))
                choice = replace(self.view.choice, models=models)
                self.show_view(state.with_choice(self.view, choice))

        chosen = [spec.name for spec in self.view.chosen_models]
        self.app.push_screen(MarkPicker("Which model?", rows, chosen), take)

    def do_run_judge(self: ExamsScreen) -> None:
        def take(name: str) -> None:
            choice = replace(self.view.choice, judge=name)
            self.show_view(state.with_choice(self.view, choice))

        rows = _model_rows(self.view.models or ())
        self.pick("Which model judges the answers?", rows, self.view.choice.judge, take)

    def pick(
        self: ExamsScreen,
        title: str,
        rows: Sequence[Row],
        current: str,
        take: Callable[[str], None],
        *,
        accept: Callable[[str], str | None] | None = None,
        placeholder: str = "type to filter",
    ) -> None:
        """Have a row chosen."""
        from jevons.screens.picker import Picker

        picker = Picker(title, rows, current=current, accept=accept, placeholder=placeholder)
        self.app.push_screen(picker, lambda key: None if key is None else take(key))


def _model_rows(models: Sequence[ModelSpec]) -> list[Row]:
    return [
        Row(spec.name, one_line(spec.title, 100), f"{spec.name} {spec.kind}") for spec in models
    ]


def _typed_strategy(text: str) -> str | None:
    """A strategy with settings of one's own, if the text is one."""
    try:
        return spelled(parse_spelled(text)) if ":" in text else None
    except ProblemError:
        return None


def _typed_dial(text: str) -> str | None:
    """A dial of one's own, if the text is one."""
    try:
        return Dial.parse(text).label()
    except ValueError:
        return None

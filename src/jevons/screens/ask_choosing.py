"""Commands of the Ask screen that choose: the dial, the model, prices to compare with.

Each `do_` method is the action of that name in `core/actions.toml`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.screen import Screen

from jevons.core.models.registry import ModelSpec, find_model, installed_models
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, DialMode
from jevons.core.runs.dialogue import dial_presets, own_dial, step_dial
from jevons.core.state import ask as state
from jevons.widgets.line_list import Row

if TYPE_CHECKING:
    from jevons.screens.ask import AskScreen
    from jevons.screens.welcome import Welcome


AUTO = "auto"
"""The row of the dial that gives it back to the model."""


class ChoosingCommands(Screen[None]):
    """The part of `AskScreen` that chooses: it has the widgets these act on."""

    def do_dial(self: AskScreen) -> None:
        spec = self.dialogue.spec
        assert spec is not None
        context, own = spec.context, own_dial(spec)
        rows = [
            Row(AUTO, f"auto: the model's own way ({_in_words(own)})"),
            *(
                Row(dial.label(), _dial_text(dial), _reach(dial, context))
                for dial in dial_presets()
            ),
        ]
        from jevons.screens.picker import Picker

        picker = Picker(
            "How long may it think?",
            rows,
            current=self.dialogue.dial.label(),
            accept=lambda text: _typed_dial(text, context),
            wanted="off, max, or tokens such as 700 or 200..700",
            placeholder="or type tokens, as 700, or 200..700 with a minimum",
        )
        self.app.push_screen(picker, self._set_dial)

    def _set_dial(self: AskScreen, label: str | None) -> None:
        spec = self.dialogue.spec
        if label is None or spec is None:
            return
        dial = self.dialogue.dial = own_dial(spec) if label == AUTO else Dial.parse(label)
        self.show_bars()
        reach = _reach(dial, spec.context)
        if reach:
            self.notify(f"Think {dial.label()}: {reach}, question and answer included.")

    def do_dial_up(self: AskScreen) -> None:
        self._set_dial(step_dial(self.dialogue.dial, 1).label())

    def do_dial_down(self: AskScreen) -> None:
        self._set_dial(step_dial(self.dialogue.dial, -1).label())

    async def do_model(self: AskScreen) -> None:
        try:
            specs = await asyncio.to_thread(installed_models)
        except ProblemError as error:
            self.tell(error.problem)
            return
        rows = [Row(spec.name, spec.title, spec.kind) for spec in specs]
        if self.welcome is not None and not rows:
            self.do_pull()
            return
        if not rows:
            self.notify("No model is installed: run `jevons models` to see how to add one.")
            return
        current = self.dialogue.spec.name if self.dialogue.spec else None
        from jevons.screens.picker import Picker

        self.app.push_screen(Picker("Which model?", rows, current=current), self.set_model)

    def set_model(self: AskScreen, name: str | None) -> None:
        """Ask another model from now on; the choice is kept."""
        if name is None:
            return
        try:
            self.use_model(find_model(name))
        except ProblemError as error:
            self.tell(error.problem)
            return
        self.app.keep_setting("model", name)  # type: ignore[attr-defined]

    def use_model(self: AskScreen, spec: ModelSpec) -> None:
        """Ask this model from now on."""
        self.dialogue.choose(spec)
        if self.welcome is not None:
            self.welcome.remove()
            self.welcome = None
            self.transcript.display = True
            self.set_focus(self.composer)
        self.show_state()

    def do_pull(self: AskScreen) -> None:
        if self.welcome is not None:
            self.welcome.pull()
            self.show_state()

    def on_welcome_pulled(self: AskScreen) -> None:
        """The embedded model is there: ask it."""
        self.set_model(self.dialogue.settings.model)
        if self.dialogue.spec is not None:
            self.notify(f"{self.dialogue.spec.title} is ready.", markup=False)

    def on_welcome_ended(self: AskScreen, event: Welcome.Ended) -> None:
        """The fetch came to nothing; it can be tried again."""
        if event.problem is None:
            self.notify("The fetch was stopped; f2 begins it again.")
        else:
            self.tell(event.problem)
        self.show_bars()

    def do_compare(self: AskScreen) -> None:
        if self.at_it():
            return
        from jevons.core.prices.book import PriceBook
        from jevons.screens.picker import Picker

        today = datetime.now(UTC).date()
        compared = self.dialogue.settings.compare
        rows = [Row(text, f"[x] {text.replace('@', ', ')}", "take away") for text in compared]
        rows += [
            Row(key, f"[ ] {price.vendor} {price.model}", f"{price.input:g} / {price.output:g} $/M")
            for price in PriceBook.load().models(today)
            if (key := f"{price.id}@{today}") not in compared
        ]
        add = rows[len(compared)].key if len(rows) > len(compared) else None
        picker = Picker("What would it cost on …", rows, current=add)
        self.app.push_screen(picker, self._toggle_comparison)

    def _toggle_comparison(self: AskScreen, reference: str | None) -> None:
        if reference is None:
            return
        self.dialogue.toggle_comparison(reference)
        self.state = state.priced(self.state, self.dialogue.cost_of)
        self.state = state.voted(self.state, self.vote)
        self.app.keep_setting(  # type: ignore[attr-defined]
            "compare", list(self.dialogue.settings.compare)
        )
        self.show_state()


def _dial_text(dial: Dial) -> str:
    words = {"off": "off: answer at once", "max": "max: until it ends the thought itself"}
    return words.get(dial.label(), _in_words(dial))


def _in_words(dial: Dial) -> str:
    return f"{dial.label()} tokens" if dial.tokens else dial.label()


def _reach(dial: Dial, context: int | None) -> str:
    """What a budget comes to that is more than the model can hold."""
    if context is None or max(dial.tokens or 0, dial.minimum) <= context:
        return ""
    return f"the context holds {context:,}"


def _typed_dial(text: str, context: int | None) -> Row | None:
    """A dial of one's own, if the text is one."""
    if text.strip().lower() == AUTO:
        return None
    try:
        dial = Dial.parse(text)
    except ValueError:
        return None
    words = _dial_text(dial) if dial.mode is DialMode.OFF else f"think {_in_words(dial)}"
    return Row(dial.label(), words, _reach(dial, context))

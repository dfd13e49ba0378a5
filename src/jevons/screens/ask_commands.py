"""The commands of the Ask screen: each `do_` method is the action of that name."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen

from jevons.core.models.registry import ModelSpec, find_model, installed_models
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import Dial
from jevons.core.runs.dialogue import dial_presets, step_dial
from jevons.core.state import ask as state
from jevons.core.state.ask import AskState, Exchange
from jevons.widgets.composer import LARGEST_PASTE, Composer
from jevons.widgets.line_list import Row

if TYPE_CHECKING:
    from jevons.screens.ask import AskScreen
    from jevons.screens.conversations_pane import ConversationsPane
    from jevons.screens.welcome import Welcome

WINDOW_STEP = 20
"""Earlier turns loaded when the reader asks for more."""


class AskCommands(Screen[None]):
    """The half of `AskScreen` that keys call; the other half has the parts these act on."""

    edited_turn: str | None = None

    # Writing and steering.

    def do_send(self: AskScreen) -> None:
        self.composer.submit()

    def do_newline(self: AskScreen) -> None:
        self.composer.insert("\n")

    def do_read(self: AskScreen) -> None:
        self.set_focus(self.transcript)

    def do_write(self: AskScreen) -> None:
        self.set_focus(self.composer)

    def do_back(self: AskScreen) -> None:
        if self.stop():
            return
        if self.focus_scope == "composer":
            self.set_focus(self.transcript)
        else:
            self.transcript.forget_mark()
            self.set_focus(self.composer)

    def stop(self: AskScreen) -> bool:
        """Stop what runs; whether anything did."""
        if self.welcome is not None and self.welcome.pulling:
            self.welcome.cancel()
            return True
        if self.state.live and self.steering is not None:
            self.steering.stop()
            return True
        return False

    def do_end_thought(self: AskScreen) -> None:
        if self.steering is not None:
            self.steering.end_thought()

    def do_think_on(self: AskScreen) -> None:
        if self.state.live:
            assert self.steering is not None
            self.steering.think_on()
            self.notify("It will think on when the thought would end.")
            return
        last = self.state.last
        assert last is not None
        self.state = state.begin_attempt(self.state)
        self.start(last.turn_id, onward=last.generation)

    def do_regenerate(self: AskScreen) -> None:
        last = self.state.last
        assert last is not None
        self.state = state.begin_attempt(self.state)
        self.start(last.turn_id)

    def do_edit(self: AskScreen) -> None:
        exchange = self._marked_exchange()
        if exchange is None:
            return
        self.edited_turn = exchange.turn_id
        self.composer.load_text(exchange.question)
        self.composer.move_cursor(self.composer.document.end)
        self.set_focus(self.composer)
        self.notify("Change the question and press enter: the conversation goes on from there.")

    @on(Composer.PasteRefused)
    def tell_paste(self: AskScreen, event: Composer.PasteRefused) -> None:
        """Say what became of a paste that is too large."""
        self.tell(
            Problem(
                ProblemKind.BAD_INPUT,
                f"the paste has {event.length:,} characters; this field takes {LARGEST_PASTE:,}",
                kept="nothing was changed",
                remedy="put it into a file and run: jevons ask - < FILE",
            )
        )

    # Reading.

    def do_scroll_down(self: AskScreen) -> None:
        self.transcript.scroll_relative(y=1, animate=False)

    def do_scroll_up(self: AskScreen) -> None:
        self._scroll_up(1)

    def do_half_down(self: AskScreen) -> None:
        self.transcript.scroll_relative(y=self._page() // 2, animate=False)

    def do_half_up(self: AskScreen) -> None:
        self._scroll_up(self._page() // 2)

    def do_page_down(self: AskScreen) -> None:
        self.transcript.scroll_relative(y=self._page(), animate=False)

    def do_page_up(self: AskScreen) -> None:
        self._scroll_up(self._page())

    def do_top(self: AskScreen) -> None:
        if self.state.earlier:
            self._load_earlier()
        self.transcript.scroll_home(animate=False)

    def do_bottom(self: AskScreen) -> None:
        self.transcript.follow()

    def do_previous_turn(self: AskScreen) -> None:
        self.transcript.mark(-1)

    def do_next_turn(self: AskScreen) -> None:
        self.transcript.mark(1)

    def do_fold(self: AskScreen) -> None:
        index = self.transcript.marked
        if index is not None:
            self.state = state.fold(self.state, index)
            self.show_state()

    def _page(self: AskScreen) -> int:
        return max(2, self.transcript.size.height - 1)

    def _scroll_up(self: AskScreen, lines: int) -> None:
        if self.state.earlier and self.transcript.scroll_offset.y == 0:
            self._load_earlier()
            return
        self.transcript.scroll_relative(y=-lines, animate=False)

    def _load_earlier(self: AskScreen) -> None:
        if not self.state.live:
            self.load_turns(len(self.state.exchanges) + WINDOW_STEP)

    def _marked_exchange(self: AskScreen) -> Exchange | None:
        index = self.transcript.marked
        return None if index is None else self.state.exchanges[index]

    # Choosing.

    def do_dial(self: AskScreen) -> None:
        rows = [Row(dial.label(), _dial_text(dial)) for dial in dial_presets()]
        from jevons.screens.picker import Picker

        picker = Picker(
            "How long may it think?",
            rows,
            current=self.dialogue.dial.label(),
            accept=_typed_dial,
            placeholder="or type a number of tokens",
        )
        self.app.push_screen(picker, self._set_dial)

    def _set_dial(self: AskScreen, label: str | None) -> None:
        if label is not None:
            self.dialogue.dial = Dial.parse(label)
            self.show_bars()

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
            self.remove_class("-no-model")
            self.set_focus(self.composer)
        self.show_bars()

    def do_pull(self: AskScreen) -> None:
        if self.welcome is not None:
            self.welcome.pull()
            self.show_bars()

    def on_welcome_pulled(self: AskScreen) -> None:
        """The embedded model is there: ask it."""
        self.set_model(self.dialogue.settings.model)
        if self.dialogue.spec is not None:
            self.notify(f"{self.dialogue.spec.title} is ready.")

    def on_welcome_ended(self: AskScreen, event: Welcome.Ended) -> None:
        """The fetch came to nothing; it can be tried again."""
        if event.problem is None:
            self.notify("The fetch was stopped; enter begins it again.")
        else:
            self.tell(event.problem)
        self.show_bars()

    def do_compare(self: AskScreen) -> None:
        from jevons.core.prices.book import PriceBook
        from jevons.screens.picker import Picker

        today = datetime.now(UTC).date()
        rows = [
            Row(
                f"{price.id}@{today}",
                f"{price.vendor} {price.model}",
                f"{price.input:g} / {price.output:g} $/M",
            )
            for price in PriceBook.load().models(today)
        ]
        self.app.push_screen(Picker("What would it cost on …", rows), self._compare_with)

    def _compare_with(self: AskScreen, reference: str | None) -> None:
        if reference is None:
            return
        model, _, day = reference.rpartition("@")
        self.dialogue.compare_with(model, date.fromisoformat(day))
        self.state = state.priced(self.state, self.dialogue.cost_of)
        self.app.keep_setting(  # type: ignore[attr-defined]
            "compare", list(self.dialogue.settings.compare)
        )
        self.show_state()

    # Conversations.

    async def do_new(self: AskScreen) -> None:
        self.dialogue.clear()
        self.edited_turn = None
        self.state = AskState()
        self.remember_place()
        self.set_focus(self.composer)
        self.show_state()

    async def do_conversations(self: AskScreen) -> None:
        pane = self.pane
        if pane is None:
            from jevons.screens.conversations_pane import ConversationsPane

            pane = self.pane = ConversationsPane(self.dialogue.library, id="conversations")
            await self.query_one("#body").mount(pane, before=0)
        elif pane.display:
            pane.display = False
            self.set_focus(self.composer)
            return
        pane.display = True
        await pane.reload(self.state.conversation_id or None)
        pane.rows.focus()

    async def do_search(self: AskScreen) -> None:
        if self.pane is None or not self.pane.display:
            await self.do_conversations()
        assert self.pane is not None
        self.pane.start_search()

    def do_row_down(self: AskScreen) -> None:
        self._rows_move(1)

    def do_row_up(self: AskScreen) -> None:
        self._rows_move(-1)

    def do_first_row(self: AskScreen) -> None:
        self._rows_move(-1_000_000)

    def do_last_row(self: AskScreen) -> None:
        self._rows_move(1_000_000)

    def _rows_move(self: AskScreen, step: int) -> None:
        if self.pane is not None:
            self.pane.rows.move(step)

    def do_open(self: AskScreen) -> None:
        if self.pane is not None:
            self.pane.rows.choose()

    def do_rename(self: AskScreen) -> None:
        if self.pane is not None:
            self.pane.rename()

    async def do_delete(self: AskScreen) -> None:
        if self.pane is not None:
            await self.pane.delete()

    async def do_undelete(self: AskScreen) -> None:
        if self.pane is not None:
            restored = await self.pane.undelete()
            if restored is not None:
                await self.open_conversation(restored)

    async def on_conversations_pane_opened(
        self: AskScreen, event: ConversationsPane.Opened
    ) -> None:
        """Show the conversation that was chosen."""
        if self.state.live:
            self.notify("The model is still at it: esc stops it.", severity="warning")
            return
        await self.open_conversation(event.conversation_id)
        if self.size.width < 100 and self.pane is not None:
            self.pane.display = False
        self.set_focus(self.composer)

    async def on_conversations_pane_deleted(
        self: AskScreen, event: ConversationsPane.Deleted
    ) -> None:
        """Say how to undo it, and leave the conversation if it was open."""
        self.notify(f"Deleted “{event.title}”: u brings it back.", markup=False)
        if event.conversation_id == self.state.conversation_id:
            self.dialogue.clear()
            self.state = AskState()
            self.show_state()

    # Taking out.

    def do_copy(self: AskScreen) -> None:
        exchange = self._marked_exchange()
        if exchange is not None:
            self.app.copy(exchange.answer, "the answer")  # type: ignore[attr-defined]

    def do_copy_all(self: AskScreen) -> None:
        exchange = self._marked_exchange()
        if exchange is not None:
            whole = "\n\n".join((exchange.question, exchange.thinking, exchange.answer))
            self.app.copy(whole, "question, thought and answer")  # type: ignore[attr-defined]

    async def do_save_markdown(self: AskScreen) -> None:
        await self._save("md")

    async def do_save_json(self: AskScreen) -> None:
        await self._save("json")

    async def _save(self: AskScreen, suffix: str) -> None:
        """Write the whole conversation to a new file in the current directory."""
        from jevons.core.runs import export

        render = export.to_markdown if suffix == "md" else export.to_json
        conversation, turns = self.dialogue.for_export()
        try:
            path = await asyncio.to_thread(
                export.save, render(conversation, turns), Path.cwd(), conversation.title, suffix
            )
        except ProblemError as error:
            self.tell(error.problem)
            return
        self.notify(f"Saved as {path}", markup=False)


def _dial_text(dial: Dial) -> str:
    words = {"off": "off: answer at once", "max": "max: until it ends the thought itself"}
    return words.get(dial.label(), f"{dial.label()} tokens")


def _typed_dial(text: str) -> str | None:
    """A dial of one's own, if the text is one."""
    try:
        return Dial.parse(text).label()
    except ValueError:
        return None

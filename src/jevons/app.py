"""JevonsApp: wiring only; screens, theme, keys, palette, and a clean way out."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import signal
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from textual import work
from textual.command import Provider
from textual.screen import Screen
from textual.theme import Theme

from jevons.core import logs, paths
from jevons.core import settings as settings_file
from jevons.core.models.registry import model_to_begin_with
from jevons.core.problems import Problem, ProblemError
from jevons.core.runs.costing import Costing
from jevons.core.runs.dialogue import Dialogue
from jevons.core.runs.library import Library
from jevons.core.settings import Settings
from jevons.core.themes import ThemeSpec, first_theme, load_themes
from jevons.core.visible_text import one_line, visible
from jevons.core.whole_file import write_whole
from jevons.screens.ask import AskScreen
from jevons.screens.latest import Latest
from jevons.screens.places import ASK, PLACES, make_screen
from jevons.screens.resuming import Where, recall, remember, where_now
from jevons.terminal import clipboard
from jevons.terminal.abilities import locale_has_utf8
from jevons.terminal.driver import driver_class
from jevons.terminal.keys_in_turn import KeysInTurn
from jevons.widgets.keys import bindings
from jevons.widgets.line_filters import line_filters
from jevons.widgets.signs import signs

WARM_UP_AFTER_S = 0.5
"""Seconds after the first screen; loading earlier would hold up the first key."""

MOST_TOLD = 3
"""Problems that are shown as the app starts; the log has all."""

QUIT_WITHIN_S = 5.0
"""Seconds in which a second ctrl+c quits."""


def _palette() -> type[Provider]:
    from jevons.screens.palette import ActionCommands

    return ActionCommands


class JevonsApp(KeysInTurn):
    """The terminal lab."""

    TITLE = "jevons"
    BINDINGS = bindings("app")
    DEFAULT_MODE = ASK
    COMMANDS = {_palette}
    ENABLE_COMMAND_PALETTE = False  # ours is opened by an action of the registry

    def __init__(self, model: str | None = None, problems: Sequence[Problem] = ()) -> None:
        colors = "NO_COLOR" not in os.environ
        library, library_problems = Library.open()
        self._first, screens = (ASK, []) if model else recall(library)
        self.DEFAULT_MODE = self._first
        self.settings, self._problems = settings_file.load()
        super().__init__(
            driver_class=driver_class(self.settings.driver),
            css_path=None if colors else "styles/no_color.tcss",
        )
        plain = self.settings.ascii
        ascii_only = not locale_has_utf8(os.environ) if plain is None else plain
        self._filters = line_filters(self._filters, colors, ascii_only=ascii_only)
        self.signs = signs(ascii_only=ascii_only)
        self.animation_level = "full" if self.settings.animations else "none"
        theme, theme_problems = first_theme(self.settings.theme)
        self.register_theme(to_textual(theme))
        self.theme = theme.name
        self.library = library
        self._places = Latest()
        for place in PLACES:
            make = partial(self._make_place, place, screens if place == self._first else [])
            self.add_mode(place, make)
        self._problems += [*problems, *theme_problems, *library_problems]
        self._model = model
        self._interrupted_at = 0.0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not set them."""
        return {"thinking": "gray", "question": "ansi_default", "meter": "gray", "key": "ansi_cyan"}

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew; the first screen, when it comes, asks for it itself."""
        if self._screen_stack:
            super().refresh_css(animate)

    def _make_place(self, place: str, where: list[Where]) -> Screen[Any]:
        """The screen of a place, as it was left."""
        if place == ASK:
            return self._ask_screen()
        screen = make_screen(place, self.library, self.signs)
        screen.go_on_at(where)
        return screen

    def _ask_screen(self) -> Screen[Any]:
        """The screen that comes first, unless the user was elsewhere."""
        dialogue = Dialogue(self.library, self.settings, Costing(self.settings))
        default = Settings().model  # until it is fetched, the first screen offers that
        wanted = filter(None, (self._model, self.settings.model))
        spec, problems = model_to_begin_with(wanted, "" if self._model == default else default)
        self._problems += problems
        if spec is not None:
            dialogue.choose(spec)
        return AskScreen(dialogue, self.signs)

    def on_mount(self) -> None:
        """Say what was found wrong on the way, and go on."""
        self._tell_at_start(self._problems)
        kept = self.library.interrupted()
        if kept:
            more = f" and {len(kept) - 1:,} more" if len(kept) > 1 else ""
            question = one_line(kept[-1].question, 60)
            self.notify(f"Kept from last time, unfinished: {question}{more}", markup=False)
        self._end_on_signals()
        self.set_timer(WARM_UP_AFTER_S, self._warm_up)

    @work(thread=True, exit_on_error=False, group="warm-up")
    def _warm_up(self) -> None:
        """Load in the background what the first question needs, once the first keys are served."""
        try:
            import jevons.core.runs.ask
            import jevons.widgets.markdown_lines  # noqa: F401
        finally:
            if not gc.isenabled():  # put off until now, see the command line
                gc.freeze()  # what is loaded by now stays
                gc.enable()

        for problem in Costing(self.settings).problems():
            self.call_from_thread(self.tell, problem)

    # Keys.

    async def action_act(self, action_id: str) -> None:
        """Do an action: the app's own, else the screen's."""
        if action_id in PLACES:
            await self.switch_mode(action_id)
            self._remember_place()
        act = getattr(self, f"do_{action_id}", None) or getattr(
            self.screen, f"do_{action_id}", None
        )
        if act is not None:
            result = act()
            if inspect.isawaitable(result):
                await result
        show_bars = getattr(self.screen, "show_bars", None)
        if show_bars is not None:
            show_bars()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let a key through to the focused widget where its action can do nothing."""
        can = getattr(self.screen, "can", None) if self._screen_stack else None
        if action == "act" and can is not None:
            return bool(can(str(parameters[0])))
        return super().check_action(action, parameters)

    async def do_quit(self) -> None:
        """Stop and keep what runs, then leave."""
        farewells = await self._finish()
        self.exit(0, message="\n".join(filter(None, farewells)) or None)

    async def do_interrupt(self) -> None:
        """Copy a selection, or stop what runs, or (the second time) leave."""
        selected = self.screen.get_selected_text()
        if selected:
            self.copy(selected, "the selection")
            self.screen.clear_selection()
            return
        stop = getattr(self.screen, "stop", None)
        now = time.monotonic()
        if now - self._interrupted_at < QUIT_WITHIN_S:
            await self.do_quit()
            return
        self._interrupted_at = now
        stopped = stop() if callable(stop) else False
        said = "Stopped; ctrl+c again quits." if stopped else "Press ctrl+c again to quit."
        self.notify(said, timeout=QUIT_WITHIN_S)

    def do_help(self) -> None:
        """Show the keys."""
        from jevons.screens.help import HelpScreen

        self.push_screen(HelpScreen(getattr(self.screen, "focus_scope", "app")))

    def do_command_palette(self) -> None:
        """Find a command by its name."""
        from jevons.screens.palette import Palette

        if not Palette.is_open(self):
            self.push_screen(Palette(id="--command-palette"))

    def do_redraw(self) -> None:
        """Draw everything again, whatever the terminal shows now."""
        self.refresh(layout=True)
        redraw = getattr(self._driver, "redraw", None)
        if redraw is not None:
            redraw()

    def do_suspend(self) -> None:
        """Give the terminal back to the shell."""
        self.action_suspend_process()

    def do_theme(self) -> None:
        """Choose the colours, tried as one moves."""
        from jevons.screens.picker import Picker
        from jevons.widgets.line_list import Row

        themes, problems = load_themes()
        for problem in problems:
            self.tell(problem)
        for spec in themes.values():
            self.register_theme(to_textual(spec))
        before = self.theme

        def choose(name: str | None) -> None:
            self.theme = name or before
            if name:
                self.keep_setting("theme", name)

        def preview(name: str) -> None:
            self.theme = name

        rows = [
            Row(spec.name, spec.title, "dark" if spec.dark else "light") for spec in themes.values()
        ]
        self.push_screen(Picker("Theme", rows, current=before, preview=preview), choose)

    def _remember_place(self) -> str:
        """Keep where the user is, beside what goes on."""
        where = where_now(self._current_mode, self.screen_stack)
        self._places.give(partial(remember, self.library, where))
        return where

    # For the screens.

    def tell(self, problem: Problem) -> None:
        """Show a problem; its details go to the log."""
        logs.log_problem(problem)
        self.notify(visible(problem.line()), severity="warning", timeout=12, markup=False)

    def _tell_at_start(self, problems: Sequence[Problem]) -> None:
        """Show the first problems, and of the others that they are there: each hides a part."""
        for problem in problems[:MOST_TOLD]:
            self.tell(problem)
        others = problems[MOST_TOLD:]
        for problem in others:
            logs.log_problem(problem)
        if others:
            told = f"Problems besides: {len(others):,}. They are in {paths.log_file()}"
            self.notify(told, severity="warning", timeout=12, markup=False)

    def keep_setting(self, name: str, value: Any) -> None:
        """Change a setting in the user's file, and say so if that fails."""
        try:
            settings_file.save(name, value)
        except ProblemError as error:
            self.tell(error.problem)

    def copy(self, text: str, what: str) -> None:
        """Copy to the terminal's clipboard, and say by which way."""
        clean = visible(text)
        size = f"{len(clean):,} characters"
        kept = self._keep_copy(clean)
        if len(clean.encode()) > clipboard.LARGEST:
            self.notify(f"Too large for a terminal's clipboard ({size}){kept}.", markup=False)
            return
        self._clipboard = clean
        if self._driver is not None:
            self._driver.write(clipboard.osc52(clean, in_tmux="TMUX" in os.environ))
        self.notify(f"Sent {what} to the terminal's clipboard ({size}){kept}.", markup=False)

    def _keep_copy(self, text: str) -> str:
        """Keep what is copied in a file too: not every terminal takes it. Where, in words."""
        try:
            write_whole(paths.copied_file(), text.encode())
        except ProblemError as error:
            logs.log_problem(error.problem)
            return ""
        return f"; it is in {paths.copied_file()} as well"

    # The way out.

    def _end_on_signals(self) -> None:
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, lambda: self.run_worker(self.do_quit(), group="quit"))

    async def _finish(self) -> list[str]:
        """Let each screen keep what it has; what they have to say at the end."""
        farewells = []
        where = self._remember_place()
        await asyncio.to_thread(remember, self.library, where)
        for place in PLACES:
            for screen in self._screen_stacks.get(place, ()):
                finish = getattr(screen, "finish", None)
                if finish is not None:
                    farewells.append(await finish() or "")
        return farewells

    def _handle_exception(self, error: Exception) -> None:
        """Leave the terminal clean; the traceback goes to the log, not to the user."""
        logs.log_exception(error)
        if self.is_headless:
            super()._handle_exception(error)
            return
        self.exit(
            1,
            message=f"jevons stopped on an error of its own ({type(error).__name__}); what was"
            f" written is kept, the details are in {paths.log_file()}",
        )


def to_textual(spec: ThemeSpec) -> Theme:
    """A theme as the toolkit takes it."""
    return Theme(
        name=spec.name,
        dark=spec.dark,
        ansi=spec.ansi,
        luminosity_spread=spec.luminosity_spread,
        text_alpha=spec.text_alpha,
        variables=dict(spec.variables),
        **spec.colors,  # type: ignore[arg-type]
    )


def run(model: str | None = None, problems: Sequence[Problem] = ()) -> int:
    """Run the app until the user leaves it; the process's exit status.

    `problems` are those that were met before, to be told on the first screen.
    """
    app = JevonsApp(model, problems)
    result = app.run(mouse=app.settings.mouse)
    return result if isinstance(result, int) else app.return_code or 0

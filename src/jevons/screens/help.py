"""Help: every key that works where it was asked for."""

from __future__ import annotations

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from jevons.core import actions
from jevons.widgets.keys import bindings_over_dialogs
from jevons.widgets.outcome_signs import legend

KEY_WIDTH = 14

INTRODUCTIONS = {
    "ask": "Ask a question and watch the model think. The dial (f3) says how long it may: off, a"
    " number of tokens, or max. While it thinks, ^g ends the thought and asks for the answer; ^t"
    " makes it think on. The line under each answer says what it took, and what the same tokens"
    " would have cost elsewhere.\n\n"
    "Letters are commands while reading: tab leaves the question field, i comes back to it.",
    "runs": "Every run there is: an exam put to a model, live ones first. Accuracy is over all that"
    " was asked and stands with its 95 % interval; $/right is what a right answer cost. enter opens"
    " a run; m marks one, = compares another of the same exam with it.",
    "run": "Above: how far the run is, what came out and what it cost. The ledger says what became"
    " of every sample; its parts add up to the plan. Below: a question a line, each of its samples"
    " a sign: {signs}. h and l pick a sample, enter opens it; w, t, v and / choose questions.",
    "sample": "What one sample thought and answered. Above stand the verdict, the answer that was"
    " found in the reply, the right one and how the two were compared; then what it took and how it"
    " was drawn. h and l go through the samples of the question, n and N through the questions.",
    "flights": "The samples that the run's worker has on their way. A thought keeps its place until"
    " it lands; j and k turn the page where there are more than fit.",
    "frontier": "What accuracy costs. Every point is a way to answer: a strategy on samples of a"
    " run, replayed from what is there at no cost. Full signs were measured just so, open ones are"
    " replayed. Capitals, and the steps, are the frontier: nothing cheaper is as accurate; “on it”"
    " is the share of draws of a bootstrap over questions in which that holds. h and l go along the"
    " frontier, j and k through all ways by cost. m marks a way: going to another one says what a"
    " right answer more costs. p reckons the same tokens at other prices, of any day.",
    "comparison": "Two runs of the same exam, question by question: pairing takes out what makes"
    " questions hard for both. Listed are the questions on which they differ, the widest first.",
}
"""What each screen is for, by its scope; `{signs}` stands for what the signs mean."""


class HelpScreen(ModalScreen[None]):
    """Keys and what they do, by the part of the screen they work in."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        #box {
            width: 84;
            max-width: 98%;
            height: 90%;
            padding: 0 2;
            background: $surface;
            border: round $primary;
            border-title-color: $foreground;
            scrollbar-size-vertical: 1;
        }
        Static { height: auto; }
        .title { text-style: bold; }
    }
    """
    BINDINGS = [
        *bindings_over_dialogs(),
        Binding(
            "escape,q,question_mark,f1,ctrl+c", "dismiss(None)", "Close", show=False, priority=True
        ),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("space,f,pagedown", "page(1)", "Page down", show=False),
        Binding("b,pageup", "page(-1)", "Page up", show=False),
        Binding("ctrl+d", "page(0.5)", "Half a page down", show=False),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", show=False),
        Binding("g,home", "scroll(-100_000)", "Top", show=False),
        Binding("G,end", "scroll(100_000)", "End", show=False),
    ]

    def __init__(self, scope: str) -> None:
        super().__init__()
        self._scope = scope
        self._screen = actions.screen_scope(scope)

    def compose(self) -> ComposeResult:
        """The text, in a box that scrolls."""
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = "Help"
            box.border_subtitle = "j k g G scroll   esc close"
            if self._screen in INTRODUCTIONS:
                signs = legend(self.app.signs)  # type: ignore[attr-defined]
                yield Static(INTRODUCTIONS[self._screen].format(signs=signs), markup=False)
            for scope in self._scopes():
                yield Static(f"\n{actions.SCOPE_TITLES[scope]}", classes="title", markup=False)
                yield Static(_keys_of(scope))

    def _scopes(self) -> list[str]:
        """The scope asked from and those it lies in first, then the screen's others."""
        near = actions.lineage(self._scope)
        others = (scope for scope in actions.PARENTS if self._screen in actions.lineage(scope))
        return [*near, *(scope for scope in others if scope not in near)]

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines, once the text has its place; each key from where the last one led."""
        box = self.query_one("#box")
        self.call_after_refresh(box.scroll_relative, y=lines, animate=False, immediate=True)

    def action_page(self, pages: float) -> None:
        """Scroll by pages."""
        self.action_scroll(round(pages * self.query_one("#box").size.height))


def _keys_of(scope: str) -> Table:
    """The keys of one scope and what they do."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=KEY_WIDTH, style="bold")
    table.add_column(ratio=1)
    for action in actions.load_actions().values():
        keys = ", ".join(map(actions.key_name, action.keys.get(scope, ())))
        if keys:
            table.add_row(keys, f"{action.title}. {action.help}")
    return table

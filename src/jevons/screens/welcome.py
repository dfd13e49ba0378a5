"""The first screen where there is no model yet: what to do, and the fetch."""

from __future__ import annotations

import threading

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import ProgressBar, Static

from jevons.core.models.catalogue import CatalogueEntry, load_catalogue
from jevons.core.problems import Problem, ProblemError
from jevons.widgets.keys import bindings

MB = 1_000_000
EMBEDDED = "smollm2-135m"


class Welcome(Vertical, can_focus=True):
    """Offers the embedded model with one key, and says what else can be done."""

    scope = "welcome"
    BINDINGS = bindings("welcome")
    DEFAULT_CSS = """
    Welcome {
        padding: 1 3;
        height: 1fr;
        overflow-y: auto;
        Static { height: auto; max-width: 76; }
        #title { text-style: bold; color: $accent; margin-bottom: 1; }
        #fetch { margin-top: 1; text-style: bold; color: $foreground; }
        #progress { margin-top: 1; display: none; }
        #progress.-running { display: block; }
        #else { margin-top: 1; color: $meter; }
    }
    """

    class Pulled(Message):
        """The model is there."""

    class Ended(Message):
        """The fetch ended without a model: cancelled (`problem` is `None`), or failed."""

        def __init__(self, problem: Problem | None) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._cancel: threading.Event | None = None

    def compose(self) -> ComposeResult:
        """What jevons is, the offer, its progress, the other ways."""
        entry = load_catalogue()[EMBEDDED]
        yield Static("A reasoning model thinks before it answers.", id="title", markup=False)
        yield Static(
            "jevons runs one, lets you watch it think, lets you say how long it may,"
            " and prices what comes out. It needs a model first.",
            markup=False,
        )
        yield Static(_offer(entry), id="fetch", markup=False)
        yield ProgressBar(id="progress", total=entry.size_bytes, show_eta=False)
        yield Static(_OTHER_WAYS, id="else", markup=False)

    @property
    def pulling(self) -> bool:
        """Whether the fetch is under way."""
        return self._cancel is not None

    def pull(self) -> None:
        """Fetch the embedded model."""
        if self._cancel is None:
            self._cancel = threading.Event()
            progress = self.query_one("#progress")
            progress.add_class("-running")
            self.call_after_refresh(progress.scroll_visible, animate=False)
            self._fetch(self._cancel)

    def cancel(self) -> None:
        """Give the fetch up; it can be begun again."""
        if self._cancel is not None:
            self._cancel.set()
            self._say("stopping the fetch")

    def on_unmount(self) -> None:
        """Leave no fetch behind."""
        if self._cancel is not None:
            self._cancel.set()

    @work(thread=True, exit_on_error=False, group="pull")
    def _fetch(self, cancel: threading.Event) -> None:
        from jevons.core.models.weights import PullProgress, pull

        def progress(at: PullProgress) -> None:
            if not cancel.is_set():
                self.app.call_from_thread(
                    self._show_progress, at.stage, at.done_bytes, at.total_bytes
                )

        problem: Problem | None = None
        try:
            pull(EMBEDDED, on_progress=progress, cancel=cancel)
        except ProblemError as error:
            problem = None if cancel.is_set() else error.problem
        else:
            self.app.call_from_thread(self.post_message, self.Pulled())
            return
        self.app.call_from_thread(self._ended, problem)

    def _show_progress(self, stage: str, done: int, total: int) -> None:
        self._say(f"{stage}: {done / MB:.0f} of {total / MB:.0f} MB   esc stops it")
        self.query_one("#progress", ProgressBar).update(total=total, progress=done)

    def _ended(self, problem: Problem | None) -> None:
        self._cancel = None
        self.query_one("#progress").remove_class("-running")
        self._say(_offer(load_catalogue()[EMBEDDED]))
        self.post_message(self.Ended(problem))

    def _say(self, text: str) -> None:
        self.query_one("#fetch", Static).update(text)


def _offer(entry: CatalogueEntry) -> str:
    return (
        f"Press enter to fetch {entry.title} ({entry.size_bytes / MB:.0f} MB, {entry.licence}),"
        " which runs on this machine."
    )


_OTHER_WAYS = """\
Or leave with q and add another:

  a larger one  jevons models pull r1-distill-qwen-1.5b
  a file        jevons models add NAME --gguf PATH
  a server      jevons models add NAME --url http://HOST:PORT/v1 --model M

jevons models lists all."""

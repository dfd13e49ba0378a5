"""The least that the toolkit can show: one label, and the last key pressed."""

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Label


class BareApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("ready", markup=False)

    def on_key(self, event: Key) -> None:
        self.query_one(Label).update(f"ready {event.character}")


if __name__ == "__main__":
    BareApp().run()

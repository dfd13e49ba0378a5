"""The transcript: a whole conversation in one widget, drawn line by line.

No widget is mounted for a message, so that focus, themes and resizing cost the
same for a long conversation as for a short one, and only lines in view are drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from jevons.core.state.ask import Exchange
from jevons.widgets.keys import bindings
from jevons.widgets.markdown_lines import MarkdownColors, render_markdown
from jevons.widgets.signs import UNICODE, Signs
from jevons.widgets.turn_lines import GUTTER, Line, TurnLines


class Transcript(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows exchanges; follows the end while the reader is there.

    Before the first of them it shows the lines of `placeholder`.
    """

    BINDINGS = bindings("transcript")
    COMPONENT_CLASSES = {
        "transcript--question",
        "transcript--thinking",
        "transcript--thought-head",
        "transcript--answer",
        "transcript--problem",
        "transcript--meter",
        "transcript--mark",
    }
    DEFAULT_CSS = """
    Transcript {
        background: $background;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-color: $panel;
        .transcript--question { color: $question; text-style: bold; }
        .transcript--thinking { color: $thinking; }
        .transcript--thought-head { color: $thinking; text-style: italic; }
        .transcript--answer { color: $foreground; }
        .transcript--problem { color: $text-error; }
        .transcript--meter { color: $meter; }
        .transcript--mark { color: $accent; }
        &:ansi .transcript--thinking { text-style: dim; }
    }
    """

    following: var[bool] = var(True)
    """Whether the view keeps to the end as more comes."""

    class FollowChanged(Message):
        """The reader left the end, or came back to it."""

        def __init__(self, following: bool) -> None:
            super().__init__()
            self.following = following

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002
        signs: Signs = UNICODE,
        placeholder: Sequence[str] = (),
    ) -> None:
        self._styles_drawn: dict[str, Style] = {}
        super().__init__(id=id)
        self._signs = signs
        self._placeholder = placeholder
        self._exchanges: tuple[Exchange, ...] = ()
        self._turns: list[TurnLines] = []
        self._tops: list[int] = []
        self._earlier = 0
        self._width = 0
        self._colors: MarkdownColors | None = None
        self._marked: int | None = None
        self._adjusting = False
        self._above: int | None = None

    @property
    def marked(self) -> int | None:
        """The index of the turn that commands act on."""
        if not self._exchanges:
            return None
        return len(self._exchanges) - 1 if self._marked is None else self._marked

    def show(self, exchanges: Sequence[Exchange], earlier: int = 0) -> None:
        """Show these turns, after `earlier` ones that are not loaded."""
        old, self._exchanges = self._exchanges, tuple(exchanges)
        same = 0
        if earlier == self._earlier:
            same = _common_prefix(old, self._exchanges)
            if same == len(old) == len(self._exchanges):
                return
        self._earlier = earlier
        added = _added_before(old, self._exchanges)
        if self._marked is not None:
            self._marked += added
            if self._marked >= len(self._exchanges):
                self._marked = None
        if added:
            self.following = False
        self._update_turns(same)
        if added and self._tops:
            # The line that told of earlier turns stood above what the reader has in view.
            y = self.scroll_offset.y + self._tops[added] - 1
            self.scroll_to(y=y, animate=False, immediate=True)

    def scroll_lines(self, lines: int) -> None:
        """Scroll at once, so that the next key starts from where this one led."""
        self.scroll_relative(y=lines, animate=False, immediate=True)

    def mark(self, step: int) -> None:
        """Move the mark by `step` turns and bring the marked one into view."""
        if not self._exchanges:
            return
        current = self.marked or 0
        self._marked = min(max(0, current + step), len(self._exchanges) - 1)
        self.refresh()
        self.following = False
        self.scroll_to(y=self._tops[self._marked], animate=False, immediate=True)

    def forget_mark(self) -> None:
        """Let commands act on the newest turn again."""
        self._marked = None
        self.refresh()

    def follow(self) -> None:
        """Go to the end and stay there."""
        self.following = True
        self._scroll_to_end()

    @property
    def lines_below(self) -> int:
        """Lines between what is in view and the end; 0 where the end is followed."""
        return 0 if self.following else round(self.max_scroll_y - self.scroll_offset.y)

    def go_back(self, lines: int) -> None:
        """Show, as soon as there is anything, what stands so many lines above the end."""
        self._above = lines

    # Lines.

    def on_resize(self, event: Resize) -> None:
        """Wrap everything again for another width; keep to the end in another height."""
        if self.scrollable_content_region.width != self._width:
            self._rebuild()
        elif self._tops:
            self._resize_content()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines; a width that no resize told of (a neighbour came) is noticed here."""
        if self.scrollable_content_region.width != self._width:
            self.call_later(self._rebuild)
        return super().render_lines(crop)

    def notify_style_update(self) -> None:
        """Draw in other colours, once the new styles are all in place."""
        super().notify_style_update()
        self._styles_drawn.clear()
        if self._turns:
            self.call_later(self._recolor)

    def _recolor(self) -> None:
        """Render the answers anew: they hold colours of their own."""
        colors = self._markdown_colors()
        if colors != self._colors:
            self._colors = colors
            for turn in self._turns:
                turn.recolor()
            self.refresh()

    def _rebuild(self) -> None:
        self._turns.clear()
        self._update_turns(0)

    def _update_turns(self, first: int) -> None:
        """Bring the turns from `first` on up to date, and the size of the whole."""
        width = self.scrollable_content_region.width
        self._width = width
        if not width:  # hidden: all is wrapped once it has a width
            return
        first = min(first, len(self._turns))
        view, end = (self.virtual_size, self.scroll_offset), self._tops[-1] if self._tops else 0
        del self._turns[len(self._exchanges) :]
        changed = 0
        for index in range(first, len(self._exchanges)):
            if index == len(self._turns):
                self._turns.append(TurnLines(width, self._signs, self._markdown))
            changed = self._turns[index].update(self._exchanges[index])
        head = 1 if self._earlier else 0
        self._tops = list(accumulate((turn.height for turn in self._turns), initial=head))
        self._resize_content()
        if first == len(self._turns) - 1 and view == (self.virtual_size, self.scroll_offset):
            top = self._tops[first] + changed
            self.refresh_lines(top, max(end, self._tops[-1]) - top)
        else:
            self.refresh()

    def _resize_content(self) -> None:
        """Give the content its height.

        While a turn grows under a reader who follows, half a page is kept
        free below it: the view then jumps now and then instead of moving with
        every line, which costs a redraw of the whole page each time.
        """
        height = self._tops[-1]
        page = self.scrollable_content_region.height
        live = bool(self._exchanges) and self._exchanges[-1].phase.live
        if live and self.following and height > page:
            height = (
                self.virtual_size.height
                if height <= self.virtual_size.height
                else height + page // 2
            )
        self.virtual_size = Size(self.scrollable_content_region.width, height)
        if self._above is not None:
            above, self._above = self._above, None
            self.scroll_to(y=max(0, self.max_scroll_y - above), animate=False, immediate=True)
        elif self.following:
            self._scroll_to_end()

    def _scroll_to_end(self) -> None:
        self._adjusting = True
        self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)
        self._adjusting = False

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow when the reader comes to the end, stop when they leave it."""
        super().watch_scroll_y(old_value, new_value)
        if not self._adjusting:
            self.following = new_value >= self.max_scroll_y

    def watch_following(self, following: bool) -> None:
        """Tell whoever shows it."""
        self.post_message(self.FollowChanged(following))

    def _line_at(self, y: int) -> tuple[Line, int]:
        """The line at `y` of the content, and the index of its turn (-1 for none)."""
        if self._earlier and y == 0:
            text = f"{self._earlier} earlier questions: page up or g loads them"
            return Line("meter", f"{self._signs.more_above} ", text), -1
        if not self._exchanges and y < len(self._placeholder):
            return Line("meter", "", self._placeholder[y]), -1
        turn = bisect_right(self._tops, y) - 1
        if not 0 <= turn < len(self._turns):
            return Line("blank", "", ""), -1
        return self._turns[turn].line(y - self._tops[turn]), turn

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        position = self.scroll_offset.y + y
        line, turn = self._line_at(position)
        style = self._drawn_style(line.kind)
        if turn >= 0 and self._marked == turn:
            gutter = Segment(f"{self._signs.mark} ", self._drawn_style("mark"))
        else:
            gutter = Segment(line.gutter.ljust(GUTTER), style)
        if isinstance(line.content, Strip):
            body = line.content.apply_style(style)
        else:
            body = Strip([Segment(line.content, style)])
        strip = Strip([gutter, *body]).adjust_cell_length(self._width, self._drawn_style("blank"))
        return self._selected(strip, position).apply_offsets(0, position)

    def _selected(self, strip: Strip, y: int) -> Strip:
        """The strip with the selected part of it highlighted."""
        selection = self.text_selection
        span = selection.get_span(y) if selection is not None else None
        if span is None:
            return strip
        start, end = span
        end = strip.cell_length if end == -1 else end
        highlight = self.screen.get_component_rich_style("screen--selection")
        before, inside, after = strip.divide([start, end, strip.cell_length])
        return Strip.join([before, inside.apply_style(highlight), after])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text."""
        lines = (self._line_at(y)[0] for y in range(self._tops[-1] if self._tops else 0))
        text = "\n".join(line.gutter.ljust(GUTTER) + _text(line) for line in lines)
        return selection.extract(text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        self.refresh()

    def _drawn_style(self, kind: str) -> Style:
        """The whole style of a kind of line, remembered: it is asked for at every line drawn."""
        style = self._styles_drawn.get(kind)
        if style is None:
            style = self._styles_drawn[kind] = self.rich_style + self._style_of(kind)
        return style

    def _style_of(self, kind: str) -> Style:
        if kind == "blank":
            return Style.null()
        return self.get_component_rich_style(f"transcript--{kind}", partial=True)

    def _markdown(self, text: str, width: int) -> list[Strip]:
        if self._colors is None:
            self._colors = self._markdown_colors()
        return render_markdown(text, width, self._colors)

    def _markdown_colors(self) -> MarkdownColors:
        dark, ansi = self.app.current_theme.dark, self.app.native_ansi_color
        accent, muted = self._style_of("mark").color, self._style_of("meter").color
        code_theme = ("ansi_dark" if dark else "ansi_light") if ansi else _CODE_THEMES[dark]
        return MarkdownColors(
            accent.name if accent else "default", muted.name if muted else "default", code_theme
        )


_CODE_THEMES = {True: "github-dark", False: "friendly"}


def _common_prefix(old: tuple[Exchange, ...], new: tuple[Exchange, ...]) -> int:
    """How many turns at the start are the very same objects."""
    for index, (before, after) in enumerate(zip(old, new, strict=False)):
        if before is not after:
            return index
    return min(len(old), len(new))


def _added_before(old: tuple[Exchange, ...], new: tuple[Exchange, ...]) -> int:
    """How many turns came in front of those that were there."""
    if not old:
        return 0
    places = (index for index, turn in enumerate(new) if turn.turn_id == old[0].turn_id)
    return next(places, 0)


def _text(line: Line) -> str:
    return line.content if isinstance(line.content, str) else line.content.text

"""Commands that move in a list, and a filter of its rows.

Each `do_` method is the action of that name in the tables of actions.
"""

from __future__ import annotations

from jevons.screens.filter_field import FilterField
from jevons.screens.place_screen import PlaceScreen
from jevons.widgets.row_list import RowList

FAR = 10**9
"""Rows beyond any list."""


class Moving(PlaceScreen):
    """A screen with rows, one of which has the cursor."""

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#rows", RowList)

    def do_row_down(self) -> None:
        self.move(1)

    def do_row_up(self) -> None:
        self.move(-1)

    def do_first_row(self) -> None:
        self.move(-FAR)

    def do_last_row(self) -> None:
        self.move(FAR)

    def do_half_down(self) -> None:
        self.move(max(1, self.rows.page // 2))

    def do_half_up(self) -> None:
        self.move(-max(1, self.rows.page // 2))

    def do_page_down(self) -> None:
        self.move(self.rows.page)

    def do_page_up(self) -> None:
        self.move(-self.rows.page)

    def move(self, step: int) -> None:
        """Move the cursor by so many rows."""
        self.rows.move(step)

    # The filter, on screens that have one.

    @property
    def filter(self) -> FilterField:
        """The words that rows are looked for by."""
        return self.query_one(FilterField)

    def do_filter_text(self) -> None:
        self.filter.open()

    def do_keep_filter(self) -> None:
        self.filter.keep()

    def do_drop_filter(self) -> None:
        self.filter.drop()

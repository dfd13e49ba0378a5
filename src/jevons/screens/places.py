"""The screens that number keys switch between; each keeps its state while others are shown."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from jevons.core import actions
from jevons.core.actions import Action
from jevons.core.runs.library import Library
from jevons.widgets.bars import Piece
from jevons.widgets.signs import Signs

if TYPE_CHECKING:
    from jevons.screens.place_screen import PlaceScreen

ASK = "show_ask"
FRONTIER = "show_frontier"

PLACES = {
    ASK: "",
    "show_exams": "jevons.screens.exams:ExamsScreen",
    "show_runs": "jevons.screens.runs:RunsScreen",
    FRONTIER: "jevons.screens.frontier:FrontierScreen",
    "show_plan": "jevons.screens.plan:PlanScreen",
    "show_claims": "jevons.screens.claims:ClaimsScreen",
}
"""The action that shows each screen, and where its class is. Ask is made at the start."""


def make_screen(place: str, library: Library, signs: Signs) -> PlaceScreen:
    """The screen of a place, imported and made when it is first gone to."""
    module, _, name = PLACES[place].partition(":")
    screen: PlaceScreen = getattr(import_module(module), name)(library, signs)
    return screen


def place_pieces(here: str, scope: str, signs: Signs, room: int) -> list[Piece]:
    """The name of the screen one is on, and the keys that lead to the others.

    With their names, where these take no more than `room` cells.
    """
    known = {action.id: action for action in actions.near("app")}
    keys = {place: actions.key_of(known[place], scope) for place in PLACES}
    whole = [*_named(here, known, keys), Piece(f"{signs.dot} ")]
    if sum(len(piece.text) for piece in whole) <= room:
        return whole
    return [*_numbered(here, known[here].title, keys), Piece(f" {signs.dot} ")]


def _named(here: str, known: Mapping[str, Action], keys: Mapping[str, str]) -> list[Piece]:
    pieces = [Piece(" jevons ", "strong")]
    for place, key in keys.items():
        title = f" {known[place].title} "
        pieces += (
            [Piece(title, "strong")] if place == here else [Piece(f" {key}", "key"), Piece(title)]
        )
    return pieces


def _numbered(here: str, title: str, keys: Mapping[str, str]) -> list[Piece]:
    """Keys alone, of which only the first names what is held down."""
    pieces, held = [Piece(" ")], ""
    for place, key in keys.items():
        before, _, number = key.rpartition("+")
        shown = number if before == held else key
        held = before if place != here else held
        pieces.append(Piece(f"{title} ", "strong") if place == here else Piece(f"{shown} ", "key"))
    return pieces

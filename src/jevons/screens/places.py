"""The screens that number keys switch between; each keeps its state while others are shown."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from jevons.core import actions
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


def place_pieces(here: str, scope: str, signs: Signs) -> list[Piece]:
    """The name of the screen one is on, and the keys that lead to the others."""
    known = {action.id: action for action in actions.near("app")}
    pieces = [Piece(" jevons ", "strong")]
    for place in PLACES:
        action = known[place]
        if place == here:
            pieces.append(Piece(f" {action.title} ", "strong"))
        else:
            pieces += [
                Piece(f" {actions.key_of(action, scope)}", "key"),
                Piece(f" {action.title} "),
            ]
    return [*pieces, Piece(f"{signs.dot} ")]

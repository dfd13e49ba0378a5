"""Where the user was, kept for the next start: the place, and what was opened from it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from textual.screen import Screen

from jevons.core.problems import ProblemError
from jevons.core.runs.library import Library
from jevons.screens.places import ASK, PLACES

PLACE_KEY = "app.place"

Where = dict[str, Any]
"""Where one is on a screen, as JSON; each screen reads its own."""


def recall(library: Library) -> tuple[str, list[Where]]:
    """The place where the user was, and where on each screen there, the lowest first."""
    try:
        kept = json.loads(library.recall(PLACE_KEY) or "{}")
        place, screens = kept["place"], kept["screens"]
    except (ProblemError, ValueError, TypeError, KeyError):
        return ASK, []
    whole = isinstance(screens, list) and all(isinstance(where, dict) for where in screens)
    return (place, screens) if whole and place in PLACES else (ASK, [])


def where_now(place: str, screens: Iterable[Screen[Any]]) -> str:
    """Where the user is: what `remember` keeps."""
    found = [where() for screen in screens if (where := getattr(screen, "where", None))]
    return json.dumps({"place": place, "screens": [where for where in found if where]})


def remember(library: Library, where: str) -> None:
    """Keep it, if the library can be written."""
    try:
        library.remember(PLACE_KEY, where)
    except ProblemError:
        return  # the next start opens where an earlier one was left

"""The Claims screen."""

from __future__ import annotations

from jevons.core.runs.library import Library
from jevons.screens.moving import Moving
from jevons.widgets.keys import bindings
from jevons.widgets.signs import Signs


class ClaimsScreen(Moving):
    """Soon."""

    scope = "claims"
    place = "show_claims"
    BINDINGS = bindings("claims")

    def __init__(self, library: Library, signs: Signs) -> None:
        super().__init__(signs)
        self.library = library

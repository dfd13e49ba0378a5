"""What the cells of several worksheets may hold, with where each is from."""

from __future__ import annotations

from jevons.core.economics.chips.chip import chip_ids, known_chip
from jevons.core.economics.shapes.catalogue import known_model, model_ids
from jevons.core.economics.worksheets.worksheet import Choices


def model_choices() -> Choices:
    """The models whose shape is known."""

    def origin(name: str) -> tuple[str, str]:
        model = known_model(name)
        return model.source, model.confidence

    return Choices(model_ids(), origin)


def chip_choices() -> Choices:
    """The chips of the table."""

    def origin(name: str) -> tuple[str, str]:
        chip = known_chip(name)
        return chip.source, chip.confidence

    return Choices(chip_ids(), origin)

"""From a claim to the worksheet that computes it, with the claim's inputs filled in."""

from __future__ import annotations

from jevons.core.economics.claims.claim import Jump
from jevons.core.economics.quantities import Quantity
from jevons.core.economics.worksheets.book import WORKSHEETS
from jevons.core.economics.worksheets.scenario import Filling, Scenario, presets
from jevons.core.state.claims import ClaimsView


def jump_of(view: ClaimsView) -> tuple[int, Jump] | None:
    """The reading of the chosen claim that a worksheet computes, and how.

    That under the cursor where it has one, else the first that has.
    """
    finding = view.finding
    if finding is None:
        return None
    numbers = list(range(len(finding.claim.readings)))
    if view.key is not None:
        numbers.insert(0, view.key[0])
    for number in numbers:
        jump = finding.claim.readings[number].jump
        if jump is not None and jump.worksheet in WORKSHEETS:
            return number, jump
    return None


def jumped(view: ClaimsView) -> Scenario | None:
    """The worksheet of the chosen claim with its inputs, as a scenario."""
    found = jump_of(view)
    if found is None or view.finding is None:
        return None
    number, jump = found
    preset = next((one for one in presets(jump.worksheet) if one.name == jump.preset), None)
    cells = dict(preset.cells) if preset else {}
    reading = view.finding.claim.readings[number]
    inputs = {given.name: given for given in reading.inputs}
    for cell, name in jump.cells:
        given = inputs[name]
        text = given.held.text if isinstance(given.held, Quantity) else f"{given.held}"
        changed = view.change((number, name)) is not None
        source = "changed in the claim" if changed else given.source.text
        confidence = "" if changed else given.source.confidence
        cells[cell] = Filling(text, source, confidence)
    title = f"claim {view.chosen}"
    return Scenario(view.chosen, jump.worksheet, title, cells)

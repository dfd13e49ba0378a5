"""The class of a chip under each vintage of the US export rules, and why."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.chips.chip import Chip
from jevons.core.economics.chips.conditions import FigureTest, all_hold, any_holds, tests_of

_FILE = Path(__file__).with_name("export_rules.toml")

UNKNOWN = "?"
"""The label where a figure that the rule needs is not known."""


@dataclass(frozen=True, slots=True)
class RuleClass:
    """One class of a vintage: when a chip is in it, and what that means for a sale to China."""

    id: str
    label: str
    when: tuple[str, ...]
    of: tuple[str, ...]
    chips: tuple[str, ...]
    outcome: str
    later: tuple[tuple[date, str], ...]

    def outcome_at(self, at: date) -> str:
        """The outcome that held at a date; empty where the vintage has no say."""
        held = self.outcome
        for start, outcome in self.later:
            held = outcome if at >= start else held
        return held


@dataclass(frozen=True, slots=True)
class Vintage:
    """A set of rules with its date and its source; `in_force` is `None` if it never was."""

    id: str
    name: str
    cite: str
    released: date
    in_force: date | None
    on: str
    destinations: tuple[str, ...]
    notes: tuple[str, ...]
    confidence: str
    classes: tuple[RuleClass, ...]
    caps: dict[str, float]


@dataclass(frozen=True, slots=True)
class Classification:
    """A chip's class under one vintage, with the tests that put it there.

    `label` is `?` where a figure is not known; `tests` are then those that lack it.
    """

    chip: Chip
    vintage: Vintage
    rule: RuleClass | None
    label: str
    tests: tuple[FigureTest, ...]

    @property
    def why(self) -> str:
        """The tests in words."""
        return "; ".join(test.text for test in self.tests) or "no test of the rule concerns it"


@functools.cache
def vintages() -> dict[str, Vintage]:
    """All vintages, by id, the oldest first; read once."""
    return {table["id"]: _vintage(table) for table in _tables()["vintages"]}


@functools.cache
def us_vendors() -> tuple[str, ...]:
    """Whose chips the rules control by their figures."""
    return tuple(_tables()["us_vendors"])


def vintage(name: str) -> Vintage:
    """A vintage by its id.

    Raises:
        ProblemError: BAD_INPUT.
    """
    found = vintages().get(name)
    if found is None:
        raise bad_input(
            f"no vintage {name[:40]} of the rules is known", f"use {', '.join(vintages())}"
        )
    return found


def classify(chip: Chip, rules: Vintage) -> Classification:
    """The first class whose tests hold; unknown where an earlier one cannot be decided."""
    base = classify(chip, vintages()[rules.on]) if rules.on else None
    missed: list[FigureTest] = []
    for rule in rules.classes:
        holds, tests = _holds(chip, rule, base)
        if holds is None:
            lacking = tuple(test for test in tests if test.holds is None)
            return Classification(chip, rules, None, UNKNOWN, lacking)
        if holds:
            return Classification(chip, rules, rule, rule.label, tests or _closest(missed))
        missed.extend(test for test in tests if test.holds is False)
    raise AssertionError(f"no class of {rules.id} holds for every chip")


def _holds(
    chip: Chip, rule: RuleClass, base: Classification | None
) -> tuple[bool | None, tuple[FigureTest, ...]]:
    """Whether a chip is in a class, with the tests of the condition that decided it."""
    if rule.chips:
        named = chip.id in rule.chips
        return named, (FigureTest(f"{chip.name} is {'' if named else 'not '}named", named),)
    carried: tuple[FigureTest, ...] = ()
    if rule.of and base is not None:
        if base.rule is None or base.rule.id not in rule.of:
            return (None, base.tests) if base.rule is None else (False, ())
        carried = base.tests
    return _condition_holds(chip, rule) if rule.when else (True, carried)


def _condition_holds(chip: Chip, rule: RuleClass) -> tuple[bool | None, tuple[FigureTest, ...]]:
    """Whether one of the conditions holds, with its tests; with all tests if none does."""
    tried = [tests_of(chip, condition) for condition in rule.when]
    holds = any_holds(all_hold(tests) for tests in tried)
    if holds is False:
        return False, tuple(test for tests in tried for test in tests)
    return holds, next(tests for tests in tried if all_hold(tests) is holds)


def _closest(missed: list[FigureTest]) -> tuple[FigureTest, ...]:
    """The tests that a free chip missed, each once."""
    return tuple(dict.fromkeys(missed))


@functools.cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _vintage(table: dict[str, Any]) -> Vintage:
    return Vintage(
        id=table["id"],
        name=table["name"],
        cite=table["cite"],
        released=table["released"],
        in_force=table.get("in_force"),
        on=table.get("on", ""),
        destinations=tuple(table["destinations"]),
        notes=tuple(table["notes"]),
        confidence=table["confidence"],
        classes=tuple(_rule(rule) for rule in table["classes"]),
        caps={key: value for key, value in table.items() if key.endswith("_tpp")},
    )


def _rule(table: dict[str, Any]) -> RuleClass:
    return RuleClass(
        id=table["id"],
        label=table["label"],
        when=tuple(table.get("when", ())),
        of=tuple(table.get("of", ())),
        chips=tuple(table.get("chips", ())),
        outcome=table.get("outcome", ""),
        later=tuple((change["from"], change["outcome"]) for change in table.get("later", ())),
    )

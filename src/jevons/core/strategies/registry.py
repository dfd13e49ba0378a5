"""All strategies, and how they are written: as JSON in the library, short in commands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from difflib import get_close_matches
from typing import Any

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.adaptive import AdaptiveConsistency
from jevons.core.strategies.allocation import Allocation, Greedy, Uniform, Waves
from jevons.core.strategies.deepconf import DeepConf, DeepConfOnline
from jevons.core.strategies.dialled import BudgetForcing, NoThinking
from jevons.core.strategies.short import Short
from jevons.core.strategies.steps.balanced import BalancedTree
from jevons.core.strategies.steps.judged import JudgedBest, JudgedVote
from jevons.core.strategies.steps.probing import ConfidentExit, Probing
from jevons.core.strategies.steps.revising import Revision
from jevons.core.strategies.steps.search import BeamSearch, DiverseTrees
from jevons.core.strategies.steps.strategy import StepStrategy
from jevons.core.strategies.steps.tree import TreeSearch
from jevons.core.strategies.stopping import Doubling, EarlyStopping
from jevons.core.strategies.strategy import Strategy
from jevons.core.strategies.voting import Lossless, SelfConsistency, Single
from jevons.core.strategies.weighing import BestOfN, WeightedVote

Value = int | float | str
"""What a parameter can be."""

AnyStrategy = Strategy | StepStrategy
"""One that draws whole samples, or one that goes step by step."""

Spelled = AnyStrategy | Allocation
"""What is written as a name with settings."""

DEFAULT = AdaptiveConsistency()
"""Half the samples of a plain vote for the same answers, in few rounds."""

STRATEGIES: Mapping[str, type[Strategy]] = {
    kind.name: kind
    for kind in (
        Single,
        SelfConsistency,
        Lossless,
        AdaptiveConsistency,
        EarlyStopping,
        Doubling,
        Short,
        WeightedVote,
        BestOfN,
        DeepConf,
        BudgetForcing,
        NoThinking,
        DeepConfOnline,
    )
}
"""The strategies that draw whole samples, by name, the plainest first."""

_STEPS: tuple[type[StepStrategy], ...] = (
    Probing,
    ConfidentExit,
    Revision,
    JudgedBest,
    JudgedVote,
    BeamSearch,
    DiverseTrees,
    BalancedTree,
    TreeSearch,
)

STEP_STRATEGIES: Mapping[str, type[StepStrategy]] = {kind.name: kind for kind in _STEPS}
"""The strategies that go step by step, by name."""


ALLOCATIONS: Mapping[str, type[Allocation]] = {kind.name: kind for kind in (Uniform, Waves, Greedy)}
"""The ways to share out a sum among questions, by name, the plainest first."""


def summary(kind: type[Spelled]) -> str:
    """What a kind of strategy does, in a sentence."""
    first = (kind.__doc__ or "").strip().split("\n\n")[0]
    return first.replace("\n    ", " ").replace("`", "")


def defaults(kind: type[Spelled]) -> dict[str, Value]:
    """The parameters of a kind of strategy, with their defaults."""
    usual = kind()
    return {field.name: getattr(usual, field.name) for field in fields(usual)}


def to_json(strategy: Spelled) -> str:
    """The strategy as canonical JSON: the same text for equal ones, with every parameter."""
    values = {"name": strategy.name, **asdict(strategy)}
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Strategy:
    """Read what `to_json` wrote of a strategy that draws whole samples.

    Parameters that are left out have their defaults.

    Raises:
        ProblemError: as `any_from_json`; UNSUPPORTED: it is one that goes step by step.
    """
    return _of_samples(any_from_json(text))


def any_from_json(text: str) -> AnyStrategy:
    """Read what `to_json` wrote of any strategy.

    Raises:
        ProblemError: BAD_INPUT: it is no such text; NOT_FOUND: there is no such strategy.
    """
    values = _read(text)
    strategy: AnyStrategy = _made(values.pop("name"), values, _KINDS)
    return strategy


def allocation_from_json(text: str) -> Allocation | None:
    """Read what `to_json` wrote of an allocation; `None` if it is of a strategy.

    Raises:
        ProblemError: BAD_INPUT: it is no such text.
    """
    values = _read(text)
    name = values.pop("name")
    found: Allocation | None = None
    if name in ALLOCATIONS:
        found = _made(name, values, ALLOCATIONS)
    return found


def _read(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or not isinstance(values.get("name"), str):
        raise _refusal(f"{text[:60]!r} is no strategy", 'write it as {"name":"self-consistency"}')
    return values


def spelled(strategy: Spelled) -> str:
    """The strategy as users write it: its name and what is not at its default."""
    usual = defaults(type(strategy))
    changed = [
        f"{name}={value}" for name, value in asdict(strategy).items() if value != usual[name]
    ]
    return f"{strategy.name}:{','.join(changed)}" if changed else strategy.name


def parse(text: str) -> Strategy:
    """Read a strategy that draws whole samples, as `parse_any` does.

    Raises:
        ProblemError: as `parse_any`; UNSUPPORTED: it is one that goes step by step.
    """
    return _of_samples(parse_any(text))


def parse_any(text: str) -> AnyStrategy:
    """Read a strategy as `spelled` writes it, `adaptive-consistency:most=16,pace=one`, or JSON.

    Raises:
        ProblemError: BAD_INPUT: it cannot be read; NOT_FOUND: there is no such strategy.
    """
    if text.lstrip().startswith("{"):
        return any_from_json(text)
    strategy: AnyStrategy = _made(*_words(text), _KINDS)
    return strategy


def parse_allocation(text: str) -> Allocation:
    """Read an allocation as `spelled` writes it, `greedy:first=2,most=64`.

    Raises:
        ProblemError: BAD_INPUT: it cannot be read; NOT_FOUND: there is no such allocation.
    """
    allocation: Allocation = _made(*_words(text), ALLOCATIONS)
    return allocation


def parse_spelled(text: str) -> Spelled:
    """Read a strategy or an allocation, whichever it is.

    Raises:
        ProblemError: as `parse_any`.
    """
    name = text.strip().partition(":")[0].strip()
    return parse_allocation(text) if name in ALLOCATIONS else parse_any(text)


def _words(text: str) -> tuple[str, dict[str, str]]:
    """A name and its settings, as they are written."""
    name, _, listed = text.strip().partition(":")
    words: dict[str, str] = {}
    for part in filter(None, listed.split(",")):
        key, equals, value = part.partition("=")
        if not equals:
            what = f"{part[:60]!r} sets no parameter of {name[:60]}"
            raise _refusal(what, "write it as samples=16")
        words[key.strip()] = value.strip()
    return name.strip(), words


def _of_samples(strategy: AnyStrategy) -> Strategy:
    if isinstance(strategy, Strategy):
        return strategy
    raise ProblemError.of(
        ProblemKind.UNSUPPORTED,
        f"{strategy.name} goes step by step: no samples that are there can serve it",
        remedy="have a model draw its steps, or choose a strategy that counts whole samples",
    )


_KINDS: Mapping[str, type[AnyStrategy]] = {**STRATEGIES, **STEP_STRATEGIES}


def _made(name: str, values: Mapping[str, Any], kinds: Mapping[str, type[Any]]) -> Any:
    kind = kinds.get(name)
    if kind is None:
        near = get_close_matches(name, kinds, n=3)
        raise ProblemError.of(
            ProblemKind.NOT_FOUND,
            f"there is no strategy {name[:60]}",
            remedy=f"did you mean {' or '.join(near)}" if near else f"try {', '.join(kinds)}",
        )
    usual = defaults(kind)
    for key in values:
        if key not in usual:
            has = f"it has {', '.join(usual)}" if usual else "it has none"
            raise _refusal(f"{name} has no parameter {key[:60]}", has)
    return kind(**{key: _value(key, value, usual[key]) for key, value in values.items()})


def _value(name: str, given: object, usual: Value) -> Value:
    """What was given for a parameter, as the type that its default has."""
    kind = type(usual)
    if isinstance(given, str) or type(given) is kind or (type(given) is int and kind is float):
        with suppress(ValueError, OverflowError):
            return kind(given)
    raise _refusal(f"{name} cannot be {str(given)[:60]}", f"give it as {usual} is written")


def _refusal(what: str, remedy: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_INPUT, what, remedy=remedy)

"""The strategies that a run can be decided by, and why some cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jevons.core.models.registry import ModelSpec
from jevons.core.runs.planning import offered
from jevons.core.strategies.registry import (
    ALLOCATIONS,
    STEP_STRATEGIES,
    STRATEGIES,
    AnyStrategy,
    Value,
    defaults,
    summary,
)
from jevons.core.strategies.strategy import Need, lacking
from jevons.core.strategies.voting import Single


@dataclass(frozen=True, slots=True)
class StrategyEntry:
    """A kind of strategy: what it does, what can be set, where it comes from.

    `lacking` says why the model cannot be asked by it; empty if it can. A `judged` one needs
    a model that judges.
    """

    name: str
    defaults: Mapping[str, Value]
    summary: str
    source: str
    lacking: str
    judged: bool

    @property
    def settings(self) -> str:
        """What can be set, as it is by default: `samples=32`."""
        return ",".join(f"{name}={value}" for name, value in self.defaults.items())


def allocation_entries() -> tuple[StrategyEntry, ...]:
    """The ways to share out a cap in dollars among questions, the plainest first."""
    return tuple(
        StrategyEntry(name, defaults(kind), summary(kind), kind.source, "", judged=False)
        for name, kind in ALLOCATIONS.items()
    )


def several_entries(spec: ModelSpec | None) -> tuple[StrategyEntry, ...]:
    """Those that draw more than one answer."""
    return tuple(entry for entry in strategy_entries(spec) if entry.name != Single.name)


def strategy_entries(spec: ModelSpec | None) -> tuple[StrategyEntry, ...]:
    """All of them, the plainest first; without a model none lacks anything."""
    kinds: Mapping[str, type[AnyStrategy]] = {**STRATEGIES, **STEP_STRATEGIES}
    return tuple(
        StrategyEntry(
            name=name,
            defaults=defaults(kind),
            summary=summary(kind),
            source=kind.source,
            lacking="" if spec is None else lacking(kind(), offered(spec) | {Need.JUDGE}),
            judged=Need.JUDGE in kind().needs,
        )
        for name, kind in kinds.items()
    )

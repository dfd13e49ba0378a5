"""What a run will take and what it can tell, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jevons.core.analysis.forecast import Forecast
from jevons.core.analysis.power import questions_needed
from jevons.core.records import Estimate
from jevons.core.state.meter import dollars
from jevons.core.state.quantities import amount, counted, duration

USUAL = 0.7
"""The accuracy that differences are told from; an example that people can picture."""

FINE = 0.04
"""A difference below which shares are told with a decimal."""

WORTHWHILE = 0.05
"""A difference in accuracy that one mostly wants to see."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One line: what it is, its middle, and what stands around it."""

    label: str
    value: str
    note: str = ""


def expected(forecast: Forecast, samples: int) -> tuple[Expected, ...]:
    """A forecast in lines; `samples` are those of each question."""
    usd = forecast.usd
    return (
        _to_draw(forecast),
        _range("tokens", forecast.tokens, amount),
        Expected("dollars", "unknown", "the model has no price") if usd is None else (
            _range("dollars", usd, dollars)
        ),
        _range("time", forecast.seconds, duration),
        Expected("can tell", tells(forecast.difference), _for_more(forecast.difference, samples)),
        Expected("rests on", forecast.basis),
    )  # fmt: skip


def _to_draw(forecast: Forecast) -> Expected:
    pooled = forecast.pooled
    if not forecast.most:
        return Expected("to draw", "nothing", f"all {pooled:,} samples are in the pool")
    there = [f"{pooled:,} more are in the pool"] if pooled else []
    if forecast.most > forecast.drawn:
        most = f"at most {forecast.most:,}"
        return Expected("to draw", f"about {counted(forecast.drawn, 'sample')}",
                        ", ".join([most, *there]))  # fmt: skip
    return Expected("to draw", counted(forecast.drawn, "sample"), "".join(there))


def tells(difference: float) -> str:
    """Which differences in accuracy are found, four times in five, and which are not."""
    if difference > 1:
        return "no two models apart: it has too few questions"
    base = USUAL if difference <= USUAL else 1.0
    digits = 0 if difference >= FINE else 1
    found, missed = base - difference, base - difference / 2
    told = [f"{100 * share:.{digits}f} %" for share in (found, missed)]
    return f"{100 * base:.0f} % from {told[0]} apart, not from {told[1]}"


def _for_more(difference: float, samples: int) -> str:
    """What a difference of a few points would take."""
    if difference <= WORTHWHILE:
        return ""
    needed = questions_needed(WORTHWHILE, samples=(samples, samples))
    return f"{100 * WORTHWHILE:.0f} points would take {needed:,} questions"


def _range(label: str, estimate: Estimate, text: Callable[[float], str]) -> Expected:
    if estimate.low == estimate.high:
        return Expected(label, text(estimate.value))
    note = f"({text(estimate.low)} to {text(estimate.high)})"
    return Expected(label, text(estimate.value), note)

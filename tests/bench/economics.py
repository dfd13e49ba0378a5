"""How long the figures of a plan take, and ten thousand draws of its ranges.

CPU time of one core, so that other work on the machine counts for little.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench import table
from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.demand.rebound import DemandPlan, demand
from jevons.core.economics.fleet.ownership import FleetPlan, fleet_cost
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.serving.serve import serve
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.training.cost import TrainingPlan, training_cost
from jevons.core.economics.uncertainty import DRAWS, Range, propagate, tornado

TIMES = 9
ALONE = 200


@dataclass(frozen=True)
class Timed:
    """A function of a plan, inputs with ranges among them, and the output looked at."""

    title: str
    function: Callable[..., Any]
    inputs: Mapping[str, Any]
    output: str


def run(*, quick: bool) -> None:
    """Print the table."""
    times = 3 if quick else TIMES
    table.show(
        f"Plans, CPU time, medians (quartiles) of {times}",
        ("plan", "once, µs", f"{DRAWS:,} draws, ms", "drivers, ms"),
        [_row(timed, times) for timed in _plans()],
    )


def _row(timed: Timed, times: int) -> table.Row:
    central = {
        name: value.central if isinstance(value, Range) else value
        for name, value in timed.inputs.items()
    }
    once = _seconds(lambda: [timed.function(**central) for _ in range(ALONE)], times)
    drawn = _seconds(lambda: propagate(timed.function, timed.inputs, (timed.output,)), times)
    moved = _seconds(lambda: tornado(timed.function, timed.inputs, timed.output), times)
    return (
        timed.title,
        table.middle(once, 1e6 / ALONE, 0),
        table.middle(drawn, 1e3, 0),
        table.middle(moved, 1e3, 1),
    )


def _seconds(do: Callable[[], object], times: int) -> list[float]:
    found = []
    for _ in range(times):
        start = time.process_time()
        do()
        found.append(time.process_time() - start)
    return found


def _plans() -> list[Timed]:
    v3, llama = known_model("deepseek-v3").shape, known_model("llama-3.1-70b").shape
    price = Range(1.5, 3.5)
    return [
        Timed(
            "training V3",
            lambda **inputs: training_cost(TrainingPlan(**inputs)),
            {"shape": v3, "chip": known_chip("H800"), "tokens": Range(14e12, 16e12), "gpus": 2048,
             "mfu": Range(0.35, 0.45), "usd_per_gpu_hour": price, "availability": Range(0.8, 1)},
            "usd_with_downtime",
        ),
        Timed(
            "serving Llama 70B",
            lambda **inputs: serve(ServingPlan(**inputs)),
            {"shape": llama, "chip": known_chip("H100"), "chips": 4, "tensor": 4,
             "usd_per_chip_hour": price, "context_tokens": Range(1e3, 8e3)},
            "usd_per_mtok_output",
        ),
        Timed(
            "serving V3 at a speed",
            lambda **inputs: serve(ServingPlan(**inputs)),
            {"shape": v3, "chip": known_chip("H800"), "chips": 144, "expert": 144,
             "redundant_experts": 32, "usd_per_chip_hour": price,
             "context_tokens": Range(1e3, 8e3), "tokens_per_second_per_user": Range(10, 20)},
            "usd_per_mtok_output",
        ),
        Timed(
            "owning a chip",
            lambda **inputs: fleet_cost(FleetPlan(**inputs)),
            {"capex_usd_per_gpu": Range(25e3, 40e3), "years": Range(3, 6),
             "discount_rate": Range(0.05, 0.15), "usd_per_kwh": Range(0.05, 0.15)},
            "usd_per_gpu_hour",
        ),
        Timed(
            "demand",
            lambda **inputs: demand(DemandPlan(**inputs)),
            {"gain": Range(2, 30), "elasticity": Range(0.05, 1.2), "pass_through": Range(0.5, 1)},
            "rebound",
        ),
    ]  # fmt: skip

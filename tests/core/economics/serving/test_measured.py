"""Held against throughputs that NVIDIA measured, none of them in DeepSeek's disclosure.

TensorRT-LLM v1.0, docs/source/performance/perf-overview.md: all requests wait at once; the
checkpoints have weights and cache in FP8. Llama 3.3 70B has the shape of 3.1.
"""

import csv
from functools import cache
from math import exp, log
from pathlib import Path
from statistics import mean

import pytest

from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.serving.serve import owned_instance, serve
from jevons.core.economics.serving.unit_costs import SECONDS_PER_DAY
from jevons.core.economics.shapes.catalogue import known_model

with Path(__file__).with_name("measured.csv").open(encoding="utf-8", newline="") as file:
    MEASURED = list(csv.DictReader(file))


@cache
def error(model, chip, tensor, prompt, output, measured):
    """ln(ours / measured) of the tokens that all chips together draw in a second."""
    read, drawn = int(prompt), int(output)
    plan = ServingPlan(
        shape=known_model(model).shape, chip=known_chip(chip), usd_per_chip_hour=2,
        chips=int(tensor), tensor=int(tensor), kv_precision="fp8", memory_share=0.95,
        overhead_gb=3, prompt_tokens=read, context_tokens=read + drawn / 2,
    )  # fmt: skip
    full = owned_instance(plan, serve(plan), output_share=drawn / (read + drawn)).full_traffic
    return log(full.output_tokens / SECONDS_PER_DAY / int(measured))


def errors(prefix):
    return [error(*row.values()) for row in MEASURED if row["model"].startswith(prefix)]


@pytest.mark.parametrize(
    ("prefix", "rows", "in_the_mean", "at_the_most"),
    [("llama", 54, 0.14, 1.47), ("qwen3", 16, 0.14, 1.32)],
)
def test_throughputs_come_out(prefix, rows, in_the_mean, at_the_most):
    found = errors(prefix)
    assert len(found) == rows
    assert mean(map(abs, found)) < in_the_mean
    assert exp(max(map(abs, found))) < at_the_most


def test_deepseeks_calibration_is_not_off_to_one_side_for_another_mixture_of_experts():
    assert abs(mean(errors("qwen3"))) < 0.1

"""Held against what publishers say of further open models, none of them shipped."""

import csv
from pathlib import Path

import pytest

from jevons.core.economics.shapes.config import shape_of_json

HERE = Path(__file__).parent

with (HERE / "published.csv").open(encoding="utf-8", newline="") as file:
    PUBLISHED = list(csv.DictReader(file))

ROUNDED = {
    "deepseek-v3.2",
    "deepseek-moe-16b",
    "minimax-m2.5",
    "qwen3-coder-480b-a35b",
    "llama-4-maverick",
    "kimi-k2",
}
"""Whose publishers round the active parameters (or the total) to more than 1 %."""


def parameters(row):
    text = (HERE / "published" / f"{row['configuration']}.json").read_text(encoding="utf-8")
    return shape_of_json(text, row["configuration"]).parameters


def active(row):
    counts = parameters(row)
    return {
        "all": counts.active,
        "no input embedding": counts.active_without_input_embedding,
        "no embedding": counts.active_without_embedding,
    }[row["counts_as_active"]]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row["configuration"])
def test_counts_are_the_published_ones(row):
    within = 0.03 if row["configuration"] in ROUNDED else 0.01
    assert parameters(row).total / 1e9 == pytest.approx(float(row["total_b"]), rel=within)
    assert active(row) / 1e9 == pytest.approx(float(row["active_b"]), rel=within)


def test_enough_mixtures_of_experts_are_held_within_one_percent():
    mixtures = [
        row
        for row in PUBLISHED
        if row["total_b"] != row["active_b"] and row["configuration"] not in ROUNDED
    ]
    assert len(mixtures) >= 6


@pytest.mark.parametrize(
    ("configuration", "exact"),
    [
        ("gemma-2-9b", 9_241_705_984),
        ("gemma-2-27b", 27_227_128_320),
        ("pythia-12b", 11_846_072_320),
        ("gpt2-xl", 1_557_611_200),
        ("phi-2", 2_779_683_840),
        ("phi-3-mini", 3_821_079_552),
    ],
)
def test_exact_counts_of_weight_files(configuration, exact):
    assert parameters({"configuration": configuration}).total == exact

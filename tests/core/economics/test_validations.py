"""What was published of V3, R1, their serving and the market, computed from shapes and inputs.

Each row: what is computed, the published value, and how far they may lie apart.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest

from jevons.core.economics.chips.china import chip_equivalents
from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.chips.export_rules import vintage
from jevons.core.economics.claims.markets import billed, billed_share, session_change, value_lost
from jevons.core.economics.fleet.estimated import estimated_fleets, fleet_bill
from jevons.core.economics.serving.deepseek_day import deepseek_day
from jevons.core.economics.serving.traffic import ExpertParallelPlan, expert_parallel_limit
from jevons.core.economics.serving.unit_costs import (
    TokenPrice,
    Traffic,
    instances_for_load,
    margin,
    usd_per_mtok,
)
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.economics.shapes.flops import training_flops_per_token
from jevons.core.economics.shapes.memory import kv_bytes
from jevons.core.economics.tokenizers import token_counts
from jevons.core.economics.training.bill import disclosed_bill
from jevons.core.economics.training.cost import TrainingPlan, training_cost
from jevons.core.prices.book import PriceBook

V3 = known_model("deepseek-v3").shape
H800, H100, B200 = known_chip("H800"), known_chip("H100"), known_chip("B200")
DAY = {key: figure.value for key, figure in deepseek_day().items()}
PRETRAINING, *_ = disclosed_bill("deepseek-v3").lines
FLEET = estimated_fleets()["deepseek-semianalysis"]
FRIDAY, PRESS_DAY = date(2025, 1, 24), date(2025, 1, 27)


@cache
def pretraining(causal=True, precision="bf16"):
    """V3's pre-training from its shape, its tokens and the hours that were stated."""
    return training_cost(
        TrainingPlan(
            shape=V3, chip=H800, tokens=14.8e12, usd_per_gpu_hour=2, gpus=2048,
            gpu_hours=PRETRAINING.gpu_hours, causal=causal, mfu_precision=precision,
        )
    )  # fmt: skip


def price(model, at=PRESS_DAY):
    found = PriceBook.load().price(model, at)
    return TokenPrice(found.input, found.cached_input, found.output)


def traffic():
    return Traffic(
        input_tokens=DAY["input_tokens"] - DAY["cached_tokens"],
        cached_tokens=DAY["cached_tokens"],
        output_tokens=DAY["output_tokens"],
    )


def daily_cost():
    chips = DAY["nodes_mean"] * DAY["chips_per_node"]
    return chips * DAY["usd_per_chip_hour"] * 24


def nodes(tokens, speed):
    return instances_for_load(
        tokens_per_day=DAY[tokens], tokens_per_second=DAY[f"node_{speed}_tokens_per_second"]
    )


def node_usd_per_mtok(speed, share=1.0):
    return usd_per_mtok(
        usd_per_hour=DAY["usd_per_chip_hour"] * DAY["chips_per_node"],
        tokens_per_second=DAY[f"node_{speed}_tokens_per_second"] * share,
    )


def expert_limit(link_gb_s):
    # The paper rounds the width to 7K.
    plan = ExpertParallelPlan(shape=V3, link_gb_s=link_gb_s, width=7000)
    return expert_parallel_limit(plan)


def equivalents(cap):
    caps = vintage("2025-01-15-diffusion").caps
    return chip_equivalents(tpp=caps[cap], chip=H100).chips


def per_token(tokenizer):
    return next(
        count.characters_per_token
        for count in token_counts()
        if count.tokenizer.startswith(tokenizer)
    )


@dataclass(frozen=True)
class Row:
    id: str
    ours: object
    published: float
    within: float


ROWS = [
    Row("V01", lambda: disclosed_bill("deepseek-v3").usd, 5.576e6, 0),
    Row("V02", lambda: 14.8 * pretraining().gpu_hours_per_trillion_tokens, 2664e3, 1e-9),
    Row("V02", lambda: pretraining().gpu_hours_per_trillion_tokens, 180e3, 1e-9),
    Row("V03", lambda: pretraining().days, 54.2, 1e-3),
    Row("V03", lambda: pretraining().days / 14.8, 3.7, 0.011),
    Row("V04", lambda: V3.parameters.total, 671e9, 4e-5),
    Row("V05", lambda: V3.parameters.active, 37e9, 0.015),
    Row("V05", lambda: V3.parameters.active_matmul, 36.7e9, 0.003),
    Row("V06", lambda: V3.parameters.mtp, 11.5e9, 0.01),
    Row("V07", lambda: kv_bytes(V3).per_token, 70_272, 0),
    Row("V08", lambda: training_flops_per_token(V3).total, 250e9, 0.002),
    Row("V09", lambda: pretraining().achieved_tflops_per_gpu, 385, 0.004),
    Row("V10", lambda: pretraining(causal=False).achieved_tflops_per_gpu, 432, 0.0045),
    Row("V11", lambda: pretraining().mfu, 0.3894, 0.004),
    Row("V11", lambda: pretraining(causal=False).mfu, 0.4373, 0.003),
    Row("V12", lambda: pretraining(precision="fp8").mfu, 0.1947, 0.0035),
    Row("V13", lambda: pretraining().tokens_per_day, 272.8e9, 0.001),
    Row("V14", lambda: disclosed_bill("deepseek-r1").usd, 294e3, 0.0025),
    Row("V14", lambda: disclosed_bill("deepseek-r1").gpu_hours, 147_336, 0),
    Row(
        "V15",
        lambda: disclosed_bill("deepseek-v3").usd + disclosed_bill("deepseek-r1").usd,
        5.870e6,
        2e-4,
    ),
    Row("V16", daily_cost, 87_072, 0),
    Row("V17", lambda: traffic().usd(price("deepseek-reasoner")), 562_027, 1.4e-4),
    Row("V18", lambda: margin(revenue_usd=562_027, cost_usd=daily_cost()).markup, 5.45, 1e-3),
    Row(
        "V18",
        lambda: margin(revenue_usd=562_027, cost_usd=daily_cost()).gross_margin,
        0.845,
        1e-3,
    ),
    Row("V19", lambda: traffic().hit_rate, 0.563, 1e-3),
    Row("V20", lambda: nodes("input_tokens", "prefill"), 95.48, 1e-4),
    Row("V20", lambda: nodes("output_tokens", "decode"), 131.38, 1e-4),
    Row(
        "V20",
        lambda: nodes("input_tokens", "prefill") + nodes("output_tokens", "decode"),
        226.75,
        5.1e-4,
    ),
    Row("V21", lambda: node_usd_per_mtok("decode"), 0.3003, 2e-4),
    Row("V21", lambda: node_usd_per_mtok("prefill"), 0.0603, 5e-4),
    Row("V21", lambda: node_usd_per_mtok("prefill", 1 - traffic().hit_rate), 0.1378, 5e-4),
    Row("V22", lambda: expert_limit(50).step_ms, 14.76, 1e-3),
    Row("V22", lambda: expert_limit(50).tokens_per_second_per_user, 67, 0.0115),
    Row("V22", lambda: expert_limit(900).tokens_per_second_per_user, 1200, 0.02),
    Row("V23", lambda: billed_share("Q3 FY2025", "Singapore"), 0.22, 0.003),
    Row("V24", lambda: billed("FY2025", "China + Singapore"), 40e9, 0.02),
    Row("V24", lambda: billed_share("Q3 FY2025", "China + Singapore"), 0.374, 1e-3),
    Row("V25", lambda: session_change("NVDA", FRIDAY, PRESS_DAY), -0.1697, 2e-4),
    Row("V25", lambda: value_lost("NVDA", FRIDAY, PRESS_DAY, 24.49e9), 589e9, 0.01),
    Row("V25", lambda: value_lost("NVDA", FRIDAY, PRESS_DAY, 24.49e9), 593e9, 0.01),
    Row("V26", lambda: price("o1").input / price("deepseek-reasoner").input, 27.3, 1e-3),
    Row("V26", lambda: price("o1").output / price("deepseek-reasoner").output, 27.4, 1e-3),
    Row(
        "V26",
        lambda: price("o1").cached_input / price("deepseek-reasoner").cached_input,
        53.6,
        1e-3,
    ),
    Row("V27", lambda: B200.fp16_tflops / H100.fp16_tflops, 2.25, 0.011),
    Row("V27", lambda: B200.memory_gb / H100.memory_gb, 2.25, 0),
    Row("V28", lambda: fleet_bill(FLEET).capex_usd, 1.6286e9, 1e-4),
    Row("V28", lambda: fleet_bill(FLEET).running_usd, 944e6, 0),
    Row("V28", lambda: fleet_bill(FLEET).usd, 2.573e9, 1e-3),
    Row("V28", lambda: fleet_bill(FLEET).usd_per_year, 643e6, 1e-3),
    Row("V28", lambda: fleet_bill(x for x in FLEET if x.hopper).capex_usd, 1.4e9, 0.01),
    Row("V28", lambda: fleet_bill(x for x in FLEET if x.hopper).usd_per_year, 545e6, 0.002),
    Row("V29", lambda: per_token("DeepSeek"), 4, 0.04),
    Row("V29", lambda: per_token("cl100k"), 4, 0.061),
    Row("V29", lambda: per_token("o200k"), 4, 0.111),
    Row("V30", lambda: equivalents("country_cap_tpp"), 50_000, 0.01),
    Row("V30", lambda: equivalents("yearly_exception_tpp"), 1_700, 0.01),
]


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row.id}-{n}") for n, row in enumerate(ROWS)]
)
def test_what_was_published_comes_out(row):
    assert row.ours() == pytest.approx(row.published, rel=row.within, abs=1e-9)


def test_every_validation_has_its_row():
    assert {row.id for row in ROWS} == {f"V{number:02}" for number in range(1, 31)}

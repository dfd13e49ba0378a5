from dataclasses import replace

import pytest

from core.economics.serving.plans import deepseek_decoding, llama
from jevons.core.economics.chips.chip import known_chip
from jevons.core.economics.serving.calibration import calibrations, known_calibration
from jevons.core.economics.serving.deepseek_day import deepseek_day
from jevons.core.economics.serving.memory import chips_that_fit, memory_fit
from jevons.core.economics.serving.plan import ServingPlan
from jevons.core.economics.serving.serve import owned_instance, serve, serve_load
from jevons.core.economics.serving.traffic import ExpertParallelPlan, expert_parallel_limit
from jevons.core.economics.serving.unit_costs import (
    TokenPrice,
    Traffic,
    break_even,
    margin,
    usd_per_mtok,
)
from jevons.core.economics.shapes.catalogue import known_model
from jevons.core.problems import ProblemError, ProblemKind

DAY = {key: figure.value for key, figure in deepseek_day().items()}


def test_weights_of_a_decoding_chip_of_deepseeks_fleet():
    weights = memory_fit(deepseek_decoding()).weights
    assert weights.experts_per_chip == 2
    assert weights.attention_gb == pytest.approx(11.41, abs=0.01)
    assert weights.dense_gb == pytest.approx(1.19, abs=0.01)
    assert weights.routed_gb + weights.shared_gb == pytest.approx(7.66 + 0.106, abs=0.01)
    assert weights.head_gb + weights.embedding_gb == pytest.approx(3.71, abs=0.01)
    assert weights.total_gb == pytest.approx(24.0, rel=0.005)


def test_the_speed_of_deepseeks_fleet():
    decode = serve(deepseek_decoding()).decode
    assert decode.bound == "bandwidth"
    assert decode.kv_gb == pytest.approx(30.9, abs=0.06)
    assert decode.flops_per_token == pytest.approx(158e9, rel=0.01)
    assert decode.tokens_per_second_per_user == pytest.approx(21, rel=0.06)
    assert decode.tokens_per_second_per_chip == pytest.approx(1850, rel=0.06)


def test_the_size_and_cost_of_deepseeks_fleet_follow_from_its_load():
    plan = deepseek_decoding()
    load = Traffic(
        input_tokens=DAY["input_tokens"] - DAY["cached_tokens"],
        cached_tokens=DAY["cached_tokens"],
        output_tokens=DAY["output_tokens"],
    )
    cost = serve_load(plan, serve(plan), load)
    assert cost.chips == pytest.approx(DAY["nodes_mean"] * DAY["chips_per_node"], rel=0.05)
    assert cost.usd_per_day == pytest.approx(DAY["cost_usd"], rel=0.05)
    assert 0.9 < cost.busy <= 1


def test_more_users_are_cheaper_and_slower():
    few, many = serve(llama(users_per_chip=2)), serve(llama(users_per_chip=12))
    assert few.decode.tokens_per_second_per_user > many.decode.tokens_per_second_per_user
    assert few.usd_per_mtok_output > many.usd_per_mtok_output


def test_as_many_users_as_leave_each_his_speed():
    wanted = serve(llama(tokens_per_second_per_user=60)).decode
    assert wanted.tokens_per_second_per_user >= 60
    more = wanted.users_per_chip + 1 / 4
    assert serve(llama(users_per_chip=more)).decode.tokens_per_second_per_user < 60


def test_without_a_wish_memory_is_full():
    plan = llama()
    served = serve(plan)
    assert served.decode.users_per_chip == served.fit.users_per_chip
    held = served.fit.weights_gb + served.decode.kv_gb
    assert held <= served.fit.usable_gb < held + served.fit.kv_gb_per_user


def test_groups_side_by_side_do_as_much_each():
    one, two = serve(llama()), serve(llama(chips=8))
    assert two.decode.users_per_instance == 2 * one.decode.users_per_instance
    assert two.decode.tokens_per_second_per_chip == pytest.approx(
        one.decode.tokens_per_second_per_chip
    )


def test_half_the_use_is_twice_the_price():
    full, half = serve(llama()), serve(llama(utilisation=0.5))
    assert half.usd_per_mtok_output == pytest.approx(2 * full.usd_per_mtok_output)
    assert half.usd_per_mtok_input == pytest.approx(2 * full.usd_per_mtok_input)


def test_extra_tokens_of_a_step_and_prompts_from_the_cache():
    plain, quick = serve(llama()), serve(llama(extra_tokens_per_step=0.8, cache_hit=0.75))
    speed = plain.decode.tokens_per_second_per_user
    assert quick.decode.tokens_per_second_per_user == pytest.approx(1.8 * speed)
    assert quick.usd_per_mtok_input == pytest.approx(plain.usd_per_mtok_input / 4)
    assert quick.usd_per_mtok_uncached_input == plain.usd_per_mtok_uncached_input


def test_few_tokens_read_few_experts():
    mixtral = ServingPlan(
        shape=known_model("mixtral-8x7b").shape, chip=known_chip("H100"),
        usd_per_chip_hour=2, chips=1, users_per_chip=1,
    )  # fmt: skip
    alone = serve(mixtral).decode
    assert alone.experts_read == pytest.approx(2 / 8)
    assert alone.weights_read_gb == pytest.approx(12.9, abs=0.2)
    assert serve(replace(mixtral, users_per_chip=40)).decode.experts_read > 0.99


def test_links_bind_where_they_are_slow():
    slow = serve(llama(link_gb_s=0.5)).decode
    assert slow.bound == "links"
    tensor = 2 * 2 * (3 / 4) * 8192 * 2 * 80 / 1e9
    assert slow.traffic_gb == pytest.approx(tensor * slow.users_per_chip * 4)
    assert slow.links_ms == pytest.approx(1e3 * slow.traffic_gb / 0.5)
    assert slow.bandwidth_share < 0.3


def test_the_latent_cache_lies_on_every_chip_of_a_group():
    split = {
        tensor: memory_fit(deepseek_decoding(expert=1, chips=tensor, tensor=tensor,
                                             redundant_experts=0)).kv_gb_per_user
        for tensor in (16, 32)
    }  # fmt: skip
    assert split[16] == split[32]
    assert memory_fit(llama(tensor=4)).kv_gb_per_user == pytest.approx(
        memory_fit(llama(tensor=2)).kv_gb_per_user / 2
    )


def refusal(plan):
    with pytest.raises(ProblemError) as caught:
        serve(plan)
    assert caught.value.problem.kind is ProblemKind.BAD_INPUT
    return caught.value.problem


def test_a_model_that_does_not_fit_says_how_many_chips_would_do():
    plan = llama(shape=known_model("deepseek-v3").shape, chips=8, tensor=8)
    told = refusal(plan)
    assert "does not fit" in told.what
    assert told.remedy.startswith("16 such chips")
    assert chips_that_fit(plan) == 16
    assert serve(replace(plan, chips=16, tensor=16)).fit.users_per_group >= 1


def test_a_context_that_does_not_fit():
    told = refusal(llama(context_tokens=2e6))
    assert "one sequence takes" in told.what
    latent = refusal(deepseek_decoding(context_tokens=2e6, users_per_chip=None))
    assert latent.remedy == "shorten the context, or take chips with more memory"


def test_more_users_than_fit_and_speeds_out_of_reach():
    assert "at most" in refusal(llama(users_per_chip=1000)).remedy
    assert "tok/s here" in refusal(llama(tokens_per_second_per_user=5000)).remedy


def test_figures_of_a_chip_that_are_not_known():
    assert "MI308X" in refusal(llama(chip=known_chip("mi308x"))).what
    assert "it has fp16" in refusal(llama(chip=known_chip("a100-sxm-80"))).remedy


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chips": 6, "tensor": 4}, "groups of 4"),
        ({"expert": 4}, "no experts"),
        ({"cache_hit": 1}, "cached"),
        ({"memory_share": 1.1}, "110 %"),
        ({"utilisation": 0}, "0 %"),
        ({"usd_per_chip_hour": -2}, "-2"),
        ({"context_tokens": 0}, "Context tokens is 0"),
        ({"weights_precision": "fp9"}, "fp9"),
    ],
)
def test_plans_that_cannot_be(change, words):
    with pytest.raises(ProblemError, match=words):
        serve(llama(**change))


def test_experts_divide_the_chips():
    with pytest.raises(ProblemError, match="do not divide"):
        deepseek_decoding(expert=100)


def test_a_faster_link_lifts_the_limit_of_expert_parallelism():
    shape = known_model("deepseek-v3").shape
    slow = expert_parallel_limit(ExpertParallelPlan(shape=shape, link_gb_s=50, width=7000))
    fast = expert_parallel_limit(ExpertParallelPlan(shape=shape, link_gb_s=900, width=7000))
    assert slow.exchange_us == pytest.approx(120.96)
    assert fast.tokens_per_second_per_user == pytest.approx(1200, rel=0.02)
    own = expert_parallel_limit(ExpertParallelPlan(shape=shape, link_gb_s=50))
    assert own.step_ms == pytest.approx(slow.step_ms * 7168 / 7000)


def test_what_a_server_achieves_goes_by_the_kind_of_model():
    assert llama().achieved.id == "tensorrt-llm"
    assert deepseek_decoding().achieved.id == "deepseek-fleet"
    assert llama(calibration=known_calibration("ideal")).achieved.id == "ideal"
    best, real = serve(llama(calibration=known_calibration("ideal"))), serve(llama())
    assert best.usd_per_mtok_output < real.usd_per_mtok_output


def test_calibrations_are_shares_with_a_source():
    for calibration in calibrations().values():
        assert calibration.source
    assert known_calibration("DeepSeek-Fleet").decode_bandwidth == 0.35
    with pytest.raises(ProblemError, match="deepseek-fleet"):
        known_calibration("lab")
    with pytest.raises(ProblemError, match="120 %"):
        replace(known_calibration("ideal"), links=1.2)


def test_markup_is_not_gross_margin():
    sold = margin(revenue_usd=200, cost_usd=50)
    assert (sold.markup, sold.gross_margin) == (3, 0.75)
    with pytest.raises(ProblemError):
        margin(revenue_usd=0, cost_usd=1)


def test_break_even_against_a_hosted_price():
    plan = llama(utilisation=1.0)
    instance = owned_instance(plan, serve(plan), output_share=0.25)
    price = TokenPrice(0.5, 0.5, 1.0)
    level = break_even(instance, price)
    full = instance.full_traffic
    assert level.own_usd_per_day == 4 * 2.5 * 24
    part = Traffic(
        input_tokens=full.input_tokens * level.utilisation,
        cached_tokens=0,
        output_tokens=full.output_tokens * level.utilisation,
    )
    assert part.usd(price) == pytest.approx(level.own_usd_per_day)
    assert part.prompt_tokens + part.output_tokens == pytest.approx(level.tokens_per_day)
    assert level.reachable
    cheap = break_even(instance, TokenPrice(0.001, 0.001, 0.002))
    assert not cheap.reachable
    assert cheap.utilisation > 1
    with pytest.raises(ProblemError):
        break_even(instance, TokenPrice(0, 0, 0))


def test_a_price_below_zero_is_refused():
    with pytest.raises(ProblemError, match="Cached input is -1"):
        TokenPrice(0.5, -1, 1.0)


def test_an_instance_that_only_draws_draws_what_its_chips_can():
    plan = llama()
    served = serve(plan)
    full = owned_instance(plan, served, output_share=1.0).full_traffic
    rate = served.decode.tokens_per_second_per_chip
    assert full.output_tokens == pytest.approx(4 * 86400 * rate)
    assert full.prompt_tokens == 0


def test_a_price_needs_a_speed():
    assert usd_per_mtok(usd_per_hour=3.6, tokens_per_second=1000) == pytest.approx(1.0)
    for speed, use in ((0, 1), (10, 0), (10, 1.5), (float("nan"), 1)):
        with pytest.raises(ProblemError):
            usd_per_mtok(usd_per_hour=1, tokens_per_second=speed, utilisation=use)


def test_no_load():
    plan = llama()
    with pytest.raises(ProblemError, match="no load"):
        serve_load(plan, serve(plan), Traffic(input_tokens=0, cached_tokens=0, output_tokens=0))


@pytest.mark.parametrize("speed", [5, 12, 25, 40, 60, 90])
@pytest.mark.parametrize("model", ["mixtral-8x7b", "qwen3-235b-a22b", "llama-3.1-8b"])
def test_one_user_more_would_be_too_slow(model, speed):
    plan = ServingPlan(
        shape=known_model(model).shape, chip=known_chip("h200-sxm"), usd_per_chip_hour=2, chips=8,
        tensor=8, context_tokens=500, tokens_per_second_per_user=speed,
    )  # fmt: skip
    served = serve(plan)
    assert served.decode.tokens_per_second_per_user >= speed
    if served.decode.users_per_chip < served.fit.users_per_chip:
        more = served.decode.users_per_chip + 1 / 8
        slower = serve(replace(plan, users_per_chip=more)).decode
        assert slower.tokens_per_second_per_user < speed

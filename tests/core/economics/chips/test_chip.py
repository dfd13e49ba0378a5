from dataclasses import replace
from datetime import date

import pytest

from jevons.core.economics.chips.chip import chip_ids, chips, known_chip
from jevons.core.economics.chips.prices import chip_prices, ownership_costs, prices_of
from jevons.core.problems import ProblemError


def test_names_that_people_use():
    assert known_chip("H800").id == "h800-sxm"
    assert known_chip("h100 pcie").id == "h100-pcie"
    assert known_chip("A100").id == "a100-sxm-40"
    with pytest.raises(ProblemError, match="h100"):
        known_chip("h101")


def test_peaks_by_precision():
    h100 = known_chip("h100")
    assert h100.peak_tflops("bf16") == h100.peak_tflops("FP16") == 989.4
    assert h100.peak_tflops("fp8") == 1978.9
    with pytest.raises(ProblemError, match="it has fp16, bf16, fp8, int8"):
        h100.peak_tflops("fp4")


def test_what_is_not_known_stays_unknown():
    chip = known_chip("mi308x")
    assert (chip.tpp, chip.performance_density, chip.precisions) == (None, None, ())
    with pytest.raises(ProblemError, match="nvlink \\(GB/s\\) of a chip is not known"):
        replace(known_chip("l40"), name="a chip", nvlink_gb_s=None).figure("nvlink_gb_s")


def test_a_month_is_its_first_day():
    assert known_chip("ascend-910b").launch == date(2022, 12, 1)
    assert known_chip("mi308x").launch == date(2024, 1, 1)


@pytest.mark.parametrize("chip", chips().values(), ids=chip_ids())
def test_every_chip_has_its_source(chip):
    assert chip.source
    assert chip.confidence in set("ABCD")
    for name in ("fp16_tflops", "memory_gb", "bandwidth_gb_s", "tdp_w", "kw_all_in", "die_mm2"):
        value = getattr(chip, name)
        assert value is None or value > 0


def test_prices_name_chips_of_the_table():
    assert {price.chip for price in chip_prices()} <= set(chip_ids())
    assert {cost.chip for cost in ownership_costs()} - {""} <= set(chip_ids())
    rents = prices_of("h800-sxm", "rent")
    assert [price.usd for price in rents] == [2.0, 3.42]
    assert prices_of("h800-sxm", "buy")[0].usd == (33800 + 44750) / 2
    assert prices_of("l2", "rent") == ()

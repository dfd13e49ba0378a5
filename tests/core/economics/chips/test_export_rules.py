import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jevons.core.economics.chips.china import Sale, chip_equivalents, sale_to_china, sales_to_china
from jevons.core.economics.chips.chip import chip_ids, known_chip
from jevons.core.economics.chips.export_rules import UNKNOWN, classify, vintage, vintages
from jevons.core.problems import ProblemError

COLUMNS = {
    "rule_2022_10_07": "2022-10-07",
    "rule_2023_10_17": "2023-10-17",
    "diffusion_2025_01_15": "2025-01-15-diffusion",
    "informed_2025_04_09": "2025-04-09-informed",
    "case_by_case_2026_01_15": "2026-01-15",
}

with Path(__file__).with_name("classes.csv").open(encoding="utf-8", newline="") as file:
    EXPECTED = list(csv.DictReader(file))


def label(chip, name):
    return classify(chip, vintage(name)).label


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["id"])
def test_the_class_of_every_chip_under_every_vintage(row, column):
    assert label(known_chip(row["id"]), COLUMNS[column]) == row[column]


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["id"])
def test_the_figures_that_the_rules_test(row):
    chip = known_chip(row["id"])
    if row["tpp"] == "?":
        assert chip.tpp is chip.performance_density is None
        return
    assert chip.tpp == pytest.approx(float(row["tpp"]), abs=0.6)
    assert chip.performance_density == pytest.approx(float(row["performance_density"]), abs=0.006)
    assert chip.io_gb_s == float(row["io_gb_s"])


def test_the_table_has_every_chip():
    assert {row["id"] for row in EXPECTED} == set(chip_ids())


def test_a_class_says_why():
    assert "TPP 15,831 >= 4,800" in classify(known_chip("h100"), vintage("2022-10-07")).why
    h800 = classify(known_chip("h800"), vintage("2022-10-07"))
    assert h800.why == "I/O 528 is not >= 600"
    h20 = classify(known_chip("h20"), vintage("2023-10-17")).why
    assert "TPP 2,368 is not >= 2,400" in h20
    assert "performance density 2.91 is not >= 3.2" in h20
    l4 = classify(known_chip("l4"), vintage("2023-10-17")).why
    assert l4 == "TPP 1,940 >= 1,600; performance density 6.60 >= 5.92"


def test_a_hypothetical_chip():
    cut = replace(known_chip("h100"), name="cut H100", fp16_tflops=140, fp8_tflops=280,
                  int8_tops=280)  # fmt: skip
    assert label(cut, "2023-10-17") == "free (3A991.p)"
    assert label(replace(cut, die_mm2=600), "2023-10-17") == "3A090.b (NAC/ACA)"
    assert label(replace(cut, die_mm2=600, nonplanar=False), "2023-10-17") == "free (3A991.p)"
    assert label(replace(cut, bandwidth_gb_s=1300, nvlink_gb_s=0), "2025-04-09-informed") == "free"


def test_a_figure_that_is_not_needed_may_be_unknown():
    known = replace(known_chip("h100"), die_mm2=None)
    assert label(known, "2023-10-17") == "3A090.a"
    small = replace(known, fp16_tflops=110, fp8_tflops=None, int8_tops=None)
    assert label(small, "2023-10-17") == UNKNOWN
    assert "density is not known" in classify(small, vintage("2023-10-17")).why
    slow = replace(known_chip("mi308x"), nvlink_gb_s=100)
    assert label(slow, "2022-10-07") == "free"


def sale(chip, year, month, day):
    return sale_to_china(known_chip(chip), date(year, month, day)).sale


def test_what_could_be_bought_for_china_over_the_years():
    assert sale("a100-sxm-80", 2022, 8, 1) is Sale.FREE
    assert sale("a100-sxm-80", 2022, 9, 1) is Sale.DENIED
    assert sale("h100", 2023, 1, 1) is Sale.DENIED
    assert sale("h800", 2023, 3, 1) is Sale.NOT_LAUNCHED
    assert sale("h800", 2023, 6, 1) is Sale.FREE
    assert sale("h800", 2023, 11, 1) is Sale.DENIED
    assert sale("h20", 2025, 1, 27) is Sale.FREE
    assert sale("h20", 2025, 5, 1) is Sale.DENIED
    assert sale("h20", 2025, 9, 1) is Sale.LICENCE
    assert sale("h20", 2026, 3, 1) is Sale.LICENCE
    assert sale("rtx4090", 2024, 1, 1) is Sale.NOTICE
    assert sale("rtx4090d", 2024, 1, 1) is Sale.FREE
    assert sale("l40", 2024, 1, 1) is Sale.NOTICE
    assert sale("h200-sxm", 2025, 1, 27) is Sale.DENIED
    assert sale("h200-sxm", 2026, 2, 1) is Sale.CASE_BY_CASE
    assert sale("b200", 2026, 2, 1) is Sale.DENIED
    assert sale("mi308x", 2025, 1, 27) is Sale.UNKNOWN
    assert sale("ascend-910b", 2025, 1, 27) is Sale.FOREIGN


def test_all_chips_on_one_day():
    day = sales_to_china(date(2025, 1, 27))
    assert len(day) == len(chip_ids())
    free = {found.chip.id for found in day if found.sale.could_be_bought}
    assert free == {"v100-sxm2", "h20", "l20", "l2", "l40", "rtx4090", "rtx4090d"}
    assert all(found.why for found in day)


def test_caps_in_chips():
    caps = vintage("2025-01-15-diffusion").caps
    country = chip_equivalents(tpp=caps["country_cap_tpp"], chip=known_chip("h100"))
    assert country.chips == pytest.approx(49_900, rel=1e-3)
    with pytest.raises(ProblemError, match="MI308X"):
        chip_equivalents(tpp=1e6, chip=known_chip("mi308x"))
    with pytest.raises(ProblemError):
        chip_equivalents(tpp=0, chip=known_chip("h100"))


def test_vintages_have_dates_and_sources():
    order = [rules.released for rules in vintages().values()]
    assert order == sorted(order)
    assert vintage("2025-01-15-diffusion").in_force is None
    for rules in vintages().values():
        assert rules.cite
        assert rules.notes
        assert not rules.classes[-1].when, "the last class takes every chip"
    with pytest.raises(ProblemError, match="2023-10-17"):
        vintage("2024")

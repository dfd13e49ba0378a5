from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jevons.core.prices.book import PriceBook
from jevons.core.prices.local import EMBEDDED
from jevons.core.problems import ProblemKind
from jevons.core.records import Cost, Timing, Usage
from jevons.core.runs.costing import Costing
from jevons.core.settings import Settings
from servers.chat_server import ChatServer
from servers.thinker import spec_of

USAGE = Usage(prompt=1000, thinking=2000, answer=500, reread=3000, reread_cached=2500)
TIMING = Timing(total_s=36.0)


def spec(**changes):
    return spec_of(ChatServer(()), **changes)


def test_an_embedded_model_costs_its_machines_time():
    cost = Costing(Settings()).cost(spec(kind="embedded"), USAGE, TIMING)
    assert cost.here_usd == pytest.approx(EMBEDDED.usd_per_hour * 36 / 3600)
    assert cost.assumption == EMBEDDED.assumption


def test_a_server_of_ones_own_has_no_price_until_it_is_set():
    cost = Costing(Settings()).cost(spec(), USAGE, TIMING)
    assert cost.here_usd is None
    assert "--usd-per-hour" in cost.assumption
    assert cost.elsewhere  # the comparison needs no price here


def test_the_setting_is_the_price_of_this_machine_alone():
    settings = Settings(usd_per_hour=2.0)
    assert Costing(settings).cost(spec(), USAGE, TIMING).here_usd is None
    here = spec(kind="embedded")
    assert Costing(settings).cost(here, USAGE, TIMING).here_usd == pytest.approx(0.02)


def test_the_models_own_hour_goes_before_the_settings():
    settings = Settings(usd_per_hour=2.0)
    own = spec(usd_per_hour=5.0)
    assert Costing(settings).cost(own, USAGE, TIMING).here_usd == pytest.approx(0.05)
    free = spec(kind="embedded", usd_per_hour=0.0)
    assert Costing(settings).cost(free, USAGE, TIMING).here_usd == 0


def test_a_reference_without_a_price_is_told_and_left_out():
    costing = Costing(Settings(compare=("o1@2020-01-01", "o1@2025-01-27")))
    problems = costing.problems()
    assert [problem.kind for problem in problems] == [ProblemKind.BAD_PRICE]
    assert len(costing.elsewhere(USAGE)) == 1


def test_a_hosted_model_costs_its_tokens_and_those_read_again():
    hosted = spec(price_model="o1", usd_per_hour=5.0)
    cost = Costing(Settings()).cost(hosted, USAGE, TIMING)
    price = PriceBook.load().price("o1", datetime.now(UTC))
    assert cost.here_usd == pytest.approx(price.cost(USAGE))
    assert cost.here_usd > price.cost(replace(USAGE, reread=0, reread_cached=0))
    assert cost.assumption.startswith("o1 at its price of")


def test_a_price_that_the_book_does_not_have_is_said_not_raised():
    cost = Costing(Settings()).cost(spec(price_model="made-up"), USAGE, TIMING)
    assert cost.here_usd is None
    assert "does not know made-up" in cost.assumption


def test_elsewhere_the_thought_is_not_read_again():
    at = date(2025, 1, 27)
    (r1, o1) = Costing(Settings()).elsewhere(USAGE)
    assert (r1.model, r1.at, o1.model, o1.at) == ("deepseek-r1", at, "o1", at)
    # 0.55 / 2.19 and 15 / 60 $ per million tokens, cache not used
    assert r1.usd == pytest.approx((1000 * 0.55 + 2500 * 2.19) / 1e6)
    assert o1.usd == pytest.approx((1000 * 15 + 2500 * 60) / 1e6)


def test_references_without_a_price_are_left_out():
    settings = Settings(compare=("made-up@2025-01-27", "o1@2020-01-01", "o1@2025-01-27"))
    assert [price.model for price in Costing(settings).elsewhere(USAGE)] == ["o1"]


def test_a_reference_is_added_and_taken_away():
    costing = Costing(Settings())
    more = costing.toggled("o1@2025-06-01")
    assert [price.at for price in more.elsewhere(USAGE)][-1] == date(2025, 6, 1)
    assert len(more.elsewhere(USAGE)) == 3
    less = more.toggled("deepseek-r1@2025-01-27")
    assert [price.model for price in less.elsewhere(USAGE)] == ["o1", "o1"]
    assert less.settings.compare == ("o1@2025-01-27", "o1@2025-06-01")
    assert less.toggled("o1@2025-06-01").toggled("o1@2025-01-27").elsewhere(USAGE) == ()
    assert len(costing.elsewhere(USAGE)) == 2


def test_a_cost_is_current_while_the_references_are_its_own():
    costing = Costing(Settings())
    cost = Cost(0.1, "assumed", costing.elsewhere(USAGE))
    assert costing.is_current(cost)
    assert not costing.toggled("o1@2025-06-01").is_current(cost)
    assert not costing.is_current(Cost(0.1, "assumed"))


def test_nothing_drawn_costs_nothing():
    cost = Costing(Settings(usd_per_hour=3.0)).cost(spec(kind="embedded"), Usage(), Timing())
    assert cost.here_usd == 0
    assert all(price.usd == 0 for price in cost.elsewhere)

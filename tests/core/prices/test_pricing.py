from datetime import date, datetime

import pytest

from jevons.core.prices.book import PriceBook
from jevons.core.prices.pricing import AS_PAID, Asked, ByTheHour, parse_pricing
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Usage

ASKED = Asked("deepseek-r1", prompt=100.0, cached=40.0, at_once=8.0)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("paid", "paid"),
        ("o1@2025-01-27", "o1@2025-01-27"),
        ("@2025-01-27", "@2025-01-27"),
        ("2.50/h", "2.5/h"),
        ("$2.50/h", "2.5/h"),
        ("2.5 $/h@1500", "2.5/h@1500"),
        (".5/h@1500 tok/s", "0.5/h@1500"),
    ],
)
def test_prices_are_read_as_they_are_written(text, label):
    pricing = parse_pricing(text)
    assert pricing.label == label
    assert parse_pricing(label) == pricing
    assert pricing.meaning


@pytest.mark.parametrize("text", ["o1@2025-01-27", "@2025-01-27", "deepseek-r1@2025-03-01T17:00"])
def test_the_book_prices_as_it_prices_one_generation(text):
    pricing = parse_pricing(text)
    rates = pricing.rates(ASKED)
    usage = Usage(prompt=100, cached=40, thinking=900, answer=60)
    model = text.partition("@")[0] or ASKED.model
    known = PriceBook.load().cost(usage, model, pricing.at)
    assert rates.sample + 960 * rates.token == pytest.approx(known)
    assert (rates.second, rates.paid) == (0, 0)


def test_r1_and_o1_in_january_2025():
    usage = Asked("any", prompt=1_000_000)
    assert parse_pricing("deepseek-r1@2025-01-27").rates(usage).sample == pytest.approx(0.55)
    assert parse_pricing("deepseek-r1@2025-01-27").rates(usage).token == pytest.approx(2.19e-6)
    assert parse_pricing("o1@2025-01-27").rates(Asked("any")).token == pytest.approx(60e-6)


def test_times_of_day_have_their_prices():
    assert isinstance(parse_pricing("o1@2025-01-27").at, date)
    assert isinstance(parse_pricing("o1@2025-01-27T17:00").at, datetime)


def test_a_machine_is_shared_between_the_requests_at_once():
    rates = ByTheHour(3.6).rates(ASKED)
    assert rates.second == pytest.approx(0.001 / 8)
    assert ByTheHour(3.6).rates(ASKED._replace(at_once=0.2)).second == pytest.approx(0.001)


def test_a_stated_speed_prices_tokens_alone():
    rates = ByTheHour(3.6, 500.0).rates(ASKED)
    assert rates.token == pytest.approx(0.001 / 500)
    assert (rates.sample, rates.second, rates.paid) == (0, 0, 0)


def test_what_was_paid_is_taken_as_it_is():
    assert AS_PAID.rates(ASKED) == (0, 0, 0, 1)


@pytest.mark.parametrize("text", ["", "cheap", "o1", "o1@", "o1@yesterday", "-2/h", "2/h@0", "2/d"])
def test_what_is_no_price_is_told_with_the_forms(text):
    with pytest.raises(ProblemError, match="prices are paid") as caught:
        parse_pricing(text)
    assert caught.value.problem.kind is ProblemKind.BAD_PRICE


@pytest.mark.parametrize(
    ("text", "said"),
    [("o1@2020-01-01", "was not on sale"), ("deepsek-r1@2025-01-27", "did you mean deepseek-r1")],
)
def test_what_the_book_does_not_have_is_told(text, said):
    with pytest.raises(ProblemError, match=said):
        parse_pricing(text)

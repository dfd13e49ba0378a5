import csv
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.prices.book import HISTORY, PriceBook, Window
from jevons.core.prices.reference import REFERENCES, Reference, parse_time
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Usage

THE_DAY = date(2025, 1, 27)
USAGE = Usage(prompt=100, thinking=900, answer=100)


@pytest.fixture
def book() -> PriceBook:
    return PriceBook.load()


def refusal(book: PriceBook, model: str, at: date, prompt_tokens: int = 0) -> str:
    with pytest.raises(ProblemError) as caught:
        book.price(model, at, prompt_tokens=prompt_tokens)
    assert caught.value.problem.kind is ProblemKind.BAD_PRICE
    return caught.value.problem.line()


@pytest.mark.parametrize(
    ("model", "prices"),
    [
        ("deepseek-r1", (0.55, 0.14, 2.19)),
        ("deepseek-reasoner", (0.55, 0.14, 2.19)),
        ("o1", (15.0, 7.5, 60.0)),
        ("o1-mini", (3.0, 1.5, 12.0)),
        ("deepseek-v3", (0.14, 0.014, 0.28)),
        ("gpt-4o", (2.5, 1.25, 10.0)),
        ("fireworks/deepseek-r1", (3.0, None, 8.0)),
        ("  O1 ", (15.0, 7.5, 60.0)),
    ],
)
def test_january_2025(book, model, prices):
    price = book.price(model, THE_DAY)
    assert (price.input, price.cached_input, price.output) == prices


def test_golden_costs(book):
    assert book.cost(USAGE, "deepseek-r1", THE_DAY) == (100 * 0.55 + 1000 * 2.19) / 1e6
    assert book.cost(USAGE, "o1", THE_DAY) == (100 * 15 + 1000 * 60) / 1e6


def test_cached_prompts_cost_less(book):
    usage = Usage(prompt=100, cached=60, answer=10)
    assert book.cost(usage, "r1", THE_DAY) == pytest.approx(
        (40 * 0.55 + 60 * 0.14 + 10 * 2.19) / 1e6
    )


def test_without_a_cached_price_the_whole_prompt_is_billed(book):
    usage = Usage(prompt=100, cached=60, answer=10)
    assert book.cost(usage, "gpt-4-turbo", THE_DAY) == pytest.approx((100 * 10 + 10 * 30) / 1e6)


def test_prompts_read_again_are_billed_here_but_not_elsewhere(book):
    usage = Usage(prompt=100, thinking=900, answer=100, reread=1000, reread_cached=400)
    here = book.cost(usage, "o1", THE_DAY)
    assert here == pytest.approx(((100 + 600) * 15 + 400 * 7.5 + 1000 * 60) / 1e6)
    (elsewhere,) = book.compare(usage, [Reference("o1", THE_DAY)])
    assert elsewhere.usd == book.cost(USAGE, "o1", THE_DAY)


def test_a_server_that_claims_too_much_cached_cannot_make_a_cost_negative(book):
    assert book.cost(Usage(prompt=10, cached=500), "o1", THE_DAY) > 0


def test_compare_with_the_two_of_january_2025(book):
    elsewhere = book.compare(USAGE, REFERENCES)
    assert [(place.model, place.at) for place in elsewhere] == [
        ("deepseek-r1", THE_DAY),
        ("o1", THE_DAY),
    ]
    assert elsewhere[1].usd / elsewhere[0].usd == pytest.approx(27.4, abs=0.05)


@pytest.mark.parametrize(
    ("at", "output"),
    [
        (datetime(2025, 3, 1, 17, 0, tzinfo=UTC), 0.55),
        (datetime(2025, 3, 1, 17, 0), 0.55),
        (datetime(2025, 3, 1, 16, 29, 59, tzinfo=UTC), 2.19),
        (datetime(2025, 3, 1, 16, 30, tzinfo=UTC), 0.55),
        (datetime(2025, 3, 1, 0, 29, tzinfo=UTC), 0.55),
        (datetime(2025, 3, 1, 0, 30, tzinfo=UTC), 2.19),
        (datetime(2025, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=-8))), 0.55),
        (date(2025, 3, 1), 2.19),
        (datetime(2025, 2, 1, 17, 0, tzinfo=UTC), 2.19),
    ],
)
def test_time_of_day_in_utc(book, at, output):
    assert book.price("deepseek-r1", at).output == output


def test_the_off_peak_price_is_whole(book):
    price = book.price("deepseek-r1", datetime(2025, 3, 1, 17, 0, tzinfo=UTC))
    assert (price.input, price.cached_input, price.output) == (0.135, 0.035, 0.55)


def test_the_day_is_that_of_utc(book):
    # in the evening of 30 January at New York it is 31 January in UTC: o1-mini got cheaper
    new_york = timezone(timedelta(hours=-5))
    assert book.price("o1-mini", datetime(2025, 1, 30, 18, 59, tzinfo=new_york)).output == 12.0
    assert book.price("o1-mini", datetime(2025, 1, 30, 19, 0, tzinfo=new_york)).output == 4.4


def test_context_tiers(book):
    assert book.price("gemini-1.5-pro", THE_DAY).output == 5.0
    assert book.price("gemini-1.5-pro", THE_DAY, prompt_tokens=128_000).output == 5.0
    assert book.price("gemini-1.5-pro", THE_DAY, prompt_tokens=128_001).output == 10.0
    assert "128,001 prompt tokens" in refusal(book, "gemini-1.5-flash", THE_DAY, 128_001)


def test_the_tier_follows_from_the_usage(book):
    usage = Usage(prompt=200_000)
    assert book.cost(usage, "gemini-1.5-pro", THE_DAY) == pytest.approx(0.2 * 2.5)


def test_a_model_not_yet_on_sale_is_refused(book):
    assert refusal(book, "o1", date(2024, 12, 1)) == (
        "o1 was not on sale on 2024-12-01; its prices begin on 2024-12-17"
    )
    assert book.price("o1", date(2024, 12, 17)).output == 60
    assert "2025-02-05" in refusal(book, "gemini-2.0-flash", THE_DAY)
    assert "2025-01-31" in refusal(book, "o3-mini", THE_DAY)


def test_a_model_no_longer_on_sale_is_refused(book):
    assert book.price("deepseek-r1", date(2025, 9, 4)).output == 2.19
    told = refusal(book, "deepseek-r1", date(2025, 9, 5))
    assert "from 2025-01-20 until before 2025-09-05" in told


def test_an_unknown_model_is_refused_with_near_names(book):
    assert "did you mean deepseek-r1" in refusal(book, "deepseek-r11", THE_DAY)
    assert "does not know llama" in refusal(book, "llama", THE_DAY)


def test_a_comparison_with_a_model_not_on_sale_is_refused(book):
    with pytest.raises(ProblemError, match="not on sale"):
        book.compare(USAGE, [Reference("o1", date(2024, 1, 1))])


def test_models_on_sale(book):
    ids = {price.id for price in book.models(THE_DAY)}
    assert {"deepseek/deepseek-reasoner", "openai/o1", "fireworks/deepseek-r1"} <= ids
    assert not {"openai/o3-mini", "google/gemini-2.0-flash"} & ids
    assert book.models(date(2022, 1, 1)) == []


def test_models_at_a_time_have_one_window_each(book):
    def windows(at):
        prices = (price for price in book.models(at) if price.model == "deepseek-reasoner")
        return [price.window.label() for price in prices]

    assert windows(date(2025, 3, 1)) == ["00:30-16:30 UTC", "16:30-00:30 UTC"]
    assert windows(datetime(2025, 3, 1, 17, tzinfo=UTC)) == ["16:30-00:30 UTC"]


def test_every_alias_names_a_model(book):
    ids = {price.id for price in book.prices}
    assert book.aliases
    assert set(book.aliases.values()) <= ids


def test_every_price_has_its_source(book):
    for price in book.prices:
        assert price.source
        assert price.confidence in {"A", "B"}
        assert 0 < price.input < price.output
        assert price.cached_input is None or 0 < price.cached_input < price.input


def test_a_month_without_a_day_is_its_first_and_says_so(book):
    with HISTORY.open(newline="") as file:
        months = [row for row in csv.DictReader(file) if len(row["from_date"]) == 7]
    assert months
    for row in months:
        price = book.price(f"{row['vendor']}/{row['model']}", THE_DAY)
        assert price.from_date == date(2025, 1, 1)
        assert "the 1st is assumed" in price.note


@given(
    at=st.datetimes(datetime(2023, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    tokens=st.integers(0, 1_000_000),
)
def test_a_model_has_at_most_one_price_at_a_time(at, tokens):
    ids = [price.id for price in PriceBook.load().models(at) if price.takes(tokens)]
    assert len(ids) == len(set(ids))


@given(start=st.times(), end=st.times(), moment=st.times())
def test_a_window_and_its_complement_share_no_time(start, end, moment):
    if start != end:
        assert (moment in Window(start, end)) != (moment in Window(end, start))


def test_a_window_holds_its_start_and_not_its_end():
    window = Window(time(16, 30), time(0, 30))
    assert time(16, 30) in window
    assert time(0, 0) in window
    assert time(0, 30) not in window


def test_references_are_read():
    assert Reference.parse("o1@2025-01-27") == Reference("o1", THE_DAY)
    evening = Reference.parse("deepseek-r1@2025-03-01T17:00")
    assert evening.at == datetime(2025, 3, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize("text", ["o1", "@2025-01-27", "o1@", "o1@2025-02-30", "o1@yesterday"])
def test_what_is_no_reference_is_refused(text):
    with pytest.raises(ValueError, match="is not"):
        Reference.parse(text)


def test_times_become_utc():
    assert parse_time("2025-03-01T09:00-08:00") == datetime(2025, 3, 1, 17, tzinfo=UTC)
    assert not isinstance(parse_time("2025-03-01"), datetime)

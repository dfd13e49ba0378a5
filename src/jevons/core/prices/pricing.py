"""At whose prices samples are reckoned: as paid, a model's by the book, a machine's by the hour."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from jevons.core.prices.book import MILLION, PriceBook
from jevons.core.prices.local import SECONDS_PER_HOUR
from jevons.core.prices.reference import Reference, parse_time
from jevons.core.problems import ProblemError, ProblemKind

FORMS = "paid, MODEL@DATE (o1@2025-01-27), @DATE, 2.50/h, or 2.50/h@1500 (tokens a second)"
"""How prices are written."""


class Rates(NamedTuple):
    """Dollars for what the samples of a question take.

    A `sample` costs what reading the question does, then there are the `tokens` that are
    drawn, thinking and answer, and the seconds of generation; `paid` is 1 where what was paid
    counts, else 0. A sum of all four, each times what was taken of it.
    """

    sample: float = 0.0
    token: float = 0.0
    second: float = 0.0
    paid: float = 0.0


PAID = Rates(paid=1.0)
"""What was paid, and nothing else."""


class Asked(NamedTuple):
    """What prices depend on: who was asked, and how.

    `prompt` and `cached` are tokens of the question's prompt, the mean over its samples;
    `at_once` is how many generations the server drew at a time, on average.
    """

    model: str
    prompt: float = 0.0
    cached: float = 0.0
    at_once: float = 1.0


class Pricing(ABC):
    """A choice of prices."""

    @property
    @abstractmethod
    def label(self) -> str:
        """The prices as `parse_pricing` takes them."""

    @property
    @abstractmethod
    def meaning(self) -> str:
        """What is assumed, in words."""

    @abstractmethod
    def rates(self, asked: Asked) -> Rates:
        """The prices of one question's samples.

        Raises:
            ProblemError: BAD_PRICE: there is none.
        """


@dataclass(frozen=True, slots=True)
class AsPaid(Pricing):
    """What each generation cost when it was drawn."""

    @property
    def label(self) -> str:
        """The word for it."""
        return "paid"

    @property
    def meaning(self) -> str:
        """What is assumed, in words."""
        return "as paid when it was drawn"

    def rates(self, asked: Asked) -> Rates:
        """What was paid, whoever was asked."""
        return PAID


@dataclass(frozen=True, slots=True)
class ByTheBook(Pricing):
    """A model of the price book at a time; without a name, the model that was asked.

    What was read again to end a thought is not billed: elsewhere a thought and its answer
    are drawn in one request. Thinking is billed as output.
    """

    at: date
    model: str = ""
    book: PriceBook = field(default_factory=PriceBook.load, compare=False, repr=False)

    @property
    def label(self) -> str:
        """The model at the date."""
        return f"{self.model}@{self.at.isoformat()}"

    @property
    def meaning(self) -> str:
        """What is assumed, in words."""
        return f"at the price of {self.model or 'each model'} on {self.at} by the book"

    def rates(self, asked: Asked) -> Rates:
        """The price for a prompt of this length."""
        price = self.book.price(
            self.model or asked.model, self.at, prompt_tokens=round(asked.prompt)
        )
        cached_input = price.input if price.cached_input is None else price.cached_input
        fresh = max(asked.prompt - asked.cached, 0.0)
        reading = fresh * price.input + asked.cached * cached_input
        return Rates(sample=reading / MILLION, token=price.output / MILLION)


@dataclass(frozen=True, slots=True)
class ByTheHour(Pricing):
    """A machine at dollars an hour.

    Its seconds are those that were measured, shared between the requests at once; or what
    the tokens drawn take at `tokens_per_s` of the whole machine, prompts not counted.
    """

    usd_per_hour: float
    tokens_per_s: float | None = None

    @property
    def label(self) -> str:
        """Dollars an hour, and tokens a second where they are stated."""
        rate = "" if self.tokens_per_s is None else f"@{self.tokens_per_s:g}"
        return f"{self.usd_per_hour:g}/h{rate}"

    @property
    def meaning(self) -> str:
        """What is assumed, in words."""
        if self.tokens_per_s is not None:
            return f"a machine at {self.usd_per_hour:g} $/h that draws {self.tokens_per_s:g} tok/s"
        return f"a machine at {self.usd_per_hour:g} $/h, on the seconds that were measured"

    def rates(self, asked: Asked) -> Rates:
        """The price of a token, or of a second in which others are drawn as well."""
        per_second = self.usd_per_hour / SECONDS_PER_HOUR
        if self.tokens_per_s is not None:
            return Rates(token=per_second / self.tokens_per_s)
        return Rates(second=per_second / max(asked.at_once, 1.0))


AS_PAID = AsPaid()

_HOURLY = re.compile(r"\$?(\d*\.?\d+)\s*(?:usd|\$)?/h(?:@(\d*\.?\d+)(?:\s*tok/s)?)?", re.IGNORECASE)


def parse_pricing(text: str) -> Pricing:
    """Read a choice of prices, as `FORMS` says they are written.

    Raises:
        ProblemError: BAD_PRICE: it is none, or the book has no such price.
    """
    word = text.strip()
    if word.lower() in {"paid", "as paid"}:
        return AS_PAID
    hourly = _HOURLY.fullmatch(word)
    if hourly is not None:
        return _by_the_hour(float(hourly[1]), hourly[2])
    try:
        if word.startswith("@"):
            return ByTheBook(parse_time(word[1:]))
        reference = Reference.parse(word)
    except ValueError as error:
        raise _unreadable(str(error) if "@" in word else f"{word[:60]!r} is no price") from None
    pricing = ByTheBook(reference.at, reference.model)
    pricing.rates(Asked(reference.model))
    return pricing


def _by_the_hour(usd: float, rate: str | None) -> ByTheHour:
    tokens_per_s = None if rate is None else float(rate)
    if tokens_per_s == 0:
        raise _unreadable("a machine that draws 0 tokens a second has no price for one")
    return ByTheHour(usd, tokens_per_s)


def _unreadable(what: str) -> ProblemError:
    return ProblemError.of(ProblemKind.BAD_PRICE, what, remedy=f"prices are {FORMS}")

"""What tokens cost, by vendor, model, date, time of day, context and cache."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from pathlib import Path

from jevons.core.prices.reference import Reference
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import PriceElsewhere, Usage

HISTORY = Path(__file__).with_name("price_history.csv")
ALIASES = Path(__file__).with_name("aliases.csv")
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the day (UTC) in which a price holds: from `start`, until just before `end`.

    A window whose end is not after its start runs past midnight.
    """

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        """Whether a time of day (UTC) lies in the window."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def label(self) -> str:
        """The window as `16:30-00:30 UTC`."""
        return f"{self.start:%H:%M}-{self.end:%H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Price:
    """One line of the book: dollars per million tokens, and when they hold.

    It holds from `from_date` until the day before `to_date` (`None`: no end is
    known), in the hours of `window` (`None`: all day), for prompts of `context_from`
    to `context_to` tokens, both included. `cached_input` is `None` where no lower
    price for cached prompts is known. `confidence` is A where a primary source was
    read, B a secondary one; `note` says what the source leaves open.
    """

    vendor: str
    model: str
    from_date: date
    to_date: date | None
    window: Window | None
    context_from: int
    context_to: int | None
    input: float
    cached_input: float | None
    output: float
    confidence: str
    source: str
    note: str

    @property
    def id(self) -> str:
        """The model with its vendor, `deepseek/deepseek-reasoner`: names it for certain."""
        return f"{self.vendor}/{self.model}"

    def on_sale(self, day: date) -> bool:
        """Whether the price holds on that day (UTC)."""
        return self.from_date <= day and (self.to_date is None or day < self.to_date)

    def takes(self, prompt_tokens: int) -> bool:
        """Whether the price holds for a prompt of so many tokens."""
        within = self.context_to is None or prompt_tokens <= self.context_to
        return self.context_from <= prompt_tokens and within

    def cost(self, usage: Usage) -> float:
        """Dollars for a generation's tokens; thinking is billed as output.

        ((prompt - cached) x input + cached x cached input + (thinking + answer) x output)
        / 10^6, where the prompts that were read again (`reread`) count as prompt.
        """
        cached = usage.cached + usage.reread_cached
        fresh = max(usage.prompt + usage.reread - cached, 0)
        cached_input = self.input if self.cached_input is None else self.cached_input
        dollars = fresh * self.input + cached * cached_input + usage.output * self.output
        return dollars / MILLION


class PriceBook:
    """All prices known, and the names that people use for models.

    A model is named by its id at its vendor (`o1`), with the vendor before it
    (`fireworks/deepseek-r1`), or by an alias (`deepseek-r1`, which is DeepSeek's own).
    Dates and times are UTC; so is a datetime without a time zone.
    """

    def __init__(self, prices: Iterable[Price], aliases: Mapping[str, str]) -> None:
        self.prices = tuple(prices)
        self.aliases = dict(aliases)

    @classmethod
    def load(cls) -> PriceBook:
        """The book that jevons brings; read once."""
        return _shipped_book()

    def models(self, at: date) -> list[Price]:
        """The prices that hold at `at`: a day, or with a datetime that very time.

        All context tiers are given, and for a day without a time all windows too.
        """
        day, moment = _day_and_time(at)
        return [price for price in self.prices if price.on_sale(day) and _in_hours(price, moment)]

    def price(self, model: str, at: date, *, prompt_tokens: int = 0) -> Price:
        """The price of a model at a time, for a prompt of so many tokens.

        For a day without a time it is the standard price, the one at noon UTC, when
        the vendor has others at other hours.

        Raises:
            ProblemError: BAD_PRICE: the book does not know the model, it was not on
                sale then, or it took no prompt of this length.
        """
        known = self._named(model)
        day, moment = _day_and_time(at)
        held = [price for price in known if price.on_sale(day)]
        if not held:
            raise _not_on_sale(model, day, known)
        hours = [price for price in held if _in_hours(price, moment or time(12))]
        for price in hours:
            if price.takes(prompt_tokens):
                return price
        raise ProblemError.of(
            ProblemKind.BAD_PRICE,
            f"the book has no price of {model} on {day} for {prompt_tokens:,} prompt tokens",
            remedy="shorten the prompt or compare with another model",
        )

    def cost(self, usage: Usage, model: str, at: date) -> float:
        """Dollars that a generation's tokens cost on a model at a time.

        Raises:
            ProblemError: BAD_PRICE, as `price` does.
        """
        return self.price(model, at, prompt_tokens=usage.prompt).cost(usage)

    def compare(self, usage: Usage, references: Iterable[Reference]) -> tuple[PriceElsewhere, ...]:
        """What the same tokens cost elsewhere.

        A prompt that was read again here, to end a thought, is not billed there: the
        thought and the answer are priced as drawn in one request.

        Raises:
            ProblemError: BAD_PRICE, as `price` does, for the first reference without a price.
        """
        once = replace(usage, reread=0, reread_cached=0)
        return tuple(
            PriceElsewhere(
                reference.model, reference.at, self.cost(once, reference.model, reference.at)
            )
            for reference in references
        )

    def _named(self, model: str) -> list[Price]:
        name = model.strip().lower()
        name = self.aliases.get(name, name)
        known = [price for price in self.prices if name in {price.id, price.model}]
        if known:
            return known
        names = {*self.aliases, *(price.model for price in self.prices)}
        near = get_close_matches(name, sorted(names), n=3)
        raise ProblemError.of(
            ProblemKind.BAD_PRICE,
            f"the price book does not know {model}",
            remedy=f"did you mean {' or '.join(near)}"
            if near
            else "jevons prices lists its models",
        )


@functools.cache
def _shipped_book() -> PriceBook:
    with HISTORY.open(encoding="utf-8", newline="") as file:
        prices = [_read_price(row) for row in csv.DictReader(file)]
    with ALIASES.open(encoding="utf-8", newline="") as file:
        return PriceBook(prices, {row["alias"]: row["model"] for row in csv.DictReader(file)})


def _read_price(row: Mapping[str, str]) -> Price:
    """One line of `price_history.csv`; empty columns are unknown or unbounded."""
    window = None
    if row["from_utc"]:
        window = Window(time.fromisoformat(row["from_utc"]), time.fromisoformat(row["to_utc"]))
    return Price(
        vendor=row["vendor"],
        model=row["model"],
        from_date=_read_date(row["from_date"]),
        to_date=_read_date(row["to_date"]) if row["to_date"] else None,
        window=window,
        context_from=int(row["context_from"] or 0),
        context_to=int(row["context_to"]) if row["context_to"] else None,
        input=float(row["input"]),
        cached_input=float(row["cached_input"]) if row["cached_input"] else None,
        output=float(row["output"]),
        confidence=row["confidence"],
        source=row["source"],
        note=row["note"],
    )


def _read_date(text: str) -> date:
    """A day; a month alone is its first day, which the line's note says."""
    return date.fromisoformat(text if len(text) == len("2025-01-27") else f"{text}-01")


def _day_and_time(at: date) -> tuple[date, time | None]:
    """The day and, of a datetime, the time of day, both UTC."""
    if not isinstance(at, datetime):
        return at, None
    utc = at.astimezone(UTC) if at.tzinfo else at
    return utc.date(), utc.time()


def _in_hours(price: Price, moment: time | None) -> bool:
    return moment is None or price.window is None or moment in price.window


def _not_on_sale(model: str, day: date, prices: list[Price]) -> ProblemError:
    """The refusal for a day without a price, saying when there are some."""
    first = min(price.from_date for price in prices)
    if day < first:
        what, when = f"{model} was not on sale on {day}", f"its prices begin on {first}"
    else:
        last = max(price.to_date for price in prices if price.to_date)
        what = f"{model} has no price on {day} in the book"
        when = f"its prices run from {first} until before {last}"
    return ProblemError.of(ProblemKind.BAD_PRICE, what, remedy=when)

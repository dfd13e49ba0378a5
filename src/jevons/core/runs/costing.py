"""What a generation cost: here, and elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jevons.core.prices.local import local_price
from jevons.core.prices.reference import Reference
from jevons.core.problems import Problem, ProblemError
from jevons.core.records import Cost, PriceElsewhere, Timing, Usage
from jevons.core.settings import Settings

if TYPE_CHECKING:
    from jevons.core.models.registry import ModelSpec
    from jevons.core.prices.book import PriceBook


class Costing:
    """Prices usage and time by the book, the settings and where the model runs."""

    def __init__(self, settings: Settings, book: PriceBook | None = None) -> None:
        self.settings = settings
        self._known_book = book
        self._references = tuple(Reference.parse(text) for text in settings.compare)

    @property
    def _book(self) -> PriceBook:
        """The book, read when the first price is asked for."""
        if self._known_book is None:
            from jevons.core.prices.book import PriceBook

            self._known_book = PriceBook.load()
        return self._known_book

    def problems(self) -> list[Problem]:
        """The references that have no price, which are left out."""
        return [problem for ref in self._references if (problem := self._unpriced(ref)) is not None]

    def _unpriced(self, reference: Reference) -> Problem | None:
        try:
            self._book.price(reference.model, reference.at)
        except ProblemError as error:
            return error.problem.keeping("the comparison leaves it out")
        return None

    def here(self, spec: ModelSpec, usage: Usage, timing: Timing) -> Cost:
        """Dollars of a generation where it was drawn, compared with nothing."""
        return Cost(*self._here(spec, usage, timing))

    def cost(self, spec: ModelSpec, usage: Usage, timing: Timing) -> Cost:
        """Dollars of a generation. References without a price are left out."""
        here, assumption = self._here(spec, usage, timing)
        return Cost(here, assumption, self.elsewhere(usage))

    def elsewhere(self, usage: Usage) -> tuple[PriceElsewhere, ...]:
        """The same tokens on every reference that has a price."""
        return tuple(price for ref in self._references for price in self._at(usage, ref))

    def _here(self, spec: ModelSpec, usage: Usage, timing: Timing) -> tuple[float | None, str]:
        """A hosted model by its tokens, a machine of one's own by the hour.

        The setting is this machine's price; a server's own is kept with the model.
        """
        if spec.price_model:
            return self._by_tokens(spec.price_model, usage)
        embedded = spec.kind == "embedded"
        by_hour = spec.usd_per_hour
        if by_hour is None and embedded:
            by_hour = self.settings.usd_per_hour
        price = local_price(by_hour, embedded=embedded)
        if price is None:
            return None, "unknown: add the model with --usd-per-hour or --price-model"
        return price.cost(timing.total_s or 0.0), price.assumption

    def _by_tokens(self, model: str, usage: Usage) -> tuple[float | None, str]:
        now = datetime.now(UTC)
        try:
            price = self._book.price(model, now, prompt_tokens=usage.prompt)
        except ProblemError as error:
            return None, f"unknown: {error.problem.what}"
        return price.cost(usage), f"{model} at its price of {now:%Y-%m-%d} by the book"

    def _at(self, usage: Usage, reference: Reference) -> tuple[PriceElsewhere, ...]:
        try:
            return self._book.compare(usage, (reference,))
        except ProblemError:
            return ()

    def is_current(self, cost: Cost) -> bool:
        """Whether a cost is compared with the references of now."""
        compared = [(price.model, price.at) for price in cost.elsewhere]
        return compared == [(reference.model, reference.at) for reference in self._references]

    def toggled(self, reference: str) -> Costing:
        """The same prices, compared with one reference (`MODEL@DATE`) more, or less.

        Raises:
            ValueError: the text is no reference.
        """
        compare = tuple(text for text in self.settings.compare if text != reference)
        if len(compare) == len(self.settings.compare):
            compare = (*compare, reference)
        return Costing(replace(self.settings, compare=compare), self._known_book)
